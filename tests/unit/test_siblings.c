/* agent/watch/siblings: a folder's names in order, in bounded memory. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/inventory/siblings.h"

enum { NAMES = 5000 };

static char memory[64 << 10] __attribute__((aligned(8)));

/* Goes through a folder of NAMES names, in `room` bytes; how often it had to be read, 0 when a name was wrong. */
static int go_through(size_t room, int step)
{
    struct siblings siblings;
    char after[SIBLINGS_NAME_SIZE] = "", wanted[16];
    int given = 0, rounds = 0;

    do {
        unsigned char type = 0;

        siblings_begin(&siblings, memory, room);
        for (int i = 0; i < NAMES; i++) {
            char name[16];

            snprintf(name, sizeof name, "f%05d", (int)((long)i * step % NAMES));
            siblings_add(&siblings, after, name, 8);
        }
        if (siblings_settle(&siblings) > room || (siblings.is_partial && siblings.count == 0))
            return 0;
        for (const char *name; (name = siblings_next(&siblings, &type)); given++) {
            snprintf(wanted, sizeof wanted, "f%05d", given);
            if (strcmp(name, wanted) != 0 || type != 8)
                return 0;
        }
        text_copy(after, sizeof after, siblings_last(&siblings));
        rounds++;
    } while (siblings.is_partial);
    return given == NAMES ? rounds : 0;
}

static void sorts(void)
{
    CU_ASSERT_EQUAL(go_through(sizeof memory, 3571), 1);
    CU_ASSERT_EQUAL(go_through(sizeof memory, 1), 1);
}

static void goes_round_again(void)
{
    CU_ASSERT_TRUE(go_through(SIBLINGS_ROOM_LEAST, 3571) > 10);
    CU_ASSERT_TRUE(go_through(SIBLINGS_ROOM_LEAST, 1) > 10);
    CU_ASSERT_TRUE(go_through(SIBLINGS_ROOM_LEAST, NAMES - 1) > 10); /* from the last to the first */
}

static void holds_the_longest(void)
{
    struct siblings siblings;
    char name[SIBLINGS_NAME_SIZE] = "";

    siblings_begin(&siblings, memory, SIBLINGS_ROOM_LEAST);
    for (int i = 0; i < 200; i++) {
        memset(name, 'z' - i % 26, sizeof name - 1);
        name[0] = (char)(200 - i);
        siblings_add(&siblings, "", name, 4);
    }
    CU_ASSERT_TRUE(siblings_settle(&siblings) <= SIBLINGS_ROOM_LEAST);
    CU_ASSERT_TRUE(siblings.is_partial);
    CU_ASSERT_TRUE(siblings.count >= 4);
}

static void is_empty(void)
{
    struct siblings siblings;
    unsigned char type;

    siblings_begin(&siblings, memory, SIBLINGS_ROOM_LEAST);
    CU_ASSERT_EQUAL(siblings_settle(&siblings), 0);
    CU_ASSERT_PTR_NULL(siblings_next(&siblings, &type));
    CU_ASSERT_STRING_EQUAL(siblings_last(&siblings), "");
}

CU_TestInfo siblings_tests[] = {
    {"names come in order of their bytes", sorts},
    {"a folder that does not fit is read again and no name is lost or doubled", goes_round_again},
    {"names of 255 bytes fit in the least room", holds_the_longest},
    {"an empty folder has no names", is_empty},
    CU_TEST_INFO_NULL,
};
