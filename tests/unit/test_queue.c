/* agent/judge/queue: messages wait in order, and not without bound. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/judge/desk/queue.h"

static void keeps_order_and_content(void)
{
    struct queue queue = {0};

    CU_ASSERT_TRUE(queue_add(&queue, WIRE_ROW, 1, "ab", 2, "c", 1));
    CU_ASSERT_TRUE(queue_add(&queue, WIRE_END, 2, NULL, 0, NULL, 0));
    CU_ASSERT_EQUAL(queue.bytes, 3);
    CU_ASSERT_EQUAL(queue.first->type, WIRE_ROW);
    CU_ASSERT_EQUAL(memcmp(queue.first->body, "abc", 3), 0);
    queue_drop(&queue);
    CU_ASSERT_EQUAL(queue.first->type, WIRE_END);
    CU_ASSERT_EQUAL(queue.first->seq, 2);
    queue_drop(&queue);
    CU_ASSERT_PTR_NULL(queue.first);
    CU_ASSERT_TRUE(queue_add(&queue, WIRE_ROW, 3, "d", 1, NULL, 0));
    CU_ASSERT_EQUAL(queue.first->seq, 3);
    queue_clear(&queue);
    CU_ASSERT_EQUAL(queue.bytes, 0);
}

static void refuses_more_than_its_bound(void)
{
    static const size_t piece = 1024 * 1024;
    struct queue queue = {0};
    char *body = calloc(1, piece);
    int taken = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(body);
    while (taken < 100 && queue_add(&queue, WIRE_ROW, 1, body, piece, NULL, 0))
        taken++;
    CU_ASSERT_EQUAL(taken, 64);
    queue_drop(&queue);
    CU_ASSERT_TRUE(queue_add(&queue, WIRE_ROW, 1, body, piece, NULL, 0));
    queue_clear(&queue);
    free(body);
}

CU_TestInfo queue_tests[] = {
    {"messages wait in order and whole", keeps_order_and_content},
    {"no more than 64 MiB wait for one peer", refuses_more_than_its_bound},
    CU_TEST_INFO_NULL,
};
