/* Messages between two threads. Owns the order in which bytes and counters become visible; must not block, allocate
 * after ring_make, or know what the bytes mean. In: bytes of the pushing thread. Out: the same bytes, in the same
 * order. */
#include "agent/watch/eye/ring.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Both counters only grow; their difference is what the ring holds. Each has a cache line of its own. */
struct ring {
    size_t mask;
    _Alignas(64) _Atomic size_t pushed;
    _Alignas(64) _Atomic size_t popped;
    _Alignas(64) uint8_t bytes[];
};

struct ring *ring_make(size_t capacity)
{
    struct ring *ring = aligned_alloc(64, sizeof(*ring) + capacity);

    if (ring) {
        ring->mask = capacity - 1;
        atomic_init(&ring->pushed, 0);
        atomic_init(&ring->popped, 0);
    }
    return ring;
}

void ring_free(struct ring *ring)
{
    free(ring);
}

static void copy_in(struct ring *ring, size_t at, const void *bytes, size_t size)
{
    size_t start = at & ring->mask;
    size_t first = ring->mask + 1 - start < size ? ring->mask + 1 - start : size;

    memcpy(ring->bytes + start, bytes, first);
    memcpy(ring->bytes, (const uint8_t *)bytes + first, size - first);
}

static void copy_out(const struct ring *ring, size_t at, void *bytes, size_t size)
{
    size_t start = at & ring->mask;
    size_t first = ring->mask + 1 - start < size ? ring->mask + 1 - start : size;

    memcpy(bytes, ring->bytes + start, first);
    memcpy((uint8_t *)bytes + first, ring->bytes, size - first);
}

size_t ring_room(const struct ring *ring)
{
    return ring->mask + 1 -
           (atomic_load_explicit(&ring->pushed, memory_order_relaxed) -
            atomic_load_explicit(&ring->popped, memory_order_acquire));
}

bool ring_push(struct ring *ring, const void *bytes, size_t size)
{
    size_t pushed = atomic_load_explicit(&ring->pushed, memory_order_relaxed);
    uint32_t length = (uint32_t)size;

    if (ring_room(ring) < sizeof(length) + size)
        return false;
    copy_in(ring, pushed, &length, sizeof(length));
    copy_in(ring, pushed + sizeof(length), bytes, size);
    atomic_store_explicit(&ring->pushed, pushed + sizeof(length) + size, memory_order_release);
    return true;
}

size_t ring_pop(struct ring *ring, void *bytes, size_t capacity)
{
    size_t popped = atomic_load_explicit(&ring->popped, memory_order_relaxed);
    uint32_t length;

    if (atomic_load_explicit(&ring->pushed, memory_order_acquire) == popped)
        return 0;
    copy_out(ring, popped, &length, sizeof(length));
    copy_out(ring, popped + sizeof(length), bytes, length < capacity ? length : capacity);
    atomic_store_explicit(&ring->popped, popped + sizeof(length) + length, memory_order_release);
    return length < capacity ? length : capacity;
}
