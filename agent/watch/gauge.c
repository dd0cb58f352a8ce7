/* A rate. Owns the last seconds' totals. In: a total a second. Out: their mean growth. */
#include "agent/watch/gauge.h"

#include <string.h>

uint32_t gauge_per_second(struct gauge *gauge, uint64_t total)
{
    if (gauge->count > GAUGE_SECONDS) {
        memmove(gauge->totals, gauge->totals + 1, GAUGE_SECONDS * sizeof(gauge->totals[0]));
        gauge->count = GAUGE_SECONDS;
    }
    gauge->totals[gauge->count++] = total;
    return gauge->count < 2 ? 0 : (uint32_t)((total - gauge->totals[0]) / (gauge->count - 1));
}
