/* The histogram of waits. Owns its buckets; must not know clocks. In: microseconds. Out: the usual and the worst. */
#include "agent/watch/eye/waits.h"

static unsigned bucket_of(uint64_t us)
{
    unsigned power = 0;

    while (us >> power >= 2 * WAITS_EACH)
        power++;
    power = power * WAITS_EACH + (unsigned)(us >> power);
    return power < WAITS_BUCKETS ? power : WAITS_BUCKETS - 1;
}

static uint32_t most_of(unsigned bucket)
{
    unsigned power = bucket < 2 * WAITS_EACH ? 0 : bucket / WAITS_EACH - 1;

    return ((bucket - power * WAITS_EACH + 1) << power) - 1;
}

void waits_note(struct waits *waits, uint64_t us)
{
    uint32_t short_us = us < UINT32_MAX ? (uint32_t)us : UINT32_MAX;

    atomic_fetch_add_explicit(&waits->buckets[bucket_of(us)], 1, memory_order_relaxed);
    if (short_us > atomic_load_explicit(&waits->worst_us, memory_order_relaxed))
        atomic_store_explicit(&waits->worst_us, short_us, memory_order_relaxed);
}

/* What `hundredths` of `total` did not exceed. */
static uint32_t within(const uint32_t counts[WAITS_BUCKETS], uint64_t total, unsigned hundredths)
{
    uint64_t seen = 0;

    for (unsigned i = 0; i < WAITS_BUCKETS; i++) {
        seen += counts[i];
        if (seen * 100 >= total * hundredths)
            return most_of(i);
    }
    return 0;
}

void waits_read(const struct waits *waits, uint32_t *p50_us, uint32_t *p99_us, uint32_t *worst_us)
{
    uint32_t counts[WAITS_BUCKETS];
    uint64_t total = 0;

    for (unsigned i = 0; i < WAITS_BUCKETS; i++)
        total += counts[i] = atomic_load_explicit(&waits->buckets[i], memory_order_relaxed);
    *worst_us = atomic_load_explicit(&waits->worst_us, memory_order_relaxed);
    *p50_us = total ? within(counts, total, 50) : 0;
    *p99_us = total ? within(counts, total, 99) : 0;
    *p50_us = *p50_us < *worst_us ? *p50_us : *worst_us;
    *p99_us = *p99_us < *worst_us ? *p99_us : *worst_us;
}
