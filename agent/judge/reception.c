/* The reception. Owns the timing of batches and the spool's reading end. In: messages from the module and the sources,
 * the spool's files, the agent's own events. Out: WIRE_ACK after the commit, WIRE_NAK where the teller has to keep it.
 */
#include "reception.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "pam_module/spool.h"

#include "clerk_turn.h"
#include "forgery.h"
#include "spooled.h"
#include "stranger.h"
#include "agent/judge/desk/admit.h"
#include "agent/judge/logins/doorman.h"
#include "agent/judge/desk/guest.h"

enum {
    BATCH_MS = 50,      /* a source's events wait at most this long for others to share their commit */
    STUCK_MS = 1000,    /* between attempts while the disk is full */
    SPOOL_MS = 1000,    /* between looks into the spool */
    CONTEXT_MS = 10000, /* between looks at the context tables */
    TURN_MS = 1,        /* between the clerk's turns: not 0, or strangers, who come last, would never come */
    PATIENCE_MS = 40,   /* in which a small clinic's tables and past are taken up before anybody is answered */
    SPOOL_TURN = 256,   /* facts taken from the spool at a time */
};

/* Tickets: desk_peer_number, or one of these. */
#define TICKET_OWN   UINT64_MAX
#define TICKET_SPOOL (UINT64_MAX - 1)

struct reception {
    const struct config *config;
    struct desk *desk;
    struct clerk *clerk;
    struct doorman *doorman;
    struct reception_calls calls;
    void *data;
    struct desk_alarm *commit, *spool, *context, *turn;
    bool stuck, own_stored;
    bool due;                     /* the batch has its time: what comes after its first event does not put it off */
    uint64_t ack_ticket, ack_seq; /* the answer not sent yet: sources are answered once for a run of events */
    char spooled[SPOOL_TURN][SPOOLED_NAME];
    unsigned spooled_count, spooled_left;
    char host[64];
    struct guest_quota quota;
    struct forgery forgery;
};

static void send_ack(struct reception *reception)
{
    struct desk_peer *peer = desk_peer_find(reception->desk, reception->ack_ticket);

    if (peer && reception->ack_ticket)
        desk_peer_send(peer, WIRE_ACK, reception->ack_seq, NULL, 0);
    reception->ack_ticket = 0;
}

static void on_stored(void *data, uint64_t ticket, uint64_t seq)
{
    struct reception *reception = data;

    if (ticket == TICKET_OWN) {
        reception->own_stored = true;
    } else if (ticket == TICKET_SPOOL) {
        spooled_remove(reception->config->spool, reception->spooled[seq]);
        reception->spooled_left--;
    } else {
        if (reception->ack_ticket != ticket)
            send_ack(reception);
        reception->ack_ticket = ticket;
        reception->ack_seq = seq;
    }
}

static void on_refused(void *data, uint64_t ticket, uint64_t seq)
{
    struct reception *reception = data;
    struct desk_peer *peer = desk_peer_find(reception->desk, ticket);

    if (peer)
        desk_peer_send(peer, WIRE_NAK, seq, NULL, 0);
}

static void on_report(void *data)
{
    struct reception *reception = data;

    reception->calls.report(reception->data);
}

static void on_tables(void *data)
{
    struct reception *reception = data;

    reception->calls.tables(reception->data);
}

static enum store_result on_keep(void *data)
{
    struct reception *reception = data;

    return reception->doorman ? doorman_keep(reception->doorman) : STORE_OK;
}

/* What follows from how a transaction went. */
static void heed(struct reception *reception, enum clerk_state state)
{
    reception->stuck = state != CLERK_WELL;
    desk_hold_sources(reception->desk, reception->stuck);
    if (state == CLERK_STUCK)
        desk_alarm_set(reception->commit, STUCK_MS);
    if (state == CLERK_BROKEN) {
        log_error("the store is in doubt: the judge ends and must be started anew");
        desk_stop(reception->desk, 3);
    }
}

static void commit(void *data)
{
    struct reception *reception = data;
    bool was_stuck = reception->stuck;
    enum clerk_state state = clerk_commit(reception->clerk, clock_now_ms());

    reception->due = false;
    send_ack(reception);
    if (state == CLERK_WELL)
        doorman_kept(reception->doorman);
    heed(reception, state);
    if (was_stuck && clerk_is_busy(reception->clerk))
        desk_alarm_set(reception->turn, TURN_MS);
}

/* Takes one event; commits at once for those who wait, in a moment for all others. */
static void take(struct reception *reception, const struct event *event, enum clerk_urgency urgency, uint64_t ticket,
                 uint64_t seq)
{
    bool room;

    if (reception->stuck && urgency == CLERK_NOW) {
        on_refused(reception, ticket, seq);
        return;
    }
    room = clerk_take(reception->clerk, event, urgency, ticket, seq);
    if (!room && !reception->stuck) {
        commit(reception);
    } else if (!reception->stuck && (urgency == CLERK_NOW || !reception->due)) {
        desk_alarm_set(reception->commit, urgency == CLERK_NOW ? 0 : BATCH_MS);
        reception->due = true;
    }
}

/* A fact of the login module: counted, handed on where root told it, kept. Where it cannot be kept now, the module
 * keeps it in the spool, and it comes again. */
static void take_login(struct reception *reception, const struct event *event, bool by_root, bool live)
{
    if (!reception->stuck)
        doorman_event(reception->doorman, event, by_root);
    if (by_root)
        reception->calls.login(reception->data, event, live);
}

static bool refuse(const struct desk_peer *peer, const char *wrong)
{
    log_warning("a message from user %ld is refused and its connection closed: %s", (long)desk_peer_uid(peer), wrong);
    return false;
}

static bool visit(struct reception *reception, struct desk_peer *peer, const struct wire_head *head, const void *body,
                  const char *stranger)
{
    struct event told = {.kind = 0};

    if (!doorman_visit(reception->doorman, peer, head, body, stranger, &told))
        return refuse(peer, "it is no visit of its own");
    if (told.kind)
        reception_tell(reception, &told);
    return true;
}

static void tell_forgery(struct reception *reception, const struct desk_peer *peer, const char *login,
                         const char *wrong)
{
    struct event event;

    if (forgery_event(&reception->forgery, desk_peer_uid(peer), login, wrong, clock_monotonic_ms(), &event))
        reception_tell(reception, &event);
}

bool reception_message(struct reception *reception, struct desk_peer *peer, const struct wire_head *head,
                       const void *body)
{
    enum admit_from from = desk_peer_role(peer) == DESK_PAM ? ADMIT_PAM : ADMIT_SOURCE;
    char login[EVENT_LOGIN_SIZE];
    const char *wrong, *stranger;
    struct event event;

    stranger = from == ADMIT_PAM ? stranger_login(desk_peer_uid(peer), login, sizeof login) : NULL;
    if (from == ADMIT_PAM && head->type == WIRE_VISIT)
        return visit(reception, peer, head, body, stranger);
    if (head->type != WIRE_EVENT || head->size != sizeof event)
        return refuse(peer, "it is no event");
    memcpy(&event, body, sizeof event);
    wrong = admit_refuse(&event, from, stranger);
    if (!wrong && stranger && !guest_may_tell(&reception->quota, desk_peer_uid(peer), clock_monotonic_ms()))
        wrong = "it has told more within the hour than any screen locker has to tell";
    if (admit_is_forged(&event, from, stranger))
        tell_forgery(reception, peer, stranger, wrong);
    if (wrong)
        return refuse(peer, wrong);
    if (stranger)
        stranger_mark(&event, desk_peer_uid(peer));
    if (event.host[0] == '\0')
        text_copy(event.host, sizeof event.host, reception->host);
    if (from == ADMIT_PAM)
        take_login(reception, &event, stranger == NULL, true);
    take(reception, &event, from == ADMIT_PAM ? CLERK_NOW : CLERK_BATCH, desk_peer_number(peer), head->seq);
    return true;
}

bool reception_tell(struct reception *reception, struct event *event)
{
    crypto_random(event->id, sizeof event->id);
    event->time_ms = clock_now_ms();
    event->source = SOURCE_AGENT;
    if (event->count == 0)
        event->count = 1;
    text_copy(event->host, sizeof event->host, reception->host);
    reception->own_stored = false;
    if (reception->stuck)
        return false;
    clerk_take(reception->clerk, event, CLERK_NOW, TICKET_OWN, 0);
    commit(reception);
    return reception->own_stored;
}

static void take_spooled(struct reception *reception, int folder, const char *name)
{
    struct event event;
    const char *wrong = "it is no fact of the login module";

    if (spool_read(folder, name, &event))
        wrong = admit_refuse(&event, ADMIT_PAM, NULL);
    if (wrong) {
        spooled_put_aside(folder, name, wrong);
        return;
    }
    if (event.host[0] == '\0')
        text_copy(event.host, sizeof event.host, reception->host);
    text_copy(reception->spooled[reception->spooled_count], SPOOLED_NAME, name);
    reception->spooled_left++;
    take_login(reception, &event, true, false);
    take(reception, &event, CLERK_BATCH, TICKET_SPOOL, reception->spooled_count++);
}

/* What the module could not tell while we were away. */
static void look_into_spool(void *data)
{
    struct reception *reception = data;
    int folder = reception->stuck || reception->spooled_left ? -1 : spooled_folder(reception->config->spool);
    DIR *entries = folder >= 0 ? fdopendir(dup(folder)) : NULL;
    struct dirent *entry;

    if (reception->spooled_left == 0)
        reception->spooled_count = 0;
    while (entries && !reception->stuck && reception->spooled_count < SPOOL_TURN && (entry = readdir(entries)))
        if (spooled_is_fact(entry->d_name))
            take_spooled(reception, folder, entry->d_name);
    if (entries)
        closedir(entries);
    if (folder >= 0)
        close(folder);
    desk_alarm_set(reception->spool, reception->spooled_count == SPOOL_TURN ? 0 : SPOOL_MS);
}

static void reload(struct reception *reception, bool anyway)
{
    clerk_reload(reception->clerk, anyway);
    if (clerk_is_busy(reception->clerk))
        desk_alarm_set(reception->turn, 0);
}

static void look_at_context(void *data)
{
    struct reception *reception = data;

    reload(reception, false);
    if (!reception->stuck)
        commit(reception); /* a case that grew may fall due although nothing comes */
    desk_alarm_set(reception->context, CONTEXT_MS);
}

static void take_turn(void *data)
{
    struct reception *reception = data;
    enum clerk_state state = clerk_turn(reception->clerk);

    if (state != CLERK_WELL)
        heed(reception, state);
    else if (clerk_is_busy(reception->clerk))
        desk_alarm_set(reception->turn, TURN_MS);
    else if (!reception->stuck)
        commit(reception); /* what the past comes to */
}

/* So that who asks a moment after the start is answered by a judge who knows all, where that takes no longer. */
static void take_first_turns(struct reception *reception)
{
    const struct timespec pause = {.tv_nsec = TURN_MS * 1000000L};
    int64_t until_ms = clock_monotonic_ms() + PATIENCE_MS;

    desk_alarm_set(reception->turn, 0);
    while (clerk_is_busy(reception->clerk) && clock_monotonic_ms() < until_ms) {
        take_turn(reception);
        nanosleep(&pause, NULL);
    }
}

static bool set_alarms(struct reception *reception)
{
    reception->commit = desk_alarm(reception->desk, commit, reception);
    reception->spool = desk_alarm(reception->desk, look_into_spool, reception);
    reception->context = desk_alarm(reception->desk, look_at_context, reception);
    reception->turn = desk_alarm(reception->desk, take_turn, reception);
    return reception->commit && reception->spool && reception->context && reception->turn;
}

struct reception *reception_open(const struct config *config, struct desk *desk, const struct reception_calls *calls,
                                 void *data, char *error, size_t size)
{
    const struct clerk_calls to_clerk = {
        .stored = on_stored, .refused = on_refused, .report = on_report, .tables = on_tables, .keep = on_keep};
    struct reception *reception = calloc(1, sizeof *reception);

    if (!reception) {
        text_format(error, size, "not enough memory");
        return NULL;
    }
    *reception = (struct reception){.config = config, .desk = desk, .calls = *calls, .data = data};
    gethostname(reception->host, sizeof reception->host - 1);
    if (!set_alarms(reception))
        text_format(error, size, "not enough memory");
    else
        reception->clerk = clerk_open(config, &to_clerk, reception, error, size);
    if (reception->clerk)
        reception->doorman = doorman_open(config, reception->clerk, error, size);
    if (!reception->doorman) {
        clerk_close(reception->clerk);
        free(reception);
        return NULL;
    }
    take_first_turns(reception);
    desk_alarm_set(reception->spool, 0);
    desk_alarm_set(reception->context, CONTEXT_MS);
    return reception;
}

void reception_close(struct reception *reception)
{
    if (!reception)
        return;
    if (!reception->stuck)
        clerk_commit(reception->clerk, clock_now_ms());
    send_ack(reception);
    doorman_close(reception->doorman);
    clerk_close(reception->clerk);
    free(reception);
}

void reception_reload(struct reception *reception)
{
    reload(reception, true);
}

bool reception_stuck(const struct reception *reception)
{
    return reception->stuck;
}

struct clerk *reception_clerk(struct reception *reception)
{
    return reception->clerk;
}

struct doorman *reception_doorman(struct reception *reception)
{
    return reception->doorman;
}
