/* Which session a process belongs to. Owns sd-login (whose session, which seat: small files of logind's, read through
 * its library alone), and the roll of locks as logind signals them. Must not own: the bus (session_bus.c), the
 * messages' layout (session_read.c), the sleep (session_sleep.c). In: a loginuid, an audit session's number. Out: a
 * view.
 *
 * pam_loginuid and logind give a login the same number. What systemd --user starts, which is most of a desktop, has the
 * number of the user's manager instead, of which logind knows nothing. */
#include "agent/watch/session/session.h"

#include <stdlib.h>
#include <string.h>
#include <systemd/sd-bus.h>
#include <systemd/sd-login.h>

#include "agent/base/text.h"
#include "agent/watch/session/session_bus.h"
#include "agent/watch/session/session_read.h"
#include "agent/watch/session/session_roll.h"
#include "agent/watch/session/session_sleep.h"

enum {
    KNOWN_MAX = 256,
    KNOWN_MS = 1000,     /* after which logind's files are looked at again */
    LIST_MS = 1000,      /* between two lists, whoever asks for whatever session */
    LIST_ANEW_MS = 60000 /* a signal that was missed is made up for */
};

#define UNSET UINT32_MAX /* of loginuid and audit session (linux/audit.h) */

static const char manager_path[] = "/org/freedesktop/login1";
static const char manager_interface[] = "org.freedesktop.login1.Manager";

/* What logind's files said of a login and audit session. */
struct known {
    uint32_t loginuid, audit_session;
    int64_t read_ms;
    uint64_t turn;  /* of sessions.turn: 0 = empty */
    bool is_logged; /* logind knows it */
    char id[SESSION_ID_SIZE], seat[32];
};

struct sessions {
    struct session_bus *bus;
    struct session_sleep sleep;
    struct session_roll roll;
    struct known known[KNOWN_MAX];
    uint64_t turn; /* one more whenever sessions came, went or moved */
    int64_t now_ms, listed_ms;
    bool is_up, is_listing, wants_list;
};

/* ---- locks: a list of all sessions, then each one's properties; from then on signals */

static void ask_locks(struct sessions *sessions);

static void on_traits(void *data, sd_bus_message *answer)
{
    struct sessions *sessions = data;
    struct session_traits traits;
    struct session_entry *entry;

    if (!sd_bus_message_is_method_error(answer, NULL) && session_read_all(answer, &traits) &&
        (entry = session_roll_find(&sessions->roll, traits.id)))
        entry->lock = (uint8_t)traits.lock;
    ask_locks(sessions);
}

static void ask_locks(struct sessions *sessions)
{
    struct session_roll *roll = &sessions->roll;

    for (unsigned i = 0; i < roll->count; i++) {
        struct session_entry *entry = &roll->entries[i];
        const struct session_bus_question traits = {
            entry->path, "org.freedesktop.DBus.Properties", "GetAll", {"org.freedesktop.login1.Session"}, 1};

        if (entry->is_asked)
            continue;
        entry->is_asked = session_bus_ask(sessions->bus, &traits, on_traits, sessions);
        if (!entry->is_asked)
            return;
    }
}

static void on_list(void *data, sd_bus_message *answer)
{
    struct sessions *sessions = data;

    sessions->is_listing = false;
    if (sd_bus_message_is_method_error(answer, NULL) || !session_read_list(answer, &sessions->roll))
        return;
    for (unsigned i = 0; i < sessions->roll.count; i++)
        if (sessions->roll.entries[i].lock == LOCK_UNKNOWN)
            sessions->roll.entries[i].is_asked = false;
    sessions->turn++;
    ask_locks(sessions);
}

static void list(struct sessions *sessions)
{
    static const struct session_bus_question all = {manager_path, manager_interface, "ListSessions", {NULL}, 0};

    sessions->wants_list = false;
    sessions->listed_ms = sessions->now_ms;
    sessions->is_listing = session_bus_ask(sessions->bus, &all, on_list, sessions);
}

/* ---- signals */

static void on_changed(struct sessions *sessions, sd_bus_message *signal)
{
    const char *path = sd_bus_message_get_path(signal);
    struct session_entry *entry = path ? session_roll_find_path(&sessions->roll, path) : NULL;
    struct session_traits traits;

    if (!entry || !session_read_changed(signal, &traits))
        return;
    if (traits.lock != LOCK_UNKNOWN)
        entry->lock = (uint8_t)traits.lock;
    sessions->turn += traits.is_moved;
}

static void on_heard(void *data, sd_bus_message *signal)
{
    struct sessions *sessions = data;
    const char *id, *path;

    if (sd_bus_message_is_signal(signal, manager_interface, "PrepareForSleep") > 0) {
        session_sleep_heard(&sessions->sleep, signal);
    } else if (sd_bus_message_is_signal(signal, NULL, "PropertiesChanged") > 0) {
        on_changed(sessions, signal);
    } else if (session_read_named(signal, &id, &path)) {
        sessions->turn++;
        if (sd_bus_message_is_signal(signal, manager_interface, "SessionNew") > 0)
            session_roll_add(&sessions->roll, id, path);
        else
            session_roll_drop(&sessions->roll, id);
        ask_locks(sessions);
    }
}

static void on_up(void *data)
{
    struct sessions *sessions = data;

    sessions->is_up = true;
    sessions->turn++;
    list(sessions);
    session_sleep_up(&sessions->sleep);
}

/* What is not heard of any more is not known any more. */
static void on_down(void *data)
{
    struct sessions *sessions = data;

    sessions->is_up = sessions->is_listing = false;
    sessions->turn++;
    sessions->roll.count = 0;
    session_sleep_down(&sessions->sleep);
}

/* ---- whose session */

static void take(char *to, size_t size, char *text)
{
    text_copy(to, size, text ? text : "");
    free(text);
}

/* A session somebody sits at: not the one that logind from 256 on gives a user's manager, nor one that ends. */
static bool is_seat(const char *id)
{
    char *class = NULL, *state = NULL;
    bool is_good = sd_session_get_class(id, &class) >= 0 && strncmp(class, "user", strlen("user")) == 0 &&
                   sd_session_get_state(id, &state) >= 0 && strcmp(state, "closing") != 0;

    free(class);
    free(state);
    return is_good;
}

/* The login's own: the numbers agree and the user does. A login that ends is still the one that opened the record. */
static bool find_own(uint32_t loginuid, uint32_t audit_session, char id[SESSION_ID_SIZE])
{
    char *class = NULL;
    uid_t uid;
    bool is_own;

    if (audit_session == UNSET || !text_format(id, SESSION_ID_SIZE, "%u", audit_session))
        return false;
    is_own = sd_session_get_uid(id, &uid) >= 0 && uid == loginuid && sd_session_get_class(id, &class) >= 0 &&
             strncmp(class, "manager", strlen("manager")) != 0;
    free(class);
    return is_own;
}

/* NULL unless there is exactly one. */
static char *only_one(uint32_t loginuid)
{
    char **list_of = NULL, *only = NULL;
    int count = sd_uid_get_sessions(loginuid, -1, &list_of), seats = 0;

    for (int i = 0; i < count; i++) {
        if (is_seat(list_of[i]) && seats++ == 0)
            only = list_of[i];
        else
            free(list_of[i]);
    }
    free(list_of);
    if (seats == 1)
        return only;
    free(only);
    return NULL;
}

static char *shown_at_seat0(uint32_t loginuid)
{
    char *id = NULL;
    uid_t uid;

    if (sd_seat_get_active("seat0", &id, &uid) >= 0 && uid == loginuid)
        return id;
    free(id);
    return NULL;
}

static void look(struct known *known)
{
    char *id = NULL, *seat = NULL;

    known->id[0] = known->seat[0] = '\0';
    if (known->loginuid != UNSET && !find_own(known->loginuid, known->audit_session, known->id)) {
        known->id[0] = '\0';
        if (sd_uid_get_display(known->loginuid, &id) < 0 && !(id = only_one(known->loginuid)))
            id = shown_at_seat0(known->loginuid);
        take(known->id, sizeof(known->id), id);
    }
    known->is_logged = known->id[0] != '\0';
    if (known->is_logged && sd_session_get_seat(known->id, &seat) >= 0)
        take(known->seat, sizeof(known->seat), seat);
    if (!known->is_logged && known->audit_session != UNSET)
        text_format(known->id, sizeof(known->id), "%u", known->audit_session);
}

static const struct known *find_known(struct sessions *sessions, uint32_t loginuid, uint32_t audit_session)
{
    struct known *known = &sessions->known[(loginuid * 31 + audit_session) % KNOWN_MAX];

    if (known->turn == sessions->turn && known->loginuid == loginuid && known->audit_session == audit_session &&
        sessions->now_ms - known->read_ms < KNOWN_MS)
        return known;
    *known = (struct known){
        .loginuid = loginuid, .audit_session = audit_session, .read_ms = sessions->now_ms, .turn = sessions->turn};
    look(known);
    return known;
}

void sessions_find(struct sessions *sessions, uint32_t loginuid, uint32_t audit_session, struct session_view *view)
{
    const struct known *known = find_known(sessions, loginuid, audit_session);
    const struct session_entry *entry = known->is_logged ? session_roll_find(&sessions->roll, known->id) : NULL;

    *view = (struct session_view){.lock = entry ? entry->lock : LOCK_UNKNOWN};
    text_copy(view->id, sizeof(view->id), known->id);
    text_copy(view->seat, sizeof(view->seat), known->seat);
    sessions->wants_list = sessions->wants_list || (view->lock == LOCK_UNKNOWN && known->is_logged);
}

/* ---- */

struct sessions *sessions_open(void (*sleep)(void *data, bool is_going), void *data)
{
    const struct session_bus_calls calls = {.up = on_up, .down = on_down, .heard = on_heard};
    struct sessions *sessions = calloc(1, sizeof(*sessions));

    if (!sessions)
        return NULL;
    sessions->turn = 1;
    sessions->bus = session_bus_open(&calls, sessions);
    session_sleep_init(&sessions->sleep, sessions->bus, sleep, data);
    if (sessions->bus)
        return sessions;
    free(sessions);
    return NULL;
}

void sessions_close(struct sessions *sessions)
{
    if (!sessions)
        return;
    session_sleep_close(&sessions->sleep);
    session_bus_close(sessions->bus);
    free(sessions);
}

int sessions_fd(struct sessions *sessions, short *events)
{
    return session_bus_fd(sessions->bus, events);
}

void sessions_step(struct sessions *sessions, int64_t now_ms)
{
    int64_t rest_ms = sessions->wants_list ? LIST_MS : LIST_ANEW_MS;

    sessions->now_ms = now_ms;
    session_sleep_step(&sessions->sleep, now_ms);
    session_bus_step(sessions->bus, now_ms);
    if (sessions->is_up && !sessions->is_listing && now_ms - sessions->listed_ms >= rest_ms)
        list(sessions);
}
