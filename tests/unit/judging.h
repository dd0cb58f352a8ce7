/* A judge to try rules on: a clinic in a scratch folder, events in short notation, and the cases that came of them. */
#ifndef CONFIDE_TESTS_JUDGING_H
#define CONFIDE_TESTS_JUDGING_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge_asks.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

#define STAFF                                                                                                          \
    "login,name,kind,role,unit,starts,ends,leave_from,leave_to,patient\n"                                              \
    "anna,Anna Okafor,person,Receptionist,Front Desk,,,,,P-ANNA\n"                                                     \
    "ben,Ben Strand,person,GP,Surgery,,,,,\n"                                                                          \
    "cara,Cara Voss,person,Nurse,Surgery,2026-01-01,2026-11-23,,,\n"                                                   \
    "dora,Dora Lind,person,,,2026-11-24,,,,\n"                                                                         \
    "reception,Front desk,shared,,Front Desk,,,,,\n"                                                                   \
    "labsync,Lab feed,service,,,,,,,\n"                                                                                \
    "glass,Break the glass,emergency,,,,,,,\n"

enum { TRIAL_CASES = 4096 };

struct trial {
    struct config config;
    struct context context;
    struct judge *judge;
    int64_t start_ms; /* 2026-11-23T10:00:00 local time */
    uint32_t last_id;
    int64_t last_ms; /* the latest time that was judged */
    unsigned handouts, told;
    size_t count; /* cases, latest version of each */
    struct case_report *cases;
};

static inline void trial_file(const char *folder, const char *name, const char *text)
{
    char path[128];
    FILE *file;

    text_format(path, sizeof path, "%s/%s", folder, name);
    if (!text) {
        unlink(path);
        return;
    }
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(text, file);
    fclose(file);
}

/* Loads tables given as text (NULL = there is none) by way of real files. What context_load answered; its error into
 * `error`. */
static inline bool trial_context(struct context *context, const char *staff, const char *encounters, char error[512])
{
    char folder[] = "/tmp/confide-unit-XXXXXX", path[128];
    bool is_read;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    trial_file(folder, "staff.csv", staff);
    trial_file(folder, "encounters.csv", encounters);
    text_format(path, sizeof path, "%s/staff.csv", folder);
    is_read = context_load(context, path, folder, NULL, error, 512);
    trial_file(folder, "staff.csv", NULL);
    trial_file(folder, "encounters.csv", NULL);
    rmdir(folder);
    return is_read;
}

static inline void trial_open(struct trial *trial, const char *staff, const char *encounters)
{
    char error[512];

    *trial = (struct trial){0};
    config_defaults(&trial->config);
    trial_context(&trial->context, staff, encounters, error);
    clock_parse_bound("2026-11-23T10:00:00", false, &trial->start_ms);
    trial->judge = judge_new(&trial->config, &trial->context, NULL);
    trial->cases = calloc(TRIAL_CASES, sizeof *trial->cases);
    CU_ASSERT_PTR_NOT_NULL_FATAL(trial->judge);
    CU_ASSERT_PTR_NOT_NULL_FATAL(trial->cases);
}

/* A judge that knows nothing yet; what was handed out so far stays. */
static inline void trial_restart(struct trial *trial)
{
    judge_free(trial->judge);
    trial->judge = judge_new(&trial->config, &trial->context, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(trial->judge);
}

static inline void trial_close(struct trial *trial)
{
    judge_free(trial->judge);
    context_free(&trial->context);
    free(trial->cases);
}

/* An access at start + `after_ms`, ready to be altered. */
static inline struct event trial_event(struct trial *trial, int64_t after_ms, enum event_action action,
                                       const char *login, const char *patient, const char *object)
{
    struct event event = {
        .time_ms = trial->start_ms + after_ms, .count = 1, .kind = EVENT_ACCESS, .source = SOURCE_FILE};

    trial->last_id++;
    memcpy(event.id, &trial->last_id, sizeof trial->last_id);
    event.action = (uint8_t)action;
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.patient, sizeof event.patient, patient);
    text_copy(event.object, sizeof event.object, object);
    text_copy(event.host, sizeof event.host, "pc1");
    text_copy(event.program, sizeof event.program, "/usr/bin/cat");
    return event;
}

/* Takes what the judge hands out. */
static inline void trial_collect(struct trial *trial, int64_t now_ms)
{
    const struct case_report *report;
    bool report_due;

    while ((report = judge_next(trial->judge, now_ms, &report_due))) {
        size_t i = 0;

        while (i < trial->count && strcmp(trial->cases[i].id, report->id) != 0)
            i++;
        CU_ASSERT_FATAL(i < TRIAL_CASES);
        trial->cases[i] = *report;
        trial->count += i == trial->count;
        trial->handouts++;
        trial->told += report_due;
    }
}

static inline void trial_judge(struct trial *trial, const struct event *event)
{
    CU_ASSERT(judge_event(trial->judge, event, event->time_ms));
    trial->last_ms = event->time_ms > trial->last_ms ? event->time_ms : trial->last_ms;
    trial_collect(trial, event->time_ms);
}

/* No further event comes: what waits is weighed. */
static inline void trial_finish(struct trial *trial)
{
    judge_finish(trial->judge);
    trial_collect(trial, trial->last_ms + DAY + MINUTE);
}

static inline void trial_access(struct trial *trial, int64_t after_ms, enum event_action action, const char *login,
                                const char *patient, const char *object)
{
    struct event event = trial_event(trial, after_ms, action, login, patient, object);

    trial_judge(trial, &event);
}

static inline void trial_rename(struct trial *trial, int64_t after_ms, const char *login, const char *from,
                                const char *to)
{
    struct event event = trial_event(trial, after_ms, ACTION_RENAME, login, "P1", from);

    text_copy(event.to, sizeof event.to, to);
    trial_judge(trial, &event);
}

/* An access whose source says what it saw in the record. */
static inline void trial_signs(struct trial *trial, int64_t after_ms, enum event_action action, const char *login,
                               const char *object, unsigned signs)
{
    struct event event = trial_event(trial, after_ms, action, login, "P1", object);

    event.signs = (uint16_t)signs;
    trial_judge(trial, &event);
}

/* `count` accesses by one login, `step_ms` apart, to as many patients and records. */
static inline void trial_run(struct trial *trial, int64_t after_ms, int64_t step_ms, int count,
                             enum event_action action, const char *login)
{
    char patient[32], object[64];

    for (int i = 0; i < count; i++) {
        text_format(patient, sizeof patient, "R%d", i);
        text_format(object, sizeof object, "/srv/records/R%d/letter.pdf", i);
        trial_access(trial, after_ms + i * step_ms, action, login, patient, object);
    }
}

static inline bool trial_case_has(const struct case_report *report, const char *rule)
{
    for (size_t i = 0; i < CASE_RULES_MAX; i++)
        if (strcmp(report->rules[i], rule) == 0)
            return true;
    return false;
}

/* The first case in which the rule fired, or NULL. */
static inline const struct case_report *trial_found(const struct trial *trial, const char *rule)
{
    for (size_t i = 0; i < trial->count; i++)
        if (trial_case_has(&trial->cases[i], rule))
            return &trial->cases[i];
    return NULL;
}

static inline void trial_expect(const struct trial *trial, const char *rule, bool is_expected)
{
    if ((trial_found(trial, rule) != NULL) != is_expected)
        fprintf(stderr, "    %s: %s\n", rule, is_expected ? "not found" : "found");
    CU_ASSERT_EQUAL(trial_found(trial, rule) != NULL, is_expected);
}

#endif
