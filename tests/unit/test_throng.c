/* A storm of like findings: the first ones are cases of their own, the others are one, and nothing is lost. */
#include "judging.h"

#include "agent/judge/weigh/throng.h"

#define STAFF_LIST "login,name,kind\nann,Ann Lee,person\n"

enum { LOGINS = 400 };

/* A login a second that nobody knows, each opening one record. */
static struct event stranger(struct trial *trial, unsigned number)
{
    struct event event = trial_event(trial, (int64_t)number * 1000, ACTION_READ, "", "P1", "/r/P1/a");

    text_format(event.login, sizeof event.login, "u%u", number);
    return event;
}

static void judge_strangers(struct trial *trial, unsigned from, unsigned until)
{
    for (unsigned i = from; i < until; i++) {
        struct event event = stranger(trial, i);

        trial_judge(trial, &event);
    }
    trial_finish(trial);
}

static const struct case_report *throng(const struct trial *trial)
{
    for (size_t i = 0; i < trial->count; i++)
        if (trial->cases[i].login[0] == '\0')
            return &trial->cases[i];
    return NULL;
}

static void the_rest_is_one_case(void)
{
    const struct case_report *rest;
    struct trial trial;

    trial_open(&trial, STAFF_LIST, NULL);
    judge_strangers(&trial, 0, LOGINS);
    CU_ASSERT_EQUAL(trial.count, THRONG_CASES + 1);
    rest = throng(&trial);
    CU_ASSERT_PTR_NOT_NULL_FATAL(rest);
    CU_ASSERT_EQUAL(rest->event_total, LOGINS - THRONG_CASES);
    CU_ASSERT_EQUAL(rest->rule_patients[0], LOGINS - THRONG_CASES);
    CU_ASSERT_STRING_EQUAL(rest->says,
                           "After 50 cases of one kind within an hour there came 350 more, told as this one "
                           "case: a login that is not on the staff list touches a record.");
    trial_close(&trial);
}

static void fifty_are_no_storm(void)
{
    struct trial trial;

    trial_open(&trial, STAFF_LIST, NULL);
    judge_strangers(&trial, 0, THRONG_CASES);
    CU_ASSERT_EQUAL(trial.count, THRONG_CASES);
    CU_ASSERT_PTR_NULL(throng(&trial));
    trial_close(&trial);
}

/* One a quarter of an hour. */
static void nor_are_many_in_a_day(void)
{
    struct trial trial;

    trial_open(&trial, STAFF_LIST, NULL);
    for (unsigned i = 0; i < 2 * THRONG_CASES; i++) {
        struct event event = stranger(&trial, i);

        event.time_ms += i * INT64_C(899000);
        trial_judge(&trial, &event);
    }
    trial_finish(&trial);
    CU_ASSERT_PTR_NULL(throng(&trial));
    CU_ASSERT_EQUAL(trial.count, 2 * THRONG_CASES);
    trial_close(&trial);
}

static void who_has_a_case_keeps_it(void)
{
    struct trial trial;

    trial_open(&trial, STAFF_LIST, NULL);
    judge_strangers(&trial, 0, LOGINS);
    for (unsigned i = 0; i < 2; i++) {
        struct event event = stranger(&trial, 3);

        event.time_ms += LOGINS * 1000;
        trial_judge(&trial, &event);
    }
    trial_finish(&trial);
    CU_ASSERT_EQUAL(trial.count, THRONG_CASES + 1);
    CU_ASSERT_EQUAL(throng(&trial)->event_total, LOGINS - THRONG_CASES);
    CU_ASSERT_EQUAL(throng(&trial)->rule_patients[0], LOGINS - THRONG_CASES);
    trial_close(&trial);
}

static void it_goes_on_as_one_case(void)
{
    struct trial trial;

    trial_open(&trial, STAFF_LIST, NULL);
    judge_strangers(&trial, 0, 7200); /* for two hours */
    CU_ASSERT_EQUAL(trial.count, THRONG_CASES + 1);
    CU_ASSERT_EQUAL(throng(&trial)->event_total, 7200 - THRONG_CASES);
    CU_ASSERT_PTR_NOT_NULL(strstr(throng(&trial)->says, "there came at least 512 more"));
    trial_close(&trial);
}

static struct event stranger_in(struct trial *trial, unsigned number)
{
    struct event event = trial_event(trial, (int64_t)number * 1000, ACTION_OPEN, "", "", "");

    event.kind = EVENT_LOGIN;
    text_format(event.login, sizeof event.login, "u%u", number);
    return event;
}

/* 150 in a throng, then a restart, and 100 more, of whom half were there before. */
static void restart(struct trial *trial, struct event (*next)(struct trial *trial, unsigned number))
{
    struct case_report kept[THRONG_CASES + 1];

    trial_open(trial, STAFF_LIST, NULL);
    for (unsigned i = 0; i < 200; i++) {
        struct event event = next(trial, i);

        trial_judge(trial, &event);
    }
    trial_finish(trial);
    CU_ASSERT_EQUAL_FATAL(trial->count, THRONG_CASES + 1);
    memcpy(kept, trial->cases, sizeof kept);
    trial_restart(trial);
    for (size_t i = 0; i < THRONG_CASES + 1; i++)
        judge_resume(trial->judge, &kept[i], false);
    trial->last_id = 0;
    for (unsigned i = 0; i < 200; i++) {
        struct event event = next(trial, i);

        judge_remember(trial->judge, &event, event.time_ms);
    }
    for (unsigned i = 150; i < 250; i++) {
        struct event event = next(trial, i);

        trial_judge(trial, &event);
    }
    trial_finish(trial);
}

static void after_a_restart_it_goes_on(void)
{
    struct trial trial;

    restart(&trial, stranger);
    CU_ASSERT_EQUAL(trial.count, THRONG_CASES + 1);
    CU_ASSERT_EQUAL(throng(&trial)->event_total, 300 - THRONG_CASES);
    CU_ASSERT_PTR_NOT_NULL(strstr(throng(&trial)->says, "there came 200 more,"));
    trial_close(&trial);
    restart(&trial, stranger_in);
    CU_ASSERT_PTR_NOT_NULL(strstr(throng(&trial)->says, "there came 200 more,"));
    trial_close(&trial);
}

CU_TestInfo throng_tests[] = {
    {"beyond fifty cases of one rule within an hour the others are one case that counts them", the_rest_is_one_case},
    {"fifty are no storm", fifty_are_no_storm},
    {"nor are a hundred in a day", nor_are_many_in_a_day},
    {"who has a case of their own goes on in it", who_has_a_case_keeps_it},
    {"a storm of hours goes on as one case", it_goes_on_as_one_case},
    {"after a restart it goes on in the same case, and counts on", after_a_restart_it_goes_on},
    CU_TEST_INFO_NULL,
};
