/* The way out. Owns which message is in whose hands, a line for each endpoint. In: READY and RESULT from confide-post's
 * voices, time. Out: messages, heartbeats; attempts noted in the store. At least once: a message is delivered only when
 * its noted attempt says so, whatever dies in between. Heartbeats are made when they are sent, and never kept. */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/json_statement.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/store/store_post.h"
#include "delivery.h"
#include "line.h"
#include "mailing.h"
#include "noting.h"
#include "oath.h"
#include "oath_kept.h"

enum {
    END_MS = 2000,
    REST_MS = 5000,     /* after an attempt that could not be noted: the same message would go out at once */
    ANCHOR_SEVERITY = 4 /* what is as severe is followed by a heartbeat at once: nobody can take it back then */
};

struct way {
    const struct config_endpoint *to;
    struct line line;
    struct desk_peer *free_hands; /* a voice that waits for a message, or NULL */
    struct desk_peer *busy_hands; /* the voice that has `sent`, or NULL */
    struct store_report sent;
    bool owes_last_word;             /* somebody there is to hear that we stop */
    uint64_t heart_seq;              /* what was sent is a heartbeat about so much of the history; else 0 */
    int64_t accepted_ms, failing_ms; /* wall: it last took something; it has taken nothing since; 0 = never, no */
    char words[192];
};

struct dispatch {
    const struct config *config;
    struct desk *desk;
    struct store *store;
    struct mailing *mailing;
    struct oath *oath;
    struct desk_alarm *alarm;
    struct way ways[CONFIG_ENDPOINTS];
    unsigned count;
    bool is_ending; /* nothing is handed out any more */
    uint8_t body[WIRE_BODY_MAX - sizeof(struct wire_report)];
};

/* ---- out ---------------------------------------------------------------------------------------- */

static bool beats(const struct dispatch *dispatch, const struct way *way)
{
    return dispatch->config->heartbeat_s > 0 &&
           (way->to->format == POST_WEBHOOK || way->to->format == POST_CLOUDEVENTS);
}

static void hand_over(struct dispatch *dispatch, struct way *way)
{
    struct wire_report head = {
        .attempt = way->sent.attempts + 1, .size = way->sent.size, .time_s = clock_now_ms() / 1000};

    text_copy(head.id, sizeof head.id, way->sent.id);
    text_copy(head.endpoint, sizeof head.endpoint, way->to->name);
    oath_sign(dispatch->oath, &head, dispatch->body);
    way->busy_hands = way->free_hands;
    way->free_hands = NULL;
    desk_peer_send2(way->busy_hands, WIRE_REPORT, 0, &head, sizeof head, dispatch->body, head.size);
}

static void beat(struct dispatch *dispatch, struct way *way)
{
    struct statement statement;
    uint8_t chance[12];
    char hex[2 * sizeof chance + 1];
    size_t size;

    crypto_random(chance, sizeof chance);
    text_hex(hex, chance, sizeof chance);
    way->sent = (struct store_report){.severity = 0};
    text_format(way->sent.id, sizeof way->sent.id, "H-%s", hex);
    oath_state(dispatch->oath, way->to->name, clock_now_ms(), &statement);
    statement.is_ending = dispatch->is_ending;
    size = json_heartbeat_write(&statement, (char *)dispatch->body, sizeof dispatch->body);
    way->line.heart_ms = clock_monotonic_ms() + dispatch->config->heartbeat_s * INT64_C(1000);
    if (size == 0)
        return;
    way->sent.size = (uint32_t)size;
    way->heart_seq = statement.seq;
    hand_over(dispatch, way);
}

/* Until the next message to it is due, which is in `dispatch->body` then; false where the outbox cannot be read. */
static bool next_message(struct dispatch *dispatch, struct way *way, int64_t *due_in_ms)
{
    int64_t now = clock_now_ms();
    enum store_result result =
        store_next_message(dispatch->store, way->to->name, now, &way->sent, dispatch->body, sizeof dispatch->body);

    *due_in_ms = result == STORE_OK && mailing_fits(dispatch->mailing, &way->sent) ? way->sent.due_ms - now : INT64_MAX;
    if (result == STORE_NOTHING)
        way->line.is_draining = false;
    else if (result != STORE_OK)
        log_error("the outbox cannot be read: %s", store_error(dispatch->store));
    return result == STORE_OK || result == STORE_NOTHING;
}

/* When to look again. */
static int64_t look_at(struct dispatch *dispatch, struct way *way)
{
    int64_t due_in_ms, again_ms = LINE_AGAIN_MS;

    if (!way->free_hands || way->busy_hands || !next_message(dispatch, way, &due_in_ms))
        return again_ms;
    way->heart_seq = 0;
    switch (line_turn(&way->line, clock_monotonic_ms(), due_in_ms, beats(dispatch, way), &again_ms)) {
    case LINE_MESSAGE:
    case LINE_ANY_MESSAGE:
        hand_over(dispatch, way);
        break;
    case LINE_HEART:
        beat(dispatch, way);
        break;
    case LINE_NOTHING:
        break;
    }
    return again_ms;
}

static void look(void *data)
{
    struct dispatch *dispatch = data;
    int64_t soonest_ms = LINE_AGAIN_MS;

    if (dispatch->is_ending) { /* the two seconds are over */
        desk_stop(dispatch->desk, EXIT_SUCCESS);
        return;
    }
    for (unsigned i = 0; i < dispatch->count; i++) {
        int64_t again_ms = look_at(dispatch, &dispatch->ways[i]);

        if (again_ms < soonest_ms)
            soonest_ms = again_ms;
    }
    desk_alarm_set(dispatch->alarm, soonest_ms);
}

void dispatch_look(struct dispatch *dispatch)
{
    look(dispatch);
}

/* ---- back --------------------------------------------------------------------------------------- */

/* How the endpoint is, for people and for the line. */
static void mark(struct way *way, const struct wire_result *result, bool is_accepted, unsigned cap_s, const char *words)
{
    uint64_t chance;

    crypto_random(&chance, sizeof chance);
    line_tried(&way->line, clock_monotonic_ms(), is_accepted, result->retry_after_s, cap_s, chance);
    text_copy(way->words, sizeof way->words, words);
    if (is_accepted) {
        way->accepted_ms = clock_now_ms();
        way->failing_ms = 0;
    } else if (way->failing_ms == 0) {
        way->failing_ms = clock_now_ms();
    }
}

/* What the endpoint now holds of our history: what it says itself, else what it was just told. */
static void take_heartbeat(struct dispatch *dispatch, struct way *way, const struct wire_result *result,
                           bool is_accepted, const char *words)
{
    uint64_t anchor = result->anchor_seq ? result->anchor_seq : way->heart_seq;
    int64_t now = clock_now_ms();
    enum store_result kept = STORE_OK;

    if (!is_accepted) {
        log_warning("heartbeat to %s: %s", way->to->name[0] ? way->to->name : "the endpoint", words);
        return;
    }
    kept = store_begin(dispatch->store);
    if (kept == STORE_OK)
        kept = store_set_anchor(dispatch->store, way->to->name, anchor, now);
    if (kept == STORE_OK)
        kept = store_commit(dispatch->store);
    if (kept != STORE_OK) {
        store_undo(dispatch->store);
        log_error("how far an endpoint holds our history cannot be noted: %s", store_error(dispatch->store));
    }
}

static void take_message(struct dispatch *dispatch, struct way *way, const struct wire_result *result,
                         enum delivery_next next, int64_t wait_ms, const char *words)
{
    const struct noting noting = {dispatch->store, dispatch->mailing, &way->sent, way->to, next, wait_ms, words};
    enum store_result kept = noting_keep(&noting, result);

    if (kept != STORE_OK) {
        way->line.rests_until_ms = clock_monotonic_ms() + REST_MS;
        log_error("report %s: attempt %u cannot be noted, so it goes out again with the same id: %s", result->id,
                  way->sent.attempts + 1, store_error(dispatch->store));
    } else if (next == DELIVERY_DONE) {
        log_info("report %s: %s", result->id, words);
    } else if (next == DELIVERY_QUARANTINE) {
        log_error("report %s: %s; it is kept, and %s", result->id, words,
                  way->sent.case_id[0] ? "a minimal form goes instead" : "sent no more");
    } else {
        log_warning("report %s: attempt %u: %s; again in %lld s", result->id, way->sent.attempts + 1, words,
                    (long long)(wait_ms + 999) / 1000);
    }
}

static bool has_said_all(const struct dispatch *dispatch)
{
    for (unsigned i = 0; i < dispatch->count; i++)
        if (dispatch->ways[i].busy_hands || dispatch->ways[i].owes_last_word)
            return false;
    return true;
}

static void say_last_word(struct dispatch *dispatch, struct way *way)
{
    if (!way->owes_last_word || !way->free_hands || way->busy_hands)
        return;
    way->owes_last_word = false;
    beat(dispatch, way);
}

static bool take_result(struct dispatch *dispatch, struct way *way, const struct wire_result *result)
{
    enum delivery_next next;
    int64_t wait_ms = 0;
    uint64_t chance;
    char words[192];

    if (strcmp(result->id, way->sent.id) != 0) {
        log_warning("confide-post answered for a report that it was not given: its connection is closed");
        return false;
    }
    crypto_random(&chance, sizeof chance);
    next = delivery_decide(result, way->to->format, way->sent.attempts + 1,
                           noting_refusals(dispatch->store, &way->sent, result), dispatch->config->retry_base_s,
                           dispatch->config->retry_cap_s, chance, &wait_ms);
    delivery_words(result, way->to->format, words, sizeof words);
    way->busy_hands = NULL;
    oath_heard(dispatch->oath, next == DELIVERY_DONE, result->date_ms, clock_now_ms());
    mark(way, result, next == DELIVERY_DONE, dispatch->config->retry_cap_s, words);
    if (way->heart_seq)
        take_heartbeat(dispatch, way, result, next == DELIVERY_DONE, words);
    else
        take_message(dispatch, way, result, next, wait_ms, words);
    if (next == DELIVERY_DONE && !way->heart_seq && way->sent.severity >= ANCHOR_SEVERITY)
        way->line.heart_ms = clock_monotonic_ms();
    if (dispatch->is_ending && has_said_all(dispatch))
        desk_stop(dispatch->desk, EXIT_SUCCESS);
    return true;
}

/* ---- voices ------------------------------------------------------------------------------------- */

static struct way *way_to(struct dispatch *dispatch, const char *endpoint)
{
    for (unsigned i = 0; i < dispatch->count; i++)
        if (strcmp(dispatch->ways[i].to->name, endpoint) == 0)
            return &dispatch->ways[i];
    return NULL;
}

static struct way *way_of(struct dispatch *dispatch, const struct desk_peer *peer)
{
    for (unsigned i = 0; i < dispatch->count; i++)
        if (dispatch->ways[i].busy_hands == peer || dispatch->ways[i].free_hands == peer)
            return &dispatch->ways[i];
    return NULL;
}

static bool take_ready(struct dispatch *dispatch, struct desk_peer *peer, const struct wire_ready *ready)
{
    struct way *way = memchr(ready->endpoint, '\0', sizeof ready->endpoint) ? way_to(dispatch, ready->endpoint) : NULL;
    const struct way *had = way_of(dispatch, peer);

    if (!way || (had && had != way) || way->busy_hands == peer || (way->free_hands && way->free_hands != peer))
        return false;
    way->free_hands = peer;
    if (dispatch->is_ending)
        say_last_word(dispatch, way);
    else
        look(dispatch);
    return true;
}

bool dispatch_message(struct dispatch *dispatch, struct desk_peer *peer, const struct wire_head *head, const void *body)
{
    struct way *way = way_of(dispatch, peer);
    struct wire_result result;
    struct wire_ready ready;

    if (head->type == WIRE_READY && head->size == sizeof ready) {
        memcpy(&ready, body, sizeof ready);
        if (take_ready(dispatch, peer, &ready))
            return true;
    }
    if (head->type == WIRE_RESULT && head->size == sizeof result && way && way->busy_hands == peer) {
        memcpy(&result, body, sizeof result);
        if (memchr(result.id, '\0', sizeof result.id) && memchr(result.error, '\0', sizeof result.error) &&
            memchr(result.reference, '\0', sizeof result.reference) && memchr(result.state, '\0', sizeof result.state))
            return take_result(dispatch, way, &result);
    }
    log_warning("confide-post (user %ld) spoke out of turn: its connection is closed", (long)desk_peer_uid(peer));
    return false;
}

void dispatch_gone(struct dispatch *dispatch, const struct desk_peer *peer)
{
    struct way *way = way_of(dispatch, peer);

    if (way && way->free_hands == peer)
        way->free_hands = NULL;
    if (way && way->busy_hands == peer)
        way->busy_hands = NULL;
    if (way)
        way->owes_last_word = false;
}

/* ---- as a whole --------------------------------------------------------------------------------- */

struct dispatch *dispatch_open(const struct config *config, struct desk *desk, struct store *store,
                               struct mailing *mailing, struct oath *oath)
{
    struct dispatch *dispatch = calloc(1, sizeof *dispatch);
    int64_t now_ms = clock_monotonic_ms();

    if (!dispatch)
        return NULL;
    *dispatch = (struct dispatch){.config = config, .desk = desk, .store = store, .mailing = mailing, .oath = oath};
    for (unsigned i = 0; i < config->endpoint_count; i++)
        if (config->endpoints[i].url[0])
            dispatch->ways[dispatch->count++] = (struct way){.to = &config->endpoints[i], .line = {.heart_ms = now_ms}};
    dispatch->alarm = desk_alarm(desk, look, dispatch);
    if (dispatch->alarm)
        return dispatch;
    free(dispatch);
    return NULL;
}

void dispatch_close(struct dispatch *dispatch)
{
    free(dispatch);
}

bool dispatch_end(struct dispatch *dispatch)
{
    if (dispatch->is_ending)
        return true;
    dispatch->is_ending = true;
    for (unsigned i = 0; i < dispatch->count; i++) {
        struct way *way = &dispatch->ways[i];

        way->owes_last_word = beats(dispatch, way) && (way->free_hands || way->busy_hands);
        say_last_word(dispatch, way);
    }
    desk_alarm_set(dispatch->alarm, END_MS);
    return has_said_all(dispatch);
}

void dispatch_words(const struct dispatch *dispatch, char *to, size_t size)
{
    int64_t off = oath_clock_off(dispatch->oath);
    size_t used = 0;

    to[0] = '\0';
    if (off) {
        text_format(to, size, "an endpoint's clock is %lld s %s ours: see timedatectl",
                    (long long)(off > 0 ? off : -off) / 1000, off > 0 ? "ahead of" : "behind");
        used = strlen(to);
    }
    for (unsigned i = 0; i < dispatch->count && used < size; i++) {
        const struct way *way = &dispatch->ways[i];
        const char *name = way->to->name[0] ? way->to->name : "post";
        char time[CLOCK_TEXT_SIZE] = "";

        if (way->failing_ms)
            text_format(to + used, size - used, "%s%s: nothing accepted since %s: %s", used ? "\n" : "", name,
                        clock_text(time, way->failing_ms), way->words);
        else if (way->accepted_ms)
            text_format(to + used, size - used, "%s%s: well, last accepted %s", used ? "\n" : "", name,
                        clock_text(time, way->accepted_ms));
        else
            text_format(to + used, size - used, "%s%s: %s", used ? "\n" : "", name,
                        way->free_hands || way->busy_hands ? "nothing sent yet" : "no voice speaks with it");
        used = strlen(to);
    }
}
