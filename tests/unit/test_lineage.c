/* agent/watch/lineage: whom a process that is gone belonged to. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/lineage.h"

enum { SHELL = 100, CHILD = 101, GRANDCHILD = 102, ANNA = 1001, BEN = 1002, NOBODY = -1 };

static struct lineage lineage;
static int64_t now;

static void begin(void)
{
    memset(&lineage, 0, sizeof(lineage));
    now = 1000;
}

static void learn(int32_t pid, uint32_t loginuid, uint32_t uid)
{
    struct identity who = {.loginuid = loginuid, .session = loginuid + 1, .uid = uid, .comm = "bash"};

    lineage_learn(&lineage, pid, &who, ++now);
}

static bool fork_of(int32_t parent, int32_t child)
{
    return lineage_fork(&lineage, parent, child, ++now);
}

static void user(int32_t pid, uint32_t uid)
{
    lineage_user(&lineage, pid, uid, uid, ++now);
}

static void ends(int32_t pid)
{
    lineage_exit(&lineage, pid, ++now);
}

/* The same numbers each time: a failure can be looked at again. */
static uint32_t random_below(uint32_t bound)
{
    static uint64_t state = 4;

    state = state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(state >> 33) % bound;
}

/* The loginuid that an event of `pid` since `since` is put down to. */
static int64_t named(int32_t pid, int64_t since)
{
    const struct lineage_record *record;

    if (lineage_find(&lineage, pid, since, &record, NULL) != LINEAGE_ONE || !record->is_sure)
        return NOBODY;
    return record->loginuid;
}

static void a_child_that_is_gone_is_its_parents(void)
{
    int64_t since;

    begin();
    learn(SHELL, ANNA, ANNA);
    since = now;
    fork_of(SHELL, CHILD);
    fork_of(CHILD, GRANDCHILD);
    lineage_exec(&lineage, GRANDCHILD);
    ends(CHILD);
    ends(GRANDCHILD);
    CU_ASSERT_EQUAL(named(CHILD, since), ANNA);
    CU_ASSERT_EQUAL(named(GRANDCHILD, since), ANNA);
    ends(SHELL);
    CU_ASSERT_EQUAL(named(GRANDCHILD, since), ANNA);
    CU_ASSERT_EQUAL(named(GRANDCHILD + 1, since), NOBODY);
}

static void an_elder_who_lives_can_be_asked_later(void)
{
    const struct lineage_record *record;
    int32_t elder = 0;
    int64_t since;

    begin();
    learn(7, (uint32_t)IDENTITY_UNSET, 0);
    since = now;
    fork_of(7, SHELL);
    user(SHELL, ANNA);
    fork_of(SHELL, CHILD);
    fork_of(CHILD, GRANDCHILD);
    ends(CHILD);
    ends(GRANDCHILD);
    CU_ASSERT_EQUAL(lineage_find(&lineage, GRANDCHILD, since, &record, &elder), LINEAGE_ONE);
    CU_ASSERT_FALSE(record->is_sure);
    CU_ASSERT_EQUAL(elder, SHELL);
    learn(SHELL, ANNA, ANNA);
    CU_ASSERT_EQUAL(named(GRANDCHILD, since), ANNA);
}

static void an_elder_whose_number_went_to_another_proves_nothing(void)
{
    int64_t since;

    begin();
    learn(7, (uint32_t)IDENTITY_UNSET, 0);
    since = now;
    fork_of(7, SHELL);
    user(SHELL, ANNA);
    fork_of(SHELL, CHILD);
    now += 10; /* SHELL ends and BEN's process is given its number; that is news still to come when it is read */
    learn(SHELL, BEN, BEN);
    fork_of(SHELL, 55); /* of BEN's */
    lineage_fork(&lineage, SHELL, GRANDCHILD, now - 9);
    lineage_exit(&lineage, SHELL, now - 8);
    lineage_fork(&lineage, 7, SHELL, now - 7);
    CU_ASSERT_EQUAL(named(CHILD, since), NOBODY);
    CU_ASSERT_EQUAL(named(GRANDCHILD, since), NOBODY);
}

static void nobodys_child_is_not_called_nobodys(void)
{
    const struct lineage_record *record;
    int64_t since;

    begin();
    learn(SHELL, (uint32_t)IDENTITY_UNSET, ANNA);
    since = now;
    fork_of(SHELL, CHILD);
    CU_ASSERT_EQUAL(lineage_find(&lineage, CHILD, since, &record, NULL), LINEAGE_ONE);
    CU_ASSERT_FALSE(record->is_sure);
}

static void a_login_of_another_is_not_the_admins(void)
{
    int64_t since;

    begin();
    learn(7, ANNA, 0); /* sshd, started by hand by an administrator */
    since = now;
    fork_of(7, SHELL); /* takes on BEN's loginuid, which nobody tells */
    user(SHELL, BEN);
    fork_of(SHELL, CHILD);
    CU_ASSERT_EQUAL(named(SHELL, since), NOBODY);
    CU_ASSERT_EQUAL(named(CHILD, since), NOBODY);
    learn(SHELL, BEN, BEN);
    CU_ASSERT_EQUAL(named(CHILD, since), BEN);
}

static void who_was_root_in_between_is_not_guessed(void)
{
    int64_t since;

    begin();
    learn(SHELL, ANNA, ANNA);
    since = now;
    fork_of(SHELL, CHILD);
    user(CHILD, 0); /* sudo */
    fork_of(CHILD, GRANDCHILD);
    CU_ASSERT_EQUAL(named(CHILD, since), NOBODY);
    CU_ASSERT_EQUAL(named(GRANDCHILD, since), NOBODY);
    user(GRANDCHILD, BEN);
    fork_of(GRANDCHILD, 103);
    CU_ASSERT_EQUAL(named(103, since), NOBODY);
    CU_ASSERT_EQUAL(named(SHELL, since - 5), ANNA);
}

static void a_child_from_before_the_reading_waits_for_proof(void)
{
    begin();
    CU_ASSERT_TRUE(fork_of(SHELL, CHILD)); /* nothing is known of SHELL: look at it */
    learn(SHELL, ANNA, ANNA);
    CU_ASSERT_EQUAL(named(CHILD, 900), NOBODY); /* it may have been root when it bore it */
    CU_ASSERT_FALSE(fork_of(SHELL, GRANDCHILD));
    CU_ASSERT_EQUAL(named(GRANDCHILD, 900), ANNA);
}

static void a_number_that_came_round_is_nobodys(void)
{
    int64_t since, between;

    begin();
    learn(SHELL, ANNA, ANNA);
    learn(200, BEN, BEN);
    since = now;
    fork_of(SHELL, CHILD);
    ends(CHILD);
    between = now;
    fork_of(200, CHILD);
    CU_ASSERT_EQUAL(named(CHILD, since), NOBODY); /* it may have been either */
    CU_ASSERT_EQUAL(named(CHILD, between + 1), BEN);
    ends(CHILD);
    CU_ASSERT_EQUAL(named(CHILD, now + 1), NOBODY); /* it was gone before that */
}

static void a_number_that_came_round_unseen_is_nobodys(void)
{
    int64_t since;

    begin();
    learn(SHELL, ANNA, ANNA);
    since = now;
    ends(CHILD); /* of which nothing was known */
    fork_of(SHELL, CHILD);
    CU_ASSERT_EQUAL(named(CHILD, since), NOBODY);
    CU_ASSERT_EQUAL(named(CHILD, now), ANNA);
}

static void what_was_missed_makes_all_unsure(void)
{
    begin();
    learn(SHELL, ANNA, ANNA);
    fork_of(SHELL, CHILD);
    lineage_forget(&lineage, ++now);
    CU_ASSERT_EQUAL(named(SHELL, now), NOBODY);
    CU_ASSERT_EQUAL(named(CHILD, now), NOBODY);
    learn(SHELL, ANNA, ANNA);
    fork_of(SHELL, CHILD);
    CU_ASSERT_EQUAL(named(CHILD, 900), NOBODY);
    CU_ASSERT_EQUAL(named(CHILD, now), ANNA);
}

static void a_full_table_pushes_out_the_gone_first(void)
{
    begin();
    learn(SHELL, ANNA, ANNA);
    for (int i = 1; i <= 20; i++) {
        fork_of(SHELL, SHELL + i * LINEAGE_SETS);
        CU_ASSERT_EQUAL(named(SHELL + i * LINEAGE_SETS, now), ANNA);
        ends(SHELL + i * LINEAGE_SETS);
    }
    CU_ASSERT_EQUAL(named(SHELL, now), ANNA);
    CU_ASSERT_EQUAL(named(SHELL + LINEAGE_SETS, now), NOBODY);
}

static void names_of_programs_go_with_the_exec(void)
{
    const struct lineage_record *record;

    begin();
    learn(SHELL, ANNA, ANNA);
    fork_of(SHELL, CHILD);
    fork_of(SHELL, GRANDCHILD);
    lineage_start(&lineage, CHILD, "rm");
    lineage_exec(&lineage, CHILD);
    lineage_exec(&lineage, GRANDCHILD);
    CU_ASSERT_EQUAL(lineage_find(&lineage, CHILD, now, &record, NULL), LINEAGE_ONE);
    CU_ASSERT_STRING_EQUAL(record->comm, "rm");
    CU_ASSERT_EQUAL(lineage_find(&lineage, GRANDCHILD, now, &record, NULL), LINEAGE_ONE);
    CU_ASSERT_STRING_EQUAL(record->comm, ""); /* no longer the shell, and nobody said what */
    lineage_start(&lineage, GRANDCHILD, "mv");
    CU_ASSERT_STRING_EQUAL(record->comm, "mv");
}

static uint64_t seal_of(int32_t pid)
{
    const struct lineage_record *record;

    lineage_find(&lineage, pid, now, &record, NULL);
    return record ? record->seal : 0;
}

static void another_user_or_program_breaks_the_seal(void)
{
    uint64_t first, second;

    begin();
    learn(SHELL, ANNA, ANNA);
    first = seal_of(SHELL);
    CU_ASSERT_NOT_EQUAL(first, 0);
    fork_of(SHELL, CHILD);
    learn(SHELL, ANNA, ANNA);
    CU_ASSERT_EQUAL(seal_of(SHELL), first);
    CU_ASSERT_NOT_EQUAL(seal_of(CHILD), first);
    lineage_exec(&lineage, SHELL);
    second = seal_of(SHELL);
    CU_ASSERT_NOT_EQUAL(second, first);
    user(SHELL, 0);
    CU_ASSERT_NOT_EQUAL(seal_of(SHELL), second);
    lineage_forget(&lineage, ++now);
    learn(SHELL, ANNA, ANNA);
    CU_ASSERT_TRUE(seal_of(SHELL) > second);
    ends(SHELL);
    second = seal_of(SHELL);
    fork_of(CHILD, SHELL);
    CU_ASSERT_TRUE(seal_of(SHELL) > second);
}

/* Random trees, told truly, with readings of the living in between: whoever is named is named right. */
static void random_histories_never_give_a_wrong_name(void)
{
    enum { PIDS = 40, STEPS = 200000 };
    struct {
        bool lives;
        uint32_t loginuid, uid;
        int64_t born;
    } is[PIDS + 1] = {0};
    unsigned named_right = 0, wrong = 0;

    begin();
    is[1].lives = true;
    is[1].loginuid = (uint32_t)IDENTITY_UNSET;
    for (int step = 0; step < STEPS; step++) {
        int pid = 1 + (int)random_below(PIDS), other = 1 + (int)random_below(PIDS);
        int64_t verdict;

        switch (is[pid].lives ? (int)random_below(8) : 8) {
        case 0:
        case 1:
        case 2:
            if (is[other].lives)
                break;
            is[other] = is[pid];
            is[other].born = now + 1;
            fork_of(pid, other);
            break;
        case 3:
            if (pid == 1)
                break;
            ends(pid);
            is[pid].lives = false;
            break;
        case 4: /* a login: root takes on a person, then their user */
            if (is[pid].uid != 0 || pid == 1)
                break;
            is[pid].loginuid = ANNA + random_below(5);
            break;
        case 5:
            if (pid == 1)
                break;
            is[pid].uid = (int)random_below(3) ? 5000 : 0; /* a user, or sudo */
            user(pid, is[pid].uid);
            break;
        case 6:
            learn(pid, is[pid].loginuid, is[pid].uid);
            break;
        case 7:
            verdict = named(pid, is[pid].born);
            named_right += verdict == is[pid].loginuid;
            wrong += verdict != NOBODY && verdict != is[pid].loginuid;
            break;
        }
    }
    CU_ASSERT_EQUAL(wrong, 0);
    CU_ASSERT_TRUE(named_right > STEPS / 100);
}

CU_TestInfo lineage_tests[] = {
    {"a child that is gone is its parent's person's", a_child_that_is_gone_is_its_parents},
    {"an elder who lives can be asked later", an_elder_who_lives_can_be_asked_later},
    {"an elder whose number went to another proves nothing", an_elder_whose_number_went_to_another_proves_nothing},
    {"nobody's child is not called nobody's", nobodys_child_is_not_called_nobodys},
    {"who logs in by an administrator's sshd is not the administrator", a_login_of_another_is_not_the_admins},
    {"who was root in between is not guessed", who_was_root_in_between_is_not_guessed},
    {"a child from before the reading waits for proof", a_child_from_before_the_reading_waits_for_proof},
    {"a number that came round is nobody's", a_number_that_came_round_is_nobodys},
    {"a number that came round unseen is nobody's", a_number_that_came_round_unseen_is_nobodys},
    {"after missed news nothing from before counts", what_was_missed_makes_all_unsure},
    {"a full table pushes out those who are gone first", a_full_table_pushes_out_the_gone_first},
    {"a program's name goes when another is started", names_of_programs_go_with_the_exec},
    {"another user or program breaks the seal", another_user_or_program_breaks_the_seal},
    {"in random histories nobody is given a wrong name", random_histories_never_give_a_wrong_name},
    CU_TEST_INFO_NULL,
};
