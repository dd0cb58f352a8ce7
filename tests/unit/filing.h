/* A case's file as confided would hand it over: a receptionist who opened seven records; told, acknowledged, decided.
 */
#ifndef CONFIDE_TESTS_FILING_H
#define CONFIDE_TESTS_FILING_H

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "agent/base/json_file.h"
#include "agent/base/text.h"
#include "agent/report/page.h"

#define FILING_RAISED INT64_C(1795356309000) /* 2026-11-22T14:05:09Z */
#define FILING_HOUR   INT64_C(3600000)

static inline void filing_case(struct case_report *report)
{
    static const char *const rules[] = {"no-reason", "alone", "colleague-record"};

    *report = (struct case_report){.id = "C-0123456789abcdef",
                                   .version = 3,
                                   .class = CASE_INAPPROPRIATE,
                                   .certainty = CERTAINTY_CONFIRMED,
                                   .severity = 3,
                                   .login = "rjones",
                                   .points = 131,
                                   .first_ms = FILING_RAISED - 26 * FILING_HOUR - 3000,
                                   .last_ms = FILING_RAISED - 3000,
                                   .raised_ms = FILING_RAISED,
                                   .event_total = 3,
                                   .patient_total = 2,
                                   .record_total = 7,
                                   .patients = {"P-1042", "P-2210"},
                                   .says = "A receptionist opened the records of 2 patients over 26 hours, one of them "
                                           "a colleague's, and nothing explains it.",
                                   .checked = {"an appointment, admission, referral or order", "a shift on the rota",
                                               "anybody else who opened the records"}};
    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        text_copy(report->rules[i], sizeof report->rules[i], rules[i]);
        report->rule_patients[i] = 2;
    }
    for (uint8_t i = 0; i < 3; i++)
        memset(report->events[i], 0xa0 + i, EVENT_ID_SIZE);
}

static inline void filing_events(struct case_file *file)
{
    for (uint8_t i = 0; i < 3; i++) {
        struct file_event *event = &file->events[i];

        *event = (struct file_event){.time_ms = FILING_RAISED - (26 - 13 * i) * FILING_HOUR - 3000,
                                     .stored_ms = FILING_RAISED - (26 - 13 * i) * FILING_HOUR - 2400,
                                     .action = ACTION_READ,
                                     .source = SOURCE_FILE,
                                     .outcome = OUTCOME_OK,
                                     .count = i == 1 ? 5 : 1,
                                     .host = "desk-2"};
        memcpy(event->id, file->report.events[i], EVENT_ID_SIZE);
        text_copy(event->patient, sizeof event->patient, file->report.patients[i % 2]);
    }
    file->counts[FILE_EVENT] = 3;
}

static inline void filing_people(struct case_file *file)
{
    static const struct decision decisions[] = {
        {.version = 2,
         .uid = 1001,
         .verb = DECISION_ACKNOWLEDGE,
         .decided_ms = FILING_RAISED + 2 * FILING_HOUR,
         .by = "mchen",
         .reason = "Asking her this afternoon"},
        {.version = 2,
         .uid = 1001,
         .verb = DECISION_CONFIRM,
         .decided_ms = FILING_RAISED + 5 * FILING_HOUR,
         .by = "mchen",
         .reason = "She looked up her neighbour; says so herself"},
    };

    memcpy(file->decisions, decisions, sizeof decisions);
    file->counts[FILE_DECISION] = 2;
}

static inline void filing_messages(struct case_file *file)
{
    static const struct file_message messages[] = {
        {"C-0123456789abcdef-v1", "", FILE_DELIVERED, 3, 2, FILING_RAISED, FILING_RAISED, FILING_RAISED + 9000,
         "200: accepted"},
        {"C-0123456789abcdef-v3", "backup", FILE_PENDING, 3, 0, FILING_RAISED + FILING_HOUR,
         FILING_RAISED + FILING_HOUR, 0, ""},
    };
    static const struct file_turn turns[] = {
        {"C-0123456789abcdef-v1", "", 1, FILE_PENDING, FILING_RAISED + 2000, 28, 0, "the answer did not come in time"},
        {"C-0123456789abcdef-v1", "", 2, FILE_DELIVERED, FILING_RAISED + 9000, 0, 200, "200: accepted"},
    };

    memcpy(file->messages, messages, sizeof messages);
    file->counts[FILE_MESSAGE] = 2;
    memcpy(file->turns, turns, sizeof turns);
    file->counts[FILE_TURN] = 2;
}

/* To be freed by the caller. */
static inline struct case_file *filing(void)
{
    struct case_file *file = calloc(1, sizeof *file);

    if (!file)
        abort();
    filing_case(&file->report);
    file->about = (struct file_about){.clinic = "Harbour Street Physiotherapy",
                                      .contact = "the practice manager",
                                      .machine = "4f6f0c0e9d0b4a51",
                                      .made_ms = FILING_RAISED + 6 * FILING_HOUR,
                                      .seen_ms = FILING_RAISED - 26 * FILING_HOUR - 2400,
                                      .delivered_ms = FILING_RAISED + 9000,
                                      .acknowledged_ms = FILING_RAISED + 2 * FILING_HOUR,
                                      .report_by_ms = FILING_RAISED + 72 * FILING_HOUR,
                                      .vulnerable = 1,
                                      .knows_patients = true,
                                      .has_personal_logins = true,
                                      .has_strong_passwords = true,
                                      .is_watched = true,
                                      .is_history_whole = true,
                                      .has_endpoint = true};
    for (uint32_t i = 0; i < 3; i++)
        file->versions[i] = (struct file_version){i + 1, FILING_RAISED + i * FILING_HOUR, (uint8_t)(2 + (i > 0)),
                                                  CERTAINTY_SUSPECTED, i + 1};
    text_copy(file->typed[0], sizeof file->typed[0], "Called in for the late clinic");
    file->counts[FILE_CASE] = file->counts[FILE_ABOUT] = file->counts[FILE_TYPED_REASON] = 1;
    file->counts[FILE_VERSION] = 3;
    filing_events(file);
    filing_people(file);
    filing_messages(file);
    return file;
}

static inline char *filing_moment(char *to, int64_t time_ms)
{
    const time_t seconds = (time_t)(time_ms / 1000);
    struct tm fields;

    gmtime_r(&seconds, &fields);
    strftime(to, PAGE_MOMENT, "%a %-d %b %Y, %H:%M:%S UTC", &fields);
    return to;
}

static inline struct page filing_page(const struct case_file *file, enum page_for reader)
{
    struct page page = {
        .file = file, .reader = reader, .now_ms = FILING_RAISED + 6 * FILING_HOUR, .moment = filing_moment};

    page_prepare(&page);
    return page;
}

#endif
