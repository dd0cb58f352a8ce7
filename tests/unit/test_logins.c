/* The rules that look at logins: who was let in, who guessed, who is in two places. */
#include "judging.h"

static void try_origin(const char *login, enum event_action action, const char *service, const char *evidence,
                       const char *rule)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, action, login, "", "");
    event.kind = EVENT_LOGIN;
    event.source = SOURCE_PAM;
    text_copy(event.service, sizeof event.service, service);
    text_copy(event.evidence, sizeof event.evidence, evidence);
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, rule ? 1 : 0);
    if (rule)
        trial_expect(&trial, rule, true);
    trial_close(&trial);
}

static void try_login(const char *login, enum event_action action, const char *service, const char *rule)
{
    try_origin(login, action, service, "", rule);
}

static void logins(void)
{
    try_login("anna", ACTION_OPEN, "sshd", NULL);
    try_origin("root", ACTION_OPEN, "sudo", "tty=pts/1 ruser=anna", NULL); /* anna stays anna */
    try_origin("reception", ACTION_OPEN, "su", "ruser=anna", NULL);
    try_origin("reception", ACTION_OPEN, "sshd", "tty=ssh rhost=10.0.0.1", "let-in");
    try_login("reception", ACTION_OPEN, "sshd", "let-in");
    try_login("mallory", ACTION_OPEN, "login", "let-in");
    try_login("labsync", ACTION_OPEN, "sshd", "let-in");
    try_login("dora", ACTION_OPEN, "sshd", "let-in"); /* has not started */
    try_login("reception", ACTION_OPEN, "", "let-in");
    try_login("reception", ACTION_OPEN, "cron", NULL);
    try_login("reception", ACTION_REFUSE, "sshd", NULL);
    try_login("reception", ACTION_FAIL, "sshd", NULL);
    try_login("reception", ACTION_CLOSE, "sshd", NULL);
    try_login("glass", ACTION_OPEN, "sshd", "emergency-login");
    try_login("glass", ACTION_REFUSE, "sshd", NULL);
    try_login("", ACTION_OPEN, "sshd", NULL);
    try_login("reception", ACTION_OVERRIDE, "lightdm", "emergency-entry");
    try_login("mallory", ACTION_OVERRIDE, "login", "emergency-entry");
}

static void one_login(const char *login, enum event_source source, const char *purpose, const char *rule)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, ACTION_OPEN, login, "", "");
    event.kind = EVENT_LOGIN;
    event.source = (uint8_t)source;
    text_copy(event.purpose, sizeof event.purpose, purpose);
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, rule ? 1 : 0);
    if (rule)
        trial_expect(&trial, rule, true);
    trial_close(&trial);
}

static void one_refusal(enum event_source source, const char *rule)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, ACTION_REFUSE, "anna", "", "");
    event.kind = EVENT_LOGIN;
    event.source = (uint8_t)source;
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, rule ? 1 : 0);
    if (rule)
        trial_expect(&trial, rule, true);
    trial_close(&trial);
}

static void turned_away(void)
{
    one_refusal(SOURCE_AGENT, "pushing");
    one_refusal(SOURCE_PAM, NULL);
}

/* The entry itself was the finding; what the agent tells of sessions is no login of its own. */
static void sessions(void)
{
    one_login("reception", SOURCE_PAM, "emergency", NULL);
    one_login("reception", SOURCE_PAM, "", "let-in");
    one_login("anna", SOURCE_AGENT, "", "two-places");
}

static void guess(struct trial *trial, const char *login, int count, int64_t step_ms)
{
    for (int i = 0; i < count; i++) {
        struct event event = trial_event(trial, i * step_ms, ACTION_FAIL, login, "", "");

        event.kind = EVENT_LOGIN;
        event.source = SOURCE_PAM;
        event.named = NAMED_BY_SOURCE;
        trial_judge(trial, &event);
    }
}

static void guesses(const char *login, int count, int64_t step_ms, bool is_found)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    guess(&trial, login, count, step_ms);
    trial_expect(&trial, "guessing", is_found);
    CU_ASSERT_EQUAL(trial.count, is_found ? 1 : 0);
    if (is_found)
        CU_ASSERT_EQUAL(trial.cases[0].record_total, (uint32_t)count);
    trial_close(&trial);
}

static void bursts(void)
{
    struct trial trial;

    guesses("anna", 9, 1000, false);
    guesses("anna", 10, 1000, true);
    guesses("anna", 30, 1000, true);
    guesses("anna", 10, 33334, false); /* the tenth just beyond five minutes */
    guesses("", 12, 1000, true);
    trial_open(&trial, STAFF, NULL);
    guess(&trial, "anna", 9, 1000);
    guess(&trial, "ben", 9, 1000);
    trial_expect(&trial, "guessing", false);
    trial_close(&trial);
}

CU_TestInfo logins_tests[] = {{"who was let in though the list forbids it, and nobody else", logins},
                              {"EMERGENCY is a finding once, a second place is one", sessions},
                              {"ten wrong passwords in five minutes for one login are a burst, nine are not", bursts},
                              {"who goes on trying though turned away is a finding", turned_away},
                              CU_TEST_INFO_NULL};
