/* logind, asked. Owns the roll of sessions and what was asked and is not answered.
 * Must not own: the connection (logind_bus.c), who gives way to whom (seats.c), what becomes of it (takeover.c).
 * In: logind's answers and signals. Out: the calls of logind.h. Every question ends, few are on their way at once. Any
 * user of the machine may send a signal to any connection: only those from the name that answered our own question
 * count. */
#include "logind.h"

#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>

#include "agent/base/log.h"
#include "agent/base/text.h"

#include "logind_bus.h"
#include "logind_read.h"

enum {
    QUESTIONS_MAX = 1024,
    QUESTIONS_AT_ONCE = 32,
    LOOKS_MAX = 256,
    LISTED_MAX = 8192 /* entries of one list that are read: no machine has more */
};

static const char manager_path[] = "/org/freedesktop/login1";
static const char manager_interface[] = "org.freedesktop.login1.Manager";

enum question_state { QUESTION_FREE = 0, QUESTION_WAITS, QUESTION_ASKED };

/* Read this session or, where there is no path, lock it. */
struct question {
    struct logind *logind;
    enum question_state state;
    bool of_look;
    uint64_t ticket;
    struct logind_read_entry entry;
};

struct look {
    uint64_t ticket;        /* 0: our own */
    char id[SEATS_ID_SIZE]; /* "": every session */
};

struct logind {
    struct logind_calls calls;
    void *data;
    struct logind_bus *bus;
    bool up, warned;
    char owner[64]; /* logind's own name on the bus; "" before its first answer */
    struct question questions[QUESTIONS_MAX];
    unsigned asked;
    struct look looks[LOOKS_MAX]; /* a ring; the first one is under way from `listing` until `reading` is 0 again */
    unsigned look_first, look_count, reading;
    bool looking, listing;
    char wrong[LOGIND_WRONG_SIZE]; /* with the look under way */
    struct roll roll;
};

const struct roll *logind_roll(const struct logind *logind)
{
    return &logind->roll;
}

/* Once for each time it stops working. */
static void note_state(struct logind *logind, const char *wrong)
{
    if (wrong[0] && !logind->warned)
        log_warning("%s. Until then nobody's older session is locked", wrong);
    if (!wrong[0] && logind->warned)
        log_info("logind answers: older sessions are locked again");
    logind->warned = wrong[0] != '\0';
}

/* ---- questions */

static void on_answer(void *data, sd_bus_message *message);

static void ask(struct logind *logind)
{
    for (size_t i = 0; i < QUESTIONS_MAX && logind->asked < QUESTIONS_AT_ONCE; i++) {
        struct question *question = &logind->questions[i];
        const char *path = question->entry.path;
        bool asked;

        if (question->state != QUESTION_WAITS)
            continue;
        if (path[0])
            asked = logind_bus_call(logind->bus, path, "org.freedesktop.DBus.Properties", "GetAll",
                                    "org.freedesktop.login1.Session", LOGIND_ANSWER_MS, on_answer, question);
        else
            asked = logind_bus_call(logind->bus, manager_path, manager_interface, "LockSession", question->entry.id,
                                    LOGIND_LOCK_MS, on_answer, question);
        if (!asked)
            return;
        question->state = QUESTION_ASKED;
        logind->asked++;
    }
}

static bool put_question(struct logind *logind, const struct logind_read_entry *entry, uint64_t ticket, bool of_look)
{
    for (size_t i = 0; i < QUESTIONS_MAX; i++)
        if (logind->questions[i].state == QUESTION_FREE) {
            logind->questions[i] = (struct question){
                .logind = logind, .state = QUESTION_WAITS, .of_look = of_look, .ticket = ticket, .entry = *entry};
            logind->reading += of_look;
            return true;
        }
    return false;
}

static void take_session(struct logind *logind, const struct question *question, sd_bus_message *message)
{
    char wrong[LOGIND_WRONG_SIZE] = "";
    enum logind_result result = logind_read_result(message, wrong, sizeof wrong);
    struct seats_session session;

    if (result == LOGIND_DONE && logind_read_session(message, &session) &&
        strcmp(session.id, question->entry.id) == 0) {
        roll_put(&logind->roll, &session, question->entry.path);
        return;
    }
    if (result == LOGIND_DONE)
        text_format(wrong, sizeof wrong, "what logind says of session %s makes no sense: see loginctl show-session",
                    question->entry.id);
    if (result != LOGIND_REFUSED)
        roll_drop(&logind->roll, roll_find(&logind->roll, question->entry.id));
    if (result != LOGIND_GONE && question->of_look)
        text_copy(logind->wrong, sizeof logind->wrong, wrong);
}

/* ---- looks: first the list, then each session of it that matters */

static void end_look(struct logind *logind)
{
    struct look look = logind->looks[logind->look_first];
    char wrong[LOGIND_WRONG_SIZE];

    text_copy(wrong, sizeof wrong, logind->wrong);
    logind->wrong[0] = '\0';
    logind->look_first = (logind->look_first + 1) % LOOKS_MAX;
    logind->look_count--;
    logind->looking = false;
    note_state(logind, wrong);
    if (look.ticket)
        logind->calls.seen(logind->data, look.ticket, wrong[0] ? wrong : NULL);
}

static bool find_user(sd_bus_message *list, const char *id, uint32_t *uid)
{
    struct logind_read_entry entry;

    for (int i = 0; i < LISTED_MAX && logind_read_listed(list, &entry) > 0; i++)
        if (strcmp(entry.id, id) == 0) {
            *uid = entry.uid;
            return true;
        }
    return false;
}

/* Reads anew all sessions of the user who is looked for, and of others what is not known yet. */
static void take_list(struct logind *logind, sd_bus_message *list)
{
    const char *id = logind->looks[logind->look_first].id;
    struct logind_read_entry entry;
    unsigned others = 0;
    uint32_t uid = 0;
    bool one_user;

    if (!logind_read_list(list)) {
        text_copy(logind->wrong, sizeof logind->wrong, "logind's list of sessions makes no sense: see loginctl");
        return;
    }
    one_user = find_user(list, id, &uid);
    logind_read_list(list);
    roll_unlist(&logind->roll);
    for (int i = 0; i < LISTED_MAX && logind_read_listed(list, &entry) > 0; i++) {
        size_t at = roll_find(&logind->roll, entry.id);
        bool is_new = at == logind->roll.count;

        if (!is_new)
            logind->roll.listed[at] = true;
        if (one_user ? entry.uid == uid : (is_new || !id[0]) && others++ < ROLL_MAX)
            if (!put_question(logind, &entry, 0, true))
                text_copy(logind->wrong, sizeof logind->wrong, "logind has more sessions than can be looked at");
    }
    roll_drop_unlisted(&logind->roll);
}

static void on_list(void *data, sd_bus_message *message);

static void go_on(struct logind *logind)
{
    if (logind->looking && !logind->listing && logind->reading == 0)
        end_look(logind);
    if (logind->up && !logind->looking && logind->look_count > 0)
        logind->looking = logind->listing = logind_bus_call(logind->bus, manager_path, manager_interface,
                                                            "ListSessions", NULL, LOGIND_ANSWER_MS, on_list, logind);
    ask(logind);
}

static void on_list(void *data, sd_bus_message *message)
{
    struct logind *logind = data;
    const char *sender = sd_bus_message_get_sender(message);

    logind->listing = false;
    if (logind_read_result(message, logind->wrong, sizeof logind->wrong) == LOGIND_DONE) {
        text_copy(logind->owner, sizeof logind->owner, sender ? sender : "");
        take_list(logind, message);
    }
    go_on(logind);
}

static void on_answer(void *data, sd_bus_message *message)
{
    struct question *slot = data, question = *slot;
    struct logind *logind = question.logind;
    char wrong[LOGIND_WRONG_SIZE] = "";

    slot->state = QUESTION_FREE;
    logind->asked--;
    logind->reading -= question.of_look;
    if (question.entry.path[0])
        take_session(logind, &question, message);
    else
        logind->calls.locked(logind->data, question.ticket, logind_read_result(message, wrong, sizeof wrong), wrong);
    go_on(logind);
}

static bool put_look(struct logind *logind, const char *id, uint64_t ticket)
{
    struct look *look = &logind->looks[(logind->look_first + logind->look_count) % LOOKS_MAX];

    if (logind->look_count == LOOKS_MAX)
        return false;
    *look = (struct look){.ticket = ticket};
    text_copy(look->id, sizeof look->id, id);
    logind->look_count++;
    go_on(logind);
    return true;
}

/* ---- signals and the connection */

static void on_unlocked_or_locked(struct logind *logind, sd_bus_message *signal)
{
    const char *path = sd_bus_message_get_path(signal);
    size_t at = path ? roll_find_path(&logind->roll, path) : logind->roll.count;
    struct seats_session *session = &logind->roll.sessions[at];
    bool before, locked;
    char id[SEATS_ID_SIZE];

    if (at == logind->roll.count || !logind_read_locked(signal, &locked))
        return;
    before = session->locked;
    session->locked = locked;
    text_copy(id, sizeof id, session->id);
    if (before && !locked)
        logind->calls.unlocked(logind->data, id);
}

static void on_heard(void *data, sd_bus_message *signal)
{
    struct logind *logind = data;
    const char *sender = sd_bus_message_get_sender(signal);
    struct logind_read_entry entry;

    if (sender && strcmp(sender, "org.freedesktop.DBus") == 0) /* NameOwnerChanged: it went, or came */
        put_look(logind, "", 0);
    else if (!sender || strcmp(sender, logind->owner) != 0)
        return;
    else if (sd_bus_message_is_signal(signal, NULL, "PropertiesChanged") > 0)
        on_unlocked_or_locked(logind, signal);
    else if (!logind_read_named(signal, &entry))
        return;
    else if (sd_bus_message_is_signal(signal, NULL, "SessionNew") > 0)
        put_question(logind, &entry, 0, false);
    else
        roll_drop(&logind->roll, roll_find(&logind->roll, entry.id));
    ask(logind);
}

static void on_up(void *data)
{
    struct logind *logind = data;

    logind->up = true;
    put_look(logind, "", 0);
}

static void on_down(void *data, const char *wrong)
{
    struct logind *logind = data;

    logind->up = false;
    note_state(logind, wrong);
    for (size_t i = 0; i < QUESTIONS_MAX; i++) {
        struct question question = logind->questions[i];

        logind->questions[i].state = QUESTION_FREE;
        if (question.state != QUESTION_FREE && !question.entry.path[0])
            logind->calls.locked(logind->data, question.ticket, LOGIND_REFUSED, wrong);
    }
    logind->asked = logind->reading = 0;
    logind->listing = false;
    while (logind->look_count > 0) {
        text_copy(logind->wrong, sizeof logind->wrong, wrong);
        end_look(logind);
    }
}

struct logind *logind_open(sd_event *loop, const struct logind_calls *calls, void *data)
{
    const struct logind_bus_calls bus_calls = {.up = on_up, .down = on_down, .heard = on_heard};
    struct logind *logind = calloc(1, sizeof *logind);

    if (!logind)
        return NULL;
    logind->calls = *calls;
    logind->data = data;
    logind->bus = logind_bus_open(loop, &bus_calls, logind);
    if (logind->bus)
        return logind;
    free(logind);
    return NULL;
}

void logind_close(struct logind *logind)
{
    if (!logind)
        return;
    logind_bus_close(logind->bus);
    free(logind);
}

bool logind_look(struct logind *logind, const char *id, uint64_t ticket)
{
    return logind->up && put_look(logind, id, ticket);
}

bool logind_lock(struct logind *logind, const char *id, uint64_t ticket)
{
    struct logind_read_entry entry = {0};

    text_copy(entry.id, sizeof entry.id, id);
    if (!logind->up || !put_question(logind, &entry, ticket, false))
        return false;
    ask(logind);
    return true;
}
