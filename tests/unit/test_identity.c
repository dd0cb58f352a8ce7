/* pam_module/identity.c: who may log in, and what the others are told. */
#include <stdint.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "pam_module/identity.h"

static const int64_t now = 1700000000000;

static struct staff_member member(enum staff_kind kind)
{
    return (struct staff_member){.login = "anna", .kind = (uint8_t)kind, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX};
}

static void test_person(void)
{
    struct staff_member row = member(STAFF_PERSON);

    CU_ASSERT_EQUAL(identity_judge(&row, now), IDENTITY_MAY);
    CU_ASSERT_FALSE(identity_refuses(IDENTITY_MAY));
}

static void test_emergency(void)
{
    struct staff_member row = member(STAFF_EMERGENCY);

    CU_ASSERT_EQUAL(identity_judge(&row, now), IDENTITY_EMERGENCY);
    CU_ASSERT_FALSE(identity_refuses(IDENTITY_EMERGENCY));
    row.ends_ms = now;
    CU_ASSERT_EQUAL(identity_judge(&row, now), IDENTITY_ENDED);
}

static void test_shared_and_service(void)
{
    struct staff_member shared = member(STAFF_SHARED), service = member(STAFF_SERVICE), unowned = member(STAFF_UNOWNED);

    CU_ASSERT_EQUAL(identity_judge(&shared, now), IDENTITY_SHARED);
    CU_ASSERT_EQUAL(identity_judge(&service, now), IDENTITY_SERVICE);
    CU_ASSERT_EQUAL(identity_judge(&unowned, now), IDENTITY_UNOWNED);
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_UNOWNED));
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_TWIN));
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_SHARED));
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_SERVICE));
}

static void test_unlisted(void)
{
    struct staff_member nonsense = member(STAFF_PERSON);

    CU_ASSERT_EQUAL(identity_judge(NULL, now), IDENTITY_UNLISTED);
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_UNLISTED));
    nonsense.kind = 0;
    CU_ASSERT_EQUAL(identity_judge(&nonsense, now), IDENTITY_UNLISTED);
    nonsense.kind = 200;
    CU_ASSERT_EQUAL(identity_judge(&nonsense, now), IDENTITY_UNLISTED);
}

static void test_bounds(void)
{
    struct staff_member row = member(STAFF_PERSON);

    row.starts_ms = now;
    row.ends_ms = now + 1;
    CU_ASSERT_EQUAL(identity_judge(&row, now - 1), IDENTITY_NOT_STARTED);
    CU_ASSERT_EQUAL(identity_judge(&row, now), IDENTITY_MAY);
    CU_ASSERT_EQUAL(identity_judge(&row, now + 1), IDENTITY_ENDED);
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_NOT_STARTED));
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_ENDED));
}

static void test_leave(void)
{
    struct staff_member row = member(STAFF_PERSON);

    row.leave_from_ms = now;
    row.leave_to_ms = now + 10;
    CU_ASSERT_EQUAL(identity_judge(&row, now - 1), IDENTITY_MAY);
    CU_ASSERT_EQUAL(identity_judge(&row, now), IDENTITY_ON_LEAVE);
    CU_ASSERT_EQUAL(identity_judge(&row, now + 10), IDENTITY_MAY);
    CU_ASSERT_TRUE(identity_refuses(IDENTITY_ON_LEAVE));
}

static void test_words(void)
{
    for (int a = IDENTITY_MAY; a <= IDENTITY_TWIN; a++)
        for (int b = IDENTITY_MAY; b < a; b++)
            CU_ASSERT_STRING_NOT_EQUAL(identity_word((enum identity_verdict)a),
                                       identity_word((enum identity_verdict)b));
}

CU_TestInfo identity_tests[] = {{"a listed person may", test_person},
                                {"an emergency login may, until it ends", test_emergency},
                                {"logins of nobody, of many and of programs are refused", test_shared_and_service},
                                {"a login without a row, or with a row of no kind, is refused", test_unlisted},
                                {"starts is the first moment in, ends the first moment out", test_bounds},
                                {"a person is refused while on leave, and only then", test_leave},
                                {"each verdict has its own word", test_words},
                                CU_TEST_INFO_NULL};
