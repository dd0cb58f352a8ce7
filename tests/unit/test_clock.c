/* agent/base/clock: RFC 3339 there and back, and what the context tables may hold. */
#include <stdlib.h>
#include <time.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"

static void writes_utc(void)
{
    char text[CLOCK_TEXT_SIZE];

    CU_ASSERT_STRING_EQUAL(clock_text(text, 0), "1970-01-01T00:00:00.000Z");
    CU_ASSERT_STRING_EQUAL(clock_text(text, 1763814326123), "2025-11-22T12:25:26.123Z");
    CU_ASSERT_STRING_EQUAL(clock_text(text, -1), "1969-12-31T23:59:59.999Z");
}

static void writes_times_out_of_reach(void)
{
    char text[CLOCK_TEXT_SIZE];

    CU_ASSERT_STRING_EQUAL(clock_text(text, INT64_MAX), "9999-12-31T23:59:59.999Z");
}

static void reads_any_zone(void)
{
    int64_t time = 0;

    CU_ASSERT_TRUE(clock_parse("2025-11-22T12:25:26.123Z", &time) && time == 1763814326123);
    CU_ASSERT_TRUE(clock_parse("2025-11-22T13:25:26.123+01:00", &time) && time == 1763814326123);
    CU_ASSERT_TRUE(clock_parse("2025-11-22T05:55:26.123456789-06:30", &time) && time == 1763814326123);
    CU_ASSERT_TRUE(clock_parse("2024-02-29 00:00:00z", &time));
}

static void refuses_what_is_no_time(void)
{
    static const char *const bad[] = {"",
                                      "2025-11-22",
                                      "2025-11-22T12:25:26",
                                      "2025-13-01T00:00:00Z",
                                      "2025-02-29T00:00:00Z",
                                      "2025-00-10T00:00:00Z",
                                      "2025-11-22T24:00:00Z",
                                      "2025-11-22T12:60:00Z",
                                      "2025-11-22T12:25:26.Z",
                                      "2025-11-22T12:25:26Zjunk",
                                      "2025-11-22T12:25:26+1:00",
                                      "25-11-22T12:25:26Z",
                                      "yesterday"};
    int64_t time;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(clock_parse(bad[i], &time));
}

static void dates_are_local_and_include_their_day(void)
{
    int64_t from = 0, to = 0, noon = 0;

    setenv("TZ", "Europe/London", 1);
    tzset();
    CU_ASSERT_TRUE(clock_parse_bound("2025-07-01", false, &from));
    CU_ASSERT_TRUE(clock_parse_bound("2025-07-01", true, &to));
    CU_ASSERT_TRUE(clock_parse_bound("2025-07-01T12:00", false, &noon));
    unsetenv("TZ");
    tzset();
    CU_ASSERT_EQUAL(from, 1751324400000); /* midnight BST is 23:00 UTC the day before */
    CU_ASSERT_EQUAL(to - from, 86400000);
    CU_ASSERT_EQUAL(noon - from, 43200000);
}

static void the_day_of_the_clock_change_has_its_own_length(void)
{
    int64_t from = 0, to = 0;

    setenv("TZ", "Europe/London", 1);
    tzset();
    CU_ASSERT_TRUE(clock_parse_bound("2025-10-26", false, &from));
    CU_ASSERT_TRUE(clock_parse_bound("2025-10-26", true, &to));
    unsetenv("TZ");
    tzset();
    CU_ASSERT_EQUAL(to - from, 25 * 3600000);
}

static void refuses_what_is_no_bound(void)
{
    int64_t time;

    CU_ASSERT_FALSE(clock_parse_bound("22/11/2025", false, &time));
    CU_ASSERT_FALSE(clock_parse_bound("2025-11-31", false, &time));
    CU_ASSERT_FALSE(clock_parse_bound("2025-11-22T", false, &time));
    CU_ASSERT_FALSE(clock_parse_bound("2025-11-22T12", false, &time));
    CU_ASSERT_FALSE(clock_parse_bound("", false, &time));
}

CU_TestInfo clock_tests[] = {
    {"times are written in UTC with milliseconds", writes_utc},
    {"a time that RFC 3339 cannot hold is written as its last", writes_times_out_of_reach},
    {"times in any zone are read", reads_any_zone},
    {"what is not RFC 3339 with a zone is refused", refuses_what_is_no_time},
    {"a date is local and includes its day", dates_are_local_and_include_their_day},
    {"the day of the clock change has 25 hours", the_day_of_the_clock_change_has_its_own_length},
    {"what is neither a date nor a time is refused", refuses_what_is_no_bound},
    CU_TEST_INFO_NULL,
};
