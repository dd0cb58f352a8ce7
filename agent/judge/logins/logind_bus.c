/* The connection to the system bus. Owns it, and how it is found again when it was lost. Must not own: what is said.
 * In: questions, the bus in any state. Out: answers, signals, up and down.
 * No call of sd-bus is used that waits for an answer, nor the flush that it would make at the loop's end. */
#include "logind_bus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "agent/base/text.h"

enum {
    QUESTIONS_MAX = 64, /* unanswered at once; the bus itself allows 128 */
    WELCOME_MS = 10000, /* from connecting until the bus has welcomed us */
    AGAIN_MS = 1000,    /* between attempts, at first */
    AGAIN_MOST_MS = 30000
};

struct question {
    struct logind_bus *bus;
    logind_bus_answer answer; /* NULL: free */
    void *data;
};

struct logind_bus {
    sd_event *loop;
    struct logind_bus_calls calls;
    void *data;
    sd_bus *bus; /* NULL: not there */
    bool lost;
    int64_t again_ms;
    sd_event_source *timer;
    struct question questions[QUESTIONS_MAX];
};

static void wake(struct logind_bus *bus, int64_t delay_ms)
{
    sd_event_source_set_time_relative(bus->timer, (uint64_t)delay_ms * 1000);
    sd_event_source_set_enabled(bus->timer, SD_EVENT_ONESHOT);
}

/* It is closed when the loop comes round: now sd-bus may still be at work on it. */
static void lose(struct logind_bus *bus)
{
    bus->lost = true;
    wake(bus, 0);
}

static int on_disconnected(sd_bus_message *message, void *data, sd_bus_error *error)
{
    (void)message;
    (void)error;
    lose(data);
    return 0;
}

static int on_signal(sd_bus_message *message, void *data, sd_bus_error *error)
{
    struct logind_bus *bus = data;

    (void)error;
    if (!bus->lost)
        bus->calls.heard(bus->data, message);
    return 0;
}

static int on_answer(sd_bus_message *message, void *data, sd_bus_error *error)
{
    struct question *slot = data, question = *slot;

    (void)error;
    slot->answer = NULL;
    if (!question.bus->lost)
        question.answer(question.data, message);
    return 0;
}

static int match(struct logind_bus *bus)
{
    static const char *const rules[] = {
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',"
        "arg0='org.freedesktop.login1'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',member='SessionNew'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',"
        "member='SessionRemoved'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.DBus.Properties',"
        "member='PropertiesChanged',path_namespace='/org/freedesktop/login1/session'",
    };
    int result = sd_bus_match_signal_async(bus->bus, NULL, "org.freedesktop.DBus.Local", "/org/freedesktop/DBus/Local",
                                           "org.freedesktop.DBus.Local", "Disconnected", on_disconnected, NULL, bus);

    for (size_t i = 0; i < sizeof rules / sizeof rules[0] && result >= 0; i++)
        result = sd_bus_add_match_async(bus->bus, NULL, rules[i], on_signal, NULL, bus);
    return result;
}

static void take_down(struct logind_bus *bus, int why)
{
    char wrong[160];

    sd_bus_close_unref(bus->bus);
    bus->bus = NULL;
    bus->lost = false;
    memset(bus->questions, 0, sizeof bus->questions);
    wake(bus, bus->again_ms);
    bus->again_ms = bus->again_ms * 2 < AGAIN_MOST_MS ? bus->again_ms * 2 : AGAIN_MOST_MS;
    text_format(wrong, sizeof wrong, "the system bus cannot be reached (%s): see systemctl status dbus",
                why < 0 ? strerror(-why) : "it ended the connection");
    bus->calls.down(bus->data, wrong);
}

static void bring_up(struct logind_bus *bus)
{
    int result = sd_bus_open_system(&bus->bus);

    if (result >= 0)
        result = sd_bus_set_close_on_exit(bus->bus, false);
    if (result >= 0)
        result = sd_bus_attach_event(bus->bus, bus->loop, SD_EVENT_PRIORITY_NORMAL);
    if (result >= 0)
        result = match(bus);
    if (result < 0) {
        take_down(bus, result);
        return;
    }
    wake(bus, WELCOME_MS);
    bus->calls.up(bus->data);
}

static int on_timer(sd_event_source *source, uint64_t at, void *data)
{
    struct logind_bus *bus = data;

    (void)source;
    (void)at;
    if (!bus->bus)
        bring_up(bus);
    else if (bus->lost)
        take_down(bus, 0);
    else if (sd_bus_is_ready(bus->bus) <= 0)
        take_down(bus, -ETIMEDOUT);
    else
        bus->again_ms = AGAIN_MS;
    return 0;
}

struct logind_bus *logind_bus_open(sd_event *loop, const struct logind_bus_calls *calls, void *data)
{
    struct logind_bus *bus = calloc(1, sizeof *bus);

    if (!bus)
        return NULL;
    *bus = (struct logind_bus){.loop = loop, .calls = *calls, .data = data, .again_ms = AGAIN_MS};
    if (sd_event_add_time_relative(loop, &bus->timer, CLOCK_BOOTTIME, 0, 0, on_timer, bus) < 0) {
        free(bus);
        return NULL;
    }
    return bus;
}

void logind_bus_close(struct logind_bus *bus)
{
    if (!bus)
        return;
    sd_event_source_disable_unref(bus->timer);
    sd_bus_close_unref(bus->bus);
    free(bus);
}

bool logind_bus_call(struct logind_bus *bus, const char *path, const char *interface, const char *member,
                     const char *word, int64_t wait_ms, logind_bus_answer answer, void *data)
{
    sd_bus_message *message = NULL;
    struct question *question = NULL;
    int result;

    for (size_t i = 0; i < QUESTIONS_MAX && !question; i++)
        if (!bus->questions[i].answer)
            question = &bus->questions[i];
    if (!bus->bus || bus->lost || !question)
        return false;
    *question = (struct question){.bus = bus, .data = data};
    result = sd_bus_message_new_method_call(bus->bus, &message, "org.freedesktop.login1", path, interface, member);
    if (result >= 0 && word)
        result = sd_bus_message_append(message, "s", word);
    if (result >= 0) /* logind is started with the machine, or not wanted there */
        result = sd_bus_message_set_auto_start(message, false);
    if (result >= 0)
        result = sd_bus_call_async(bus->bus, NULL, message, on_answer, question, (uint64_t)wait_ms * 1000);
    sd_bus_message_unref(message);
    if (result >= 0)
        question->answer = answer;
    else
        lose(bus);
    return result >= 0;
}
