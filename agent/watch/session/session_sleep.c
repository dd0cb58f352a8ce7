/* The machine's sleep. Owns the delay lock and whether the machine is about to sleep. Must not own: the bus, what is
 * done for the sleep. In: PrepareForSleep. Out: the call, then the lock's release.
 *
 * Before Linux 6.9 a task that waits for the watcher's answer can keep the whole machine from sleeping (commit
 * 0045fb1bab4e): so nobody may be waiting when it does. Not to watch is worse than a sleep that fails: whatever goes
 * wrong, the watch goes on. */
#include "agent/watch/session/session_sleep.h"

#include <fcntl.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/session/session_bus.h"

enum {
    AGAIN_MS = 60000,      /* between attempts to get the lock */
    ASLEEP_MOST_MS = 60000 /* of waking time, from the announcement on: logind gives all together 5 s by default */
};

void session_sleep_init(struct session_sleep *sleep, struct session_bus *bus, void (*call)(void *data, bool is_going),
                        void *data)
{
    *sleep = (struct session_sleep){.bus = bus, .sleep = call, .data = data, .lock = -1};
}

static void release(struct session_sleep *sleep)
{
    if (sleep->lock >= 0)
        close(sleep->lock);
    sleep->lock = -1;
}

void session_sleep_close(struct session_sleep *sleep)
{
    release(sleep);
}

static void tell(struct session_sleep *sleep, bool is_going)
{
    if (sleep->sleep && sleep->is_asleep != is_going)
        sleep->sleep(sleep->data, is_going);
    sleep->is_asleep = is_going;
}

static void say_refused(struct session_sleep *sleep, sd_bus_message *answer)
{
    const sd_bus_error *error = sd_bus_message_get_error(answer);
    char words[160];

    sleep->again_at_ms = sleep->now_ms + AGAIN_MS;
    if (!sleep->warned)
        log_warning(
            "logind does not wait for Confide before the machine sleeps (%s): install polkitd, and confide.rules "
            "for it. Until then the machine may fail to sleep while somebody opens a record",
            text_escape(words, sizeof(words), error && error->message ? error->message : "no reason is given"));
    sleep->warned = true;
}

static void on_lock(void *data, sd_bus_message *answer)
{
    struct session_sleep *sleep = data;
    int lent = -1;

    sleep->is_asked = false;
    if (sd_bus_message_is_method_error(answer, NULL) || sd_bus_message_read(answer, "h", &lent) < 0) {
        say_refused(sleep, answer);
        return;
    }
    release(sleep);
    sleep->warned = false;
    if (!sleep->is_asleep) /* else it came too late, and would only hold the sleep up */
        sleep->lock = fcntl(lent, F_DUPFD_CLOEXEC, 3);
}

static void take(struct session_sleep *sleep)
{
    const struct session_bus_question inhibit = {
        "/org/freedesktop/login1",
        "org.freedesktop.login1.Manager",
        "Inhibit",
        {"sleep", "Confide", "nobody may be waiting for a record when the machine sleeps", "delay"},
        4};

    if (sleep->is_asked || sleep->lock >= 0 || sleep->is_asleep)
        return;
    sleep->is_asked = session_bus_ask(sleep->bus, &inhibit, on_lock, sleep);
    sleep->again_at_ms = sleep->now_ms + AGAIN_MS;
}

void session_sleep_up(struct session_sleep *sleep)
{
    take(sleep);
}

void session_sleep_down(struct session_sleep *sleep)
{
    release(sleep);
    sleep->is_asked = false;
    tell(sleep, false);
}

void session_sleep_heard(struct session_sleep *sleep, sd_bus_message *signal)
{
    int is_going;

    if (sd_bus_message_read(signal, "b", &is_going) < 0)
        return;
    tell(sleep, is_going);
    if (is_going) {
        release(sleep);
        sleep->woken_at_ms = sleep->now_ms + ASLEEP_MOST_MS;
    } else {
        take(sleep);
    }
}

void session_sleep_step(struct session_sleep *sleep, int64_t now_ms)
{
    sleep->now_ms = now_ms;
    if (sleep->is_asleep && now_ms >= sleep->woken_at_ms) {
        log_warning("logind said that the machine would sleep, and does not say that it woke: watching goes on");
        tell(sleep, false);
    }
    if (now_ms >= sleep->again_at_ms)
        take(sleep);
}
