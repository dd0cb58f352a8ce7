/* Rings once a minute. Owns what was told of already since the start. Must not own: how long is too long (late.c), how
 * messages are made (mailing.c). In: the outbox, time. Out: messages, and lines in the log that nobody can miss. */
#include "reminding.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/judge/store/store_post.h"

#include "late.h"
#include "mailing_tell.h"

#define REMINDED_MS INT64_C(604800000) /* an older case was reminded of, or nobody will answer any more */

enum { ROUND_MS = 60000, FIRST_ROUND_MS = 5000, A_ROUND = 256, CASES_MOST = 1024 };

/* Cases, or messages, that a walk through the store found: it must not write meanwhile. */
struct found {
    size_t count;
    struct store_report messages[A_ROUND];
    char cases[CASES_MOST][CASE_ID_SIZE];
    unsigned reminders[CASES_MOST];
};

struct reminding {
    const struct config *config;
    struct store *store;
    struct mailing *mailing;
    struct desk_alarm *alarm;
    void (*made)(void *data);
    void *data;
    unsigned alarmed_hours; /* of what waits: the last step that was told of */
    int64_t now_ms;
    int64_t before_ms; /* the last round that was kept; 0 = since the start there was none */
    int64_t second_ms; /* when the last message was stored that those who stand in were told of */
    int64_t oldest_ms;
    struct found found;
    struct case_report report;
};

/* ---- what waits --------------------------------------------------------------------------------- */

static bool see_lost(void *data, const struct store_report *message)
{
    struct reminding *reminding = data;

    if (reminding->oldest_ms == 0)
        reminding->oldest_ms = message->stored_ms;
    if (!mailing_fits(reminding->mailing, message))
        reminding->found.messages[reminding->found.count++] = *message;
    return reminding->found.count < A_ROUND;
}

/* What has waited for an hour and was not seen so before. */
static bool see_silent(void *data, const struct store_report *message)
{
    struct reminding *reminding = data;

    if (message->case_id[0] && message->stored_ms >= reminding->second_ms &&
        reminding->now_ms - message->stored_ms >= LATE_SILENT_MS)
        reminding->found.messages[reminding->found.count++] = *message;
    return reminding->found.count < A_ROUND;
}

static const struct case_report *case_of(struct reminding *reminding, const char *id)
{
    return id[0] && store_case(reminding->store, id, &reminding->report) == STORE_OK ? &reminding->report : NULL;
}

/* The configuration was changed while something waited: it goes to those that are there now. */
static enum store_result readdress(struct reminding *reminding)
{
    enum store_result result = STORE_OK;

    for (size_t i = 0; i < reminding->found.count && result == STORE_OK; i++)
        result = mailing_readdress(reminding->mailing, &reminding->found.messages[i],
                                   case_of(reminding, reminding->found.messages[i].case_id), reminding->now_ms);
    return result;
}

static enum store_result tell_second(struct reminding *reminding)
{
    enum store_result result = STORE_OK;

    for (size_t i = 0; i < reminding->found.count; i++) {
        const struct case_report *report = case_of(reminding, reminding->found.messages[i].case_id);

        for (unsigned k = 0; report && k < reminding->config->endpoint_count && result == STORE_OK; k++) {
            const struct config_endpoint *endpoint = &reminding->config->endpoints[k];

            if (mailing_reaches(reminding->mailing, endpoint->name) && endpoint->when == POST_FIRST_SILENT &&
                report->severity >= endpoint->least_severity)
                result = mailing_second(reminding->mailing, report, endpoint, reminding->now_ms);
        }
    }
    if (result == STORE_OK && reminding->found.count > 0)
        reminding->second_ms = reminding->found.messages[reminding->found.count - 1].stored_ms;
    return result;
}

/* Once for each step: a report that waits is a duty that runs. */
static void alarm_late(struct reminding *reminding)
{
    unsigned hours = reminding->oldest_ms ? late_hours(reminding->oldest_ms, reminding->now_ms) : 0;
    char time[CLOCK_TEXT_SIZE];

    if (hours > reminding->alarmed_hours)
        log_error(
            "a report waits since %s, for more than %u h, and 72 h is all the law gives: `confidectl status` says "
            "which endpoint was not told, and why; tell the employer by hand",
            clock_text(time, reminding->oldest_ms), hours);
    reminding->alarmed_hours = hours;
}

/* ---- what nobody answers ------------------------------------------------------------------------ */

static bool see_case(void *data, const struct case_report *report)
{
    struct reminding *reminding = data;
    unsigned due = late_reminders(report->raised_ms, reminding->now_ms);

    if (due > (reminding->before_ms ? late_reminders(report->raised_ms, reminding->before_ms) : 0)) {
        text_copy(reminding->found.cases[reminding->found.count], CASE_ID_SIZE, report->id);
        reminding->found.reminders[reminding->found.count++] = due;
    }
    return reminding->found.count < CASES_MOST;
}

static bool see_decision(void *data, const struct decision *decision)
{
    bool *is_answered = data;

    (void)decision;
    *is_answered = true;
    return false;
}

static enum store_result remind(struct reminding *reminding)
{
    enum store_result result = STORE_OK;

    if (reminding->found.count == CASES_MOST)
        log_warning("more than %d cases wait to be acknowledged: of the younger ones nobody is reminded", CASES_MOST);
    for (size_t i = 0; i < reminding->found.count && result == STORE_OK; i++) {
        const struct case_report *report = case_of(reminding, reminding->found.cases[i]);
        bool is_answered = false;

        if (report)
            result = store_decisions(reminding->store, report->id, see_decision, &is_answered);
        if (report && result == STORE_OK && !is_answered)
            result = mailing_reminder(reminding->mailing, report, reminding->found.reminders[i], reminding->now_ms);
    }
    return result;
}

/* ---- the round ---------------------------------------------------------------------------------- */

static enum store_result round_once(struct reminding *reminding)
{
    enum store_result result;

    reminding->found.count = 0;
    reminding->oldest_ms = 0;
    result = store_pending(reminding->store, see_lost, reminding);
    if (result == STORE_OK)
        result = readdress(reminding);
    reminding->found.count = 0;
    if (result == STORE_OK)
        result = store_pending(reminding->store, see_silent, reminding);
    if (result == STORE_OK)
        result = tell_second(reminding);
    reminding->found.count = 0;
    if (result == STORE_OK && reminding->config->reminders == REMINDERS_ON)
        result = store_cases(reminding->store, reminding->now_ms - REMINDED_MS, see_case, reminding);
    return result == STORE_OK ? remind(reminding) : result;
}

static void ring(void *data)
{
    struct reminding *reminding = data;
    enum store_result result;

    reminding->now_ms = clock_now_ms();
    desk_alarm_set(reminding->alarm, ROUND_MS);
    result = store_begin(reminding->store);
    if (result == STORE_OK)
        result = round_once(reminding);
    if (result == STORE_OK)
        result = store_commit(reminding->store);
    if (result == STORE_OK) {
        reminding->before_ms = reminding->now_ms;
    } else {
        store_undo(reminding->store);
        log_warning("reminders and second channels wait for a minute: %s", store_error(reminding->store));
    }
    alarm_late(reminding);
    reminding->made(reminding->data);
}

struct reminding *reminding_open(const struct config *config, struct desk *desk, struct store *store,
                                 struct mailing *mailing, void (*made)(void *data), void *data)
{
    struct reminding *reminding = calloc(1, sizeof *reminding);

    if (!reminding)
        return NULL;
    reminding->config = config;
    reminding->store = store;
    reminding->mailing = mailing;
    reminding->made = made;
    reminding->data = data;
    reminding->alarm = desk_alarm(desk, ring, reminding);
    if (reminding->alarm) {
        desk_alarm_set(reminding->alarm, FIRST_ROUND_MS);
        return reminding;
    }
    free(reminding);
    return NULL;
}

void reminding_close(struct reminding *reminding)
{
    free(reminding);
}
