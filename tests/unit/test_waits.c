/* agent/watch/waits: how long openers waited. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/waits.h"

static struct waits waits;
static uint32_t p50, p99, worst;

static void nobody_waited(void)
{
    memset(&waits, 0, sizeof(waits));
    p50 = p99 = worst = 7;
    waits_read(&waits, &p50, &p99, &worst);
    CU_ASSERT_EQUAL(p50 + p99 + worst, 0);
}

static void one_waited(void)
{
    static const uint64_t times[] = {0, 1, 7, 8, 15, 16, 17, 31, 32, 1000, 65535, 65536, 1000000};

    for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
        memset(&waits, 0, sizeof(waits));
        waits_note(&waits, times[i]);
        waits_read(&waits, &p50, &p99, &worst);
        CU_ASSERT_EQUAL(p50, times[i]);
        CU_ASSERT_EQUAL(p99, times[i]);
        CU_ASSERT_EQUAL(worst, times[i]);
    }
}

static void figures_are_an_eighth_too_high_at_most(void)
{
    memset(&waits, 0, sizeof(waits));
    for (uint64_t us = 1; us <= 10000; us++)
        waits_note(&waits, us);
    waits_read(&waits, &p50, &p99, &worst);
    CU_ASSERT_TRUE(p50 >= 5000 && p50 <= 5000 + 5000 / 8);
    CU_ASSERT_TRUE(p99 >= 9900 && p99 <= 10000);
    CU_ASSERT_EQUAL(worst, 10000);
}

static void one_in_two_hundred_does_not_make_the_99th(void)
{
    memset(&waits, 0, sizeof(waits));
    for (int i = 0; i < 199; i++)
        waits_note(&waits, 5);
    waits_note(&waits, 500000);
    waits_read(&waits, &p50, &p99, &worst);
    CU_ASSERT_EQUAL(p50, 5);
    CU_ASSERT_EQUAL(p99, 5);
    CU_ASSERT_EQUAL(worst, 500000);
}

static void absurd_waits_are_counted_as_long(void)
{
    memset(&waits, 0, sizeof(waits));
    waits_note(&waits, UINT64_MAX);
    waits_read(&waits, &p50, &p99, &worst);
    CU_ASSERT_EQUAL(worst, UINT32_MAX);
    CU_ASSERT_TRUE(p99 >= 16000000);
}

CU_TestInfo waits_tests[] = {
    {"where nobody waited all is zero", nobody_waited},
    {"a single wait is told as it was", one_waited},
    {"a figure is an eighth too high at most", figures_are_an_eighth_too_high_at_most},
    {"one in two hundred does not make the 99th", one_in_two_hundred_does_not_make_the_99th},
    {"a wait beyond all measure is a long one", absurd_waits_are_counted_as_long},
    CU_TEST_INFO_NULL,
};
