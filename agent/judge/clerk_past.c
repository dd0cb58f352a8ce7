/* The clerk's memory. After the start, and after a commit that failed, a new judge takes up what the store holds: first
 * what was judged before, in the order of its time, then what was stored since and is judged now, as of when it was
 * stored. That takes half a minute for millions of events, so it is done in slices, and meanwhile events are stored and
 * acknowledged. Where the judged ones end stands in the store, changed in the same transactions: so at a kill nothing
 * is judged twice, and nothing is left out. */
#include "clerk.h"

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/weigh/judge_asks.h"
#include "clerk_private.h"
#include "clerk_turn.h"

enum { SLICE_MS = 4 }; /* a login waits for some of them: its question, its fact, their answers */

struct slice {
    struct clerk *clerk;
    int64_t until_ms; /* by clock_monotonic_ms */
    bool is_cut;      /* there may be more */
};

static struct slice slice_begin(struct clerk *clerk)
{
    return (struct slice){.clerk = clerk, .until_ms = clock_monotonic_ms() + SLICE_MS};
}

static bool goes_on(struct slice *slice)
{
    slice->is_cut = clock_monotonic_ms() >= slice->until_ms;
    return !slice->is_cut;
}

/* It is told of to somebody, but not as it is now: it grew within update_minutes of its last report, and the agent
 * ended before they had passed. */
static bool is_owing(struct clerk *clerk, const struct case_report *report)
{
    char what[REPORT_ID_SIZE], id[REPORT_ID_SIZE];
    struct store_report message;
    size_t count = 0;

    if (store_case_reports(clerk->store, report->id, &message, 1, &count) != STORE_OK || count == 0)
        return false;
    text_format(what, sizeof what, "%s-v%u", report->id, report->version);
    for (unsigned i = 0; i < clerk->config->endpoint_count; i++) {
        mailing_id(id, what, clerk->config->endpoints[i].name);
        if (store_message(clerk->store, id, &message, NULL, 0) == STORE_OK)
            return false;
    }
    return true;
}

static bool resume(void *data, const struct case_report *report)
{
    struct clerk *clerk = data;

    judge_resume(clerk->judge, report, is_owing(clerk, report));
    if (decided_on(clerk->decided, report->id))
        judge_decide(clerk->judge, report);
    return true;
}

bool clerk_begin_past(struct clerk *clerk)
{
    int64_t now_ms = clock_now_ms();
    uint8_t salt[JUDGE_SALT_SIZE];

    judge_free(clerk->judge);
    store_salt(clerk->store, salt);
    clerk->judge = judge_new(clerk->config, &clerk->context, salt);
    if (!clerk->judge)
        return false;
    judge_heed(clerk->judge, clerk->decided, clerk->inquiry.asked);
    clerk->since_ms = now_ms - clerk->config->story_days * INT64_C(86400000);
    clerk->place = (struct store_place){.time_ms = clerk->since_ms};
    clerk->remembered = 0;
    clerk->stage = CLERK_REMEMBERS;
    /* What is found may begin in the quiet after a case that is as old again. */
    return store_cases(clerk->store, 2 * clerk->since_ms - now_ms, resume, clerk) <= STORE_NOTHING;
}

static bool remember(void *data, const struct event *event)
{
    struct slice *slice = data;

    judge_remember(slice->clerk->judge, event, clock_now_ms());
    slice->clerk->remembered++;
    return goes_on(slice);
}

static enum clerk_state go_on_remembering(struct clerk *clerk)
{
    struct slice slice = slice_begin(clerk);

    if (store_past(clerk->store, &clerk->place, clerk->unjudged_seq, remember, &slice) > STORE_NOTHING) {
        log_error("%s", store_error(clerk->store));
        return CLERK_BROKEN;
    }
    if (!slice.is_cut)
        clerk->stage = CLERK_CATCHES_UP;
    return CLERK_WELL;
}

static bool judge_stored(void *data, const struct event *event, int64_t stored_ms)
{
    struct slice *slice = data;

    if (!judge_event(slice->clerk->judge, event, stored_ms))
        log_error("not enough memory to judge an event: it is kept; give this machine more, then restart confided");
    return goes_on(slice);
}

/* A slice of what is not judged yet, and the cases that come of it. */
static enum store_result catch_up(struct clerk *clerk, struct slice *slice, uint64_t *next_seq, int64_t now_ms)
{
    enum store_result result = store_begin(clerk->store);

    if (result == STORE_OK)
        result = store_backlog(clerk->store, next_seq, judge_stored, slice);
    if (result == STORE_OK)
        result = clerk_keep_cases(clerk, now_ms);
    if (result == STORE_OK)
        result = store_set_unjudged(clerk->store, slice->is_cut ? *next_seq : 0);
    return result == STORE_OK ? store_commit(clerk->store) : result;
}

static enum clerk_state go_on_catching_up(struct clerk *clerk)
{
    struct slice slice = slice_begin(clerk);
    uint64_t next_seq = clerk->unjudged_seq;
    enum store_result result = STORE_OK;

    clerk->report_made = false;
    if (clerk->is_marked)
        result = catch_up(clerk, &slice, &next_seq, clock_now_ms());
    if (result != STORE_OK)
        return clerk_undone(clerk, result);
    clerk->unjudged_seq = next_seq;
    if (!slice.is_cut) {
        clerk->is_marked = false;
        clerk->stage = CLERK_JUDGES;
        log_info("the last %u days are weighed: %llu events", clerk->config->story_days,
                 (unsigned long long)clerk->remembered);
    }
    if (clerk->report_made)
        clerk->calls.report(clerk->data);
    return CLERK_WELL;
}

enum clerk_state clerk_go_on(struct clerk *clerk)
{
    return clerk->stage == CLERK_REMEMBERS ? go_on_remembering(clerk) : go_on_catching_up(clerk);
}

enum store_result clerk_mark_unjudged(struct clerk *clerk)
{
    return clerk->is_marked ? STORE_OK : store_set_unjudged(clerk->store, clerk->unjudged_seq);
}

enum clerk_state clerk_undone(struct clerk *clerk, enum store_result result)
{
    bool knows_too_much = clerk->stage == CLERK_JUDGES || clerk->stage == CLERK_CATCHES_UP;

    store_undo(clerk->store);
    if (!clerk->stuck || result == STORE_FAILED)
        log_error("%s (kept and tried again, none is lost: %zu)", store_error(clerk->store), clerk->count);
    clerk->stuck = true;
    if (result != STORE_FULL)
        return CLERK_BROKEN;
    if (!knows_too_much)
        return CLERK_STUCK;
    if (clerk->stage == CLERK_JUDGES)
        clerk->unjudged_seq = store_next_seq(clerk->store);
    return inquiry_take_up(&clerk->inquiry, clerk->config, clerk->store, clock_now_ms()) && clerk_begin_past(clerk)
               ? CLERK_STUCK
               : CLERK_BROKEN;
}

void clerk_busy_words(const struct clerk *clerk, char *words, size_t size)
{
    int64_t now_ms = clock_now_ms();

    text_copy(words, size, "");
    if (clerk->loader)
        text_format(words, size, "the context tables are being read, for %lld s so far",
                    (long long)(clock_monotonic_ms() - clerk->loading_ms) / 1000);
    else if (clerk->stage == CLERK_REMEMBERS)
        text_format(words, size,
                    "the last %u days are being weighed, %lld %% of them so far: what comes meanwhile is kept, and "
                    "judged then",
                    clerk->config->story_days,
                    (long long)((clerk->place.time_ms - clerk->since_ms) * 100 / (now_ms - clerk->since_ms)));
    else if (clerk->stage == CLERK_CATCHES_UP)
        text_copy(words, size, "what came while the past was weighed is being judged");
}
