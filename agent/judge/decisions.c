/* The decisions in the store. Owns: what is kept together with one, and the list of them in memory. Must not own: what
 * a decision must be like and does to its case (deciding.c), who may decide (answers_decide.c). In: a decision, the
 * store. Out: entries; who decided what, by case; a memory of it for the judge. */
#include "decisions.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/log.h"

#include "agent/judge/answers/deciding.h"
#include "agent/judge/outbox/mailing_tell.h"
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/store_write.h"

static bool keep(void *data, const struct decision *decision)
{
    struct decisions *decisions = data;
    size_t wider = decisions->capacity ? 2 * decisions->capacity : 16;
    struct decision *all;

    if (decisions->count == decisions->capacity) {
        all = realloc(decisions->all, wider * sizeof *all);
        if (!all)
            return false;
        decisions->all = all;
        decisions->capacity = wider;
    }
    decisions->all[decisions->count++] = *decision;
    return true;
}

enum store_result decisions_read(struct decisions *decisions, struct store *store, const char *case_id)
{
    *decisions = (struct decisions){.all = NULL};
    return store_decisions(store, case_id, keep, decisions);
}

void decisions_free(struct decisions *decisions)
{
    free(decisions->all);
    *decisions = (struct decisions){.all = NULL};
}

/* The place of the first one on `case_id`, or where it would stand. */
static size_t first_on(const struct decisions *decisions, const char *case_id)
{
    size_t low = 0, high = decisions->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (strcmp(decisions->all[middle].case_id, case_id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct decision *decisions_on(const struct decisions *decisions, const char *case_id, size_t most, size_t *count)
{
    size_t first = first_on(decisions, case_id), end = first;

    while (end < decisions->count && strcmp(decisions->all[end].case_id, case_id) == 0)
        end++;
    if (end - first > most)
        first = end - most;
    *count = end - first;
    return decisions->all + first;
}

/* All on one case, from `first` on, with that case. Its end. */
static size_t take_case(const struct decisions *decisions, size_t first, struct store *store, struct decided *decided,
                        struct case_report *report, enum store_result *result)
{
    const char *case_id = decisions->all[first].case_id;
    enum store_result found = store_case(store, case_id, report);
    size_t at = first;

    if (found != STORE_OK) /* somebody altered it: verify names it, and nothing follows from it */
        log_warning("what was decided on case %s is passed over: the case cannot be read: run confidectl verify",
                    case_id);
    for (; at < decisions->count && strcmp(decisions->all[at].case_id, case_id) == 0; at++)
        if (found == STORE_OK && !decided_take(decided, &decisions->all[at], report))
            *result = STORE_FAILED;
    return at;
}

enum store_result decisions_take_up(struct store *store, struct decided *decided)
{
    struct case_report *report = malloc(sizeof *report);
    struct decisions decisions = {.all = NULL};
    enum store_result result = report ? decisions_read(&decisions, store, NULL) : STORE_FAILED;
    size_t at = 0;

    while (result == STORE_OK && at < decisions.count)
        at = take_case(&decisions, at, store, decided, report, &result);
    decisions_free(&decisions);
    free(report);
    return result;
}

/* ---- keeping ---------------------------------------------------------------------------------- */

/* The last one counts, also where the clock was set back in between. */
static int64_t after_the_last(const struct decided *decided, const char *case_id, int64_t now_ms)
{
    const struct decision *last = decided_on(decided, case_id);

    return last && last->decided_ms >= now_ms ? last->decided_ms + 1 : now_ms;
}

/* The employer hears of a decision on what it was told of; of what nobody was told there is nothing to add. */
static enum store_result tell(struct store *store, struct mailing *mailing, const struct decision *decision,
                              const struct case_report *report, bool *is_told, int64_t now_ms)
{
    struct store_report earlier;
    size_t count = 0;
    enum store_result result = store_case_reports(store, report->id, &earlier, 1, &count);

    *is_told = result == STORE_OK && count > 0 && decision->verb != DECISION_ACKNOWLEDGE;
    return *is_told ? mailing_case(mailing, report, RECORD_DECIDED, decision->verb, now_ms) : result;
}

static enum store_result put(struct store *store, const struct decided *decided, struct decision *decision,
                             struct case_report *report, int64_t now_ms)
{
    enum store_result result = store_case(store, decision->case_id, report);

    if (result != STORE_OK)
        return result;
    decision->version = report->version;
    decision->decided_ms = after_the_last(decided, decision->case_id, now_ms);
    result = store_add_decision(store, decision, now_ms);
    if (decision->verb == DECISION_ACKNOWLEDGE) /* the case is what it was */
        return result;
    deciding_apply(decision, report);
    return result == STORE_OK ? store_put_case(store, report, now_ms) : result;
}

enum store_result decisions_keep(struct store *store, struct mailing *mailing, const struct decided *decided,
                                 struct decision *decision, struct case_report *report, bool *is_told, int64_t now_ms)
{
    enum store_result result = store_begin(store);

    *is_told = false;
    if (result == STORE_OK)
        result = put(store, decided, decision, report, now_ms);
    if (result == STORE_OK)
        result = tell(store, mailing, decision, report, is_told, now_ms);
    if (result == STORE_OK)
        result = store_commit(store);
    if (result != STORE_OK)
        store_undo(store);
    return result;
}
