/* agent/judge/weigh/lore.c: what is remembered is found again, and is bounded. */
#include "weighing.h"

#include "agent/judge/weigh/lore.h"

static void pairs(void)
{
    struct lore lore = {0};
    struct pair *pair = lore_pair(&lore, 1, 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(pair);
    CU_ASSERT(pair->login == 1 && pair->patient == 2 && pair->days == 0 && pair->points == 0);
    pair->points = 42;
    for (uint32_t i = 1; i < 5000; i++)
        CU_ASSERT_PTR_NOT_NULL_FATAL(lore_pair(&lore, 1 + i % 70, 3 + i));
    CU_ASSERT_EQUAL(lore_pair(&lore, 1, 2)->points, 42);
    CU_ASSERT_EQUAL(lore_pair(&lore, 2, 1)->points, 0);
    CU_ASSERT_EQUAL(lore.pair_count, 5001);
    lore_free(&lore);
    CU_ASSERT_PTR_NULL(lore.pairs);
}

static void persons_stay(void)
{
    struct lore lore = {0};
    struct person *first = lore_person(&lore, 1);
    struct subject *subject = lore_subject(&lore, 1);

    CU_ASSERT_PTR_NOT_NULL_FATAL(first);
    subject->next = 3;
    for (uint32_t i = 2; i < 1000; i++) {
        CU_ASSERT_EQUAL_FATAL(lore_person(&lore, i)->login, i);
        CU_ASSERT_EQUAL_FATAL(lore_subject(&lore, i)->patient, i);
    }
    CU_ASSERT_PTR_EQUAL(lore_person(&lore, 1), first);
    CU_ASSERT_EQUAL(lore_subject(&lore, 1)->next, 3);
    lore_free(&lore);
}

static void roles(void)
{
    struct lore lore = {0};
    struct role *none = lore_role(&lore, ""), *nurse = lore_role(&lore, "Nurse");
    char name[16];

    CU_ASSERT_PTR_NOT_EQUAL(none, nurse);
    CU_ASSERT_PTR_EQUAL(lore_role(&lore, "Nurse"), nurse);
    for (int i = 0; i < FEATURES; i++) /* what is usual elsewhere, so that the first day is judged, too */
        CU_ASSERT(nurse->rates[i].all > 0 && nurse->rates[i].hits > 0 && nurse->rates[i].hits < nurse->rates[i].all);
    for (int i = 0; i < 200; i++) {
        text_format(name, sizeof name, "role %d", i);
        CU_ASSERT_PTR_NOT_NULL(lore_role(&lore, name));
    }
    CU_ASSERT_EQUAL(lore.role_count, LORE_ROLES);
    CU_ASSERT_PTR_EQUAL(lore_role(&lore, "role 199"), none);
    CU_ASSERT_PTR_EQUAL(lore_role(&lore, "Nurse"), nurse);
    lore_free(&lore);
}

static void keeps(void)
{
    struct lore lore = {0};
    struct person *person = lore_person(&lore, 1);
    struct fact fact = {.time_ms = 0, .patient = 1};

    for (int i = 0; i < 10000; i++) {
        fact.time_ms = i * DAY;
        CU_ASSERT_TRUE_FATAL(lore_keep(person, &fact, i, 60 * 86400));
    }
    CU_ASSERT(person->kept_count >= 60 && person->kept_count <= 256);
    CU_ASSERT_EQUAL(person->kept[person->kept_count - 1].grounds, 9999);
    CU_ASSERT(person->kept[0].fact.time_ms < person->kept[1].fact.time_ms);
    lore_free(&lore);
}

static void keeps_so_many(void)
{
    struct lore lore = {0};
    struct person *person = lore_person(&lore, 1);
    struct fact fact = {.time_ms = 0, .patient = 1};

    for (int i = 0; i < 10000; i++) {
        fact.time_ms = i * SECOND;
        CU_ASSERT_TRUE_FATAL(lore_keep(person, &fact, i, 60 * 86400));
    }
    CU_ASSERT(person->kept_count > 1500 && person->kept_count <= 2048);
    CU_ASSERT_EQUAL(person->kept[person->kept_count - 1].grounds, 9999);
    CU_ASSERT_EQUAL(person->kept[0].grounds, 10000 - person->kept_count);
    lore_free(&lore);
}

CU_TestInfo lore_tests[] = {
    {"a person and a patient are found again among thousands", pairs},
    {"a person stays where it is, however many come", persons_stay},
    {"a role begins with what is usual; beyond 64 they are one", roles},
    {"what is older than the story is let go", keeps},
    {"of one person 2,048 accesses are kept, the newest", keeps_so_many},
    CU_TEST_INFO_NULL,
};
