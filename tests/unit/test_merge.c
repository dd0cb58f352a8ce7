/* agent/watch/merge: many writes become one event with a count. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/merge.h"

static struct merge merge;
static struct event out;

static struct event update(int32_t pid, const char *object, int64_t time_ms)
{
    struct event event = {.pid = pid, .time_ms = time_ms, .count = 1, .action = ACTION_UPDATE};

    text_copy(event.object, sizeof(event.object), object);
    return event;
}

static bool put(int32_t pid, const char *object, int64_t time_ms)
{
    struct event event = update(pid, object, time_ms);

    return merge_put(&merge, &event, &out);
}

static void merges_within_a_second(void)
{
    memset(&merge, 0, sizeof(merge));
    for (int i = 0; i < 100; i++)
        CU_ASSERT_FALSE(put(1, "/r/a", 10000 + i * 9));
    CU_ASSERT_FALSE(merge_take(&merge, 10999, &out));
    CU_ASSERT_TRUE(merge_take(&merge, 11000, &out));
    CU_ASSERT_EQUAL(out.count, 100);
    CU_ASSERT_EQUAL(out.time_ms, 10000);
    CU_ASSERT_FALSE(merge_take(&merge, 99000, &out));
}

static void keeps_others_apart(void)
{
    int taken = 0;

    memset(&merge, 0, sizeof(merge));
    put(1, "/r/a", 0);
    put(2, "/r/a", 0);
    put(1, "/r/b", 0);
    put(1, "/r/a", 1000);
    while (merge_take(&merge, INT64_MAX, &out)) {
        CU_ASSERT_EQUAL(out.count, 1);
        taken++;
    }
    CU_ASSERT_EQUAL(taken, 4);
}

static void loses_no_count_when_full(void)
{
    unsigned total = 0;

    memset(&merge, 0, sizeof(merge));
    for (int i = 0; i < 1000; i++)
        if (put(i % 200, "/r/a", i))
            total += out.count;
    while (merge_take(&merge, INT64_MAX, &out))
        total += out.count;
    CU_ASSERT_EQUAL(total, 1000);
}

static void survives_a_clock_set_back(void)
{
    memset(&merge, 0, sizeof(merge));
    put(1, "/r/a", 1000000);
    CU_ASSERT_TRUE(merge_take(&merge, 5, &out));
}

CU_TestInfo merge_tests[] = {
    {"writes to one file by one process within a second are one event", merges_within_a_second},
    {"other files, other processes and later seconds stay apart", keeps_others_apart},
    {"when there is no room the oldest goes on, and no write is lost", loses_no_count_when_full},
    {"a clock set back does not hold an event for ever", survives_a_clock_set_back},
    CU_TEST_INFO_NULL,
};
