/* agent/judge/weigh/habit.c: the hours in which somebody works. */
#include "settling.h"

#include "agent/judge/weigh/grounds.h"
#include "agent/judge/weigh/habit.h"

/* So many accesses in each of the hours from 8 to 16, and of them `odd` at `hour` instead. */
static struct habit worked(unsigned each, unsigned odd, unsigned hour)
{
    struct habit habit = {0};

    for (unsigned at = 8; at <= 16; at++)
        for (unsigned i = 0; i < each; i++)
            habit_note(&habit, 40 * DAY + at * HOUR + i);
    for (unsigned i = 0; i < odd; i++)
        habit_note(&habit, 40 * DAY + hour * HOUR + i);
    return habit;
}

static bool unusual(unsigned each, unsigned odd, unsigned hour)
{
    struct habit habit = worked(each, odd, hour);

    return habit_is_unusual(&habit, 50 * DAY + hour * HOUR + MINUTE);
}

static void hours(void)
{
    CU_ASSERT_TRUE(unusual(100, 1, 3));
    CU_ASSERT_TRUE(unusual(100, 9, 23));   /* 9 of 909 */
    CU_ASSERT_FALSE(unusual(100, 10, 23)); /* 10 of 910 */
    CU_ASSERT_FALSE(unusual(100, 1, 12));
    CU_ASSERT_FALSE(unusual(100, 1, 7));   /* early, or summer time */
    CU_ASSERT_FALSE(unusual(100, 1, 17));  /* late */
    CU_ASSERT_FALSE(unusual(100, 200, 2)); /* nights */
}

static void little(void)
{
    struct habit none = {0};

    CU_ASSERT_FALSE(habit_is_unusual(&none, 0));
    CU_ASSERT_FALSE(unusual(33, 1, 3)); /* 298 */
    CU_ASSERT_TRUE(unusual(33, 3, 3));  /* 300 */
}

static void midnight(void)
{
    struct habit habit = {0};

    for (unsigned i = 0; i < 400; i++)
        habit_note(&habit, i % 2 ? 23 * HOUR : 0);
    CU_ASSERT_FALSE(habit_is_unusual(&habit, 22 * HOUR));
    CU_ASSERT_FALSE(habit_is_unusual(&habit, 23 * HOUR + 59 * MINUTE));
    CU_ASSERT_FALSE(habit_is_unusual(&habit, HOUR));
    CU_ASSERT_TRUE(habit_is_unusual(&habit, 2 * HOUR));
}

/* Who changes to nights is used to them some time later, however long the days were. */
static void changes(void)
{
    struct habit habit = {0};
    unsigned nights = 0;

    for (unsigned i = 0; i < 200000; i++)
        habit_note(&habit, 12 * HOUR);
    while (habit_is_unusual(&habit, 2 * HOUR)) {
        habit_note(&habit, 2 * HOUR);
        CU_ASSERT_TRUE_FATAL(++nights < 1000);
    }
    CU_ASSERT_TRUE(nights > 100);
}

static int32_t weight(struct rate rate, bool off_duty, bool on_leave, bool shut)
{
    struct role role = {.rates = {[FEATURE_UNUSUAL] = rate}};
    struct ground_given given = {
        .role = &role, .is_unusual = true, .is_off_duty = off_duty, .is_on_leave = on_leave, .is_shut = shut};

    return ground_points(rules_called("unusual-hour"), &given);
}

static void weights(void)
{
    struct role role = {.rates = {[FEATURE_UNUSUAL] = {2, 100}}};
    struct ground_given given = {.role = &role};

    CU_ASSERT_TRUE(weight((struct rate){2, 100}, false, false, false) > 20);
    CU_ASSERT_TRUE(weight((struct rate){30, 100}, false, false, false) < 0); /* a role of odd hours */
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, true, false, false), 0);
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, false, true, false), 0);
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, false, false, true), 0);
    CU_ASSERT_EQUAL(ground_points(rules_called("unusual-hour"), &given), 0);
}

/* Weeks by day, then one look at night. */
static bool looked(const char *rota)
{
    static const struct settle_calls calls = {take_found, take_question, take_accepts, take_weight, take_ended};
    struct clinic clinic = {.staff = settling_staff, .encounters = settling_encounters, .rota = rota};
    struct seen seen = {.weight = 100};
    bool found = false;

    ward_open(&seen.ward, &clinic);
    seen.ward.config.alert_points = 1;
    seen.settle = settle_new(&seen.ward.config, &seen.ward.context, &calls, &seen);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen.settle);
    for (int i = 0; i < 400; i++)
        see(&seen, i / 20 * DAY + i % 20 * 5 * MINUTE, "anna", "P1");
    see(&seen, 20 * DAY + 14 * HOUR, "anna", "P-OTHER");
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    for (size_t i = 0; i < seen.found; i++)
        found = found || has_rule(&seen, i, "unusual-hour");
    seen_close(&seen);
    return found;
}

static void by_rota(void)
{
    CU_ASSERT_TRUE(looked(NULL));
    CU_ASSERT_TRUE(looked("login,from,to\nben,2026-12-13T08:00,2026-12-13T16:00\n"));
    CU_ASSERT_FALSE(looked("login,from,to\nanna,2026-12-13T22:00,2026-12-14T06:00\n"));
    CU_ASSERT_FALSE(looked("login,from,to\nanna,2026-12-13T08:00,2026-12-13T16:00\n")); /* "off-duty" says it */
}

CU_TestInfo habit_tests[] = {
    {"one in a hundred is unusual, with the hours beside it", hours},
    {"of whom little is known nothing is", little},
    {"the day has no end at midnight", midnight},
    {"habits change", changes},
    {"it weighs by how often the role does that, and nothing twice", weights},
    {"where the rota tells, the rota tells", by_rota},
    CU_TEST_INFO_NULL,
};
