/* agent/watch/session_roll: the roll of sessions keeps within its bounds, whatever is put on it. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/session/session_roll.h"

static struct session_roll roll;

static struct session_entry *put(unsigned number)
{
    char id[16], path[32];

    snprintf(id, sizeof(id), "%u", number);
    snprintf(path, sizeof(path), "/session/%u", number);
    return session_roll_add(&roll, id, path);
}

static void keeps_them(void)
{
    roll = (struct session_roll){0};
    put(1)->lock = 2;
    put(2);
    CU_ASSERT_EQUAL(put(1)->lock, 2); /* still the same */
    CU_ASSERT_EQUAL(roll.count, 2);
    CU_ASSERT_PTR_EQUAL(session_roll_find_path(&roll, "/session/2"), session_roll_find(&roll, "2"));
    session_roll_drop(&roll, "1");
    session_roll_drop(&roll, "nobody");
    CU_ASSERT_PTR_NULL(session_roll_find(&roll, "1"));
    CU_ASSERT_PTR_NOT_NULL(session_roll_find(&roll, "2"));
}

static void drops_what_is_not_listed(void)
{
    roll = (struct session_roll){0};
    for (unsigned i = 0; i < 10; i++)
        put(i);
    session_roll_unlist(&roll);
    put(3)->is_listed = true;
    put(9)->is_listed = true;
    session_roll_drop_unlisted(&roll);
    CU_ASSERT_EQUAL(roll.count, 2);
    CU_ASSERT_PTR_NOT_NULL(session_roll_find(&roll, "3"));
    CU_ASSERT_PTR_NOT_NULL(session_roll_find(&roll, "9"));
}

static void has_its_bounds(void)
{
    char path[SESSION_PATH_SIZE + 1];

    roll = (struct session_roll){0};
    for (unsigned i = 0; i < SESSION_ROLL_MAX; i++)
        CU_ASSERT_PTR_NOT_NULL(put(i));
    CU_ASSERT_PTR_NULL(put(SESSION_ROLL_MAX));
    CU_ASSERT_PTR_NOT_NULL(put(5));
    session_roll_drop(&roll, "5");
    memset(path, 'x', sizeof(path));
    path[SESSION_PATH_SIZE] = '\0';
    CU_ASSERT_PTR_NULL(session_roll_add(&roll, "c5", path));
    CU_ASSERT_PTR_NOT_NULL(put(SESSION_ROLL_MAX));
}

static void refuses_odd_ids(void)
{
    static const char *const odd[] = {"", "../5", "5 6", "5\n", "-1", "\xc3\xa4", "01234567890123456789012345678901"};

    roll = (struct session_roll){0};
    for (unsigned i = 0; i < sizeof(odd) / sizeof(odd[0]); i++)
        CU_ASSERT_PTR_NULL(session_roll_add(&roll, odd[i], "/session/5"));
    CU_ASSERT_PTR_NOT_NULL(session_roll_add(&roll, "c1", "/session/c1"));
    CU_ASSERT_EQUAL(roll.count, 1);
}

CU_TestInfo session_roll_tests[] = {
    {"sessions are kept until they are dropped", keeps_them},
    {"a list drops those that are not on it", drops_what_is_not_listed},
    {"a full roll takes no more", has_its_bounds},
    {"an id that cannot be logind's is refused", refuses_odd_ids},
    CU_TEST_INFO_NULL,
};
