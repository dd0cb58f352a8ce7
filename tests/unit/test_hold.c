/* agent/judge/weigh/hold.c: what is due first comes out first. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/judge/weigh/hold.h"

enum { MANY = 5000 };

static struct fact fact_at(int64_t time_ms, uint32_t id)
{
    struct fact fact = {.time_ms = time_ms};

    memcpy(fact.event, &id, sizeof id);
    return fact;
}

static bool is_ordered(const struct held *one, const struct held *other)
{
    return one->due_ms < other->due_ms || (one->due_ms == other->due_ms && !fact_before(&other->fact, &one->fact));
}

static void empty(void)
{
    struct hold hold = {0};
    struct fact fact = fact_at(1, 1);

    CU_ASSERT_PTR_NULL(hold_first(&hold));
    CU_ASSERT_TRUE(hold_put(&hold, &fact, 7));
    CU_ASSERT_EQUAL(hold_first(&hold)->due_ms, 7);
    CU_ASSERT_EQUAL(hold_take(&hold).fact.time_ms, 1);
    CU_ASSERT_PTR_NULL(hold_first(&hold));
    hold_free(&hold);
    CU_ASSERT_EQUAL(hold.capacity, 0);
    hold_free(&hold);
}

static void in_order(void)
{
    struct hold hold = {0};
    struct held last = {.due_ms = INT64_MIN}, next;
    unsigned seed = 7;

    for (uint32_t i = 0; i < MANY; i++) {
        struct fact fact = fact_at(rand_r(&seed) % 50, (uint32_t)rand_r(&seed));

        CU_ASSERT_TRUE_FATAL(hold_put(&hold, &fact, rand_r(&seed) % 100));
    }
    for (uint32_t i = 0; i < MANY; i++, last = next) {
        next = hold_take(&hold);
        CU_ASSERT(i == 0 || is_ordered(&last, &next));
    }
    CU_ASSERT_EQUAL(hold.count, 0);
    hold_free(&hold);
}

/* As it is used: some come while others go, and nothing is lost or comes twice. */
static void in_turns(void)
{
    struct hold hold = {0};
    bool seen[MANY] = {false};
    unsigned seed = 11;
    uint32_t put = 0, taken = 0, id;

    while (taken < MANY) {
        if (put < MANY && (hold.count == 0 || rand_r(&seed) % 3)) {
            struct fact fact = fact_at(put, put);

            CU_ASSERT_TRUE_FATAL(hold_put(&hold, &fact, put + rand_r(&seed) % 60));
            put++;
            continue;
        }
        memcpy(&id, hold_take(&hold).fact.event, sizeof id);
        CU_ASSERT_FATAL(id < MANY && !seen[id]);
        seen[id] = true;
        taken++;
    }
    hold_free(&hold);
}

static void same_in_any_order(void)
{
    struct hold one = {0}, other = {0};

    for (uint32_t i = 0; i < 100; i++) {
        struct fact fact = fact_at(i % 10, i), back = fact_at((99 - i) % 10, 99 - i);

        hold_put(&one, &fact, 5);
        hold_put(&other, &back, 5);
    }
    for (uint32_t i = 0; i < 100; i++) {
        struct held a = hold_take(&one), b = hold_take(&other);

        CU_ASSERT_EQUAL(memcmp(a.fact.event, b.fact.event, sizeof a.fact.event), 0);
    }
    hold_free(&one);
    hold_free(&other);
}

CU_TestInfo hold_tests[] = {
    {"nothing waits in an empty hold, and one comes out as it went in", empty},
    {"5,000 come out in the order they are due", in_order},
    {"while some come and others go none is lost and none comes twice", in_turns},
    {"of those due at once the order is the same however they came", same_in_any_order},
    CU_TEST_INFO_NULL,
};
