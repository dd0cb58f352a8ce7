/* The main thread's round. Owns the waiting and the order of things in a round; must not open records or answer opens.
 * In: the answering thread's ring, signals, mounts, sessions, print jobs, the inventory, the judge's answers. Out:
 * calls of the parts. */
#include "agent/watch/loop.h"

#include <poll.h>
#include <string.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/watch/eye/answer.h"
#include "agent/watch/eye/deadman.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/outlet.h"
#include "agent/watch/devices/printing.h"
#include "agent/watch/session/session.h"

enum {
    ROUND_MS = 100,
    STATE_MS = 1000,
    COUNT_MARKS_EACH = 10, /* of these: the kernel lists them all */
    SEND_EACH = 32,        /* things seen before their events are sent together */
    GATHER_MS = 2 /* after a busy round: some more events are taken at once, and openers are woken less often */
};

enum { POLL_SIGNALS = 0, POLL_SEEN, POLL_MOUNTS, POLL_JUDGE, POLL_SESSIONS, POLL_PRINTING, POLL_INVENTORY, POLL_COUNT };

struct watchdog {
    int64_t next_ms;
    uint64_t beats;
};

bool loop_drain(struct loop *loop)
{
    struct raw raw;
    unsigned taken = 0;

    while (answer_take(loop->answer, &raw)) {
        int64_t now_ms = clock_monotonic_ms();

        flow_take(loop->flow, &raw, now_ms);
        if (raw.kind == RAW_FAULT)
            log_error("an event could not be read: %s. Raise LimitNOFILE= when that was \"Too many open files\"",
                      strerror((int)raw.code));
        keep_follow(loop->keep, &raw, now_ms);
        if (++taken % SEND_EACH == 0) {
            flow_step(loop->flow, now_ms);
            outlet_step(loop->outlet, now_ms);
        }
    }
    return taken > 0;
}

/* The manager's watchdog is fed only when the answering thread has moved. */
static void feed(const struct loop *loop, struct watchdog *watchdog, int64_t now_ms)
{
    uint64_t beats = deadman_beats(loop->deadman->heart);
    int64_t period_ms = notify_period_ms();

    if (period_ms == 0 || now_ms < watchdog->next_ms || beats == watchdog->beats)
        return;
    watchdog->beats = beats;
    watchdog->next_ms = now_ms + period_ms;
    notify_alive();
}

/* Waits only when there is nothing to do. */
static void wait_round(struct loop *loop, struct pollfd polled[POLL_COUNT])
{
    polled[POLL_SIGNALS] = (struct pollfd){.fd = loop->signals, .events = POLLIN};
    polled[POLL_SEEN] = (struct pollfd){.fd = answer_fd(loop->answer), .events = POLLIN};
    polled[POLL_MOUNTS] = (struct pollfd){.fd = mounts_fd(loop->mounts), .events = POLLPRI};
    polled[POLL_PRINTING] = (struct pollfd){.fd = printing_fd(loop->printing), .events = POLLIN};
    polled[POLL_INVENTORY] = (struct pollfd){.fd = loop->losses->inventory->fd, .events = POLLIN};
    polled[POLL_JUDGE].fd = outlet_fd(loop->outlet, &polled[POLL_JUDGE].events);
    polled[POLL_SESSIONS].fd = sessions_fd(loop->sessions, &polled[POLL_SESSIONS].events);
    if (poll(polled, POLL_COUNT, answer_rest(loop->answer) ? ROUND_MS : 0) <= 0)
        for (int i = 0; i < POLL_COUNT; i++)
            polled[i].revents = 0;
}

static void take_jobs(struct loop *loop, int64_t now_ms)
{
    struct event job;

    while (printing_take(loop->printing, &job))
        flow_print(loop->flow, &job, now_ms);
}

static void tell_state(struct loop *loop, int64_t now_ms)
{
    struct wire_state *state = &loop->state;
    const struct keep *keep = loop->keep;

    if (now_ms < loop->state_ms)
        return;
    loop->state_ms = now_ms + STATE_MS;
    answer_waits(loop->answer, &state->wait_p50_us, &state->wait_p99_us, &state->wait_worst_us);
    state->folders = (uint32_t)folder_count(keep->folders);
    if (loop->told++ % COUNT_MARKS_EACH == 0)
        state->marks = mark_count(keep->eye);
    state->unseen = keep->unseen;
    state->unseen_from_ms = keep->unseen_from_ms;
    state->unseen_until_ms = keep->unseen_until_ms;
    state->inventory_done = loop->losses->files_done;
    state->inventory_total = loop->losses->files_total;
    state->inventory_ms = loop->losses->files_ms;
    state->events_per_s = gauge_per_second(&loop->gauge, state->events);
    outlet_state(loop->outlet, state);
}

static void go_round(struct loop *loop, const struct pollfd polled[POLL_COUNT], int64_t now_ms)
{
    if (polled[POLL_MOUNTS].revents) {
        losses_remounted(loop->losses);
        keep_doubt(loop->keep, now_ms);
    }
    if (polled[POLL_INVENTORY].revents)
        losses_hear(loop->losses);
    take_jobs(loop, now_ms);
    keep_step(loop->keep, now_ms);
    losses_step(loop->losses, now_ms);
    flow_step(loop->flow, now_ms);
    outlet_step(loop->outlet, now_ms);
    tell_state(loop, now_ms);
}

bool loop_run(struct loop *loop)
{
    const struct timespec gather = {.tv_nsec = GATHER_MS * 1000000L};
    struct watchdog watchdog = {0};
    struct pollfd polled[POLL_COUNT] = {0};
    bool was_busy = false;

    while (!polled[POLL_SIGNALS].revents) {
        int64_t now_ms;

        if (was_busy)
            nanosleep(&gather, NULL);
        wait_round(loop, polled);
        now_ms = clock_monotonic_ms();
        sessions_step(loop->sessions, now_ms); /* a lock before the opens that came after it */
        was_busy = loop_drain(loop);
        go_round(loop, polled, now_ms);
        feed(loop, &watchdog, now_ms);
        if (!deadman_lives(loop->deadman)) {
            log_error("the deadman is gone, and without it people could wait for ever: stopping. Start confide-watch "
                      "again");
            break;
        }
    }
    return polled[POLL_SIGNALS].revents != 0;
}
