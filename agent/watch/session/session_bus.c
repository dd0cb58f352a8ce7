/* The connection to the system bus. Owns it, how it is found again when it was lost, and who logind is there. Must not
 * own: what is said. In: questions, the bus in any state. Out: answers, logind's signals, up and down.
 * No call of sd-bus is used that waits. Any user of the machine may send a signal to any connection: only those from
 * the name that the bus itself calls logind's count, or anybody could put the watcher to sleep. */
#include "agent/watch/session/session_bus.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "agent/base/log.h"
#include "agent/base/text.h"

enum {
    QUESTIONS_MAX = 32, /* unanswered at once; the bus itself allows 128 */
    ANSWER_MS = 5000,   /* logind answers within a millisecond, polkit may have to be started first */
    WELCOME_MS = 10000, /* from connecting until the bus has welcomed us */
    AGAIN_MS = 1000,    /* between attempts, at first */
    AGAIN_MOST_MS = 30000,
    TURN = 64 /* messages of one step: then the records' turn comes */
};

static const char logind[] = "org.freedesktop.login1";

struct question {
    struct session_bus *bus;
    bool is_asked;
    session_bus_answer answer; /* NULL: nobody waits for it any more */
    void *data;
};

struct session_bus {
    struct session_bus_calls calls;
    void *data;
    sd_bus *bus;     /* NULL: not there */
    char owner[256]; /* logind's own name on the bus (at most 255 bytes); "" = it is not there */
    int64_t now_ms, began_ms, again_at_ms, again_ms;
    bool is_lost, warned;
    struct question questions[QUESTIONS_MAX];
};

/* Once for each time it goes. */
static void say_away(struct session_bus *bus, const char *why)
{
    if (!bus->warned)
        log_warning("%s. Until then a login session is told by its number alone, without its seat's lock", why);
    bus->warned = true;
}

static void set_owner(struct session_bus *bus, const char *owner)
{
    if (bus->owner[0]) {
        for (unsigned i = 0; i < QUESTIONS_MAX; i++)
            bus->questions[i].answer = NULL;
        bus->owner[0] = '\0';
        bus->calls.down(bus->data);
    }
    if (!owner[0]) {
        say_away(bus, "logind is not there: see systemctl status systemd-logind");
        return;
    }
    if (bus->warned)
        log_info("logind answers");
    bus->warned = false;
    text_copy(bus->owner, sizeof(bus->owner), owner);
    bus->calls.up(bus->data);
}

static int on_owner(sd_bus_message *message, void *data, sd_bus_error *error)
{
    const char *owner = "";

    (void)error;
    if (sd_bus_message_is_method_error(message, NULL) || sd_bus_message_read(message, "s", &owner) < 0)
        owner = "";
    set_owner(data, owner);
    return 0;
}

static int on_owner_changed(sd_bus_message *message, void *data, sd_bus_error *error)
{
    const char *sender = sd_bus_message_get_sender(message), *name, *before, *owner;

    (void)error;
    if (sender && strcmp(sender, "org.freedesktop.DBus") == 0 &&
        sd_bus_message_read(message, "sss", &name, &before, &owner) >= 0 && strcmp(name, logind) == 0)
        set_owner(data, owner);
    return 0;
}

static int on_signal(sd_bus_message *message, void *data, sd_bus_error *error)
{
    struct session_bus *bus = data;
    const char *sender = sd_bus_message_get_sender(message);

    (void)error;
    if (sender && bus->owner[0] && strcmp(sender, bus->owner) == 0)
        bus->calls.heard(bus->data, message);
    return 0;
}

static int on_answer(sd_bus_message *message, void *data, sd_bus_error *error)
{
    struct question *slot = data, question = *slot;

    (void)error;
    slot->is_asked = false;
    if (question.answer)
        question.answer(question.data, message);
    return 0;
}

static int match(struct session_bus *bus)
{
    static const char *const rules[] = {
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',member='SessionNew'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',"
        "member='SessionRemoved'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.login1.Manager',"
        "member='PrepareForSleep'",
        "type='signal',sender='org.freedesktop.login1',interface='org.freedesktop.DBus.Properties',"
        "member='PropertiesChanged',path_namespace='/org/freedesktop/login1/session'",
    };
    int result = sd_bus_add_match_async(
        bus->bus, NULL,
        "type='signal',sender='org.freedesktop.DBus',interface='org.freedesktop.DBus',member='NameOwnerChanged',"
        "arg0='org.freedesktop.login1'",
        on_owner_changed, NULL, bus);

    for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]) && result >= 0; i++)
        result = sd_bus_add_match_async(bus->bus, NULL, rules[i], on_signal, NULL, bus);
    if (result >= 0)
        result = sd_bus_call_method_async(bus->bus, NULL, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                          "org.freedesktop.DBus", "GetNameOwner", on_owner, bus, "s", logind);
    return result;
}

static void take_down(struct session_bus *bus, int why)
{
    char words[160];

    sd_bus_close_unref(bus->bus);
    bus->bus = NULL;
    bus->is_lost = false;
    memset(bus->questions, 0, sizeof(bus->questions));
    bus->again_at_ms = bus->now_ms + bus->again_ms;
    bus->again_ms = bus->again_ms * 2 < AGAIN_MOST_MS ? bus->again_ms * 2 : AGAIN_MOST_MS;
    text_format(words, sizeof(words), "the system bus cannot be reached (%s): see systemctl status dbus",
                why < 0 ? strerror(-why) : "it ended the connection");
    say_away(bus, words);
    if (!bus->owner[0])
        return;
    bus->owner[0] = '\0';
    bus->calls.down(bus->data);
}

static void bring_up(struct session_bus *bus)
{
    int result = sd_bus_open_system(&bus->bus);

    bus->began_ms = bus->now_ms;
    if (result >= 0)
        result = sd_bus_set_close_on_exit(bus->bus, false);
    if (result >= 0)
        result = match(bus);
    if (result < 0)
        take_down(bus, result);
}

struct session_bus *session_bus_open(const struct session_bus_calls *calls, void *data)
{
    struct session_bus *bus = calloc(1, sizeof(*bus));

    if (bus)
        *bus = (struct session_bus){.calls = *calls, .data = data, .again_at_ms = INT64_MIN, .again_ms = AGAIN_MS};
    return bus;
}

void session_bus_close(struct session_bus *bus)
{
    if (!bus)
        return;
    sd_bus_close_unref(bus->bus);
    free(bus);
}

int session_bus_fd(struct session_bus *bus, short *events)
{
    int wanted = bus->bus ? sd_bus_get_events(bus->bus) : 0;

    *events = (short)(wanted > 0 ? wanted : POLLIN);
    return bus->bus ? sd_bus_get_fd(bus->bus) : -1;
}

void session_bus_step(struct session_bus *bus, int64_t now_ms)
{
    int result = 1;

    bus->now_ms = now_ms;
    if (!bus->bus && now_ms >= bus->again_at_ms)
        bring_up(bus);
    if (!bus->bus)
        return;
    for (int i = 0; i < TURN && result > 0 && !bus->is_lost; i++)
        result = sd_bus_process(bus->bus, NULL);
    if (result < 0 || bus->is_lost || sd_bus_is_open(bus->bus) <= 0)
        take_down(bus, bus->is_lost || result == -ENOTCONN ? 0 : result);
    else if (sd_bus_is_ready(bus->bus) > 0)
        bus->again_ms = AGAIN_MS;
    else if (now_ms - bus->began_ms > WELCOME_MS)
        take_down(bus, -ETIMEDOUT);
}

bool session_bus_ask(struct session_bus *bus, const struct session_bus_question *question, session_bus_answer answer,
                     void *data)
{
    sd_bus_message *message = NULL;
    struct question *slot = NULL;
    int result;

    for (size_t i = 0; i < QUESTIONS_MAX && !slot; i++)
        if (!bus->questions[i].is_asked)
            slot = &bus->questions[i];
    if (!bus->bus || bus->is_lost || !bus->owner[0] || !slot)
        return false;
    *slot = (struct question){.bus = bus, .answer = answer, .data = data};
    result = sd_bus_message_new_method_call(bus->bus, &message, logind, question->path, question->interface,
                                            question->member);
    for (unsigned i = 0; i < question->count && result >= 0; i++)
        result = sd_bus_message_append(message, "s", question->words[i]);
    if (result >= 0) /* logind is started with the machine, or not wanted there */
        result = sd_bus_message_set_auto_start(message, false);
    if (result >= 0)
        result = sd_bus_call_async(bus->bus, NULL, message, on_answer, slot, (uint64_t)ANSWER_MS * 1000);
    sd_bus_message_unref(message);
    slot->is_asked = result >= 0;
    bus->is_lost = bus->is_lost || result < 0;
    return result >= 0;
}
