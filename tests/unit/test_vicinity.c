/* agent/watch/vicinity: what around the records is worth hearing. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/vicinity.h"

static struct vicinity vicinity;

static struct identity person(uint32_t loginuid, uint32_t session)
{
    return (struct identity){.loginuid = loginuid, .session = session};
}

static void who_opened_a_record_is_near_for_two_minutes(void)
{
    struct identity anna = person(1001, 5), elsewhere = person(1001, 6);

    memset(&vicinity, 0, sizeof(vicinity));
    CU_ASSERT_FALSE(vicinity_is_near(&vicinity, &anna, 1000));
    vicinity_opened(&vicinity, &anna, 1000);
    CU_ASSERT_TRUE(vicinity_is_near(&vicinity, &anna, 1000));
    CU_ASSERT_TRUE(vicinity_is_near(&vicinity, &anna, 1000 + VICINITY_MS));
    CU_ASSERT_FALSE(vicinity_is_near(&vicinity, &anna, 1001 + VICINITY_MS));
    CU_ASSERT_FALSE(vicinity_is_near(&vicinity, &elsewhere, 1000));
    vicinity_opened(&vicinity, &anna, 2000 + VICINITY_MS);
    CU_ASSERT_TRUE(vicinity_is_near(&vicinity, &anna, 2001 + VICINITY_MS));
}

static void daemons_are_not_near(void)
{
    struct identity daemon = person((uint32_t)IDENTITY_UNSET, (uint32_t)IDENTITY_UNSET);

    memset(&vicinity, 0, sizeof(vicinity));
    vicinity_opened(&vicinity, &daemon, 1000);
    CU_ASSERT_FALSE(vicinity_is_near(&vicinity, &daemon, 1000));
}

static void the_longest_away_makes_room(void)
{
    struct identity first = person(1, 1);

    memset(&vicinity, 0, sizeof(vicinity));
    for (uint32_t i = 1; i <= VICINITY_LOGINS + 1; i++) {
        struct identity one = person(i, i);

        vicinity_opened(&vicinity, &one, 1000 + i);
        CU_ASSERT_TRUE(vicinity_is_near(&vicinity, &one, 1000 + i));
    }
    CU_ASSERT_FALSE(vicinity_is_near(&vicinity, &first, 1100));
    first = person(2, 2);
    CU_ASSERT_TRUE(vicinity_is_near(&vicinity, &first, 1100));
}

CU_TestInfo vicinity_tests[] = {
    {"who opened a record is near for two minutes, in that session", who_opened_a_record_is_near_for_two_minutes},
    {"daemons are not near", daemons_are_not_near},
    {"who was away longest makes room", the_longest_away_makes_room},
    CU_TEST_INFO_NULL,
};
