/* agent/judge/guest: each of Confide's programs at its own door, and strangers never in the way. */
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/judge/desk/guest.h"

enum { EYE = 7001, VOICE = 7002, JUDGE = 7003, ANNA = 1001, TECHNICIAN = 1002 };

static const struct guest_users users = {.own = JUDGE, .eye = EYE, .voice = VOICE};

static void the_voice_does_not_read_cases(void)
{
    CU_ASSERT_TRUE(guest_may_enter(&users, DESK_POST, VOICE));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_CTL, VOICE));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_SOURCE, VOICE));
}

static void the_eye_sees_and_no_more(void)
{
    CU_ASSERT_TRUE(guest_may_enter(&users, DESK_SOURCE, EYE));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_CTL, EYE));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_POST, EYE));
}

static void people_neither_see_nor_send(void)
{
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_SOURCE, TECHNICIAN));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_POST, TECHNICIAN));
    CU_ASSERT_TRUE(guest_may_enter(&users, DESK_CTL, TECHNICIAN)); /* the socket's mode has let them in */
    CU_ASSERT_TRUE(guest_may_enter(&users, DESK_PAM, ANNA));
}

static void root_and_the_judge_may_enter_everywhere(void)
{
    for (int role = 0; role < DESK_ROLES; role++) {
        CU_ASSERT_TRUE(guest_may_enter(&users, (enum desk_role)role, 0));
        CU_ASSERT_TRUE(guest_may_enter(&users, (enum desk_role)role, JUDGE));
    }
}

static void without_its_account_a_program_is_nobody(void)
{
    const struct guest_users none = {.own = 0, .eye = (uid_t)-1, .voice = (uid_t)-1};

    CU_ASSERT_FALSE(guest_may_enter(&none, DESK_SOURCE, EYE));
    CU_ASSERT_FALSE(guest_may_enter(&none, DESK_POST, VOICE));
    CU_ASSERT_TRUE(guest_may_enter(&none, DESK_SOURCE, 0));
}

/* Eight users of 64 connections each once took all 512, and the eye stood outside. */
static void strangers_leave_places(void)
{
    struct guest_count count = {.all = 256, .strangers = 256};

    CU_ASSERT_FALSE(guest_has_place(&users, &count, DESK_PAM, ANNA));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_PAM, 0));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_SOURCE, EYE));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_POST, VOICE));
    count = (struct guest_count){.all = 64, .of_user = 64, .strangers = 64};
    CU_ASSERT_FALSE(guest_has_place(&users, &count, DESK_PAM, ANNA));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_PAM, 0));
    count.all = 512;
    CU_ASSERT_FALSE(guest_has_place(&users, &count, DESK_PAM, 0));
}

static void people_answer_four_at_a_time(void)
{
    struct guest_count count = {.all = 4, .of_user = 4, .asking = 4, .asking_of_user = 3};

    CU_ASSERT_TRUE(guest_may_enter(&users, DESK_ASK, ANNA));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_ASK, EYE));
    CU_ASSERT_FALSE(guest_may_enter(&users, DESK_ASK, VOICE));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_ASK, ANNA));
    count.asking_of_user = 4;
    CU_ASSERT_FALSE(guest_has_place(&users, &count, DESK_ASK, ANNA));
    CU_ASSERT_TRUE(
        guest_has_place(&users, &count, DESK_PAM, ANNA)); /* a crowd that asks keeps nobody from logging in */
    count = (struct guest_count){.all = 64, .asking = 64};
    CU_ASSERT_FALSE(guest_has_place(&users, &count, DESK_ASK, ANNA));
    CU_ASSERT_TRUE(guest_has_place(&users, &count, DESK_PAM, ANNA));
}

static unsigned told(struct guest_quota *quota, uid_t uid, unsigned times, int64_t now_ms)
{
    unsigned count = 0;

    for (unsigned i = 0; i < times; i++)
        count += guest_may_tell(quota, uid, now_ms);
    return count;
}

static void one_user_does_not_fill_the_store(void)
{
    struct guest_quota quota = {0};

    CU_ASSERT_EQUAL(told(&quota, ANNA, 100000, 5), GUEST_EACH);
    CU_ASSERT_EQUAL(told(&quota, TECHNICIAN, 1, 5), 1);
    CU_ASSERT_EQUAL(told(&quota, ANNA, 1, 5 + GUEST_HOUR_MS - 1), 0);
    CU_ASSERT_EQUAL(told(&quota, ANNA, 1, 5 + GUEST_HOUR_MS), 1);
}

static void many_users_do_not_fill_the_store(void)
{
    struct guest_quota quota = {0};
    unsigned count = 0;

    for (uid_t uid = 100000; uid < 165536; uid++)
        count += told(&quota, uid, 2, 5);
    CU_ASSERT_EQUAL(count, GUEST_ALL);
}

CU_TestInfo guest_tests[] = {
    {"the voice does not read cases", the_voice_does_not_read_cases},
    {"the eye sees and no more", the_eye_sees_and_no_more},
    {"people can neither see nor send in our programs' place", people_neither_see_nor_send},
    {"root and the judge may enter everywhere", root_and_the_judge_may_enter_everywhere},
    {"without its account a program is nobody", without_its_account_a_program_is_nobody},
    {"strangers leave places for our programs and for logins", strangers_leave_places},
    {"people answer at their own door, four of a user at a time", people_answer_four_at_a_time},
    {"one user does not fill the store", one_user_does_not_fill_the_store},
    {"many users do not fill the store", many_users_do_not_fill_the_store},
    CU_TEST_INFO_NULL,
};
