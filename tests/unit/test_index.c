/* agent/judge/weigh/index.c: what was put is found, and nothing else. */
#include <stdlib.h>

#include <CUnit/CUnit.h>

#include "agent/judge/weigh/index.h"

enum { MANY = 100000 };

static void empty(void)
{
    struct index index = {0};

    CU_ASSERT_EQUAL(index_find(&index, 1), UINT32_MAX);
    index_free(&index);
    CU_ASSERT_PTR_NULL(index.slots);
}

static void try_keys(uint64_t factor, unsigned shift)
{
    struct index index = {0};

    for (uint32_t i = 0; i < MANY; i++)
        CU_ASSERT_FATAL(index_put(&index, (i + 1) * factor << shift, i));
    for (uint32_t i = 0; i < MANY; i++) {
        CU_ASSERT_FATAL(index_find(&index, (i + 1) * factor << shift) == i);
        CU_ASSERT_FATAL(index_find(&index, ((i + 1) * factor << shift) + 1 + (factor == 1 && shift == 0 ? MANY : 0)) ==
                        UINT32_MAX);
    }
    CU_ASSERT_EQUAL(index.count, MANY);
    CU_ASSERT(index.room < 8 * MANY);
    index_free(&index);
}

/* Small numbers, pairs of them as they are used, and multiples of a power of two. */
static void many(void)
{
    try_keys(1, 0);
    try_keys(1, 32);
    try_keys(0x100000001, 0);
    try_keys(1024, 6);
}

CU_TestInfo index_tests[] = {
    {"in an empty index nothing is found", empty},
    {"100,000 keys of any pattern are found, their neighbours are not", many},
    CU_TEST_INFO_NULL,
};
