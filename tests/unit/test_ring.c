/* agent/watch/ring: messages between two threads. */
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/ring.h"

enum { SMALL = 256, STREAM = 200000 };

static void gives_back_in_order(void)
{
    struct ring *ring = ring_make(SMALL);
    char text[16];

    CU_ASSERT_TRUE(ring_push(ring, "one", 4) && ring_push(ring, "second", 7));
    CU_ASSERT_EQUAL(ring_pop(ring, text, sizeof(text)), 4);
    CU_ASSERT_STRING_EQUAL(text, "one");
    CU_ASSERT_EQUAL(ring_pop(ring, text, sizeof(text)), 7);
    CU_ASSERT_STRING_EQUAL(text, "second");
    CU_ASSERT_EQUAL(ring_pop(ring, text, sizeof(text)), 0);
    ring_free(ring);
}

static void refuses_when_full(void)
{
    struct ring *ring = ring_make(SMALL);
    char message[60] = {0}, out[60];
    int pushed = 0;

    while (ring_push(ring, message, sizeof(message)))
        message[0] = (char)++pushed;
    CU_ASSERT_EQUAL(pushed, 4);
    CU_ASSERT_EQUAL(ring_room(ring), 0);
    for (int i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL(ring_pop(ring, out, sizeof(out)), sizeof(out));
        CU_ASSERT_EQUAL(out[0], i);
    }
    CU_ASSERT_EQUAL(ring_pop(ring, out, sizeof(out)), 0);
    CU_ASSERT_EQUAL(ring_room(ring), SMALL);
    CU_ASSERT_FALSE(ring_push(ring, message, SMALL));
    ring_free(ring);
}

static void goes_round_the_end(void)
{
    struct ring *ring = ring_make(SMALL);
    uint8_t in[100], out[100];

    for (unsigned i = 0; i < 1000; i++) {
        size_t size = 1 + i * 7 % sizeof(in);

        memset(in, (int)i, size);
        CU_ASSERT_TRUE_FATAL(ring_push(ring, in, size));
        CU_ASSERT_EQUAL_FATAL(ring_pop(ring, out, sizeof(out)), size);
        CU_ASSERT_EQUAL_FATAL(memcmp(in, out, size), 0);
    }
    ring_free(ring);
}

static void cuts_what_is_too_long(void)
{
    struct ring *ring = ring_make(SMALL);
    char text[4];

    ring_push(ring, "abcdefgh", 8);
    ring_push(ring, "xyz", 3);
    CU_ASSERT_EQUAL(ring_pop(ring, text, sizeof(text)), 4);
    CU_ASSERT_EQUAL(memcmp(text, "abcd", 4), 0);
    CU_ASSERT_EQUAL(ring_pop(ring, text, sizeof(text)), 3);
    CU_ASSERT_EQUAL(memcmp(text, "xyz", 3), 0);
    ring_free(ring);
}

static void *push_stream(void *data)
{
    uint64_t message[8];

    for (uint64_t i = 0; i < STREAM;) {
        for (int j = 0; j < 8; j++)
            message[j] = i;
        if (ring_push(data, message, 8 + i % 8 * 8))
            i++;
        else
            sched_yield();
    }
    return NULL;
}

static void loses_nothing_between_threads(void)
{
    struct ring *ring = ring_make(4096);
    uint64_t message[8], wrong = 0;
    pthread_t thread;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, push_stream, ring), 0);
    for (uint64_t i = 0; i < STREAM;) {
        size_t size = ring_pop(ring, message, sizeof(message));

        if (size == 0) {
            sched_yield();
            continue;
        }
        wrong += size != 8 + i % 8 * 8 || message[0] != i || message[size / 8 - 1] != i;
        i++;
    }
    pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(wrong, 0);
    ring_free(ring);
}

CU_TestInfo ring_tests[] = {
    {"messages come out in the order they went in", gives_back_in_order},
    {"a full ring refuses and keeps what it has", refuses_when_full},
    {"messages survive the ring's end", goes_round_the_end},
    {"a message longer than asked for is cut, the next is whole", cuts_what_is_too_long},
    {"between two threads nothing is lost, doubled or torn", loses_nothing_between_threads},
    CU_TEST_INFO_NULL,
};
