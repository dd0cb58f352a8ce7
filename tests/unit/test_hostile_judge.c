/* The judge against people who know its rules, and against tables that somebody mixed up. */
#include <time.h>

#include "judging.h"

#include "agent/judge/weigh/access.h"

#define HEAD "patient,from,to,login,unit,kind\n"

static const char staff[] = "login,name,kind,role,unit\n"
                            "anna,Anna Okafor,person,Community Nurse,Ward\n"
                            "ben,Ben Strand,person,GP,Surgery\n"
                            "cara,Cara Voss,person,Practice manager,Office\n"
                            "ivor,Ivor Tann,person,IT support,Office\n"
                            "labsync,Lab feed,service,,\n";

/* Anna sees P1001 all year; the others are Ben's. */
static const char encounters[] = HEAD "P1001,2026-01-01,2027-12-31,anna,Ward,appointment\n"
                                      "P7777,2020-01-01,,ben,Surgery,appointment\n";

/* ---- tables that were mixed up ---------------------------------------------------------------- */

enum { MANY = 400000, ROW = 64, ACCESSES = 500, LIMIT_MS = 5000 };

/* So many rows of one patient, each of another unit. */
static void open_table(struct trial *trial, const char *login)
{
    size_t room = sizeof HEAD + (size_t)MANY * ROW, used = sizeof HEAD - 1;
    char *table = malloc(room);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    text_copy(table, room, HEAD);
    for (int i = 0; i < MANY; i++) {
        text_format(table + used, ROW, "P1,2026-11-01,2026-11-30,%s,V%d,appointment\n", login, i);
        used += strlen(table + used);
    }
    trial_open(trial, staff, table);
    CU_ASSERT_EQUAL(trial->context.encounter_count, MANY);
    free(table);
}

static int64_t used_ms(const struct timespec *since)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

/* A visit's number in the column of units. */
static void many_units(void)
{
    struct explain_units units;
    struct timespec since;
    struct trial trial;
    bool is_sorted = true;

    open_table(&trial, "anna");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &since);
    CU_ASSERT_TRUE(explain_units_make(&units, &trial.context));
    CU_ASSERT(used_ms(&since) < LIMIT_MS);
    CU_ASSERT_EQUAL(units.count, MANY + 1); /* and Anna's own */
    for (size_t i = 1; i < units.count; i++)
        is_sorted = is_sorted && units.units[i - 1] < units.units[i];
    CU_ASSERT_TRUE(is_sorted);
    explain_units_free(&units);
    trial_close(&trial);
}

/* A record system's number for whatever it cannot place. */
static void one_patient(void)
{
    struct timespec since;
    struct trial trial;

    open_table(&trial, "ben");
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &since);
    for (int i = 0; i < ACCESSES; i++)
        trial_access(&trial, i * MINUTE, ACTION_READ, "anna", "P1", "note");
    trial_finish(&trial);
    CU_ASSERT(used_ms(&since) < LIMIT_MS);
    trial_close(&trial);
}

/* Tomorrow's and next month's rows are no reason to look further back than what goes on today. */
static void rows_to_come(void)
{
    char table[256 * 1024] = HEAD "P1,2026-11-23,2026-11-23,anna,Ward,appointment\n";
    size_t used = strlen(table);
    struct trial trial;

    for (int i = 0; i < 4200; i++) {
        text_format(table + used, sizeof table - used, "P1,2027-03-%02d,,ben,Surgery,appointment\n", 1 + i % 28);
        used += strlen(table + used);
    }
    trial_open(&trial, staff, table);
    trial_access(&trial, 0, ACTION_READ, "anna", "P1", "note");
    trial_finish(&trial);
    CU_ASSERT_EQUAL(judge_count(trial.judge).explained, 1);
    trial_close(&trial);
}

/* ---- a purpose that anybody may say ----------------------------------------------------------- */

static uint64_t explained(const char *login, const char *purpose)
{
    struct trial trial;
    struct event event;
    uint64_t count;

    trial_open(&trial, staff, encounters);
    event = trial_event(&trial, 0, ACTION_READ, login, "P5", "note");
    text_copy(event.purpose, sizeof event.purpose, purpose);
    trial_judge(&trial, &event);
    trial_finish(&trial);
    count = judge_count(trial.judge).explained;
    trial_close(&trial);
    return count;
}

static void declared(void)
{
    CU_ASSERT_EQUAL(explained("cara", "clinical audit"), 1);
    CU_ASSERT_EQUAL(explained("ivor", "migration"), 1);
    CU_ASSERT_EQUAL(explained("cara", "care"), 0);
    CU_ASSERT_EQUAL(explained("anna", "clinical audit"), 0); /* "communITy" */
    CU_ASSERT_EQUAL(explained("ben", "clinical audit"), 0);
}

static void exported(bool is_declared)
{
    char patient[32];
    struct trial trial;

    trial_open(&trial, staff, encounters);
    for (int i = 0; i < 12; i++) {
        struct event event;

        text_format(patient, sizeof patient, "R%d", i);
        event = trial_event(&trial, i * MINUTE, ACTION_EXPORT, "ben", patient, "note");
        text_copy(event.purpose, sizeof event.purpose, is_declared ? "research" : "");
        trial_judge(&trial, &event);
    }
    trial_finish(&trial);
    trial_expect(&trial, "carried-off", true);
    trial_close(&trial);
}

static void exports(void)
{
    exported(false);
    exported(true);
}

/* ---- slips ------------------------------------------------------------------------------------ */

/* The victim's number, then at once one's own patient's: P1001 and P1007 differ in one digit. */
static uint64_t slips(int weeks)
{
    struct trial trial;
    uint64_t count;

    trial_open(&trial, staff, encounters);
    for (int week = 0; week < weeks; week++) {
        trial_access(&trial, week * 7 * DAY, ACTION_READ, "anna", "P1007", "note");
        trial_access(&trial, week * 7 * DAY + MINUTE, ACTION_READ, "anna", "P1001", "note");
    }
    trial_finish(&trial);
    count = judge_count(trial.judge).unexplained;
    trial_close(&trial);
    return count;
}

static void slips_again(void)
{
    CU_ASSERT_EQUAL(slips(1), 0);
    CU_ASSERT_EQUAL(slips(4), 3);
}

/* ---- names that hold other words -------------------------------------------------------------- */

static void searched(const char *const names[6], bool is_expected)
{
    struct trial trial;

    trial_open(&trial, staff, encounters);
    for (int i = 0; i < 6; i++) {
        struct event event = trial_event(&trial, i * MINUTE, ACTION_SEARCH, "anna", "", "");

        text_copy(event.query, sizeof event.query, names[i]);
        trial_judge(&trial, &event);
    }
    trial_finish(&trial);
    trial_expect(&trial, "name-searches", is_expected);
    trial_close(&trial);
}

static void names_are_no_lists(void)
{
    static const char *const names[] = {"Howard", "Edwards", "Hayward, Al", "Woodward", "Calister", "Dueck"};
    static const char *const lists[] = {"recall list",         "due today", "Ward 3",
                                        "worklist 2026-11-23", "clinic/am", "queue"};

    searched(names, true);
    searched(lists, false);
}

/* ---- what leaves is no work ------------------------------------------------------------------- */

static uint64_t kept_by(enum event_action action)
{
    struct trial trial;
    uint64_t count;

    trial_open(&trial, staff, NULL);
    trial_access(&trial, 0, action, "anna", "P5", "note");
    trial_finish(&trial);
    count = judge_count(trial.judge).unexplained;
    trial_close(&trial);
    return count;
}

static void taking(void)
{
    CU_ASSERT_EQUAL(kept_by(ACTION_UPDATE), 0);
    CU_ASSERT_EQUAL(kept_by(ACTION_READ), 1);
    CU_ASSERT_EQUAL(kept_by(ACTION_EXPORT), 1);
    CU_ASSERT_EQUAL(kept_by(ACTION_PRINT), 1);
}

/* ---- a program's login in a person's hands ---------------------------------------------------- */

/* It worked through `before` records last week; now somebody opens two. */
static void by_hand(int before, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, staff, encounters);
    trial_run(&trial, -7 * DAY, SECOND, before, ACTION_READ, "labsync");
    trial_access(&trial, 0, ACTION_READ, "labsync", "P5", "note");
    trial_access(&trial, 5 * MINUTE, ACTION_READ, "labsync", "P6", "note");
    trial_finish(&trial);
    trial_expect(&trial, "service-login-read", is_expected);
    trial_close(&trial);
}

/* A run by itself. */
static void by_program(int count, int64_t step_ms, bool is_expected)
{
    struct trial trial;

    trial_open(&trial, staff, encounters);
    trial_run(&trial, 0, step_ms, count, ACTION_READ, "labsync");
    trial_finish(&trial);
    trial_expect(&trial, "service-login-read", is_expected);
    trial_expect(&trial, "bulk-read", false);
    trial_close(&trial);
}

static void service_by_hand(void)
{
    by_hand(20, true);
    by_hand(600, true);
    by_program(14, SECOND, true);
    by_program(15, SECOND, false); /* ... while a program's run is none */
    by_program(2000, SECOND, false);
}

/* ---- clocks that run years ahead -------------------------------------------------------------- */

static void ahead(void)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, NULL);
    event = trial_event(&trial, 800 * DAY, ACTION_READ, "anna", "P-ANNA", "note");
    CU_ASSERT_TRUE(judge_event(trial.judge, &event, trial.start_ms));
    trial_collect(&trial, trial.start_ms + 2 * MINUTE);
    trial_expect(&trial, "own-record", true);
    CU_ASSERT_EQUAL(judge_count(trial.judge).waiting, 0);
    trial_close(&trial);
}

/* A computer whose clock began anew, in 1970 or in 2000: what it tells has its appointment today. */
static void anew(int64_t time_ms)
{
    struct trial trial;
    struct event event;

    trial_open(&trial, STAFF, "patient,from,login\nP1,2026-11-23,ben\n");
    event = trial_event(&trial, 0, ACTION_READ, "ben", "P1", "note");
    event.time_ms = time_ms;
    CU_ASSERT_TRUE(judge_event(trial.judge, &event, trial.start_ms));
    judge_finish(trial.judge);
    CU_ASSERT_EQUAL(judge_count(trial.judge).explained, 1);
    CU_ASSERT_EQUAL(judge_count(trial.judge).unexplained, 0);
    trial_close(&trial);
}

static void begun_anew(void)
{
    anew(-1);
    anew(5 * SECOND);
    anew(INT64_C(946684800000) + DAY);
}

/* ... do not end, after a restart, the wait of everything else. */
static void ahead_at_restart(void)
{
    struct event look, far;
    struct trial trial;

    trial_open(&trial, staff, encounters);
    look = trial_event(&trial, 0, ACTION_READ, "anna", "P5", "note");
    far = trial_event(&trial, 800 * DAY, ACTION_READ, "ben", "P7777", "note");
    judge_remember(trial.judge, &look, trial.start_ms + HOUR);
    judge_remember(trial.judge, &far, trial.start_ms + HOUR);
    CU_ASSERT_EQUAL(judge_count(trial.judge).unexplained, 0);
    CU_ASSERT_EQUAL(judge_count(trial.judge).waiting, 2);
    trial_close(&trial);
}

/* ---- memory ----------------------------------------------------------------------------------- */

static void ignore(void *data, const struct settled *settled)
{
    (void)data;
    (void)settled;
}

static bool accept_nothing(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return data && login[0] && patient[0] && time_ms < 0;
}

static unsigned weigh_once(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return accept_nothing(data, login, patient, time_ms) ? 200 : 100;
}

static int64_t never_ended(void *data, const char *login, const char *patient, int64_t time_ms)
{
    return accept_nothing(data, login, patient, time_ms) ? time_ms : INT64_MIN;
}

/* Once there was too little. */
static void short_once(void)
{
    static const struct settle_calls calls = {ignore, ignore, accept_nothing, weigh_once, never_ended};
    struct settle *settle;
    struct trial trial;
    struct event event;

    trial_open(&trial, staff, encounters);
    settle = settle_new(&trial.config, &trial.context, &calls, &trial);
    CU_ASSERT_PTR_NOT_NULL_FATAL(settle);
    settle->is_short = true;
    CU_ASSERT_FALSE(settle_pass(settle, trial.start_ms));
    event = trial_event(&trial, 0, ACTION_READ, "anna", "P5", "note");
    CU_ASSERT_TRUE(settle_take(settle, &event));
    CU_ASSERT_TRUE(settle_finish(settle));
    CU_ASSERT_EQUAL(settle_count(settle).unexplained, 1);
    settle_free(settle);
    trial_close(&trial);
}

CU_TestInfo hostile_judge_tests[] = {
    {"400,000 units by mistake are sorted out at once", many_units},
    {"400,000 rows of one patient do not slow an access", one_patient},
    {"rows that are still to come push none of today's aside", rows_to_come},
    {"a declared purpose is heeded from those whose role it is, and from nobody in a community", declared},
    {"a declared purpose covers no exports that nothing explains", exports},
    {"the same wrong record is a slip once", slips_again},
    {"to look for Howard is to look for a name, though there is a ward in it", names_are_no_lists},
    {"without appointments to write explains, to print or export does not", taking},
    {"a program's login in a person's hands is told of, however much the program did before", service_by_hand},
    {"what a clock years ahead tells is judged now", ahead},
    {"... and ends no wait after a restart", ahead_at_restart},
    {"what a clock that began anew in 1970 tells is judged now, too", begun_anew},
    {"where memory was short once, judging goes on when it no longer is", short_once},
    CU_TEST_INFO_NULL,
};
