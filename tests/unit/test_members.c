/* members.h: a row's texts, each in its own place. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/ctl/members.h"

enum { SIZE = 8 };

struct row {
    char host[SIZE], until[SIZE], count[SIZE];
};

static const struct member list[] = {MEMBER(row, host), MEMBER(row, until), MEMBER(row, count)};
static const struct members members = {list, sizeof list / sizeof list[0], SIZE};

static bool fill(struct row *row, const char *json)
{
    return members_read(row, &members, json, strlen(json));
}

static void each_in_its_place(void)
{
    struct row row = {.until = "before"};

    CU_ASSERT_TRUE(fill(&row, "{\"count\":3,\"program\":\"/bin/cat\",\"host\":\"pc1\",\"until\":null}"));
    CU_ASSERT_STRING_EQUAL(row.host, "pc1");
    CU_ASSERT_STRING_EQUAL(row.until, "before");
    CU_ASSERT_STRING_EQUAL(row.count, "3");
}

static void too_long(void)
{
    struct row row = {.until = "before"};

    CU_ASSERT_TRUE(fill(&row, "{\"host\":\"reception-07\"}"));
    CU_ASSERT_STRING_EQUAL(row.host, "recepti");
    CU_ASSERT_STRING_EQUAL(row.until, "before");
}

static void no_object(void)
{
    struct row row = {.host = "before"};

    CU_ASSERT_FALSE(fill(&row, "[\"host\"]"));
    CU_ASSERT_FALSE(fill(&row, "{\"host\":"));
    CU_ASSERT_FALSE(fill(&row, ""));
    CU_ASSERT_STRING_EQUAL(row.host, "before");
}

CU_TestInfo members_tests[] = {
    {"each text goes to its own place; what the row does not have stays", each_in_its_place},
    {"a text that is too long is cut off and spoils no other", too_long},
    {"what is no object fills nothing", no_object},
    CU_TEST_INFO_NULL,
};
