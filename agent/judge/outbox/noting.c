/* Notes an attempt. Owns what belongs into its transaction: the state, the minimal form, how far the endpoint holds our
 * history, that somebody there took note. Must not own: what follows for the endpoint's line (dispatch.c). */
#include "noting.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/judge/store/store_post.h"

#include "mailing_tell.h"

uint32_t noting_refusals(struct store *store, const struct store_report *sent, const struct wire_result *result)
{
    uint32_t count = 0;

    if (result->transfer == 0 && result->status >= 400 && (!sent->case_id[0] || mailing_can_shrink(sent)))
        store_refusals(store, sent->id, result->status, &count);
    return count;
}

struct seen {
    const char *by;
    bool is_there;
};

static bool see_taken(void *data, const struct decision *decision)
{
    struct seen *seen = data;

    seen->is_there |= decision->verb == DECISION_ACKNOWLEDGE && strcmp(decision->by, seen->by) == 0;
    return !seen->is_there;
}

/* Somebody at the endpoint has taken note, its answer says; kept once, with its own name for the incident. */
static enum store_result note_answer(const struct noting *noting, const struct wire_result *result, int64_t now_ms)
{
    struct decision decision = {.uid = UINT32_MAX, .verb = DECISION_ACKNOWLEDGE, .decided_ms = now_ms};
    struct seen seen = {.by = decision.by};
    struct case_report *report;
    enum store_result kept;

    if (!noting->sent->case_id[0] || strcmp(result->state, "acknowledged") != 0)
        return STORE_OK;
    text_format(decision.by, sizeof decision.by, "endpoint %s", noting->to->name[0] ? noting->to->name : "post");
    kept = store_decisions(noting->store, noting->sent->case_id, see_taken, &seen);
    if (kept != STORE_OK || seen.is_there)
        return kept;
    if (!(report = malloc(sizeof *report)))
        return STORE_FAILED;
    kept = store_case(noting->store, noting->sent->case_id, report);
    if (kept == STORE_OK) {
        text_copy(decision.case_id, sizeof decision.case_id, report->id);
        decision.version = report->version;
        text_copy(decision.reason, sizeof decision.reason, result->reference);
        kept = store_add_decision(noting->store, &decision, now_ms);
    }
    free(report);
    return kept == STORE_NOTHING ? STORE_OK : kept;
}

/* Instead of a body that the endpoint will never take. */
static enum store_result note_refusal(const struct noting *noting, int64_t now_ms)
{
    uint8_t *body = malloc(WIRE_BODY_MAX);
    struct store_report full;
    enum store_result kept =
        body ? store_message(noting->store, noting->sent->id, &full, body, WIRE_BODY_MAX) : STORE_FAILED;

    if (kept == STORE_OK)
        kept = mailing_minimal(noting->mailing, &full, body, now_ms);
    free(body);
    return kept;
}

static enum store_result note(const struct noting *noting, const struct wire_result *result)
{
    static const enum report_state states[] = {[DELIVERY_DONE] = REPORT_DELIVERED,
                                               [DELIVERY_RETRY] = REPORT_PENDING,
                                               [DELIVERY_QUARANTINE] = REPORT_QUARANTINED};
    int64_t now = clock_now_ms();
    enum store_result kept = store_begin(noting->store);

    if (kept == STORE_OK)
        kept =
            store_note_attempt(noting->store, result, states[noting->next], now + noting->wait_ms, noting->words, now);
    if (kept == STORE_OK && noting->next == DELIVERY_DONE)
        kept = note_answer(noting, result, now);
    if (kept == STORE_OK && noting->next == DELIVERY_DONE && result->anchor_seq > 0)
        kept = store_set_anchor(noting->store, noting->to->name, result->anchor_seq, now);
    if (kept == STORE_OK && noting->next == DELIVERY_QUARANTINE)
        kept = note_refusal(noting, now);
    if (kept == STORE_OK)
        kept = store_commit(noting->store);
    if (kept != STORE_OK)
        store_undo(noting->store);
    return kept == STORE_ALREADY ? STORE_OK : kept;
}

enum store_result noting_keep(const struct noting *noting, const struct wire_result *result)
{
    enum store_result kept = note(noting, result);

    return kept == STORE_FULL ? note(noting, result)
                              : kept; /* the store has given up its reserve for this very thing */
}
