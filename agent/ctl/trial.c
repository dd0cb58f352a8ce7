/* A judge over recorded events. Owns: the judge, its clock, and the last state of each case. Must not own: where events
 * come from, what cases are for. */
#include "trial.h"

#include <stdlib.h>

#include "agent/judge/weigh/judge_asks.h"

#include "kept_cases.h"

/* Only the last state of a case counts here, so the judge is asked now and then: a case of many events is written a
 * hundred times less often. */
enum { EVENTS_A_TURN = 128 };

struct trial {
    struct config config;
    struct judge *judge;
    struct kept_cases *kept;
    uint64_t judged;
    int64_t last_ms; /* the latest of the events' times */
};

struct trial *trial_new(const struct config *config, unsigned points, const struct context *context)
{
    struct trial *trial = calloc(1, sizeof *trial);

    if (!trial)
        return NULL;
    trial->config = *config;
    trial->config.alert_points = points;
    trial->judge = judge_new(&trial->config, context, NULL);
    trial->kept = kept_cases_new();
    if (trial->judge && trial->kept)
        return trial;
    trial_free(trial);
    return NULL;
}

void trial_free(struct trial *trial)
{
    if (!trial)
        return;
    judge_free(trial->judge);
    kept_cases_free(trial->kept);
    free(trial);
}

/* What changed since it was last asked for. */
static bool keep_changed(struct trial *trial, int64_t now_ms)
{
    const struct case_report *report;
    bool is_due;

    while ((report = judge_next(trial->judge, now_ms, &is_due)))
        if (!kept_cases_put(trial->kept, report))
            return false;
    return true;
}

/* The events' own time is the clock; where a source's clock began anew, the others' is. */
static int64_t now_at(const struct trial *trial, const struct event *event)
{
    bool began_anew = event->time_ms < JUDGE_ANEW_MS && trial->last_ms >= JUDGE_ANEW_MS;

    return began_anew ? trial->last_ms : event->time_ms;
}

bool trial_event(struct trial *trial, const struct event *event)
{
    int64_t now_ms = now_at(trial, event);
    bool is_good = judge_event(trial->judge, event, now_ms);

    if (event->time_ms > trial->last_ms)
        trial->last_ms = event->time_ms;
    return is_good && (++trial->judged % EVENTS_A_TURN != 0 || keep_changed(trial, now_ms));
}

bool trial_end(struct trial *trial)
{
    judge_finish(trial->judge);
    judge_finish(trial->judge);
    return keep_changed(trial, trial->last_ms);
}

bool trial_cases(struct trial *trial, bool (*each)(void *data, const struct case_report *report), void *data)
{
    return kept_cases_each(trial->kept, each, data);
}

struct judge_counts trial_count(const struct trial *trial)
{
    return judge_count(trial->judge);
}
