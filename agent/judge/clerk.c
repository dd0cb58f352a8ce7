/* The clerk. Owns the batch of events not yet committed, and through it the store, the context and the judge. In:
 * events. Out: commits, answers to the tellers. The judge's memory follows the store: when a commit fails it is built
 * anew from what the store holds, so that nothing is judged twice and nothing is forgotten. */
#include "clerk.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/weigh/decided.h"
#include "agent/judge/weigh/judge_asks.h"
#include "clerk_outbox.h"
#include "clerk_people.h"
#include "clerk_private.h"
#include "agent/judge/outbox/mailing_tell.h"
#include "decisions.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/store_write.h"

enum { BATCH_MAX = 1000 };

static void selftest_what(char what[REPORT_ID_SIZE], const struct event *event)
{
    char hex[2 * EVENT_ID_SIZE + 1];

    text_hex(hex, event->id, EVENT_ID_SIZE);
    text_format(what, REPORT_ID_SIZE, "T-%.16s-v1", hex);
}

void clerk_selftest_id(const struct clerk *clerk, char id[REPORT_ID_SIZE], const struct event *event)
{
    char what[REPORT_ID_SIZE];

    selftest_what(what, event);
    mailing_id(id, what, mailing_first(clerk->mailing));
}

struct store *clerk_store(struct clerk *clerk)
{
    return clerk->store;
}

struct oath *clerk_oath(struct clerk *clerk)
{
    return clerk->oath;
}

struct mailing *clerk_mailing(struct clerk *clerk)
{
    return clerk->mailing;
}

const struct context *clerk_context(const struct clerk *clerk)
{
    return &clerk->context;
}

struct inquiry *clerk_inquiry(struct clerk *clerk)
{
    return &clerk->inquiry;
}

/* What people decided and were asked, and where the judged events end. */
static bool take_up(struct clerk *clerk)
{
    uint64_t unjudged = 0;

    if (decisions_take_up(clerk->store, clerk->decided) != STORE_OK ||
        !inquiry_take_up(&clerk->inquiry, clerk->config, clerk->store, clock_now_ms()) ||
        store_unjudged(clerk->store, &unjudged) != STORE_OK)
        return false;
    clerk->is_marked = unjudged > 0;
    clerk->unjudged_seq = unjudged ? unjudged : store_next_seq(clerk->store);
    return true;
}

struct clerk *clerk_open(const struct config *config, const struct clerk_calls *calls, void *data, char *error,
                         size_t size)
{
    struct store_limits limits = {.max_mib = config->max_mib, .ballast_mib = config->ballast_mib};
    struct clerk *clerk = calloc(1, sizeof *clerk);

    if (!clerk || !(clerk->batch = calloc(BATCH_MAX, sizeof *clerk->batch))) {
        text_format(error, size, "not enough memory");
        free(clerk);
        return NULL;
    }
    clerk->config = config;
    clerk->calls = *calls;
    clerk->data = data;
    clerk->store = store_open(config->state, &limits, error, size);
    if (!clerk->store)
        goto out;
    clerk->decided = decided_new();
    clerk->oath = oath_open(config, clerk->store);
    clerk->mailing = mailing_open(config, clerk->store, &clerk->context, clerk->oath);
    if (clerk->decided && clerk->oath && clerk->mailing && take_up(clerk)) {
        clerk_load(clerk);
        if (clerk->loader)
            return clerk;
        text_format(error, size, "the tables cannot be read: give this machine more memory, then start confided again");
        goto out;
    }
    text_format(error, size, "cannot take up the open cases: %s", store_error(clerk->store));
out:
    clerk_close(clerk);
    return NULL;
}

void clerk_close(struct clerk *clerk)
{
    if (!clerk)
        return;
    judge_free(clerk->judge);
    decided_free(clerk->decided);
    if (loader_abandon(clerk->loader))
        context_free(&clerk->context);
    inquiry_close(&clerk->inquiry);
    mailing_close(clerk->mailing);
    oath_close(clerk->oath);
    store_close(clerk->store);
    free(clerk->batch);
    free(clerk);
}

bool clerk_take(struct clerk *clerk, const struct event *event, enum clerk_urgency urgency, uint64_t ticket,
                uint64_t seq)
{
    if (clerk->count == BATCH_MAX)
        return false;
    clerk->batch[clerk->count++] = (struct entry){.event = *event, .urgency = urgency, .ticket = ticket, .seq = seq};
    return clerk->count < BATCH_MAX;
}

/* The judge forgets old cases before the store does, so it may begin one anew under the same id: that goes on as the
 * next version of what is there. */
static enum store_result put_case(struct clerk *clerk, struct case_report *report, int64_t now_ms)
{
    enum store_result result = store_put_case(clerk->store, report, now_ms);
    struct case_report latest;

    if (result != STORE_ALREADY)
        return result;
    if (store_case(clerk->store, report->id, &latest) != STORE_OK)
        return STORE_FAILED;
    report->version = latest.version + 1;
    return store_put_case(clerk->store, report, now_ms);
}

/* What people confirmed stays so in every later version, which follows the one that their decision made. */
static enum store_result follow_decisions(struct clerk *clerk, struct case_report *report)
{
    struct case_report latest;
    enum store_result result;

    if (!decided_on(clerk->decided, report->id))
        return STORE_OK;
    result = store_case(clerk->store, report->id, &latest);
    if (result != STORE_OK)
        return STORE_FAILED;
    if (latest.certainty == CERTAINTY_CONFIRMED)
        report->certainty = CERTAINTY_CONFIRMED;
    if (report->version <= latest.version)
        report->version = latest.version + 1;
    return STORE_OK;
}

static enum store_result keep_case(struct clerk *clerk, const struct case_report *judged, bool report_due,
                                   int64_t now_ms)
{
    struct case_report report = *judged;
    enum store_result result = follow_decisions(clerk, &report);

    if (result == STORE_OK)
        result = put_case(clerk, &report, now_ms);
    if (result != STORE_OK || !report_due)
        return result;
    clerk->report_made = true;
    return mailing_case(clerk->mailing, &report, report.version > 1 ? RECORD_GROWN : RECORD_RAISED, 0, now_ms);
}

static enum store_result keep_selftest(struct clerk *clerk, const struct event *event, int64_t now_ms)
{
    char what[REPORT_ID_SIZE];

    selftest_what(what, event);
    clerk->report_made = true;
    return mailing_selftest(clerk->mailing, what, now_ms);
}

enum store_result clerk_keep_cases(struct clerk *clerk, int64_t now_ms)
{
    enum store_result result = STORE_OK;
    const struct case_report *report;
    bool report_due;

    while (result == STORE_OK && (report = judge_next(clerk->judge, now_ms, &report_due)))
        result = keep_case(clerk, report, report_due, now_ms);
    return result;
}

/* One event, kept and, unless the past comes first, judged. STORE_ALREADY: it came before, nothing follows. */
static enum store_result keep_event(struct clerk *clerk, const struct event *event, int64_t now_ms)
{
    enum store_result result = store_add_event(clerk->store, event, now_ms);

    if (result != STORE_OK)
        return result;
    if (event->action == ACTION_SELFTEST)
        return keep_selftest(clerk, event, now_ms);
    if (clerk->stage == CLERK_JUDGES && !judge_event(clerk->judge, event, now_ms))
        log_error("not enough memory to judge an event: it is kept; give this machine more, then restart confided");
    return STORE_OK;
}

/* Whom the judge wants asked; and who was asked and gave no reason in time. */
static enum store_result keep_questions(struct clerk *clerk, int64_t now_ms)
{
    enum store_result result = STORE_OK;
    const struct question *question;

    while (result == STORE_OK && (result = inquiry_silence(&clerk->inquiry, now_ms, &question)) == STORE_OK && question)
        judge_answered(clerk->judge, question, false);
    while (result == STORE_OK && (question = judge_ask(clerk->judge, now_ms)))
        if ((result = inquiry_ask(&clerk->inquiry, question, now_ms)) == STORE_NOTHING)
            result = STORE_OK;
    return result;
}

/* Once for all events: a case that ten of them made grow is written once. */
static enum store_result keep_findings(struct clerk *clerk, int64_t now_ms)
{
    enum store_result result = keep_questions(clerk, now_ms);

    return result == STORE_OK ? clerk_keep_cases(clerk, now_ms) : result;
}

static enum store_result keep_batch(struct clerk *clerk, int64_t now_ms)
{
    enum store_result result = store_begin(clerk->store);

    for (size_t i = 0; i < clerk->count && result == STORE_OK; i++) {
        result = keep_event(clerk, &clerk->batch[i].event, now_ms);
        if (result == STORE_ALREADY)
            result = STORE_OK;
    }
    if (result == STORE_OK)
        result = clerk->stage == CLERK_JUDGES ? keep_findings(clerk, now_ms)
                 : clerk->count > 0           ? clerk_mark_unjudged(clerk)
                                              : STORE_OK;
    if (result == STORE_OK)
        result = clerk->calls.keep(clerk->data);
    if (result == STORE_OK)
        result = inquiry_keep(&clerk->inquiry, now_ms);
    return result == STORE_OK ? store_commit(clerk->store) : result;
}

static void answer_all(struct clerk *clerk)
{
    for (size_t i = 0; i < clerk->count; i++)
        clerk->calls.stored(clerk->data, clerk->batch[i].ticket, clerk->batch[i].seq);
    clerk->count = 0;
}

/* Those who wait are told at once; the rest is kept. */
static void refuse_waiting(struct clerk *clerk)
{
    size_t kept = 0;

    for (size_t i = 0; i < clerk->count; i++) {
        struct entry *entry = &clerk->batch[i];

        if (entry->urgency == CLERK_NOW)
            clerk->calls.refused(clerk->data, entry->ticket, entry->seq);
        else if (kept++ != i)
            clerk->batch[kept - 1] = *entry;
    }
    clerk->count = kept;
}

static void committed(struct clerk *clerk)
{
    const struct question *excused = inquiry_kept(&clerk->inquiry);

    if (clerk->stuck)
        log_info("events can be stored again: %zu were kept in memory, none was lost", clerk->count);
    clerk->stuck = false;
    clerk->is_marked |= clerk->stage != CLERK_JUDGES && clerk->count > 0;
    if (excused && clerk->judge)
        judge_answered(clerk->judge, excused, true);
    answer_all(clerk);
    if (clerk->report_made)
        clerk->calls.report(clerk->data);
}

enum clerk_state clerk_commit(struct clerk *clerk, int64_t now_ms)
{
    enum store_result result;
    enum clerk_state state;

    clerk->report_made = false;
    result = keep_batch(clerk, now_ms);
    if (result == STORE_OK) {
        committed(clerk);
        return CLERK_WELL;
    }
    state = clerk_undone(clerk, result);
    refuse_waiting(clerk);
    return state;
}

enum store_result clerk_decide(struct clerk *clerk, struct decision *decision, struct case_report *report,
                               int64_t now_ms)
{
    bool is_told = false;
    enum store_result result =
        decisions_keep(clerk->store, clerk->mailing, clerk->decided, decision, report, &is_told, now_ms);

    if (result != STORE_OK || decision->verb == DECISION_ACKNOWLEDGE)
        return result;
    if (!decided_take(clerk->decided, decision, report))
        log_error("not enough memory to heed what was decided on case %s before the next start", report->id);
    if (clerk->judge)
        judge_decide(clerk->judge, report);
    if (is_told)
        clerk->calls.report(clerk->data);
    return STORE_OK;
}
