/* For acts.c and saves.c alone: what is known at the moment, and what belongs together. Pure. */
#ifndef CONFIDE_WATCH_ACTS_BOOK_H
#define CONFIDE_WATCH_ACTS_BOOK_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/acts/made.h"
#include "agent/watch/acts/readings.h"
#include "agent/watch/acts/waiting.h"

struct book {
    struct waiting *waiting;
    struct made *made;
    struct readings *readings;
};

/* The same person: login and session; where there is no login, the same process. */
bool book_is_person(const struct note *note, const struct event *event);

/* The file of `event`, as far as the numbers are known: those of a file that is gone are not. */
bool book_is_file(uint64_t dev, uint64_t ino, const struct event *event);

/* The newest waiting `action` of that person on `object`. NULL: there is none. `of`: as in waiting_find. */
struct note *book_find(const struct book *book, const char *object, int32_t of, enum event_action action,
                       const struct event *event);

/* It is clear what it is: it is told at once. */
void book_pass(struct book *book, const struct event *event, int64_t now_ms);

/* Strikes out openings of `object` by the process of `event` that were part of its writing: all of that very file, or
 * one. How many there were. */
unsigned book_take_opens(struct book *book, const struct event *event, const char *object, bool is_all);

#endif
