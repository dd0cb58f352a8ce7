/* phrase.h: numbers, spans and progress in words people read. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "agent/report/phrase.h"

static void spans(void)
{
    char to[PHRASE_SIZE];

    CU_ASSERT_STRING_EQUAL(phrase_span(to, 0), "0.00 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 85), "0.08 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 2449), "2.4 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 9999), "9.9 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 59999), "59 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 60000), "1 minute");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 65000), "1 minute 5 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 183600000), "2 days 3 hours");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, 86400000 + 60000), "1 day");
}

static void absurd_spans(void)
{
    char to[PHRASE_SIZE];

    CU_ASSERT_STRING_EQUAL(phrase_span(to, -5), "0.00 seconds");
    CU_ASSERT_STRING_EQUAL(phrase_span(to, INT64_MAX), "106751991167 days 7 hours");
}

static void deadlines(void)
{
    char to[PHRASE_SIZE];

    CU_ASSERT_STRING_EQUAL(phrase_left(to, 7200000, 0), "2 hours left");
    CU_ASSERT_STRING_EQUAL(phrase_left(to, 0, 3660000), "overdue by 1 hour 1 minute");
    CU_ASSERT_STRING_EQUAL(phrase_left(to, 5, 5), "0.00 seconds left");
}

static void counts(void)
{
    char to[PHRASE_SIZE];

    CU_ASSERT_STRING_EQUAL(phrase_count(to, 0), "0");
    CU_ASSERT_STRING_EQUAL(phrase_count(to, 999), "999");
    CU_ASSERT_STRING_EQUAL(phrase_count(to, 1000), "1,000");
    CU_ASSERT_STRING_EQUAL(phrase_count(to, UINT64_MAX), "18,446,744,073,709,551,615");
    CU_ASSERT_STRING_EQUAL(phrase_many(to, 1, "person"), "1 person");
    CU_ASSERT_STRING_EQUAL(phrase_many(to, 0, "person"), "0 persons");
}

static void sizes(void)
{
    char to[PHRASE_SIZE];

    CU_ASSERT_STRING_EQUAL(phrase_bytes(to, 1023), "1023 bytes");
    CU_ASSERT_STRING_EQUAL(phrase_bytes(to, 1536), "1.5 KiB");
    CU_ASSERT_STRING_EQUAL(phrase_bytes(to, UINT64_MAX), "16777216.0 TiB");
}

static void bar_fits(void)
{
    char to[256];

    for (unsigned width = 1; width < 200; width++) {
        phrase_progress(to, sizeof to, width, "verify", 50, 100, 2000);
        CU_ASSERT(strlen(to) <= width);
    }
    for (size_t size = 1; size < 120; size++) {
        phrase_progress(to, size, 1000, "verify", 50, 100, 2000);
        CU_ASSERT(strlen(to) < size);
    }
}

static void bar_moves(void)
{
    char half[256], whole[256];

    phrase_progress(half, sizeof half, 100, "verify", 50, 100, 2000);
    phrase_progress(whole, sizeof whole, 100, "verify", 100, 100, 4000);
    CU_ASSERT_PTR_NOT_NULL(strstr(half, "verify  ["));
    CU_ASSERT_PTR_NOT_NULL(strstr(half, "=>"));
    CU_ASSERT_PTR_NOT_NULL(strstr(half, " 50 %  25/s  3.0 seconds left"));
    CU_ASSERT_PTR_NOT_NULL(strstr(whole, "=]  100 %"));
    CU_ASSERT_PTR_NULL(strstr(whole, ">"));
}

static void more_than_all(void)
{
    char to[256];

    phrase_progress(to, sizeof to, 100, "verify", 300, 100, 1000);
    CU_ASSERT_PTR_NOT_NULL(strstr(to, " 100 %"));
}

static void unknown_total(void)
{
    char to[256];

    phrase_progress(to, sizeof to, 100, "replay", 3000000, 0, 2000);
    CU_ASSERT_STRING_EQUAL(to, "replay  1.5 M/s");
}

CU_TestInfo phrase_tests[] = {
    {"a span is told in its two largest units", spans},
    {"a span below zero or beyond all calendars does no harm", absurd_spans},
    {"a deadline says how long is left, or how long it is over", deadlines},
    {"numbers are grouped by thousands, and one is not many", counts},
    {"bytes are told in the unit that fits", sizes},
    {"the bar fits into every width and every buffer", bar_fits},
    {"the bar moves with the work, and ends full", bar_moves},
    {"more work done than announced is 100 %", more_than_all},
    {"where the end is not known there is no bar", unknown_total},
    CU_TEST_INFO_NULL,
};
