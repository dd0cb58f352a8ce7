/* Each rule: what trips it, and its neighbour that must not. */
#include "judging.h"

#include "agent/judge/weigh/rules.h"

/* One access in a clinic of its own. */
static void try_access(const char *staff, const char *encounters, int64_t after_ms, enum event_action action,
                       const char *login, const char *patient, const char *rule, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, staff, encounters);
    trial_access(&trial, after_ms, action, login, patient, "/srv/records/P1/a.pdf");
    trial_expect(&trial, rule, is_expected);
    trial_close(&trial);
}

static void shared_login(void)
{
    try_access(STAFF, NULL, 0, ACTION_READ, "reception", "P1", "shared-login-read", true);
    try_access(STAFF, NULL, 0, ACTION_UPDATE, "reception", "P1", "shared-login-read", true);
    try_access(STAFF, NULL, 0, ACTION_READ, "anna", "P1", "shared-login-read", false);
    try_access(NULL, NULL, 0, ACTION_READ, "reception", "P1", "shared-login-read", false);
}

static void unlisted_login(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_access(&trial, 0, ACTION_CREATE, "mallory", "P1", "/srv/records/P1/");
    trial_expect(&trial, "unlisted-login-read", true);
    CU_ASSERT_EQUAL(trial.cases[0].patient_total, 1);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 0); /* a folder is no record */
    trial_close(&trial);
    try_access(STAFF, NULL, 0, ACTION_READ, "mallory", "P1", "unlisted-login-read", true);
    try_access(STAFF, NULL, 0, ACTION_READ, "ben", "P1", "unlisted-login-read", false);
    try_access(NULL, NULL, 0, ACTION_READ, "mallory", "P1", "unlisted-login-read", false);
}

/* Programs work through many records at a time: whether this is one of many shows some minutes later. */
static void try_service(int count, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_run(&trial, 0, SECOND, count, ACTION_READ, "labsync");
    trial_finish(&trial);
    trial_expect(&trial, "service-login-read", is_expected);
    trial_close(&trial);
}

static void service_login(void)
{
    try_service(1, true);
    try_service(14, true);
    try_service(30, false);
    try_access(STAFF, NULL, 0, ACTION_READ, "ben", "P1", "service-login-read", false);
}

static void ended_login(void)
{
    try_access(STAFF, NULL, 14 * HOUR - 1, ACTION_READ, "cara", "P1", "ended-login-read", false);
    try_access(STAFF, NULL, 14 * HOUR, ACTION_READ, "cara", "P1", "ended-login-read", true);
    try_access(STAFF, NULL, 14 * HOUR - 1, ACTION_READ, "dora", "P1", "ended-login-read", true);
    try_access(STAFF, NULL, 14 * HOUR, ACTION_READ, "dora", "P1", "ended-login-read", false);
}

static void denied_access(void)
{
    static const enum event_outcome refused[] = {OUTCOME_DENIED, OUTCOME_FAILED};
    struct trial trial;

    trial_open(&trial, STAFF, "patient,from,unit\nP9,2026-11-01,Nowhere\n");
    for (int i = 0; i < 50; i++) {
        struct event event =
            trial_event(&trial, i * SECOND, i % 2 ? ACTION_READ : ACTION_DELETE, "reception", "P1", "/r/a");

        event.outcome = (uint8_t)refused[i / 2 % 2];
        text_format(event.object, sizeof event.object, "/r/%d", i);
        trial_judge(&trial, &event);
    }
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

/* confidectl has it recorded who looked at a case; that is no look at a record. */
static void own_looks(void)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, ACTION_READ, "mallory", "", "C-0123456789abcdef");
    event.source = SOURCE_AGENT;
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, 0);
    event.source = SOURCE_EHR;
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, 1);
    trial_close(&trial);
}

static void try_nobody(enum event_named named, const char *program, bool is_expected)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    text_copy(trial.config.daemons[trial.config.daemon_count++], CONFIG_PATH, "/usr/sbin/recordsd");
    event = trial_event(&trial, 0, ACTION_READ, "", "P1", "/srv/records/P1/a.pdf");
    event.named = (uint8_t)named;
    text_copy(event.program, sizeof event.program, program);
    trial_judge(&trial, &event);
    trial_expect(&trial, "nobody-read", is_expected);
    trial_close(&trial);
}

/* Where no person stands, nothing was looked for that would explain it. */
static void nobody_is_not_explained(void)
{
    static const char *const logins[] = {"", "reception", "mallory"};

    for (size_t i = 0; i < 3; i++) {
        struct trial trial;

        trial_open(&trial, STAFF, "patient,from,unit\nP9,2026-11-23,Surgery\n");
        trial_access(&trial, 0, ACTION_READ, logins[i], "P1", "/srv/records/P1/a.pdf");
        CU_ASSERT_EQUAL_FATAL(trial.count, 1);
        trial_finish(&trial);
        CU_ASSERT_EQUAL_FATAL(trial.count, 1);
        CU_ASSERT_STRING_EQUAL(trial.cases[0].rules[1], "");
        CU_ASSERT_STRING_EQUAL(trial.cases[0].checked[0], "");
        trial_close(&trial);
    }
}

static void nobody(void)
{
    try_nobody(NAMED_NOBODY, "/usr/bin/cat", true);
    try_nobody(NAMED_BY_SOURCE, "", true);
    try_nobody(NAMED_GONE, "/usr/bin/cat", false);
    try_nobody(NAMED_AFTER, "/usr/bin/cat", false);
    try_nobody(NAMED_NOBODY, "/usr/sbin/recordsd", false);
    try_nobody(NAMED_NOBODY, "/usr/sbin/recordsd2", true);
    try_nobody(NAMED_NOBODY, "/tmp/usr/sbin/recordsd", true);
}

/* ---- explained or not ------------------------------------------------------------------------ */

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

/* One read at 2026-11-23T10:00:00 local time, weighed to its end. */
static void try_table(const char *staff, const char *encounters, enum event_action action, const char *login,
                      const char *patient, uint64_t explained, uint64_t unexplained)
{
    struct trial trial;

    trial_open(&trial, staff, encounters);
    trial_access(&trial, 0, action, login, patient, "/srv/records/P1/a.pdf");
    trial_finish(&trial);
    CU_ASSERT_EQUAL(judge_count(trial.judge).explained, explained);
    CU_ASSERT_EQUAL(judge_count(trial.judge).unexplained, unexplained);
    CU_ASSERT_EQUAL(judge_count(trial.judge).waiting, 0);
    trial_close(&trial);
}

static void try_read(const char *row, const char *login, const char *patient, bool is_explained)
{
    char table[512];

    text_format(table, sizeof table, HEAD "P1,2020-01-01,2020-01-01,ben,,,\n%s\n", row);
    try_table(STAFF, table, ACTION_READ, login, patient, is_explained, !is_explained);
}

static void explained(void)
{
    try_read("", "ben", "P1", false);
    try_read("P1,2026-11-23,,ben,,appointment,", "ben", "P1", true);
    try_read("P1,2026-11-23,,anna,,appointment,", "ben", "P1", false);
    try_read("P2,2026-11-23,,ben,,appointment,", "ben", "P1", false);
    try_read("P1,2026-11-23,,,Surgery,admission,", "ben", "P1", true);
    try_read("P1,2026-11-23,,,Front Desk,admission,", "ben", "P1", false);
    try_read("P1,2026-11-23,,anna,Surgery,referral,", "ben", "P1", true);
    try_table(STAFF, HEAD, ACTION_UPDATE, "ben", "P1", 0, 1);
    try_table(STAFF, HEAD, ACTION_EXPORT, "ben", "P1", 0, 1);
    try_table(NULL, HEAD, ACTION_READ, "ben", "P1", 0, 1);
}

/* Nobody, logins that may not be used and searches are other rules' matter. */
static void not_asked(void)
{
    try_table(STAFF, HEAD, ACTION_READ, "reception", "P1", 0, 0);
    try_table(STAFF, HEAD, ACTION_READ, "labsync", "P1", 0, 0);
    try_table(STAFF, HEAD, ACTION_READ, "mallory", "P1", 0, 0);
    try_table(STAFF, HEAD, ACTION_READ, "", "P1", 0, 0);
    try_table(STAFF, HEAD, ACTION_READ, "ben", "", 0, 0);
    try_table(STAFF, HEAD, ACTION_SEARCH, "ben", "", 0, 0);
}

static void days_around(void)
{
    try_read("P1,2026-12-23T10:00:00,,ben,,,", "ben", "P1", true);
    try_read("P1,2026-12-23T10:00:01,,ben,,,", "ben", "P1", false);
    try_read("P1,2026-11-09T09:00:00,2026-11-09T10:00:01,ben,,,", "ben", "P1", true);
    try_read("P1,2026-11-09T09:00:00,2026-11-09T10:00:00,ben,,,", "ben", "P1", false);
    try_read("P1,2026-11-08T10:00:01,,ben,,,", "ben", "P1", true); /* without `to`: a day */
}

static void no_hindsight(void)
{
    try_read("P1,2026-11-23,,ben,,,2026-11-24T10:00:00", "ben", "P1", true);
    try_read("P1,2026-11-23,,ben,,,2026-11-24T10:00:01", "ben", "P1", false);
}

static void try_own(const char *login, const char *patient, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD "P-ANNA,2026-11-23,,anna,Front Desk,,\nP-ANNA,2026-11-23,,,Surgery,,\n");
    trial_access(&trial, 0, ACTION_READ, login, patient, "/srv/records/P-ANNA/a.pdf");
    trial_collect(&trial, trial.start_ms + MINUTE - 1);
    trial_expect(&trial, "own-record", false);
    trial_collect(&trial, trial.start_ms + MINUTE);
    trial_expect(&trial, "own-record", is_expected);
    trial_close(&trial);
}

static void own_record(void)
{
    try_own("anna", "P-ANNA", true);
    try_own("ben", "P-ANNA", false);
    try_own("anna", "P1", false);
}

static void one_look(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD "P9,2026-11-23,,ben,,,\n");
    trial_access(&trial, 0, ACTION_READ, "ben", "P1", "/srv/records/P1/a.pdf");
    trial_access(&trial, MINUTE, ACTION_READ, "ben", "P1", "/srv/records/P1/b.pdf");
    trial_finish(&trial);
    CU_ASSERT_EQUAL(judge_count(trial.judge).unexplained, 2);
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

/* ---- facts ----------------------------------------------------------------------------------- */

static const struct {
    enum event_kind kind;
    enum event_action action;
    const char *rule; /* NULL: none may fire */
    enum case_class class;
    enum case_certainty certainty;
} facts[] = {
    {EVENT_INTEGRITY, ACTION_GAP, "gap", CASE_TAMPER, CERTAINTY_RISK},
    {EVENT_INTEGRITY, ACTION_SILENT, "silent", CASE_TAMPER, CERTAINTY_SUSPECTED},
    {EVENT_INTEGRITY, ACTION_STOPPED, "stopped", CASE_TAMPER, CERTAINTY_RISK},
    {EVENT_INTEGRITY, ACTION_TAMPERED, "tampered", CASE_TAMPER, CERTAINTY_SUSPECTED},
    {EVENT_INTEGRITY, ACTION_CLOCK, "clock", CASE_TAMPER, CERTAINTY_RISK},
    {EVENT_INTEGRITY, ACTION_SELFTEST, NULL, 0, 0},
    {EVENT_DEVICE, ACTION_MISSING, "device-missing", CASE_LOSS, CERTAINTY_RISK},
    {EVENT_DEVICE, ACTION_FULL, "device-full", CASE_LOSS, CERTAINTY_RISK},
    {EVENT_DEVICE, ACTION_READONLY, "device-readonly", CASE_LOSS, CERTAINTY_RISK},
    {EVENT_DEVICE, ACTION_FAILING, "device-failing", CASE_LOSS, CERTAINTY_RISK},
    {EVENT_DEVICE, ACTION_VANISHED, NULL, 0, 0},
    {EVENT_INTEGRITY, ACTION_VANISHED, "vanished", CASE_LOSS, CERTAINTY_SUSPECTED},
    {EVENT_INTEGRITY, ACTION_ALTERED, "altered", CASE_DAMAGE, CERTAINTY_SUSPECTED},
    {EVENT_DEVICE, ACTION_ATTACH, NULL, 0, 0},
    {EVENT_DEVICE, ACTION_DETACH, NULL, 0, 0},
    {EVENT_LOGIN, ACTION_GAP, NULL, 0, 0}, /* a kind and an action that do not fit */
    {EVENT_ACCESS, ACTION_MISSING, NULL, 0, 0},
};

static void each_fact(void)
{
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        struct trial trial;
        struct event event;

        trial_open(&trial, NULL, NULL);
        event = trial_event(&trial, 0, facts[i].action, "", "", "");
        event.kind = (uint8_t)facts[i].kind;
        event.source = SOURCE_AGENT;
        trial_judge(&trial, &event);
        CU_ASSERT_EQUAL(trial.count, facts[i].rule ? 1 : 0);
        if (facts[i].rule && trial.count == 1) {
            CU_ASSERT_STRING_EQUAL(trial.cases[0].rules[0], facts[i].rule);
            CU_ASSERT_EQUAL(trial.cases[0].class, facts[i].class);
            CU_ASSERT_EQUAL(trial.cases[0].certainty, facts[i].certainty);
            CU_ASSERT_EQUAL(trial.told, 1);
            CU_ASSERT_EQUAL(trial.cases[0].event_total, 1);
            CU_ASSERT_EQUAL(trial.cases[0].record_total, 0);
        }
        trial_close(&trial);
    }
}

static void everyday_gaps(void)
{
    static const char *const evidence[] = {"", "new-folder", "sleep", "around"};

    for (size_t i = 0; i < sizeof evidence / sizeof evidence[0]; i++) {
        struct trial trial;
        struct event event;

        trial_open(&trial, STAFF, NULL);
        event = trial_event(&trial, 0, ACTION_GAP, "", "", "");
        event.kind = EVENT_INTEGRITY;
        text_copy(event.evidence, sizeof event.evidence, evidence[i]);
        trial_judge(&trial, &event);
        CU_ASSERT_EQUAL(trial.count, i == 0);
        trial_close(&trial);
    }
}

/* ---- the table ------------------------------------------------------------------------------- */

static void table_is_whole(void)
{
    const struct rule *rule;
    size_t i;

    for (i = 0; (rule = rules_at(i)); i++) {
        CU_ASSERT(strlen(rule->name) < sizeof((struct case_report *)0)->rules[0]);
        CU_ASSERT_PTR_EQUAL(rules_called(rule->name), rule);
        CU_ASSERT(rule->severity >= 1 && rule->severity <= 5);
        CU_ASSERT(rule->class >= CASE_INAPPROPRIATE && rule->class <= CASE_LOGIN);
        CU_ASSERT(rule->certainty == CERTAINTY_RISK ||
                  rule->certainty == CERTAINTY_SUSPECTED); /* only people confirm */
        CU_ASSERT(rule->words && rule->words[0] != '\0');
        CU_ASSERT(rule->source && rule->source[0] != '\0');
        CU_ASSERT_EQUAL(
            (rule->finds != NULL) + (rule->weighs != NULL) + (rule->spells != NULL) + (rule->chances != NULL), 1);
        CU_ASSERT_EQUAL(rule->weighs != NULL, rule->share > 0);
        CU_ASSERT(rule->share >= 0 && rule->share <= 1);
        CU_ASSERT_FALSE(rule->needs >> CONTEXT_TABLES);
    }
    CU_ASSERT_PTR_NOT_NULL(rules_settled_at(0));
    CU_ASSERT_PTR_NULL(rules_settled_at(64)); /* a story notes them as bits */
    CU_ASSERT_PTR_NULL(rules_at(1000));
    CU_ASSERT_PTR_NULL(rules_called("no-such-rule"));
    CU_ASSERT_PTR_NULL(rules_called(""));
}

/* One case may come to hold every rule of its class. */
static void room_for_all(void)
{
    size_t of_class[CASE_LOGIN + 1] = {0};
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_at(i)); i++)
        of_class[rule->class]++;
    for (size_t class = CASE_INAPPROPRIATE; class <= CASE_LOGIN; class ++)
        CU_ASSERT(of_class[class] > 0 && of_class[class] <= CASE_RULES_MAX);
}

static void rules_rest(void)
{
    struct context nothing = {0}, staff = {.has_staff = true}, both = {.has_staff = true, .has_encounters = true};

    CU_ASSERT_FALSE(rules_can(rules_called("shared-login-read"), &nothing));
    CU_ASSERT_TRUE(rules_can(rules_called("shared-login-read"), &staff));
    CU_ASSERT_FALSE(rules_can(rules_called("no-reason"), &staff));
    CU_ASSERT_TRUE(rules_can(rules_called("no-reason"), &both));
    CU_ASSERT_FALSE(rules_can(rules_called("same-surname"), &both));
    CU_ASSERT_FALSE(rules_can(rules_called("off-duty"), &both));
    CU_ASSERT_FALSE(rules_can(rules_called("relation"), &both));
    both.tables[TABLE_PATIENTS].is_there = true;
    CU_ASSERT_TRUE(rules_can(rules_called("same-surname"), &both));
    both.has_staff = false;
    CU_ASSERT_FALSE(rules_can(rules_called("same-surname"), &both));
    CU_ASSERT_TRUE(rules_can(rules_called("mass-delete"), &nothing));
}

CU_TestInfo rules_tests[] = {
    {"a shared login at a record is a finding, a person's is none", shared_login},
    {"a login on no list is a finding, unless there is no list", unlisted_login},
    {"a service login at a record is a finding, where it does not work through many", service_login},
    {"a login ends at the midnight after its last day, not before", ended_login},
    {"what was denied or failed is no finding", denied_access},
    {"a look at a case is no look at a record", own_looks},
    {"nobody is who has no loginuid, not who was gone or is a listed daemon", nobody},
    {"nothing is looked for that would explain what no person did", nobody_is_not_explained},
    {"a read is explained by the person's or the unit's entry, by no other", explained},
    {"nobody asks for reasons where no person or no patient stands", not_asked},
    {"an entry explains from 30 days before to 14 days after, to the second", days_around},
    {"an entry that is recorded within a day after explains, a second later it does not", no_hindsight},
    {"one's own record is a finding within a minute, whatever the appointments", own_record},
    {"a look or two that nothing explains are no case", one_look},
    {"each fact of device and integrity raises its own rule or none", each_fact},
    {"every row of the table is whole", table_is_whole},
    {"a case has room for every rule of its class", room_for_all},
    {"a rule without its table rests", rules_rest},
    {"new folders, sleep and much writing elsewhere are everyday gaps and no findings", everyday_gaps},
    CU_TEST_INFO_NULL,
};
