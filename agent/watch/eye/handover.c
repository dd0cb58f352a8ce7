/* The handing over. Owns the ring between the two threads, what is counted when it is full, and the eventfd(2) that
 * wakes the main thread; must not look into events. In: raw events of one thread. Out: the same in the other, in
 * order. */
#include "agent/watch/eye/handover.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/watch/eye/ring.h"

enum {
    RING_BYTES = 4 << 20, /* some 9,000 opens */
    AROUND_LEAVES = RING_BYTES / 4,
    ROOM_WAIT_MS = 1,
    ROOM_WAITS =
        5 /* so long may openers be slowed when the main thread is behind, before events are lost and counted */
};

struct handover {
    struct ring *ring;
    int bell;
    atomic_bool main_rests;
    /* The answering thread's alone: */
    uint32_t lost;
    int64_t lost_since_ms;
    bool lost_around;
};

struct handover *handover_make(void)
{
    struct handover *handover = calloc(1, sizeof(*handover));

    if (!handover)
        return NULL;
    handover->ring = ring_make(RING_BYTES);
    handover->bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (handover->ring && handover->bell >= 0)
        return handover;
    handover_free(handover);
    return NULL;
}

void handover_free(struct handover *handover)
{
    if (!handover)
        return;
    ring_free(handover->ring);
    if (handover->bell >= 0)
        close(handover->bell);
    free(handover);
}

static size_t size_of(const struct raw *raw)
{
    if (raw->has_path)
        return offsetof(struct raw, path) + strlen(raw->path) + 1;
    if (raw->kind != RAW_CHANGE && raw->kind != RAW_AROUND && raw->kind != RAW_OWN)
        return offsetof(struct raw, at);
    return raw->at[1].name[0] ? sizeof(*raw) : offsetof(struct raw, at[1]);
}

static bool push(struct handover *handover, const struct raw *raw)
{
    return ring_push(handover->ring, raw, size_of(raw));
}

static void tell_lost(struct handover *handover)
{
    struct raw raw = {.kind = RAW_LOST, .code = handover->lost, .since_ms = handover->lost_since_ms};

    if (handover->lost == 0)
        return;
    raw.time_ms = clock_now_ms();
    if (push(handover, &raw))
        handover->lost = 0;
}

static void put_around(struct handover *handover, const struct raw *raw)
{
    struct raw overflow = {.kind = RAW_OVERFLOW, .code = 1, .time_ms = raw->time_ms};

    if (ring_room(handover->ring) < AROUND_LEAVES) {
        handover->lost_around = true;
        return;
    }
    if (handover->lost_around)
        handover->lost_around = !push(handover, &overflow);
    push(handover, raw);
}

void handover_put(struct handover *handover, const struct raw *raw)
{
    if (raw->kind == RAW_AROUND) {
        put_around(handover, raw);
        return;
    }
    tell_lost(handover);
    if (push(handover, raw))
        return;
    if (handover->lost++ == 0)
        handover->lost_since_ms = raw->time_ms;
}

static void wake_main(struct handover *handover)
{
    uint64_t one = 1;

    atomic_thread_fence(memory_order_seq_cst);
    /* The write fails only when the counter is full: then the other side is awake anyhow. */
    if (atomic_exchange(&handover->main_rests, false) && write(handover->bell, &one, sizeof(one)) < 0)
        return;
}

void handover_ring(struct handover *handover, bool wait)
{
    const struct timespec pause = {.tv_nsec = ROOM_WAIT_MS * 1000000L};

    tell_lost(handover);
    wake_main(handover);
    for (int i = 0; wait && i < ROOM_WAITS && ring_room(handover->ring) < 64 * sizeof(struct raw); i++) {
        nanosleep(&pause, NULL);
        wake_main(handover);
    }
}

bool handover_take(struct handover *handover, struct raw *raw)
{
    memset(raw, 0, sizeof(*raw)); /* what was not used was not pushed */
    return ring_pop(handover->ring, raw, sizeof(*raw)) > 0;
}

int handover_fd(const struct handover *handover)
{
    return handover->bell;
}

bool handover_rest(struct handover *handover)
{
    uint64_t woken;

    if (read(handover->bell, &woken, sizeof(woken)) < 0 && errno != EAGAIN)
        return false;
    atomic_store(&handover->main_rests, true);
    atomic_thread_fence(memory_order_seq_cst);
    return ring_room(handover->ring) == RING_BYTES;
}
