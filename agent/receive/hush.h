/* Keeps a flood of the same from becoming a flood of alerts: the first is told at once, the others once a minute, as a
 * number. Pure: time is an argument. */
#ifndef CONFIDE_RECEIVE_HUSH_H
#define CONFIDE_RECEIVE_HUSH_H

#include <stdbool.h>
#include <stdint.h>

enum { HUSH_MS = 60 * 1000 };

/* One cause; zeroed at the start. */
struct hush {
    int64_t told_ms; /* when it was last told, monotonic; 0 = never */
    uint64_t untold; /* how often it happened since */
};

/* It happened. How often to tell now that it did (since it was last told), 0 = not yet. `now_ms` is above 0. */
uint64_t hush_happened(struct hush *hush, int64_t now_ms);

/* Time passed: the same for what was held back. */
uint64_t hush_due(struct hush *hush, int64_t now_ms);

#endif
