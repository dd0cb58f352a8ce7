/* A case's file: all that the store, the tables and the agent itself know of one case. Owns: what goes into it. Must
 * not own: how it is written (json_file.c), what is made of it (agent/report). In: a case's id. Out: rows. */
#include "answers_file.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_file.h"
#include "agent/base/text.h"
#include "agent/report/record.h"

#include "agent/judge/clerk_outbox.h"
#include "agent/judge/decisions.h"
#include "agent/judge/outbox/facts.h"
#include "agent/judge/store/store_file.h"
#include "agent/judge/store/store_logins.h"
#include "agent/judge/store/store_post.h"

_Static_assert((int)FILE_PENDING == REPORT_PENDING && (int)FILE_DELIVERED == REPORT_DELIVERED &&
                   (int)FILE_QUARANTINED == REPORT_QUARANTINED && (int)FILE_SUPERSEDED == REPORT_SUPERSEDED,
               "a message's state is the same number in the store and in the file");

/* ---- what the store holds -------------------------------------------------------------------- */

static bool take_version(void *data, const struct case_report *report, int64_t written_ms)
{
    struct case_file *file = data;

    file->versions[file->counts[FILE_VERSION]++] =
        (struct file_version){report->version, written_ms, report->severity, report->certainty, report->event_total};
    return file->counts[FILE_VERSION] < FILE_VERSIONS;
}

/* One that was erased when its time was over is left out. */
static void take_events(struct case_file *file, struct store *store)
{
    const struct case_report *report = &file->report;
    struct event event;
    int64_t stored_ms;

    for (uint32_t i = 0; i < report->event_total && i < FILE_EVENTS; i++) {
        struct file_event *kept = &file->events[file->counts[FILE_EVENT]];

        if (store_event_at(store, report->events[i], &event, &stored_ms) != STORE_OK)
            continue;
        *kept = (struct file_event){.time_ms = event.time_ms,
                                    .stored_ms = stored_ms,
                                    .action = event.action,
                                    .source = event.source,
                                    .outcome = event.outcome,
                                    .count = event.count};
        memcpy(kept->id, event.id, sizeof kept->id);
        text_copy(kept->patient, sizeof kept->patient, event.patient);
        text_copy(kept->host, sizeof kept->host, event.host);
        if (i == 0)
            file->about.seen_ms = stored_ms;
        file->counts[FILE_EVENT]++;
    }
}

/* What was typed at the logins among the events: an emergency's reason. */
static void take_typed(struct case_file *file, struct store *store)
{
    uint32_t *count = &file->counts[FILE_TYPED_REASON];

    for (uint32_t i = 0; i < file->report.event_total && i < FILE_EVENTS && *count < FILE_TYPED; i++)
        if (store_typed_reason(store, file->report.events[i], file->typed[*count], sizeof file->typed[0]) == STORE_OK)
            ++*count;
}

/* Whoever decides has taken note. */
static enum store_result take_decisions(struct case_file *file, struct store *store)
{
    struct decisions decisions;
    enum store_result result = decisions_read(&decisions, store, file->report.id);
    size_t count = 0;
    const struct decision *last = decisions_on(&decisions, file->report.id, FILE_DECISIONS, &count);

    if (decisions.count)
        file->about.acknowledged_ms = decisions.all[0].decided_ms;
    if (count)
        memcpy(file->decisions, last, count * sizeof *last);
    file->counts[FILE_DECISION] = (uint32_t)count;
    decisions_free(&decisions);
    return result;
}

static void take_message(struct case_file *file, const struct store_report *report)
{
    struct file_message *kept = &file->messages[file->counts[FILE_MESSAGE]++];
    int64_t *delivered_ms = &file->about.delivered_ms;

    *kept = (struct file_message){.state = (uint8_t)report->state,
                                  .severity = (uint8_t)report->severity,
                                  .attempts = report->attempts,
                                  .stored_ms = report->stored_ms,
                                  .due_ms = report->due_ms,
                                  .delivered_ms = report->delivered_ms};
    text_copy(kept->id, sizeof kept->id, report->id);
    text_copy(kept->endpoint, sizeof kept->endpoint, report->endpoint);
    text_copy(kept->words, sizeof kept->words, report->words);
    if (kept->delivered_ms && (*delivered_ms == 0 || kept->delivered_ms < *delivered_ms))
        *delivered_ms = kept->delivered_ms;
}

static enum store_result take_messages(struct case_file *file, struct store *store)
{
    struct store_report *reports = calloc(FILE_MESSAGES, sizeof *reports);
    size_t count = 0;
    enum store_result result =
        reports ? store_case_reports(store, file->report.id, reports, FILE_MESSAGES, &count) : STORE_FAILED;

    for (size_t i = 0; i < count; i++)
        take_message(file, &reports[i]);
    free(reports);
    return result;
}

static bool take_turn(void *data, const struct store_turn *turn)
{
    struct case_file *file = data;
    struct file_turn *kept = &file->turns[file->counts[FILE_TURN]++];

    *kept = (struct file_turn){.attempt = turn->attempt,
                               .state = (uint8_t)turn->state,
                               .at_ms = turn->at_ms,
                               .transfer = turn->transfer,
                               .status = turn->status};
    text_copy(kept->message, sizeof kept->message, turn->report);
    text_copy(kept->endpoint, sizeof kept->endpoint, turn->endpoint);
    text_copy(kept->words, sizeof kept->words, turn->words);
    return file->counts[FILE_TURN] < FILE_TURNS;
}

/* ---- what the agent knows of itself ---------------------------------------------------------- */

static bool has_endpoint(const struct config *config)
{
    for (unsigned i = 0; i < config->endpoint_count; i++)
        if (config->endpoints[i].url[0])
            return true;
    return false;
}

static void take_about(struct case_file *file, struct asking *asking)
{
    const struct config *config = asking->about->config;
    struct clerk *clerk = reception_clerk(asking->about->reception);
    const struct skeleton_facts facts =
        facts_of(config, clerk_context(clerk), clerk_oath(clerk), asking->store, &file->report);
    struct file_about *about = &file->about;
    char chain[33], head[65];
    uint64_t seq;

    *about = (struct file_about){.made_ms = clock_now_ms(),
                                 .report_by_ms = file->report.raised_ms + RECORD_REPORT_BY_MS,
                                 .vulnerable = facts.vulnerable,
                                 .children = facts.children,
                                 .knows_patients = facts.knows_patients,
                                 .has_personal_logins = facts.has_personal_logins,
                                 .has_strong_passwords = facts.has_strong_passwords,
                                 .is_watched = facts.is_watched,
                                 .is_history_whole = facts.is_history_whole,
                                 .has_endpoint = has_endpoint(config)};
    text_copy(about->clinic, sizeof about->clinic, config->clinic_name);
    text_copy(about->contact, sizeof about->contact, config->contact);
    store_head(asking->store, chain, &seq, head, about->machine);
}

/* ---- the file -------------------------------------------------------------------------------- */

static enum store_result gather(struct case_file *file, struct asking *asking, const char *case_id)
{
    enum store_result result = store_case(asking->store, case_id, &file->report);

    if (result != STORE_OK)
        return result;
    take_about(file, asking);
    take_events(file, asking->store);
    take_typed(file, asking->store);
    file->counts[FILE_CASE] = file->counts[FILE_ABOUT] = 1;
    result = store_versions(asking->store, case_id, FILE_VERSIONS, take_version, file);
    if (result == STORE_OK)
        result = take_decisions(file, asking->store);
    if (result == STORE_OK)
        result = take_messages(file, asking->store);
    if (result == STORE_OK)
        result = store_ledger(asking->store, case_id, 0, take_turn, file);
    return result;
}

static void send(struct asking *asking, const struct case_file *file)
{
    char row[WIRE_BODY_MAX];

    for (enum file_part part = 0; part < FILE_PARTS; part++) {
        for (size_t i = 0; i < file->counts[part]; i++) {
            size_t length = json_file_row(file, part, i, row, sizeof row);

            if (length == 0) {
                asking_end(asking, 3, "this case's file does not fit into an answer: see `confidectl case`");
                return;
            }
            asking_row(asking, row, length);
        }
    }
    asking_end(asking, 0, "");
}

void answer_file(struct asking *asking, const char *case_id)
{
    struct case_file *file = calloc(1, sizeof *file);
    enum store_result result = file ? gather(file, asking, case_id) : STORE_FAILED;
    char object[96];

    text_format(object, sizeof object, "report on case %s", case_id);
    if (!file)
        asking_end(asking, 3, "not enough memory");
    else if (result == STORE_NOTHING)
        asking_end(asking, 1, "there is no such case: see `confidectl cases`");
    else if (result != STORE_OK)
        asking_end_by(asking, result);
    else if (asking_look(asking, object, ""))
        send(asking, file);
    free(file);
}
