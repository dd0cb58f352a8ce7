/* agent/judge/{ends,locks}: when an emergency's session ends, and how locks are told and counted. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/logins/ends.h"
#include "agent/judge/logins/locks.h"

static struct event login(const char *evidence)
{
    struct event event = {.kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .outcome = OUTCOME_OK};

    text_copy(event.login, sizeof event.login, "maya");
    text_copy(event.evidence, sizeof event.evidence, evidence);
    return event;
}

static struct event emergency(const char *evidence, int64_t time_ms)
{
    struct event event = login(evidence);

    event.time_ms = time_ms;
    text_copy(event.purpose, sizeof event.purpose, "emergency");
    return event;
}

static void an_emergency_ends_when_its_time_is_over(void)
{
    static struct ends ends;
    struct event event = emergency("tty=tty2 logind=7", 1000000);
    struct end end, taken, pushed;

    memset(&ends, 0, sizeof ends);
    CU_ASSERT_TRUE(ends_read(&event, 60, 1000000, &end));
    CU_ASSERT_FALSE(ends_keep(&ends, &end, &pushed));
    CU_ASSERT_FALSE(ends_keep(&ends, &end, &pushed)); /* told twice */
    CU_ASSERT_EQUAL(ends_wait(&ends, 1000000, INT64_MAX), 3600000);
    CU_ASSERT_EQUAL(ends_wait(&ends, 1000000, 5), 5);
    CU_ASSERT_FALSE(ends_take(&ends, 4599999, &taken));
    CU_ASSERT_EQUAL(ends_wait(&ends, 9999999, 5), 0);
    CU_ASSERT_TRUE(ends_take(&ends, 4600000, &taken));
    CU_ASSERT_STRING_EQUAL(taken.id, "7");
    CU_ASSERT_STRING_EQUAL(taken.login, "maya");
    CU_ASSERT_FALSE(ends_take(&ends, INT64_MAX, &taken));
}

static void what_is_no_emergency_does_not_end(void)
{
    struct event event = emergency("logind=7", 1000000);
    struct end end;

    CU_ASSERT_FALSE(ends_read(&event, 0, 1000000, &end));
    event = login("logind=7");
    CU_ASSERT_FALSE(ends_read(&event, 60, 1000000, &end));
    event = emergency("tty=tty2", 1000000);
    CU_ASSERT_FALSE(ends_read(&event, 60, 1000000, &end));
}

static void a_clock_ahead_gives_no_more_time(void)
{
    struct event event = emergency("logind=7", INT64_C(253402300799999));
    struct end end;

    CU_ASSERT_TRUE(ends_read(&event, 60, 1000000, &end));
    CU_ASSERT_EQUAL(end.ends_ms, 4600000);
}

static void another_boots_session_of_the_same_number_is_another(void)
{
    struct seats_session one = {.id = "7", .login = "maya", .since_ms = 999000};
    struct event event = emergency("logind=7", 1000000);
    struct end end;

    ends_read(&event, 60, 1000000, &end);
    CU_ASSERT_TRUE(ends_is(&end, &one));
    one.since_ms = 2000000;
    CU_ASSERT_FALSE(ends_is(&end, &one));
    one = (struct seats_session){.id = "7", .login = "kofi", .since_ms = 999000};
    CU_ASSERT_FALSE(ends_is(&end, &one));
    one = (struct seats_session){.id = "8", .login = "maya", .since_ms = 999000};
    CU_ASSERT_FALSE(ends_is(&end, &one));
}

static void the_later_of_two_boots_counts_in_any_order(void)
{
    static struct ends ends;
    struct event before = emergency("logind=7", 1000000), after = emergency("logind=7", 9000000);
    struct end first, second, taken, pushed;

    ends_read(&before, 60, 9000000, &first);
    ends_read(&after, 60, 9000000, &second);
    for (int turn = 0; turn < 2; turn++) {
        memset(&ends, 0, sizeof ends);
        ends_keep(&ends, turn ? &first : &second, &pushed);
        ends_keep(&ends, turn ? &second : &first, &pushed);
        CU_ASSERT_FALSE(ends_take(&ends, 9000000, &taken));
        CU_ASSERT_TRUE(ends_take(&ends, second.ends_ms, &taken));
        CU_ASSERT_FALSE(ends_take(&ends, INT64_MAX, &taken));
    }
}

static void too_many_emergencies_end_early_not_never(void)
{
    static struct ends ends;
    struct end end = {.login = "maya"}, taken, pushed;
    unsigned count = 0;
    bool newest = false;

    memset(&ends, 0, sizeof ends);
    for (int i = 0; i <= ENDS_MAX; i++) {
        end.ends_ms = 1000 + i;
        text_format(end.id, sizeof end.id, "%d", i);
        CU_ASSERT_EQUAL(ends_keep(&ends, &end, &pushed), i == ENDS_MAX);
    }
    CU_ASSERT_STRING_EQUAL(pushed.id, "0");
    while (ends_take(&ends, INT64_MAX, &taken)) {
        count++;
        newest = newest || taken.ends_ms == 1000 + ENDS_MAX;
    }
    CU_ASSERT_EQUAL(count, ENDS_MAX);
    CU_ASSERT_TRUE(newest);
}

static struct lock lock_of(enum locks_why why, const char *id)
{
    struct lock lock = {.why = why, .uid = 4001, .by = "2", .place = "tty1", .session = {.login = "maya"}};

    text_copy(lock.session.id, sizeof lock.session.id, id);
    return lock;
}

static void a_lock_is_told_in_words(void)
{
    struct lock lock = lock_of(LOCKS_NEWCOMER, "1");
    struct event event = locks_event(&lock, OUTCOME_OK, NULL);

    CU_ASSERT_EQUAL(event.kind, EVENT_LOGIN);
    CU_ASSERT_EQUAL(event.action, ACTION_LOCK);
    CU_ASSERT_STRING_EQUAL(event.login, "maya");
    CU_ASSERT_STRING_EQUAL(event.session, "1");
    CU_ASSERT_STRING_EQUAL(event.object, "tty1");
    CU_ASSERT_STRING_EQUAL(event.reason, "asked to lock: taken over by session 2");
    lock = lock_of(LOCKS_END, "1");
    event = locks_event(&lock, OUTCOME_OK, NULL);
    CU_ASSERT_STRING_EQUAL(event.reason, "asked to lock: the emergency entry has ended");
    event = locks_event(&lock, OUTCOME_FAILED, "it is not there");
    CU_ASSERT_STRING_EQUAL(event.reason, "it is not there");
    CU_ASSERT_EQUAL(event.outcome, OUTCOME_FAILED);
}

static void locks_are_counted_within_their_span(void)
{
    static struct locks_past past;
    struct lock lock = lock_of(LOCKS_UNLOCKED, "1");

    memset(&past, 0, sizeof past);
    CU_ASSERT_FALSE(locks_within(&past, "", 1000, 10));
    locks_note(&past, &lock, 1000);
    CU_ASSERT_TRUE(locks_within(&past, "1", 100, 1099));
    CU_ASSERT_FALSE(locks_within(&past, "1", 100, 1100));
    CU_ASSERT_FALSE(locks_within(&past, "2", 100, 1000));
    CU_ASSERT_EQUAL(locks_for_unlocking(&past, "maya", 100, 1099), 1);
    CU_ASSERT_EQUAL(locks_for_unlocking(&past, "kofi", 100, 1099), 0);
    lock.why = LOCKS_NEWCOMER;
    locks_note(&past, &lock, 1000);
    CU_ASSERT_EQUAL(locks_for_unlocking(&past, "maya", 100, 1099), 1);
    for (int i = 0; i < 10 * LOCKS_PAST; i++)
        locks_note(&past, &lock, 2000);
    CU_ASSERT_EQUAL(locks_for_unlocking(&past, "maya", 10000, 2000), 0);
}

CU_TestInfo ends_tests[] = {
    {"an emergency ends when its time is over", an_emergency_ends_when_its_time_is_over},
    {"what is no emergency does not end", what_is_no_emergency_does_not_end},
    {"a clock ahead gives no more time", a_clock_ahead_gives_no_more_time},
    {"another boot's session of the same number is another", another_boots_session_of_the_same_number_is_another},
    {"the later of two boots counts, in any order", the_later_of_two_boots_counts_in_any_order},
    {"too many emergencies end early, not never", too_many_emergencies_end_early_not_never},
    {"a lock is told in words", a_lock_is_told_in_words},
    {"locks are counted within their span", locks_are_counted_within_their_span},
    CU_TEST_INFO_NULL};
