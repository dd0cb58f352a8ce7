/* agent/judge/forgery.c and the rule of its events: what is told of whoever speaks in another's name. */
#include "judging.h"

#include "agent/judge/forgery.h"

static const char wrong[] = "an unprivileged program may speak for its own user only";

static void events(void)
{
    struct forgery forgery = {0};
    struct event event;

    CU_ASSERT_TRUE_FATAL(forgery_event(&forgery, 1001, "anna", wrong, 5000, &event));
    CU_ASSERT_EQUAL(event.kind, EVENT_INTEGRITY);
    CU_ASSERT_EQUAL(event.action, ACTION_TAMPERED);
    CU_ASSERT_EQUAL(event.uid, 1001);
    CU_ASSERT_STRING_EQUAL(event.login, "anna");
    CU_ASSERT_STRING_EQUAL(event.evidence, "forged uid=1001");
    CU_ASSERT_STRING_EQUAL(event.reason, wrong);
    forgery = (struct forgery){0};
    CU_ASSERT_TRUE(forgery_event(&forgery, 65534, NULL, wrong, 5000, &event));
    CU_ASSERT_STRING_EQUAL(event.login, "");
}

static void pace(void)
{
    struct forgery forgery = {0};
    struct event event;
    unsigned told = 0;

    for (int64_t ms = 1; ms <= HOUR; ms += SECOND)
        told += forgery_event(&forgery, 1001, "anna", wrong, ms, &event);
    CU_ASSERT_EQUAL(told, 6);
}

static void who_shouts_drowns_nobody(void)
{
    struct forgery forgery = {0};
    struct event event;
    unsigned told = 0;

    CU_ASSERT_TRUE(forgery_event(&forgery, 1001, "anna", wrong, SECOND, &event));
    CU_ASSERT_TRUE(forgery_event(&forgery, 1002, "ben", wrong, 2 * SECOND, &event));
    CU_ASSERT_EQUAL(event.uid, 1002);
    CU_ASSERT_FALSE(forgery_event(&forgery, 1002, "ben", wrong, 3 * SECOND, &event));
    for (int64_t ms = 4 * SECOND; ms < 10 * MINUTE; ms += SECOND)
        told += forgery_event(&forgery, (uid_t)(100000 + ms), NULL, wrong, ms, &event);
    CU_ASSERT_EQUAL(told, FORGERY_USERS - 2);
    CU_ASSERT_TRUE(forgery_event(&forgery, 1002, "ben", wrong, 11 * MINUTE, &event));
}

static void judged(enum event_source source, const char *login, const char *evidence, const char *rule,
                   const char *says)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, ACTION_TAMPERED, login, "", "");
    event.kind = EVENT_INTEGRITY;
    event.source = (uint8_t)source;
    text_copy(event.evidence, sizeof event.evidence, evidence);
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    trial_expect(&trial, rule, true);
    CU_ASSERT_EQUAL(trial.cases[0].class, CASE_TAMPER);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].says, says);
    trial_close(&trial);
}

static void cases(void)
{
    judged(SOURCE_AGENT, "anna", "forged uid=1001", "forged",
           "A program of a receptionist (Front Desk) told the agent something in another's name, and was not "
           "believed.");
    judged(SOURCE_AGENT, "", "forged uid=65534", "forged",
           "A program told the agent something in another's name, and was not believed.");
}

static void others(void)
{
    static const char says[] = "What watches over the records of a computer was altered; what happened there since may "
                               "go unseen.";

    judged(SOURCE_AGENT, "", "forgedly", "tampered", says);
    judged(SOURCE_AGENT, "", "", "tampered", says);
    judged(SOURCE_EHR, "", "forged uid=1001", "tampered", says); /* our own word alone */
}

CU_TestInfo forgery_tests[] = {
    {"a forger is named by the kernel, and nothing they said is repeated", events},
    {"however many there are, one in ten minutes is told", pace},
    {"who shouts drowns nobody else's, and a crowd of users is no flood", who_shouts_drowns_nobody},
    {"a forgery is a case of whose program it was", cases},
    {"tampering of any other kind is none", others},
    CU_TEST_INFO_NULL,
};
