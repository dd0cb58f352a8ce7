/* agent/judge/weigh/settle.c: when an access is explained, waited for, weighed. */
#include "settling.h"

/* ---- when ------------------------------------------------------------------------------------ */

static void waits(void)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    see(&seen, 0, "anna", "P1");
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, MINUTE - 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 2);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 1);
    pass(&seen, DAY + MINUTE - 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 0);
    pass(&seen, DAY + MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).pairs, 2);
    seen_close(&seen);
}

static void try_late(const char *patient, bool is_explained)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    see(&seen, 0, "anna", patient);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL(settle_count(seen.settle).waiting, 1);
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, is_explained);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, !is_explained);
    seen_close(&seen);
}

static void late_rows(void)
{
    try_late("P3", true);
    try_late("P4", false); /* recorded a second too late */
}

/* The row comes with a new version of the table while the access waits. */
static void late_table(void)
{
    struct clinic clinic = {.staff = settling_staff,
                            .patients = settling_patients,
                            .encounters = HEAD "P1,2026-11-23,,,Ward,,\nP-OTHER,2026-11-23,,anna,,,\n"};
    struct context context;
    struct seen seen;
    char error[512];

    seen_open(&seen, settling_encounters);
    see(&seen, 0, "anna", "P-OTHER");
    pass(&seen, HOUR);
    CU_ASSERT_TRUE_FATAL(clinic_load(&context, &clinic, error));
    CU_ASSERT_TRUE(settle_use(seen.settle, &context));
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 0);
    seen_close(&seen);
    context_free(&context);
}

static void own_record(void)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    see(&seen, 0, "anna", "P-ANNA");
    pass(&seen, MINUTE - 1);
    CU_ASSERT_EQUAL(seen.found, 0);
    pass(&seen, MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    CU_ASSERT_TRUE(has_rule(&seen, 0, "own-record"));
    CU_ASSERT(seen.points[0] >= (int32_t)seen.ward.config.alert_points);
    CU_ASSERT_STRING_EQUAL(seen.login, "anna");
    CU_ASSERT_STRING_EQUAL(seen.patient, "P-ANNA");
    seen_close(&seen);
}

/* A look a week into the record of a child at home: the one with which it is enough is told at once. */
static void adds_up(void)
{
    struct seen seen;
    int week = 0;

    seen_open(&seen, settling_encounters);
    seen.ward.config.alert_points = 110; /* more than the first look weighs */
    for (; week < 10 && seen.found == 0; week++) {
        see(&seen, week * 7 * DAY, "anna", "P-SON");
        pass(&seen, week * 7 * DAY + MINUTE);
    }
    CU_ASSERT_FATAL(seen.found == 1 && week >= 2 && week <= 4);
    CU_ASSERT_EQUAL(seen.at_ms[0], seen.ward.start_ms + (week - 1) * 7 * DAY);
    CU_ASSERT_EQUAL(seen.counts[0], (size_t)week); /* all looks are evidence */
    CU_ASSERT_TRUE(has_rule(&seen, 0, "no-reason"));
    CU_ASSERT_TRUE(has_rule(&seen, 0, "same-home"));
    CU_ASSERT_TRUE(has_rule(&seen, 0, "again"));
    see(&seen, week * 7 * DAY, "anna", "P-SON");
    pass(&seen, week * 7 * DAY + MINUTE);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2); /* and so is each further one */
    CU_ASSERT(seen.counts[1] <= 2);       /* the deciding one may come again; it counts once */
    CU_ASSERT(seen.points[1] > seen.points[0]);
    seen_close(&seen);
}

/* ---- told while it waits ------------------------------------------------------------------------ */

#define ADMITTED HEAD "P1,2026-11-23,2027-12-31,,Ward,admission,\n"

/* Two months of a ward where everything is explained, but a look at X1 and, three weeks later, one at X2: that may be
 * chance. Then one at X3, which is settled. */
static void look_at_three(struct seen *seen, const char *rows)
{
    seen_open(seen, rows);
    seen->ward.config.alert_points = 1000; /* no look by itself */
    for (int day = 30; day <= 101; day++) {
        see(seen, day * DAY, "ben", "P1");
        see(seen, day * DAY + HOUR, "anna", "P1");
        if (day == 80 || day == 100)
            see(seen, day * DAY + 2 * HOUR, "anna", day == 80 ? "X1" : "X2");
    }
    see(seen, 101 * DAY + 4 * HOUR, "anna", "X3");
    CU_ASSERT_EQUAL(seen->found, 0);
    pass(seen, 101 * DAY + 4 * HOUR + MINUTE);
}

/* Whether or not a late row explains the third, it happens too often. It is told at once, and no more evidence than it
 * is when the day is over; nor does the next one, of which people will ask anyhow, come before its time. */
static void third_at_once(void)
{
    struct seen seen;

    look_at_three(&seen, ADMITTED);
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    CU_ASSERT_TRUE(has_rule(&seen, 0, "cluster"));
    CU_ASSERT_EQUAL(seen.counts[0], 3);
    CU_ASSERT_EQUAL(seen.at_ms[0], seen.ward.start_ms + 101 * DAY + 4 * HOUR);
    see(&seen, 102 * DAY, "anna", "X4");
    pass(&seen, 102 * DAY + HOUR);
    CU_ASSERT_EQUAL(seen.found, 1);
    pass(&seen, 102 * DAY + 5 * HOUR);
    CU_ASSERT_EQUAL_FATAL(seen.found, 2); /* the third again, and nothing with it */
    CU_ASSERT_EQUAL(seen.counts[1], 1);
    pass(&seen, 103 * DAY + HOUR);
    CU_ASSERT_EQUAL_FATAL(seen.found, 3);
    CU_ASSERT_EQUAL(seen.counts[2], 1);
    seen_close(&seen);
}

/* A late row does explain it: it weighs nothing further. */
static void third_explained(void)
{
    struct seen seen;

    look_at_three(&seen, ADMITTED "X3,2027-03-04,2027-03-05,anna,,appointment,2027-03-05T02:00:00\n");
    CU_ASSERT_EQUAL_FATAL(seen.found, 1);
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found, 1);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 2);
    seen_close(&seen);
}

/* What `count` looks at P-OTHER within an hour come to, where the least of a point is told. */
static void see_other(struct seen *seen, const char *login, int count, unsigned weight)
{
    seen_open(seen, settling_encounters);
    seen->ward.config.alert_points = 1;
    seen->weight = weight;
    for (int i = 0; i < count; i++)
        see(seen, i * MINUTE, login, "P-OTHER");
    settle_finish(seen->settle);
    CU_ASSERT_FATAL(seen->found > 0);
}

static void a_day_is_one(void)
{
    struct seen once, often;

    see_other(&once, "anna", 1, 100);
    see_other(&often, "anna", 50, 100);
    CU_ASSERT_EQUAL(often.rules[often.found - 1], once.rules[once.found - 1]);
    CU_ASSERT(abs(often.points[often.found - 1] - once.points[once.found - 1]) < 8); /* less than a bit */
    seen_close(&once);
    seen_close(&often);
}

/* ---- what people say ------------------------------------------------------------------------- */

static void asks_once(void)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    seen.ward.config.ask_points = 1;
    seen.ward.config.alert_points = 1000;
    for (int i = 0; i < 3; i++)
        see(&seen, i * 2 * DAY, "anna", "P-OTHER");
    see(&seen, 10 * DAY, "anna", "P1");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.asked, 1);
    CU_ASSERT_STRING_EQUAL(seen.asked_about, "P-OTHER");
    CU_ASSERT_EQUAL(seen.found, 0);
    see(&seen, 20 * DAY, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.asked, 2);
    CU_ASSERT_STRING_EQUAL(seen.asked_about, "P-SON");
    seen_close(&seen);
}

static void accepted(void)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    seen.accepts = true;
    for (int i = 0; i < 10; i++)
        see(&seen, i * 3 * DAY, "anna", "P-SON");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found + seen.asked, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 10);
    seen_close(&seen);
}

static void weighs_double(void)
{
    struct seen once, twice;

    see_other(&once, "anna", 1, 100);
    see_other(&twice, "anna", 1, 200);
    CU_ASSERT(once.found == 1 && twice.found == 1);
    CU_ASSERT_EQUAL(twice.points[0], 2 * once.points[0]);
    seen_close(&once);
    seen_close(&twice);
}

/* ---- whose ----------------------------------------------------------------------------------- */

static void on_leave(void)
{
    struct seen away, here;

    see_other(&away, "ben", 1, 100);
    see_other(&here, "anna", 1, 100);
    CU_ASSERT_TRUE(has_rule(&away, 0, "on-leave"));
    CU_ASSERT_FALSE(has_rule(&here, 0, "on-leave"));
    CU_ASSERT(away.points[0] > here.points[0]);
    seen_close(&away);
    seen_close(&here);
}

static void no_persons(void)
{
    struct seen seen;

    seen_open(&seen, settling_encounters);
    for (int i = 0; i < 10; i++) {
        see(&seen, i * DAY, "front", "P-OTHER");
        see(&seen, i * DAY, "glass", "P-OTHER");
        see(&seen, i * DAY, "", "P-OTHER");
        see(&seen, i * DAY, "anna", "");
    }
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(seen.found + seen.asked, 0);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained + settle_count(seen.settle).unexplained, 0);
    seen_close(&seen);
}

static void team(void)
{
    struct seen seen;

    seen_open(&seen, HEAD "P0,2026-11-23,,,Surgery,,\nP1,2026-11-23,,ben,Surgery,appointment,\n");
    see(&seen, 0, "ben", "P1");
    see(&seen, HOUR, "anna", "P1"); /* of ben's unit, on no row */
    see(&seen, HOUR, "cara", "P-OTHER");
    settle_finish(seen.settle);
    CU_ASSERT_EQUAL(settle_count(seen.settle).explained, 2);
    CU_ASSERT_EQUAL(settle_count(seen.settle).unexplained, 1);
    seen_close(&seen);
}

CU_TestInfo settle_tests[] = {
    {"an access is settled after a minute; what nothing explains waits a day", waits},
    {"a row recorded within the day takes the suspicion back, a second later it does not", late_rows},
    {"so does a row that comes with a new table meanwhile", late_table},
    {"one's own record waits for nothing but the minute", own_record},
    {"looks add up to a case, and the one that is enough is told without waiting", adds_up},
    {"the third patient without a reason is told at once, where so many are no chance; the fourth in its turn",
     third_at_once},
    {"... and weighs no more where a late row explains it", third_explained},
    {"fifty looks on one day weigh as one", a_day_is_one},
    {"the person is asked once about a patient, and not when it is explained", asks_once},
    {"what people accepted is explained", accepted},
    {"what people weigh double weighs double", weighs_double},
    {"a look while on leave weighs more", on_leave},
    {"shared and emergency logins, nobody and no patient are not weighed", no_persons},
    {"a colleague's reason explains for the team", team},
    CU_TEST_INFO_NULL,
};
