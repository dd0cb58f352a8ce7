/* agent/judge/weigh/asked: what an answer excuses, how seldom, and whose silence is over. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/weigh/asked_book.h"

enum { HOUR_MS = 3600000, SILENCE_MS = 72 * HOUR_MS };
static const int64_t now_ms = 1764000000000, day_ms = 24 * (int64_t)HOUR_MS;

static struct question question(unsigned n, const char *login, const char *patient, int64_t asked_ms)
{
    struct question made = {
        .first_ms = asked_ms - 2 * HOUR_MS, .last_ms = asked_ms - HOUR_MS, .asked_ms = asked_ms, .count = 2};

    text_format(made.id, sizeof made.id, "Q-%016x", n);
    text_copy(made.login, sizeof made.login, login);
    text_copy(made.patient, sizeof made.patient, patient);
    return made;
}

static bool put(struct asked *asked, unsigned n, const char *login, const char *patient, int64_t asked_ms)
{
    struct question made = question(n, login, patient, asked_ms);

    return asked_put(asked, &made);
}

static struct answer answer(unsigned n, int64_t at_ms)
{
    struct answer made = {.answered_ms = at_ms, .reason = "covered for a colleague"};

    text_format(made.id, sizeof made.id, "Q-%016x", n);
    return made;
}

/* Answers, and notes the outcome as the store would. */
static enum asked_outcome reply(struct asked *asked, unsigned n, const char *login, int64_t at_ms)
{
    struct answer given = answer(n, at_ms);
    enum asked_outcome outcome = asked_answer(asked, login, &given);

    if (outcome != ASKED_NO_MATTER)
        asked_settle(asked, given.id, outcome, at_ms);
    return outcome;
}

static void an_answer_excuses_its_day(void)
{
    struct asked *asked = asked_new();
    int64_t first = now_ms - 2 * HOUR_MS, last = now_ms - HOUR_MS;

    CU_ASSERT_TRUE(put(asked, 1, "anna", "P1", now_ms));
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", first));
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms + HOUR_MS), ASKED_ACCEPTED);
    CU_ASSERT_TRUE(asked_excuses(asked, "anna", "P1", first));
    CU_ASSERT_TRUE(asked_excuses(asked, "anna", "P1", last + ASKED_DAY_MS));
    CU_ASSERT_TRUE(asked_excuses(asked, "anna", "P1", first - ASKED_DAY_MS));
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", last + ASKED_DAY_MS + 1));
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", first - ASKED_DAY_MS - 1));
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P2", first));
    CU_ASSERT_FALSE(asked_excuses(asked, "ann", "P1", first));
    CU_ASSERT_FALSE(asked_excuses(asked, "annabel", "P1", first));
    asked_free(asked);
}

static void nobody_answers_for_another(void)
{
    struct asked *asked = asked_new();

    put(asked, 1, "anna", "P1", now_ms);
    CU_ASSERT_EQUAL(reply(asked, 1, "ben", now_ms), ASKED_NO_MATTER);
    CU_ASSERT_EQUAL(reply(asked, 1, "", now_ms), ASKED_NO_MATTER);
    CU_ASSERT_EQUAL(reply(asked, 2, "anna", now_ms), ASKED_NO_MATTER);
    CU_ASSERT_PTR_NULL(asked_waiting(asked, "ben", NULL, now_ms));
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms), ASKED_ACCEPTED);
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms), ASKED_NO_MATTER);
    asked_free(asked);
}

static void the_fourth_in_a_month_is_evidence(void)
{
    struct asked *asked = asked_new();
    char patient[8];

    for (unsigned n = 1; n <= 4; n++) {
        text_format(patient, sizeof patient, "P%u", n);
        CU_ASSERT_EQUAL(asked_may(asked, "anna", patient, now_ms + n), n <= 3);
        CU_ASSERT_TRUE(put(asked, n, "anna", patient, now_ms));
        CU_ASSERT_EQUAL(reply(asked, n, "anna", now_ms + n), n <= 3 ? ASKED_ACCEPTED : ASKED_TOO_MANY);
    }
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P4", now_ms - HOUR_MS));
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P5", now_ms + 29 * day_ms));
    CU_ASSERT_PTR_NOT_NULL(asked_overdue(asked, now_ms + 31 * day_ms, SILENCE_MS)); /* the fourth */
    CU_ASSERT_PTR_NULL(asked_overdue(asked, now_ms + 31 * day_ms, SILENCE_MS));
    CU_ASSERT_TRUE(asked_may(asked, "anna", "P5", now_ms + 31 * day_ms));
    asked_free(asked);
}

static void never_the_same_patient_twice(void)
{
    struct asked *asked = asked_new();

    put(asked, 1, "anna", "P1", now_ms);
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P1", now_ms));
    put(asked, 2, "anna", "P1", now_ms);
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms), ASKED_ACCEPTED);
    CU_ASSERT_EQUAL(reply(asked, 2, "anna", now_ms), ASKED_AGAIN);
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P1", now_ms + 300 * day_ms));
    CU_ASSERT_TRUE(asked_may(asked, "ben", "P1", now_ms));
    put(asked, 3, "anna", "P1", now_ms + 300 * day_ms);
    CU_ASSERT_EQUAL(reply(asked, 3, "anna", now_ms + 300 * day_ms), ASKED_AGAIN);
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", now_ms + 300 * day_ms - HOUR_MS));
    asked_free(asked);
}

static void a_relation_is_never_excused(void)
{
    struct asked *asked = asked_new();
    struct question own = question(1, "anna", "P1", now_ms);

    own.is_flagged = 1;
    asked_put(asked, &own);
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms), ASKED_FLAGGED);
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", own.first_ms));
    CU_ASSERT_PTR_NOT_NULL(asked_overdue(asked, now_ms + SILENCE_MS, SILENCE_MS));
    asked_free(asked);
}

static void silence_is_told_once(void)
{
    struct asked *asked = asked_new();
    const struct question *overdue;

    put(asked, 1, "ben", "P1", now_ms + 1);
    put(asked, 2, "anna", "P2", now_ms + 2);
    put(asked, 3, "cleo", "P3", now_ms + 3);
    CU_ASSERT_EQUAL(reply(asked, 3, "cleo", now_ms + 4), ASKED_ACCEPTED);
    CU_ASSERT_PTR_NULL(asked_overdue(asked, now_ms + SILENCE_MS, SILENCE_MS));
    overdue = asked_overdue(asked, now_ms + 9 + SILENCE_MS, SILENCE_MS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(overdue);
    CU_ASSERT_STRING_EQUAL(overdue->login, "ben");
    overdue = asked_overdue(asked, now_ms + 9 + SILENCE_MS, SILENCE_MS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(overdue);
    CU_ASSERT_STRING_EQUAL(overdue->login, "anna");
    CU_ASSERT_PTR_NULL(asked_overdue(asked, now_ms + 300 * day_ms, SILENCE_MS));
    asked_free(asked);
}

static void a_late_answer_is_evidence(void)
{
    struct asked *asked = asked_new();

    put(asked, 1, "anna", "P1", now_ms);
    CU_ASSERT_PTR_NOT_NULL(asked_overdue(asked, now_ms + SILENCE_MS, SILENCE_MS));
    CU_ASSERT_PTR_NOT_NULL(asked_waiting(asked, "anna", NULL, now_ms + SILENCE_MS));
    CU_ASSERT_STRING_EQUAL(asked_words(asked, "anna", "P1"), "the person's own reason (asked, no answer came)");
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms + SILENCE_MS), ASKED_LATE);
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", now_ms - HOUR_MS));
    CU_ASSERT_PTR_NULL(asked_waiting(asked, "anna", NULL, now_ms + SILENCE_MS));
    CU_ASSERT_PTR_NULL(asked_words(asked, "anna", "P2"));
    asked_free(asked);
}

static void a_notice_awaits_nothing(void)
{
    struct asked *asked = asked_new();
    struct question notice = question(1, "anna", "P1", now_ms);

    notice.is_notice = 1;
    asked_put(asked, &notice);
    CU_ASSERT_PTR_NOT_NULL(asked_waiting(asked, "anna", NULL, now_ms));
    CU_ASSERT_EQUAL(reply(asked, 1, "anna", now_ms), ASKED_NO_MATTER);
    asked_settle(asked, notice.id, ASKED_TOLD, now_ms);
    CU_ASSERT_TRUE(asked_was_told(asked, notice.id));
    CU_ASSERT_PTR_NULL(asked_waiting(asked, "anna", NULL, now_ms));
    CU_ASSERT_PTR_NULL(asked_overdue(asked, now_ms + 300 * day_ms, SILENCE_MS));
    CU_ASSERT_FALSE(asked_excuses(asked, "anna", "P1", notice.first_ms));
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P1", now_ms));
    asked_free(asked);
}

/* Notices that were told keep nobody from being asked; those that wait do. */
static void told_notices_leave_room(void)
{
    struct asked *asked = asked_new();

    for (unsigned n = 1; n <= 3; n++) {
        char patient[] = {'P', (char)('0' + n), '\0'};
        struct question notice = question(n, "anna", patient, now_ms);

        notice.is_notice = 1;
        asked_put(asked, &notice);
    }
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P4", now_ms));
    asked_settle(asked, "Q-0000000000000002", ASKED_TOLD, now_ms);
    CU_ASSERT_TRUE(asked_may(asked, "anna", "P4", now_ms));
    asked_free(asked);
}

static void three_at_a_time(void)
{
    struct asked *asked = asked_new();
    const struct question *waiting = NULL;

    put(asked, 3, "anna", "P3", now_ms + 3);
    put(asked, 1, "anna", "P1", now_ms + 1);
    CU_ASSERT_TRUE(asked_may(asked, "anna", "P4", now_ms));
    put(asked, 2, "anna", "P2", now_ms + 2);
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P4", now_ms));
    for (unsigned n = 1; n <= 3; n++) {
        waiting = asked_waiting(asked, "anna", waiting, now_ms);
        CU_ASSERT_PTR_NOT_NULL_FATAL(waiting);
        CU_ASSERT_EQUAL(waiting->asked_ms, now_ms + n);
    }
    CU_ASSERT_PTR_NULL(asked_waiting(asked, "anna", waiting, now_ms));
    CU_ASSERT_PTR_NULL(asked_waiting(asked, "anna", NULL, now_ms + 31 * day_ms));
    asked_free(asked);
}

static void memory_is_bounded(void)
{
    struct asked *asked = asked_new();
    char login[16];

    for (unsigned n = 0; n < ASKED_MOST; n++) {
        text_format(login, sizeof login, "u%u", n);
        CU_ASSERT_TRUE_FATAL(put(asked, n, login, "P1", now_ms + n));
    }
    CU_ASSERT_FALSE(put(asked, ASKED_MOST, "anna", "P1", now_ms)); /* none is closed */
    CU_ASSERT_FALSE(asked_may(asked, "anna", "P1", now_ms));
    CU_ASSERT_EQUAL(reply(asked, 7, "u7", now_ms + HOUR_MS), ASKED_ACCEPTED);
    CU_ASSERT_TRUE(asked_may(asked, "anna", "P1", now_ms));
    CU_ASSERT_TRUE(put(asked, ASKED_MOST, "anna", "P1", now_ms));
    CU_ASSERT_FALSE(asked_excuses(asked, "u7", "P1", now_ms)); /* it made room */
    CU_ASSERT_FALSE(put(asked, 9, "u9", "P1", now_ms));        /* the same id again */
    asked_free(asked);
}

static void reasons_are_words(void)
{
    char long_one[256], text[] = "covered for Sam";

    memset(long_one, 'a', sizeof long_one);
    CU_ASSERT_PTR_NULL(asked_reason_wrong(text, sizeof text));
    CU_ASSERT_PTR_NULL(asked_reason_wrong("заменяла коллегу", 64));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("", 1));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("........ -- ..", 15));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("because", 8));
    CU_ASSERT_PTR_NULL(asked_reason_wrong("on call 12", 11));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong(long_one, sizeof long_one));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("covered\nfor Sam", 16));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("covered\x1b[2J for Sam", 20));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("covered \xc2\x9b for Sam", 20));
    CU_ASSERT_PTR_NOT_NULL(asked_reason_wrong("covered \xff for Sam", 20));
}

static void a_hundred_thousand_answers(void)
{
    struct asked *asked = asked_new();
    unsigned accepted = 0;

    for (unsigned n = 0; n < 3; n++) {
        char patient[8];

        text_format(patient, sizeof patient, "P%u", n);
        put(asked, n, "anna", patient, now_ms);
    }
    for (unsigned n = 0; n < 100000; n++)
        accepted += reply(asked, n % 7, n % 2 ? "anna" : "ben", now_ms + n) == ASKED_ACCEPTED;
    CU_ASSERT_EQUAL(accepted, 3);
    asked_free(asked);
}

static void an_answer_is_found_again(void)
{
    struct asked *asked = asked_new();
    const struct question *found;

    for (unsigned n = 1; n <= 5; n++)
        put(asked, n, n == 5 ? "ben" : "anna", n == 2 ? "P2" : "P1", now_ms + n);
    reply(asked, 1, "anna", now_ms + day_ms);
    reply(asked, 3, "anna", now_ms + 2 * day_ms); /* excuses nothing, and is an answer */
    reply(asked, 5, "ben", now_ms + 2 * day_ms);
    found = asked_answered(asked, "anna", NULL, now_ms);
    CU_ASSERT_STRING_EQUAL_FATAL(found ? found->id : "", "Q-0000000000000001");
    found = asked_answered(asked, "anna", found, now_ms);
    CU_ASSERT_STRING_EQUAL_FATAL(found ? found->id : "", "Q-0000000000000003");
    CU_ASSERT_PTR_NULL(asked_answered(asked, "anna", found, now_ms));
    found = asked_answered(asked, "anna", NULL, now_ms + day_ms + 1);
    CU_ASSERT_STRING_EQUAL_FATAL(found ? found->id : "", "Q-0000000000000003");
    CU_ASSERT_PTR_NULL(asked_answered(asked, "anna", NULL, now_ms + 2 * day_ms + 1));
    CU_ASSERT_PTR_NULL(asked_answered(asked, "ann", NULL, 0));
    CU_ASSERT_PTR_NULL(asked_answered(asked, "", NULL, 0));
    asked_free(asked);
}

CU_TestInfo asked_tests[] = {
    {"an accepted answer excuses those accesses and that day, no more", an_answer_excuses_its_day},
    {"nobody answers for another, nor twice", nobody_answers_for_another},
    {"whoever answered finds it again, for a time, and nobody else does", an_answer_is_found_again},
    {"the fourth answer within 30 days is evidence only", the_fourth_in_a_month_is_evidence},
    {"an answer about the same patient is never accepted twice", never_the_same_patient_twice},
    {"a relation's record is never excused", a_relation_is_never_excused},
    {"silence is told once, the oldest first", silence_is_told_once},
    {"an answer after the silence is evidence only", a_late_answer_is_evidence},
    {"a notice waits until it was told and for no answer", a_notice_awaits_nothing},
    {"a notice that was told leaves room for a question", told_notices_leave_room},
    {"nobody has more than three questions open", three_at_a_time},
    {"memory is bounded: only what is closed is forgotten", memory_is_bounded},
    {"a reason without words, or with control characters, is refused", reasons_are_words},
    {"a hundred thousand answers excuse three times", a_hundred_thousand_answers},
    CU_TEST_INFO_NULL};
