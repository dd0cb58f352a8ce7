/* agent/watch/links and known: records with further names; gauge: how many a second. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/gauge.h"
#include "agent/watch/tree/known.h"
#include "agent/watch/tree/links.h"

static void a_number_stands_for_its_record(void)
{
    struct links *links = links_make();

    CU_ASSERT_PTR_NOT_NULL_FATAL(links);
    CU_ASSERT_PTR_NULL(links_path(links, 1, 2));
    links_put(links, 1, 2, "/r/a");
    links_put(links, 2, 2, "/r/b");
    CU_ASSERT_STRING_EQUAL(links_path(links, 1, 2), "/r/a");
    links_put(links, 1, 2, "/r/c");
    CU_ASSERT_STRING_EQUAL(links_path(links, 1, 2), "/r/c");
    for (uint64_t i = 0; i < LINKS_MAX; i++)
        links_put(links, 3, i, "/r/many");
    CU_ASSERT_PTR_NULL(links_path(links, 1, 2)); /* the oldest went */
    CU_ASSERT_PTR_NOT_NULL(links_path(links, 3, LINKS_MAX - 1));
    links_free(links);
}

/* Numbers that are alike in their last digits, and those that come and go: each is told from the others. */
static void numbers_that_are_alike_are_told_apart(void)
{
    struct links *links = links_make();
    char path[32];

    CU_ASSERT_PTR_NOT_NULL_FATAL(links);
    for (uint64_t i = 0; i < 3 * LINKS_MAX; i++) {
        text_format(path, sizeof(path), "/r/%u", (unsigned)i);
        links_put(links, 1 + i % 2, (i % 7) << 32 | i / 7 * 16, path);
    }
    for (uint64_t i = 0; i < 3 * LINKS_MAX; i++) {
        const char *found = links_path(links, 1 + i % 2, (i % 7) << 32 | i / 7 * 16);

        text_format(path, sizeof(path), "/r/%u", (unsigned)i);
        CU_ASSERT_EQUAL(found != NULL, i >= 2 * LINKS_MAX);
        CU_ASSERT_TRUE(!found || strcmp(found, path) == 0);
        CU_ASSERT_PTR_NULL(links_path(links, 3, i));
    }
    links_free(links);
}

static void a_link_waits_for_its_records_name(void)
{
    struct links *links = links_make();
    struct event event = {.dev = 1, .ino = 2, .pid = 7}, out;

    CU_ASSERT_PTR_NOT_NULL_FATAL(links);
    CU_ASSERT_TRUE(links_await(links, &event, 100));
    CU_ASSERT_FALSE(links_take(links, 200, &out));
    links_put(links, 1, 2, "/r/a");
    CU_ASSERT_TRUE(links_take(links, 200, &out));
    CU_ASSERT_EQUAL(out.pid, 7);
    CU_ASSERT_FALSE(links_take(links, 200, &out));
    links_free(links);
}

static void it_does_not_wait_for_ever(void)
{
    struct links *links = links_make();
    struct event event = {.dev = 1, .ino = 2}, out;

    CU_ASSERT_PTR_NOT_NULL_FATAL(links);
    for (int i = 0; i < LINKS_AWAITED; i++)
        CU_ASSERT_TRUE(links_await(links, &event, 100));
    CU_ASSERT_FALSE(links_await(links, &event, 100));
    CU_ASSERT_FALSE(links_take(links, 99 + LINKS_WAIT_MS, &out));
    for (int i = 0; i < LINKS_AWAITED; i++)
        CU_ASSERT_TRUE(links_take(links, 100 + LINKS_WAIT_MS, &out));
    CU_ASSERT_FALSE(links_take(links, INT64_MAX, &out));
    links_free(links);
}

static void a_hundred_thousand_records_are_known(void)
{
    struct known *known = known_make();
    unsigned strangers = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(known);
    for (uint64_t i = 0; i < 100000; i++)
        known_add(known, 65026, 1000 + i);
    for (uint64_t i = 0; i < 100000; i++)
        CU_ASSERT_TRUE(known_is(known, 65026, 1000 + i));
    for (uint64_t i = 0; i < 100000; i++)
        strangers += known_is(known, 65027, 1000 + i);
    CU_ASSERT_TRUE(strangers < 50); /* 100,000 in 2^32 by chance: some two */
    known_free(known);
}

static void the_rate_is_of_the_last_ten_seconds(void)
{
    struct gauge gauge = {0};
    uint32_t rate = 0;

    CU_ASSERT_EQUAL(gauge_per_second(&gauge, 1000), 0);
    CU_ASSERT_EQUAL(gauge_per_second(&gauge, 1010), 10);
    for (uint64_t i = 1; i <= GAUGE_SECONDS; i++)
        rate = gauge_per_second(&gauge, 1010 + 500 * i);
    CU_ASSERT_EQUAL(rate, 500);
    for (uint64_t i = 1; i <= GAUGE_SECONDS; i++)
        rate = gauge_per_second(&gauge, 1010 + 500 * GAUGE_SECONDS);
    CU_ASSERT_EQUAL(rate, 0);
}

CU_TestInfo links_tests[] = {
    {"a file's number stands for its record, the newest names stay", a_number_stands_for_its_record},
    {"numbers that are alike are told apart", numbers_that_are_alike_are_told_apart},
    {"a link made outside waits for its record's name", a_link_waits_for_its_records_name},
    {"... but not for ever, and not without bound", it_does_not_wait_for_ever},
    {"100,000 records are known by their numbers, strangers are not", a_hundred_thousand_records_are_known},
    {"events a second are those of the last ten", the_rate_is_of_the_last_ten_seconds},
    CU_TEST_INFO_NULL,
};
