/* What came to be in the record folders lately, and through whom. Pure; times are given. */
#ifndef CONFIDE_WATCH_BORN_H
#define CONFIDE_WATCH_BORN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

struct born;

enum born_origin {
    BORN_BEFORE = 0, /* it was there before, perhaps under another name */
    BORN_MADE,       /* made lately, where nothing was */
    BORN_OVER        /* made lately, and put where something may have been */
};

/* NULL when memory is short. */
struct born *born_new(void);
void born_free(struct born *born);

/* `event` is a create or a rename of a file, or a create of a folder, whose name ends with a slash: what is in it is
 * new as well. `path` is where the file lies now, as the kernel calls it. */
void born_note(struct born *born, const struct event *event, const char *path, int64_t now_ms);

/* event->object ceased to be. */
void born_note_gone(struct born *born, const struct event *event, int64_t now_ms);

/* How event->object came to be, by the same login and in the last ten minutes. */
enum born_origin born_how(const struct born *born, const struct event *event, int64_t now_ms);

/* Whether event->object lies in a folder that the same login made in that time. */
bool born_in_new(const struct born *born, const struct event *event, int64_t now_ms);

/* True when the process of `event` itself made event->object in that time. */
bool born_by_itself(const struct born *born, const struct event *event, int64_t now_ms);

/* From the newest on: the next file that the login of `event` brought lately into the folder of `path`, its name
 * beginning as that of `path` and then going on with a dot: x.pdf.enc or x.enc for x.pdf. `at` begins as 0. NULL when
 * there is none left. Borrowed until the next born_note. */
const char *born_beside(const struct born *born, const struct event *event, const char *path, int64_t now_ms,
                        size_t *at);

#endif
