/* The way out. Owns which report is in whose hands. In: READY and RESULT from confide-post, time. Out: reports;
 * attempts noted in the store. At least once: a report is delivered only when its noted attempt says so, whatever dies
 * in between. */
#include "dispatch.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "delivery.h"
#include "report.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/store_write.h"

enum {
    LOOK_AGAIN_MS = 60000, /* the wall clock may jump; so never sleep on it longer */
    REST_MS = 5000         /* after an attempt that could not be noted: the same report would go out at once */
};

#define MINIMAL_ENDING "-min"

struct dispatch {
    const struct config *config;
    struct desk *desk;
    struct store *store;
    struct desk_alarm *alarm;
    struct desk_peer *free_hands; /* a voice that waits for a report, or NULL */
    struct desk_peer *busy_hands; /* the voice that has `sent`, or NULL */
    struct store_report sent;
    int64_t rest_until_ms; /* clock_monotonic_ms */
    uint8_t body[WIRE_BODY_MAX];
};

static void hand_over(struct dispatch *dispatch, const struct store_report *report)
{
    struct wire_report head = {.attempt = report->attempts + 1, .size = report->size};

    text_copy(head.id, sizeof head.id, report->id);
    dispatch->sent = *report;
    dispatch->busy_hands = dispatch->free_hands;
    dispatch->free_hands = NULL;
    desk_peer_send2(dispatch->busy_hands, WIRE_REPORT, 0, &head, sizeof head, dispatch->body, report->size);
}

static void look(void *data)
{
    struct dispatch *dispatch = data;
    int64_t now = clock_now_ms();
    struct store_report report;
    enum store_result result;

    if (!dispatch->free_hands || dispatch->busy_hands || dispatch->config->endpoints[0].url[0] == '\0' ||
        clock_monotonic_ms() < dispatch->rest_until_ms)
        return;
    result = store_next_report(dispatch->store, now, &report, dispatch->body, sizeof dispatch->body);
    if (result == STORE_NOTHING)
        return;
    if (result != STORE_OK) {
        log_error("the outbox cannot be read: %s", store_error(dispatch->store));
        desk_alarm_set(dispatch->alarm, LOOK_AGAIN_MS);
    } else if (report.due_ms <= now) {
        hand_over(dispatch, &report);
    } else {
        desk_alarm_set(dispatch->alarm, report.due_ms - now < LOOK_AGAIN_MS ? report.due_ms - now : LOOK_AGAIN_MS);
    }
}

void dispatch_look(struct dispatch *dispatch)
{
    look(dispatch);
}

struct dispatch *dispatch_open(const struct config *config, struct desk *desk, struct store *store)
{
    struct dispatch *dispatch = calloc(1, sizeof *dispatch);

    if (!dispatch)
        return NULL;
    *dispatch = (struct dispatch){.config = config, .desk = desk, .store = store};
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

void dispatch_gone(struct dispatch *dispatch, const struct desk_peer *peer)
{
    if (dispatch->free_hands == peer)
        dispatch->free_hands = NULL;
    if (dispatch->busy_hands == peer)
        dispatch->busy_hands = NULL;
}

/* The form that goes instead of one that the endpoint will never take. A minimal form that is refused as well has none.
 */
static enum store_result add_minimal(struct dispatch *dispatch, int64_t now_ms)
{
    const struct store_report *full = &dispatch->sent;
    size_t length = strlen(full->id), tail = strlen(MINIMAL_ENDING), size;
    struct report_origin origin = {.now_ms = now_ms};
    uint8_t hash[CRYPTO_HASH_SIZE], body[REPORT_BODY_SIZE];
    char id[REPORT_ID_SIZE];

    if (length >= tail && strcmp(full->id + length - tail, MINIMAL_ENDING) == 0)
        return STORE_OK;
    if (!text_format(id, sizeof id, "%s" MINIMAL_ENDING, full->id))
        return STORE_OK;
    crypto_sha256(hash, dispatch->body, full->size);
    store_head(dispatch->store, origin.chain_id, &origin.chain_seq, origin.chain_head, origin.machine);
    size = report_write_minimal(id, full->severity, hash, &origin, (char *)body, sizeof body);
    return store_add_report(dispatch->store, id, full->case_id, full->severity, body, size, now_ms);
}

static enum store_result note(struct dispatch *dispatch, const struct wire_result *result, enum delivery_next next,
                              int64_t wait_ms, const char *words)
{
    static const enum report_state states[] = {[DELIVERY_DONE] = REPORT_DELIVERED,
                                               [DELIVERY_RETRY] = REPORT_PENDING,
                                               [DELIVERY_QUARANTINE] = REPORT_QUARANTINED};
    int64_t now = clock_now_ms();
    enum store_result kept = store_begin(dispatch->store);

    if (kept == STORE_OK)
        kept = store_note_attempt(dispatch->store, result, states[next], now + wait_ms, words, now);
    if (kept == STORE_OK && next == DELIVERY_QUARANTINE)
        kept = add_minimal(dispatch, now);
    if (kept == STORE_OK)
        kept = store_commit(dispatch->store);
    return kept;
}

static bool take_result(struct dispatch *dispatch, const struct wire_result *result)
{
    enum delivery_next next;
    enum store_result kept;
    int64_t wait_ms = 0;
    uint64_t chance;
    char words[192];

    if (strcmp(result->id, dispatch->sent.id) != 0) {
        log_warning("confide-post answered for a report that it was not given: its connection is closed");
        return false;
    }
    crypto_random(&chance, sizeof chance);
    next = delivery_decide(result, dispatch->sent.attempts + 1, dispatch->config->retry_base_s,
                           dispatch->config->retry_cap_s, chance, &wait_ms);
    delivery_words(result, words, sizeof words);
    dispatch->busy_hands = NULL;
    kept = note(dispatch, result, next, wait_ms, words);
    if (kept == STORE_FULL) { /* the store has given up its reserve for this very thing */
        store_undo(dispatch->store);
        kept = note(dispatch, result, next, wait_ms, words);
    }
    if (kept != STORE_OK) {
        store_undo(dispatch->store);
        dispatch->rest_until_ms = clock_monotonic_ms() + REST_MS;
        desk_alarm_set(dispatch->alarm, REST_MS);
        log_error("report %s: attempt %u cannot be noted, so it goes out again with the same id: %s", result->id,
                  dispatch->sent.attempts + 1, store_error(dispatch->store));
        return true;
    }
    if (next == DELIVERY_DONE)
        log_info("report %s: %s", result->id, words);
    else if (next == DELIVERY_QUARANTINE)
        log_error("report %s: %s; it is kept, and a minimal form goes instead", result->id, words);
    else
        log_warning("report %s: attempt %u: %s; again in %lld s", result->id, dispatch->sent.attempts + 1, words,
                    (long long)(wait_ms + 999) / 1000);
    return true;
}

bool dispatch_message(struct dispatch *dispatch, struct desk_peer *peer, const struct wire_head *head, const void *body)
{
    struct wire_result result;

    if (head->type == WIRE_READY && head->size == sizeof(struct wire_ready) && (!dispatch->free_hands || dispatch->free_hands == peer) &&
        dispatch->busy_hands != peer) {
        dispatch->free_hands = peer;
        look(dispatch);
        return true;
    }
    if (head->type == WIRE_RESULT && head->size == sizeof result && dispatch->busy_hands == peer) {
        memcpy(&result, body, sizeof result);
        if (memchr(result.id, '\0', sizeof result.id) && memchr(result.error, '\0', sizeof result.error))
            return take_result(dispatch, &result);
    }
    log_warning("confide-post (user %ld) spoke out of turn: its connection is closed", (long)desk_peer_uid(peer));
    return false;
}
