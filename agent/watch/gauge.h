/* How many things happen in a second, over the last ten. Pure. */
#ifndef CONFIDE_WATCH_GAUGE_H
#define CONFIDE_WATCH_GAUGE_H

#include <stdint.h>

enum { GAUGE_SECONDS = 10 };

/* Starts as zeros. */
struct gauge {
    uint64_t totals[GAUGE_SECONDS + 1]; /* at the end of each second, the oldest first */
    unsigned count;
};

/* To be called once a second with the number of all there ever were. The number in a second, over the last ten or what
 * there is. */
uint32_t gauge_per_second(struct gauge *gauge, uint64_t total);

#endif
