/* Retry-After: both forms, the endpoint's own clock, and hostile values. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/post/retry_after.h"

/* Sun, 06 Nov 1994 08:49:37 GMT, the date of RFC 9110's examples. */
static const int64_t NOW_MS = 784111777000;

static void give(struct retry_after *seen, const char *line)
{
    retry_after_line(seen, line, strlen(line));
}

static int32_t seconds(const char *retry_after, const char *date)
{
    struct retry_after seen = {0};

    give(&seen, "HTTP/1.1 503 Service Unavailable\r\n");
    if (date)
        give(&seen, date);
    if (retry_after)
        give(&seen, retry_after);
    return retry_after_seconds(&seen, NOW_MS);
}

static void test_seconds(void)
{
    CU_ASSERT_EQUAL(seconds("Retry-After: 120\r\n", NULL), 120);
    CU_ASSERT_EQUAL(seconds("retry-after:0\r\n", NULL), 0);
    CU_ASSERT_EQUAL(seconds("RETRY-AFTER: \t 7 \t\r\n", NULL), 7);
    CU_ASSERT_EQUAL(seconds("Retry-After: 9", NULL), 9);
}

static void test_none(void)
{
    CU_ASSERT_EQUAL(seconds(NULL, NULL), RETRY_AFTER_NONE);
    CU_ASSERT_EQUAL(seconds("X-Retry-After: 5\r\n", NULL), RETRY_AFTER_NONE);
    CU_ASSERT_EQUAL(seconds("Retry-After-Not: 5\r\n", NULL), RETRY_AFTER_NONE);
    CU_ASSERT_EQUAL(seconds("Retry-Afte", NULL), RETRY_AFTER_NONE);
}

static void test_dates(void)
{
    CU_ASSERT_EQUAL(seconds("Retry-After: Sun, 06 Nov 1994 08:50:37 GMT\r\n", NULL), 60);
    CU_ASSERT_EQUAL(seconds("Retry-After: Sunday, 06-Nov-94 08:50:37 GMT\r\n", NULL), 60);
    CU_ASSERT_EQUAL(seconds("Retry-After: Sun Nov  6 08:50:37 1994\r\n", NULL), 60);
}

static void test_past_date(void)
{
    CU_ASSERT_EQUAL(seconds("Retry-After: Sun, 06 Nov 1994 08:49:36 GMT\r\n", NULL), 0);
    CU_ASSERT_EQUAL(seconds("Retry-After: Thu, 01 Jan 1970 00:00:00 GMT\r\n", NULL), 0);
}

static void test_their_clock(void)
{
    CU_ASSERT_EQUAL(
        seconds("Retry-After: Sat, 06 Nov 2027 08:51:37 GMT\r\n", "Date: Sat, 06 Nov 2027 08:49:37 GMT\r\n"), 120);
    CU_ASSERT_EQUAL(seconds("Retry-After: Sun, 06 Nov 1994 08:50:37 GMT\r\n", "Date: rubbish\r\n"), 60);
}

static void test_huge(void)
{
    CU_ASSERT_EQUAL(seconds("Retry-After: 2147483648\r\n", NULL), INT32_MAX);
    CU_ASSERT_EQUAL(seconds("Retry-After: 99999999999999999999999999999999\r\n", NULL), INT32_MAX);
    CU_ASSERT_EQUAL(seconds("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT\r\n", NULL), INT32_MAX);
}

static void test_malformed(void)
{
    static const char *const bad[] = {"",
                                      "-5",
                                      "+5",
                                      "5s",
                                      "1.5",
                                      "0x10",
                                      "5 6",
                                      "soon",
                                      "\x01\xff",
                                      "Sun, 06 Nov 1994 08:50:37 CET",
                                      "Sun, 06 Nov 1994 08:50:37 GMT later",
                                      "Sun, 46 Nov 1994 08:50:37 GMT"};
    char line[128] = "Retry-After: ";

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memcpy(line + 13, bad[i], strlen(bad[i]) + 1);
        CU_ASSERT_EQUAL(seconds(line, NULL), RETRY_AFTER_NONE);
    }
}

static void test_too_long(void)
{
    struct retry_after seen = {0};
    char line[4096];

    memset(line, '1', sizeof line);
    memcpy(line, "Retry-After:", 12);
    give(&seen, "Retry-After: 5\r\n");
    retry_after_line(&seen, line, sizeof line);
    CU_ASSERT_EQUAL(retry_after_seconds(&seen, NOW_MS), RETRY_AFTER_NONE);
}

static void test_new_answer(void)
{
    struct retry_after seen = {0};

    give(&seen, "HTTP/1.1 100 Continue\r\n");
    give(&seen, "Retry-After: 5\r\n");
    give(&seen, "HTTP/1.1 204 No Content\r\n");
    CU_ASSERT_EQUAL(retry_after_seconds(&seen, NOW_MS), RETRY_AFTER_NONE);
}

static void test_date(void)
{
    struct retry_after seen = {0};

    CU_ASSERT_EQUAL(retry_after_date_ms(&seen), 0);
    retry_after_line(&seen, "Date: Sun, 22 Nov 2026 12:00:00 GMT\r\n", 37);
    CU_ASSERT_EQUAL(retry_after_date_ms(&seen), INT64_C(1795348800000));
    retry_after_line(&seen, "Date: yesterday\r\n", 17);
    CU_ASSERT_EQUAL(retry_after_date_ms(&seen), 0);
    retry_after_line(&seen, "Date: Wed, 31 Dec 1969 23:59:59 GMT\r\n", 37);
    CU_ASSERT_EQUAL(retry_after_date_ms(&seen), 0);
}

CU_TestInfo retry_after_tests[] = {
    {"seconds are read, whatever the case and blanks of the header", test_seconds},
    {"no Retry-After, or a header with a like name, is none", test_none},
    {"all three forms of an HTTP date are read", test_dates},
    {"a date that is past asks for no wait", test_past_date},
    {"a date counts from the endpoint's own clock where it tells it", test_their_clock},
    {"a huge wait becomes the largest number, not a small or negative one", test_huge},
    {"a malformed value is none", test_malformed},
    {"a value longer than any honest one is none, and the one before is gone", test_too_long},
    {"the endpoint's own clock is told, where it is one", test_date},
    {"a further status line forgets the answer before it", test_new_answer},
    CU_TEST_INFO_NULL};
