/* Many writes by one process to one file within a second become one event with a count. Pure. */
#ifndef CONFIDE_WATCH_MERGE_H
#define CONFIDE_WATCH_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

enum { MERGE_SLOTS = 64, MERGE_MS = 1000 };

struct merge {
    struct event waiting[MERGE_SLOTS]; /* count 0 = empty */
};

/* Takes in an update. True when `out` was filled with an event that had to make room and is to go on now. `merge` must
 * have started as zeros. */
bool merge_put(struct merge *merge, const struct event *event, struct event *out);

/* Takes out one event whose second is over at `now_ms` (wall clock; INT64_MAX takes out any). False when there is none.
 */
bool merge_take(struct merge *merge, int64_t now_ms, struct event *out);

#endif
