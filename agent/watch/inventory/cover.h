/* Times in which the watch saw everything, and times in which it did not: two sets of windows. Pure. Times are
 * milliseconds of the wall clock, as the kernel stamps files by it. */
#ifndef CONFIDE_WATCH_COVER_H
#define CONFIDE_WATCH_COVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More windows than this are joined (unseen ones) or forgotten (seen ones): both make more be told, never less. */
enum { COVER_MOST = 256, COVER_SLACK_MS = 20 };

struct cover_window {
    int64_t from_ms, to_ms;
};

struct cover_set {
    struct cover_window list[COVER_MOST]; /* in order of from_ms */
    size_t count;
};

struct cover {
    struct cover_set seen, unseen; /* a moment in both is unseen: the clock was set back */
};

/* All was seen from `from_ms` to `to_ms`. Called again with the same `from_ms`, the window grows. */
void cover_saw(struct cover *cover, int64_t from_ms, int64_t to_ms);

/* Not all was. */
void cover_missed(struct cover *cover, int64_t from_ms, int64_t to_ms);

/* True when what a file's time says happened at `time_ms` was seen. The kernel's stamps lag by up to a tick, which
 * COVER_SLACK_MS allows for. */
bool cover_has(const struct cover *cover, int64_t time_ms);

/* The shortest window that holds all unseen moments from `since_ms` to `now_ms`; false when there are none. */
bool cover_gap(const struct cover *cover, int64_t since_ms, int64_t now_ms, struct cover_window *gap);

/* The unseen window that holds `time_ms`, within `since_ms` and `now_ms`; when there is none, these two. */
void cover_around(const struct cover *cover, int64_t time_ms, int64_t since_ms, int64_t now_ms,
                  struct cover_window *window);

/* Forgets what was before `since_ms`. */
void cover_trim(struct cover *cover, int64_t since_ms);

#endif
