/* How long openers waited for their answer: a histogram that one thread fills and another reads. Pure. */
#ifndef CONFIDE_WATCH_WAITS_H
#define CONFIDE_WATCH_WAITS_H

#include <stdatomic.h>
#include <stdint.h>

/* Eight to each power of two of microseconds: a figure is at most an eighth too high. The last holds all above 16 s. */
enum { WAITS_EACH = 8, WAITS_BUCKETS = WAITS_EACH * 22 };

struct waits {
    _Atomic uint32_t buckets[WAITS_BUCKETS];
    _Atomic uint32_t worst_us;
};

/* The filling thread's. `waits` must have started as zeros. */
void waits_note(struct waits *waits, uint64_t us);

/* Any thread's: half of all waited at most `p50_us`, 99 of 100 at most `p99_us`; zeros when nobody did. */
void waits_read(const struct waits *waits, uint32_t *p50_us, uint32_t *p99_us, uint32_t *worst_us);

#endif
