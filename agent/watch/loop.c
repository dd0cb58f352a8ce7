/* The main thread's round. Owns the waiting and the order of things in a round; must not open records or answer opens.
 * In: the answering thread's ring, signals, mounts, the judge's answers. Out: calls of the parts. */
#include "loop.h"

#include <fcntl.h>
#include <poll.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/watch/answer.h"
#include "agent/watch/deadman.h"
#include "agent/watch/outlet.h"

enum {
    ROUND_MS = 100,
    SEND_EACH = 32, /* events put into words before they are sent together */
    GATHER_MS = 2   /* after a busy round: some more events are taken at once, and openers are woken less often */
};

struct watchdog {
    int64_t next_ms;
    uint64_t beats;
};

bool loop_drain(struct loop *loop)
{
    struct raw raw;
    struct event events[DESCRIBE_MAX];
    unsigned taken = 0;

    while (answer_take(loop->answer, &raw)) {
        int count = describe_raw(loop->describe, &raw, events);

        for (int i = 0; i < count; i++)
            outlet_put(loop->outlet, &events[i]);
        if (raw.kind == RAW_FAULT)
            log_error("%s. Raise LimitNOFILE= when that was \"Too many open files\"", events[0].reason);
        keep_follow(loop->keep, &raw, clock_monotonic_ms());
        if (++taken % SEND_EACH == 0)
            outlet_step(loop->outlet, clock_now_ms(), clock_monotonic_ms());
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

/* True when a signal came or mounts changed; waits only when there is nothing to do. */
static void wait_round(struct loop *loop, int mounts, bool *is_signalled, bool *is_remounted)
{
    struct pollfd polled[] = {{.fd = loop->signals, .events = POLLIN},
                              {.fd = answer_fd(loop->answer), .events = POLLIN},
                              {.fd = mounts, .events = POLLPRI},
                              {.fd = -1}};

    polled[3].fd = outlet_fd(loop->outlet, &polled[3].events);
    poll(polled, 4, answer_rest(loop->answer) ? ROUND_MS : 0);
    *is_signalled = polled[0].revents != 0;
    *is_remounted = polled[2].revents != 0;
}

bool loop_run(struct loop *loop)
{
    const struct timespec gather = {.tv_nsec = GATHER_MS * 1000000L};
    struct watchdog watchdog = {0};
    bool is_signalled = false, is_remounted = false, was_busy = false;
    int mounts = open("/proc/self/mountinfo", O_RDONLY | O_CLOEXEC);

    while (!is_signalled) {
        int64_t now_ms;

        if (was_busy)
            nanosleep(&gather, NULL);
        wait_round(loop, mounts, &is_signalled, &is_remounted);
        now_ms = clock_monotonic_ms();
        if (is_remounted)
            keep_doubt(loop->keep, now_ms);
        was_busy = loop_drain(loop);
        keep_step(loop->keep, now_ms);
        outlet_step(loop->outlet, clock_now_ms(), now_ms);
        feed(loop, &watchdog, now_ms);
        if (!deadman_lives(loop->deadman)) {
            log_error("the deadman is gone, and without it people could wait for ever: stopping. Start confide-watch "
                      "again");
            break;
        }
    }
    if (mounts >= 0)
        close(mounts);
    return is_signalled;
}
