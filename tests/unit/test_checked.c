/* What a case says was looked for in vain: only what was looked for, and was missing. */
#include "judging.h"

#define HEAD "patient,from,to,login,unit,kind\n"

static const char staff[] = "login,name,kind,role,unit\nben,Ben Strand,person,GP,Surgery\n";

static const struct case_report *case_of(const struct trial *trial, const char *login)
{
    for (size_t i = 0; i < trial->count; i++)
        if (strcmp(trial->cases[i].login, login) == 0)
            return &trial->cases[i];
    return NULL;
}

static bool was_checked(const struct case_report *report, const char *words)
{
    for (size_t i = 0; i < CASE_CHECKED_MAX; i++)
        if (strstr(report->checked[i], words))
            return true;
    return false;
}

static void own_patients(void)
{
    char table[2048] = HEAD, patient[32];
    struct trial trial;

    for (int i = 0; i < 12; i++)
        text_format(table + strlen(table), sizeof table - strlen(table), "R%d,2026-11-20,,ben,Surgery,appointment\n",
                    i);
    trial_open(&trial, staff, table);
    for (int i = 0; i < 12; i++) {
        text_format(patient, sizeof patient, "R%d", i);
        trial_access(&trial, i * MINUTE, ACTION_EXPORT, "ben", patient, "note");
    }
    trial_finish(&trial);
    trial_expect(&trial, "carried-off", true);
    CU_ASSERT_FALSE(was_checked(case_of(&trial, "ben"), "appointment"));
    trial_close(&trial);
}

static void own_record(void)
{
    struct trial trial;

    trial_open(&trial, STAFF, HEAD "P-ANNA,2026-11-01,2026-12-31,ben,Surgery,appointment\n");
    trial_access(&trial, 0, ACTION_READ, "anna", "P-ANNA", "note");
    trial_finish(&trial);
    trial_expect(&trial, "own-record", true);
    CU_ASSERT_FALSE(was_checked(case_of(&trial, "anna"), "appointment"));
    trial_close(&trial);
}

/* Care that ended a month ago was found, and is not enough. */
static void after_care(void)
{
    const struct case_report *report;
    struct trial trial;

    trial_open(&trial, staff, HEAD "P5,2026-10-20,2026-10-20,ben,Surgery,appointment\n");
    for (int day = 0; day < 20; day++)
        trial_access(&trial, day * DAY, ACTION_EXPORT, "ben", "P5", "note");
    trial_finish(&trial);
    report = case_of(&trial, "ben");
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_TRUE(was_checked(report, "with this person (30 days before to 14 after)"));
    CU_ASSERT_FALSE(was_checked(report, "to 90 after"));
    trial_close(&trial);
}

/* A role that hardly ever works by others' appointments: one that was found is none that was missing. */
static void others_appointments(void)
{
    static const char rows[] = HEAD "P5,2026-11-01,2026-12-31,ben,Surgery,appointment\n";
    const struct case_report *report;
    struct trial trial;

    trial_open(&trial,
               "login,name,kind,role,unit\nben,Ben Strand,person,GP,Surgery\n"
               "cara,Cara Voss,person,Clerk,Office\ndana,Dana Rose,person,Clerk,Office\n",
               rows);
    trial_run(&trial, 0, MINUTE, 100, ACTION_UPDATE, "dana");
    for (int day = 1; day < 20; day++)
        trial_access(&trial, day * DAY, ACTION_EXPORT, "cara", "P5", "note");
    trial_finish(&trial);
    report = case_of(&trial, "cara");
    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    CU_ASSERT_TRUE(was_checked(report, "with this person"));
    CU_ASSERT_FALSE(was_checked(report, "any appointment"));
    trial_close(&trial);
}

CU_TestInfo checked_tests[] = {
    {"exports of one's own patients are not said to lack an appointment", own_patients},
    {"one's own record is not said to lack one", own_record},
    {"care that was found to have ended a month ago is not denied", after_care},
    {"somebody else's appointment is not denied where it does not count", others_appointments},
    CU_TEST_INFO_NULL,
};
