/* Cases: one per person and story, and when they are told. */
#include "judging.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

/* ---- stories --------------------------------------------------------------------------------- */

static void one_story(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&trial, HOUR, ACTION_READ, "reception", "P2", "/r/P2/a");
    trial_access(&trial, 60 * DAY, ACTION_READ, "reception", "P1", "/r/P1/b");
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].login, "reception");
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 3);
    CU_ASSERT_EQUAL(trial.cases[0].patient_total, 2);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 3);
    CU_ASSERT_EQUAL(trial.cases[0].first_ms, trial.start_ms);
    CU_ASSERT_EQUAL(trial.cases[0].last_ms, trial.start_ms + 60 * DAY);
    CU_ASSERT_EQUAL(trial.cases[0].raised_ms, trial.start_ms);
    CU_ASSERT_EQUAL(trial.cases[0].version, 3);
    CU_ASSERT_EQUAL(trial.cases[0].events[2][0], 3);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].patients[1], "P2");
    trial_close(&trial);
}

static void quiet_ends_it(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&trial, 60 * DAY + 1, ACTION_READ, "reception", "P1", "/r/P1/a");
    CU_ASSERT_EQUAL_FATAL(trial.count, 2);
    CU_ASSERT_STRING_NOT_EQUAL(trial.cases[0].id, trial.cases[1].id);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 1);
    CU_ASSERT_EQUAL(trial.cases[1].event_total, 1);
    CU_ASSERT_EQUAL(trial.cases[1].version, 1);
    trial_close(&trial);
}

static void apart(void)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, SECOND, 6, ACTION_DELETE, "ben");
    trial_run(&trial, 0, SECOND, 6, ACTION_UPDATE, "ben");
    trial_run(&trial, 0, SECOND, 6, ACTION_DELETE, "anna");
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    for (int i = 0; i < 4; i++) { /* two programs on two hosts */
        event = trial_event(&trial, 0, ACTION_READ, "", "P1", "/r/P1/a");
        event.named = NAMED_NOBODY;
        text_copy(event.program, sizeof event.program, i % 2 ? "/usr/bin/cp" : "/usr/bin/rsync");
        text_copy(event.host, sizeof event.host, i / 2 ? "pc1" : "pc2");
        trial_judge(&trial, &event);
    }
    CU_ASSERT_EQUAL(trial.count, 8);
    trial_close(&trial);
}

static void joins_rules(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD "P9,2026-11-23,,ben,,,\n");
    trial_run(&trial, 0, SECOND, 25, ACTION_READ, "ben");
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].rules[0], "bulk-read");
    CU_ASSERT_EQUAL(trial.cases[0].severity, 4);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 25);
    trial_finish(&trial);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    trial_expect(&trial, "bulk-read", true);
    trial_expect(&trial, "many-patients", true);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 25);
    CU_ASSERT_PTR_NOT_NULL(strstr(trial.cases[0].checked[0], "an appointment"));
    CU_ASSERT_PTR_NOT_NULL(strstr(trial.cases[0].checked[1], "this person's unit"));
    CU_ASSERT_STRING_EQUAL(trial.cases[0].checked[2], "");
    trial_close(&trial);
}

static void window_taken_once(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_access(&trial, -10 * MINUTE, ACTION_DELETE, "ben", "P0", "/r/P0/before"); /* outside the window */
    for (int i = 0; i < 8; i++) {
        int64_t after_ms = i < 6 ? i * SECOND : 20 * MINUTE + i * SECOND; /* the last two: too few */
        char object[32];

        text_format(object, sizeof object, "/r/P0/%d", i);
        trial_access(&trial, after_ms, ACTION_DELETE, "ben", "P0", object);
    }
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 6);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 6);
    CU_ASSERT_EQUAL(trial.cases[0].first_ms, trial.start_ms);
    trial_close(&trial);
}

static void large_case(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, 10, 2000, ACTION_DELETE, "ben");
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 2000);
    CU_ASSERT_EQUAL(trial.cases[0].patient_total, CASE_PATIENTS_MAX);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, CASE_EVENTS_MAX);
    CU_ASSERT_PTR_NOT_NULL(strstr(trial.cases[0].says, "at least 512 records of at least 256 patients"));
    trial_close(&trial);
}

static void ids_depend(void)
{
    struct trial one, other;

    trial_open(&one, STAFF, HEAD);
    trial_open(&other, STAFF, HEAD);
    other.last_id = 77777; /* other event ids, other records, a later second: the same story */
    trial_access(&one, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&other, SECOND, ACTION_READ, "reception", "P2", "/r/P2/a");
    trial_access(&other, SECOND, ACTION_READ, "mallory", "P2", "/r/P2/a");
    CU_ASSERT_STRING_EQUAL(one.cases[0].id, other.cases[0].id);
    CU_ASSERT_STRING_NOT_EQUAL(other.cases[0].id, other.cases[1].id);
    CU_ASSERT_EQUAL(strlen(one.cases[0].id), 18);
    CU_ASSERT_EQUAL(strncmp(one.cases[0].id, "C-", 2), 0);
    trial_close(&one);
    trial_close(&other);
}

static void ids_are_salted(void)
{
    static const uint8_t salt[JUDGE_SALT_SIZE] = {7};
    struct trial plain, salted, again;

    trial_open(&plain, STAFF, HEAD);
    trial_open(&salted, STAFF, HEAD);
    trial_open(&again, STAFF, HEAD);
    judge_free(salted.judge);
    judge_free(again.judge);
    salted.judge = judge_new(&salted.config, &salted.context, salt);
    again.judge = judge_new(&again.config, &again.context, salt);
    trial_access(&plain, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&salted, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&again, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    CU_ASSERT_STRING_NOT_EQUAL(plain.cases[0].id, salted.cases[0].id);
    CU_ASSERT_STRING_EQUAL(again.cases[0].id, salted.cases[0].id);
    trial_close(&plain);
    trial_close(&salted);
    trial_close(&again);
}

/* A story judged without appointments must not lend its events to a sentence about appointments. */
static void tables_change(void)
{
    struct trial trial;
    struct context with;
    char error[512];

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, SECOND, 60, ACTION_READ, "ben");
    trial_context(&with, STAFF, HEAD, error);
    judge_use(trial.judge, &with);
    trial_access(&trial, MINUTE, ACTION_READ, "ben", "P1", "/r/P1/a");
    CU_ASSERT_EQUAL_FATAL(trial.count, 2);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 60);
    CU_ASSERT_EQUAL(trial.cases[1].event_total, 1);
    CU_ASSERT_STRING_NOT_EQUAL(trial.cases[0].id, trial.cases[1].id);
    judge_use(trial.judge, &trial.context);
    context_free(&with);
    trial_close(&trial);
}

/* ---- telling --------------------------------------------------------------------------------- */

static void told_when_new_or_worse(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_run(&trial, 0, SECOND, 19, ACTION_READ, "reception");
    CU_ASSERT_EQUAL(trial.told, 1);
    CU_ASSERT_EQUAL(trial.handouts, 19);
    trial_run(&trial, 20 * SECOND, SECOND, 20, ACTION_READ, "reception"); /* the 20th patient: bulk, severity 4 */
    CU_ASSERT_EQUAL(trial.told, 2);
    trial_close(&trial);
}

static void told_again_later(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&trial, 59 * MINUTE, ACTION_READ, "reception", "P2", "/r/P2/a");
    CU_ASSERT_EQUAL(trial.told, 1);
    trial_access(&trial, 60 * MINUTE, ACTION_READ, "reception", "P3", "/r/P3/a");
    CU_ASSERT_EQUAL(trial.told, 2);
    trial_close(&trial);
}

static void owed_telling(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&trial, MINUTE, ACTION_READ, "reception", "P2", "/r/P2/a");
    trial_collect(&trial, trial.start_ms + HOUR - 1);
    CU_ASSERT_EQUAL(trial.told, 1);
    CU_ASSERT_EQUAL(trial.handouts, 2);
    trial_collect(&trial, trial.start_ms + HOUR); /* nothing new, yet it was never told that the case grew */
    CU_ASSERT_EQUAL(trial.told, 2);
    CU_ASSERT_EQUAL(trial.cases[0].version, 3);
    trial_collect(&trial, trial.start_ms + 5 * HOUR);
    CU_ASSERT_EQUAL(trial.handouts, 3);
    trial_close(&trial);
}

/* What was owed when the agent died is told by the next one, once. */
static void owed_before_a_restart(void)
{
    struct case_report cases[2];
    struct trial trial;

    trial_open(&trial, STAFF, HEAD);
    trial_access(&trial, 0, ACTION_READ, "reception", "P1", "/r/P1/a");
    trial_access(&trial, MINUTE, ACTION_READ, "reception", "P2", "/r/P2/a");
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.told, 1);
    memcpy(cases, trial.cases, trial.count * sizeof *cases);
    trial_restart(&trial);
    judge_resume(trial.judge, &cases[0], true);
    trial_collect(&trial, trial.start_ms + 2 * MINUTE);
    CU_ASSERT_EQUAL(trial.told, 2);
    CU_ASSERT_EQUAL(trial.cases[0].version, 3);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 2);
    trial_collect(&trial, trial.start_ms + 5 * HOUR);
    CU_ASSERT_EQUAL(trial.told, 2);
    trial_restart(&trial);
    judge_resume(trial.judge, &cases[0], false);
    trial_collect(&trial, trial.start_ms + 5 * HOUR);
    CU_ASSERT_EQUAL(trial.told, 2);
    trial_close(&trial);
}

static void nothing_to_tell(void)
{
    struct trial trial;
    bool report_due = true;

    trial_open(&trial, STAFF, NULL);
    CU_ASSERT_PTR_NULL(judge_next(trial.judge, trial.start_ms, &report_due));
    CU_ASSERT_FALSE(report_due);
    trial_access(&trial, 0, ACTION_READ, "ben", "P1", "/r/P1/a");
    CU_ASSERT_EQUAL(trial.handouts, 0);
    trial_close(&trial);
    judge_free(NULL);
}

CU_TestInfo judge_tests[] = {
    {"what one person did is one case until story_days have been quiet", one_story},
    {"after that a new case begins, with its own id", quiet_ends_it},
    {"classes, persons, programs and hosts are cases apart", apart},
    {"the rules of one person's reads join one case, each event once", joins_rules},
    {"a window's events are taken in once, and no others", window_taken_once},
    {"a case beyond its lists still counts, and says 'at least'", large_case},
    {"an id depends on class, person and stretch of time, on no event", ids_depend},
    {"nobody can try names until one gives the id", ids_are_salted},
    {"reads judged without appointments stay out of what is said about them", tables_change},
    {"the employer is told when a case is new and when it is worse", told_when_new_or_worse},
    {"a growing case is told again after update_minutes", told_again_later},
    {"growth that was not told is told when it falls due", owed_telling},
    {"growth that was not told before a restart is told after it, once", owed_before_a_restart},
    {"nothing is handed out when nothing happened", nothing_to_tell},
    CU_TEST_INFO_NULL,
};
