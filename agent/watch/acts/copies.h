/* Which records a file holds that was written outside of the record folders, and what was printed. Pure. */
#ifndef CONFIDE_WATCH_COPIES_H
#define CONFIDE_WATCH_COPIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/acts/readings.h"

enum { COPIES_MAX = READINGS_MAX };

struct copies {
    struct reading *found[COPIES_MAX];
    size_t count;
    const char *why; /* in words */
};

/* The records that `made` may hold. On removable media anything written by a session that opened records shortly
 * before; elsewhere only with stronger evidence, because programs write all the time. The best evidence that there is
 * decides, so that one file copied is not told as all that lie open. */
void copies_find(struct copies *copies, const struct readings *readings, const struct event *made, bool is_removable,
                 int64_t now_ms);

/* The records that the print job `job` may show. */
void copies_printed(struct copies *copies, const struct readings *readings, const struct event *job, int64_t now_ms);

#endif
