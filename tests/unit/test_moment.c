/* moment.h: local time out, --since in. The zone of the process is whatever it is, so both ways are held against each
 * other. */
#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/ctl/moment.h"

enum { NOW = 1000000000 };

static void there_and_back(void)
{
    char text[MOMENT_SIZE];
    int64_t time_ms;

    CU_ASSERT(clock_parse_bound(moment_text(text, 1795357509000), false, &time_ms));
    CU_ASSERT_EQUAL(time_ms, 1795357509000);
}

static void no_time(void)
{
    char text[MOMENT_SIZE];

    CU_ASSERT_STRING_EQUAL(moment_text(text, 0), "-");
    CU_ASSERT_STRING_EQUAL(moment_day(text, INT64_MAX), "-");
    CU_ASSERT_STRING_EQUAL(moment_day(text, INT64_MIN), "-");
}

static void of_the_agent(void)
{
    char text[MOMENT_SIZE], same[MOMENT_SIZE];

    CU_ASSERT_STRING_EQUAL(moment_of(text, "2026-11-22T14:05:09Z"), moment_text(same, 1795356309000));
    CU_ASSERT_PTR_EQUAL(moment_of(text, "2026-11-22T14:05:09+01:00"), text);
    CU_ASSERT_STRING_EQUAL(text, moment_text(same, 1795352709000));
    CU_ASSERT_STRING_EQUAL(moment_of(text, "until helped"), "until helped");
    CU_ASSERT_STRING_EQUAL(moment_of(text, ""), "");
}

static void spans_back(void)
{
    int64_t time_ms;

    CU_ASSERT(moment_read("30s", NOW, &time_ms));
    CU_ASSERT_EQUAL(time_ms, NOW - 30000);
    CU_ASSERT(moment_read("5m", NOW, &time_ms));
    CU_ASSERT_EQUAL(time_ms, NOW - 300000);
    CU_ASSERT(moment_read("2h", NOW, &time_ms));
    CU_ASSERT_EQUAL(time_ms, NOW - 7200000);
    CU_ASSERT(moment_read("7d", NOW, &time_ms));
    CU_ASSERT_EQUAL(time_ms, (int64_t)NOW - 604800000);
}

static void with_zone(void)
{
    int64_t time_ms;

    CU_ASSERT(moment_read("2026-11-22T14:05:09+01:00", NOW, &time_ms));
    CU_ASSERT_EQUAL(time_ms, 1795352709000);
}

static void nonsense(void)
{
    static const char *const texts[] = {"",    "s",         "5",         "5w",         "-5m",
                                        "5 m", "12345678d", "yesterday", "2026-13-01", "\xff\xff"};
    int64_t time_ms;

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_FALSE(moment_read(texts[i], NOW, &time_ms));
}

CU_TestInfo moment_tests[] = {
    {"what is shown as local time reads back as the same moment", there_and_back},
    {"no time, and a bound that is none, are a dash", no_time},
    {"a time of the agent's is shown as local time, and what is none as it is", of_the_agent},
    {"a span is counted back from now", spans_back},
    {"a time with a zone is taken as it is", with_zone},
    {"what is no moment is refused", nonsense},
    CU_TEST_INFO_NULL,
};
