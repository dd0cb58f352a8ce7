/* agent/watch/memory: whom recent processes belonged to. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/memory.h"

static struct memory memory;

static void keep(int32_t pid, uint32_t loginuid, int64_t now_ms)
{
    struct identity who = {.loginuid = loginuid};

    memory_keep(&memory, pid, &who, now_ms);
}

static void remembers(void)
{
    memset(&memory, 0, sizeof(memory));
    keep(4711, 1001, 5000);
    keep(4712, 1002, 5000);
    CU_ASSERT_PTR_NOT_NULL_FATAL(memory_find(&memory, 4711, 5000));
    CU_ASSERT_EQUAL(memory_find(&memory, 4711, 5000)->loginuid, 1001);
    CU_ASSERT_EQUAL(memory_find(&memory, 4712, 4500)->loginuid, 1002);
}

static void forgets(void)
{
    memset(&memory, 0, sizeof(memory));
    keep(4711, 1001, 5000);
    CU_ASSERT_PTR_NULL(memory_find(&memory, 4711, 5001));
}

static void takes_nobody_for_another(void)
{
    memset(&memory, 0, sizeof(memory));
    CU_ASSERT_PTR_NULL(memory_find(&memory, 0, 0));
    keep(7, 1001, 5000);
    CU_ASSERT_PTR_NULL(memory_find(&memory, 7 + MEMORY_SLOTS, 5000));
    keep(7 + MEMORY_SLOTS, 1002, 5001);
    CU_ASSERT_PTR_NULL(memory_find(&memory, 7, 5001));
    CU_ASSERT_PTR_NULL(memory_find(&memory, -1, 5001));
}

CU_TestInfo memory_tests[] = {
    {"a process is remembered", remembers},
    {"an older answer is not given", forgets},
    {"a process that shares a slot is never taken for another", takes_nobody_for_another},
    CU_TEST_INFO_NULL,
};
