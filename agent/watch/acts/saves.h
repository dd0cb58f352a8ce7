/* Saving a file takes many calls: made, deleted and renamed files become one update. Pure. */
#ifndef CONFIDE_WATCH_SAVES_H
#define CONFIDE_WATCH_SAVES_H

#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/acts/acts_book.h"

/* Each takes in one event of its action on a record's file (no folder); `now_ms` is monotonic. What is to be told waits
 * in the book from then on. */
void saves_create(struct book *book, const struct event *event, int64_t now_ms);
void saves_delete(struct book *book, const struct event *event, int64_t now_ms);
void saves_rename(struct book *book, const struct event *event, int64_t now_ms);

#endif
