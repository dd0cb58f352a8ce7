/* Loss and damage by what was seen in the records: what raises a case, how early, and the everyday work that must not.
 */
#include "judging.h"

#include "agent/judge/weigh/rules.h"

static const unsigned damages[] = {SIGN_HEADER, SIGN_EMPTIED, SIGN_NOISE, SIGN_EXTENSION, SIGN_COPY};

static const char *record(char path[64], int number)
{
    text_format(path, 64, "/srv/records/P1/%d.pdf", number);
    return path;
}

/* So many different records, some seconds apart. */
static void harm_some(struct trial *trial, const char *login, int count, int64_t step_ms, unsigned signs)
{
    char path[64];

    for (int i = 0; i < count; i++)
        trial_signs(trial, i * step_ms, signs & SIGN_COPY ? ACTION_DELETE : ACTION_UPDATE, login, record(path, i),
                    signs);
}

static void third_record(void)
{
    for (size_t i = 0; i < sizeof damages / sizeof damages[0]; i++) {
        struct trial trial;
        const struct case_report *report;

        trial_open(&trial, STAFF, NULL);
        harm_some(&trial, "cara", 2, SECOND, damages[i] | SIGN_LOOKED);
        CU_ASSERT_EQUAL(trial.count, 0);
        harm_some(&trial, "cara", 3, SECOND, damages[i] | SIGN_LOOKED);
        report = trial_found(&trial, "damage");
        CU_ASSERT_PTR_NOT_NULL_FATAL(report);
        CU_ASSERT_EQUAL(report->class, CASE_DAMAGE);
        CU_ASSERT_EQUAL(report->certainty, CERTAINTY_SUSPECTED);
        CU_ASSERT_EQUAL(report->severity, 5);
        CU_ASSERT_EQUAL(report->record_total, 3);
        CU_ASSERT_EQUAL(trial.told, 1);
        trial_close(&trial);
    }
}

static void says_it(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    harm_some(&trial, "cara", 3, 2 * SECOND, SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].says,
                           "A nurse (Surgery) left 3 records of one patient unreadable within 4 seconds: their content "
                           "is gone, or no longer what their names say.");
    trial_close(&trial);
}

static void within_the_hour(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    harm_some(&trial, "ben", 3, 30 * MINUTE + 1, SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL(trial.count, 0);
    harm_some(&trial, "anna", 3, 30 * MINUTE, SIGN_HEADER | SIGN_LOOKED);
    trial_expect(&trial, "damage", true);
    trial_close(&trial);
}

/* The first of them are in it, and whatever comes after, each once. */
static void takes_all_in(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    harm_some(&trial, "ben", 40, SECOND, SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 40);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 40);
    CU_ASSERT_EQUAL(trial.cases[0].first_ms, trial.start_ms);
    trial_close(&trial);
}

/* Rewritten and then renamed, or the other way round: one record. */
static void one_record(void)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 2; i++) {
        char path[64], locked[80];

        record(path, i);
        text_format(locked, sizeof locked, "%s.locked", path);
        trial_signs(&trial, i * SECOND, ACTION_UPDATE, "ben", path, SIGN_HEADER | SIGN_LOOKED);
        event = trial_event(&trial, i * SECOND + 1, ACTION_RENAME, "ben", "P1", path);
        text_copy(event.to, sizeof event.to, locked);
        event.signs = SIGN_EXTENSION | SIGN_LOOKED;
        trial_judge(&trial, &event);
        trial_signs(&trial, i * SECOND + 2, ACTION_UPDATE, "ben", locked, SIGN_NOISE | SIGN_LOOKED);
    }
    trial_expect(&trial, "damage", false);
    trial_close(&trial);
}

static void one_person(void)
{
    static const char *const logins[] = {"anna", "ben", "cara"};
    struct trial trial;
    char path[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 6; i++)
        trial_signs(&trial, i, ACTION_UPDATE, logins[i % 3], record(path, i), SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

/* A process that was gone, or one that nobody logged in for: damage all the same, and of one machine. */
static void nobody(void)
{
    static const enum event_named named[] = {NAMED_GONE, NAMED_NOBODY};

    for (size_t n = 0; n < 2; n++) {
        struct trial trial;
        char path[64];

        trial_open(&trial, STAFF, NULL);
        for (int i = 0; i < 5; i++) {
            struct event event = trial_event(&trial, i * SECOND, ACTION_UPDATE, "", "P1", record(path, i));

            event.signs = SIGN_HEADER | SIGN_LOOKED;
            event.named = (uint8_t)named[n];
            text_copy(event.program, sizeof event.program, n ? "/tmp/locker" : "");
            trial_judge(&trial, &event);
            trial_expect(&trial, "damage", i >= 2);
        }
        CU_ASSERT_EQUAL_FATAL(trial.count, 1);
        CU_ASSERT_STRING_EQUAL(trial.cases[0].login, "");
        CU_ASSERT_EQUAL(strncmp(trial.cases[0].says, "Somebody left 5 records", 23), 0);
        trial_close(&trial);
    }
}

static void a_daemon(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    text_copy(trial.config.daemons[trial.config.daemon_count++], CONFIG_PATH, "/usr/bin/cat");
    harm_some(&trial, "", 5, SECOND, SIGN_LOOKED);
    trial_expect(&trial, "damage", false);
    harm_some(&trial, "", 3, SECOND, SIGN_HEADER | SIGN_LOOKED);
    trial_expect(&trial, "damage", true);
    trial_close(&trial);
}

/* rsync, sed -i over a thousand notes, a checkout, a batch conversion. */
static void whole_records(void)
{
    struct trial trial;
    struct event event;
    char path[64], other[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 1000; i++) {
        trial_access(&trial, i * 10, ACTION_READ, "ben", "P1", record(path, i));
        trial_signs(&trial, i * 10 + 1, ACTION_UPDATE, "ben", path, SIGN_LOOKED);
        text_format(other, sizeof other, "/srv/records/P1/%d.docx", i);
        event = trial_event(&trial, i * 10 + 2, ACTION_RENAME, "ben", "P1", other);
        text_copy(event.to, sizeof event.to, path);
        event.signs = SIGN_LOOKED;
        trial_judge(&trial, &event);
        trial_signs(&trial, i * 10 + 3, ACTION_DELETE, "ben", path, SIGN_TEMPORARY);
        trial_signs(&trial, i * 10 + 4, ACTION_CREATE, "ben", path, SIGN_LOOKED);
    }
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_close(&trial);
}

static void unlooked(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    harm_some(&trial, "ben", 4, SECOND, 0);
    CU_ASSERT_EQUAL(trial.count, 0);
    harm_some(&trial, "ben", 5, SECOND, 0);
    trial_expect(&trial, "mass-rewrite", true);
    trial_expect(&trial, "damage", false);
    trial_close(&trial);
}

/* Two that were harmed and three of which nobody knows: each is counted once, in whatever order rules take them. */
static void mixed(void)
{
    struct trial trial;
    char path[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 8; i++)
        trial_signs(&trial, i * SECOND, ACTION_UPDATE, "ben", record(path, i), i % 2 ? 0 : SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    trial_expect(&trial, "damage", true);
    trial_expect(&trial, "mass-rewrite", true);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 8);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 8);
    trial_close(&trial);
}

static void copied_and_deleted(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    harm_some(&trial, "ben", 5, SECOND, SIGN_COPY);
    CU_ASSERT_EQUAL(trial.count, 2);
    trial_expect(&trial, "damage", true);
    trial_expect(&trial, "mass-delete", true);
    trial_close(&trial);
}

static void made_anew(void)
{
    struct trial trial;
    char path[64];

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 3; i++) {
        trial_signs(&trial, i * SECOND, ACTION_DELETE, "ben", record(path, i), 0);
        trial_signs(&trial, i * SECOND + 500, ACTION_CREATE, "ben", path, SIGN_HEADER | SIGN_LOOKED);
    }
    trial_expect(&trial, "damage", true);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 3);
    trial_close(&trial);
}

static void temporary(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 20; i++) {
        char path[64];

        trial_signs(&trial, i, ACTION_UPDATE, "ben", record(path, i), SIGN_TEMPORARY);
        trial_signs(&trial, i, ACTION_DELETE, "ben", path, SIGN_TEMPORARY);
    }
    CU_ASSERT_EQUAL(trial.count, 0);
    trial_run(&trial, 0, SECOND, 5, ACTION_DELETE, "ben");
    trial_expect(&trial, "mass-delete", true);
    trial_close(&trial);
}

static void try_canary(enum event_action action, unsigned signs, enum event_outcome outcome, const char *rule)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, action, "ben", "P1", "/srv/records/P1/.confide-canary.pdf");
    event.signs = (uint16_t)signs;
    event.outcome = (uint8_t)outcome;
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL(trial.count, rule ? 1 : 0);
    if (rule)
        trial_expect(&trial, rule, true);
    trial_close(&trial);
}

static void canary(void)
{
    try_canary(ACTION_UPDATE, SIGN_CANARY, OUTCOME_OK, "canary");
    try_canary(ACTION_UPDATE, SIGN_CANARY | SIGN_LOOKED, OUTCOME_OK, "canary");
    try_canary(ACTION_RENAME, SIGN_CANARY, OUTCOME_OK, "canary");
    try_canary(ACTION_DELETE, SIGN_CANARY, OUTCOME_OK, "canary-gone");
    try_canary(ACTION_READ, SIGN_CANARY, OUTCOME_OK, NULL);
    try_canary(ACTION_UPDATE, SIGN_CANARY, OUTCOME_DENIED, NULL);
    try_canary(ACTION_UPDATE, 0, OUTCOME_OK, NULL);
}

/* A decoy that goes first, and then records: one story, each event once. */
static void canary_and_records(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    trial_signs(&trial, 0, ACTION_UPDATE, "ben", "/srv/records/P1/.confide-canary.pdf",
                SIGN_CANARY | SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL(trial.count, 1);
    harm_some(&trial, "ben", 2, SECOND, SIGN_HEADER | SIGN_LOOKED);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    trial_expect(&trial, "damage", true);
    CU_ASSERT_EQUAL(trial.cases[0].event_total, 3);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 3);
    trial_close(&trial);
}

static void widened(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, NULL);
    text_copy(trial.config.daemons[trial.config.daemon_count++], CONFIG_PATH, "/usr/bin/cat");
    trial_signs(&trial, 0, ACTION_UPDATE, "", "/srv/records/P1/1.pdf", SIGN_WIDENED);
    CU_ASSERT_EQUAL(trial.count, 0);
    for (int i = 0; i < 10; i++)
        trial_signs(&trial, i, ACTION_UPDATE, "ben", "/srv/records/P1/1.pdf", SIGN_WIDENED);
    harm_some(&trial, "ben", 9, 1, SIGN_WIDENED); /* nothing was written: no damage */
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].class, CASE_INAPPROPRIATE);
    CU_ASSERT_EQUAL(trial.cases[0].certainty, CERTAINTY_RISK);
    CU_ASSERT_EQUAL(trial.cases[0].severity, 3);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].says, "A GP (Surgery) changed permissions within a second: more people than "
                                                "before may open or change a patient's record.");
    trial_close(&trial);
}

static void try_missed(enum event_action action, const char *rule, unsigned class, unsigned severity, const char *says)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    for (int i = 0; i < 3; i++) {
        event =
            trial_event(&trial, 3 * HOUR, action, "", i ? "P1" : "P2", i ? "/srv/records/P1/a" : "/srv/records/P2/a");
        event.kind = EVENT_INTEGRITY;
        event.source = SOURCE_AGENT;
        event.count = i == 2 ? 8 : 1;
        if (i == 2)
            text_copy(event.object, sizeof event.object, "/srv/records/P1/b");
        clock_text(event.evidence + 6, trial.start_ms);
        memcpy(event.evidence, "since=", 6);
        trial_judge(&trial, &event);
    }
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    trial_expect(&trial, rule, true);
    CU_ASSERT_EQUAL(trial.cases[0].class, class);
    CU_ASSERT_EQUAL(trial.cases[0].certainty, CERTAINTY_SUSPECTED);
    CU_ASSERT_EQUAL(trial.cases[0].severity, severity);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, 10);
    CU_ASSERT_EQUAL(trial.cases[0].first_ms, trial.start_ms);
    CU_ASSERT_EQUAL(trial.cases[0].last_ms, trial.start_ms + 3 * HOUR);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].says, says);
    trial_close(&trial);
}

static void missed(void)
{
    try_missed(ACTION_VANISHED, "vanished", CASE_LOSS, 4,
               "10 records of 2 patients vanished within 3 hours; nobody was seen doing it.");
    try_missed(ACTION_ALTERED, "altered", CASE_DAMAGE, 3,
               "10 records of 2 patients changed within 3 hours; nobody was seen doing it.");
}

/* "At least" is as far as a case counts, and a beginning that cannot be read is none. */
static void missed_many(void)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 0, ACTION_VANISHED, "", "", "/srv/records/P1/a");
    event.kind = EVENT_INTEGRITY;
    event.source = SOURCE_AGENT;
    event.count = UINT32_MAX;
    text_copy(event.evidence, sizeof event.evidence, "since=yesterday");
    trial_judge(&trial, &event);
    CU_ASSERT_EQUAL_FATAL(trial.count, 1);
    CU_ASSERT_EQUAL(trial.cases[0].record_total, CASE_EVENTS_MAX);
    CU_ASSERT_EQUAL(trial.cases[0].first_ms, trial.start_ms);
    CU_ASSERT_STRING_EQUAL(trial.cases[0].says, "At least 512 records vanished; nobody was seen doing it.");
    trial_close(&trial);
}

CU_TestInfo damage_tests[] = {
    {"the third record that any sign says is damaged is a case, the second is none", third_record},
    {"what it says is true of the evidence", says_it},
    {"three within the hour are damage, slower ones are not", within_the_hour},
    {"all that was harmed is in the case, from the first on, once", takes_all_in},
    {"a record that is rewritten and renamed is one record", one_record},
    {"three persons with two each are no damage", one_person},
    {"damage by a process that was gone, or nobody's, is damage", nobody},
    {"a listed daemon may write, but not leave records unreadable", a_daemon},
    {"a thousand records that are whole are no damage and no loss", whole_records},
    {"where nobody looked, records rewritten are counted", unlooked},
    {"harmed and uncertain ones are one story that counts each once", mixed},
    {"a copy that nobody can read and a delete are damage, and a loss", copied_and_deleted},
    {"a record deleted and made anew unreadably is damaged", made_anew},
    {"changing and deleting what one made is neither damage nor loss", temporary},
    {"one touch of a decoy is a case, a look at it is none", canary},
    {"a decoy and the records after it are one story", canary_and_records},
    {"widened permissions are a risk, not damage", widened},
    {"what vanished or changed unseen is a case with its window", missed},
    {"a case counts no further than it can", missed_many},
    CU_TEST_INFO_NULL,
};
