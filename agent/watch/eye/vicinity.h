/* What is worth hearing of the file systems around the records: the doings of those who opened a record shortly before.
 * Pure. */
#ifndef CONFIDE_WATCH_VICINITY_H
#define CONFIDE_WATCH_VICINITY_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

/* A copy is made within the minute that a record is open; another for the slow. Some 60 people are at one machine at
 * most. */
enum { VICINITY_MS = 120000, VICINITY_LOGINS = 64 };

struct vicinity {
    struct vicinity_login {
        uint32_t loginuid, session;
        int64_t seen_ms; /* 0 = empty */
    } logins[VICINITY_LOGINS];
};

/* `who` opened a record at `now_ms` (monotonic). `vicinity` must have started as zeros. Daemons (no loginuid) are not
 * noted: what they write is nobody's copy. */
void vicinity_opened(struct vicinity *vicinity, const struct identity *who, int64_t now_ms);

/* Whether one of the login's session opened a record within VICINITY_MS. */
bool vicinity_is_near(const struct vicinity *vicinity, const struct identity *who, int64_t now_ms);

#endif
