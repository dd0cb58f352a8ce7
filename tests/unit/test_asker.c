/* agent/judge/weigh/asker: what becomes a question, and what never does. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/weigh/asked_book.h"
#include "agent/judge/weigh/asker.h"
#include "agent/judge/weigh/fact.h"
#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/settle.h"

static const int64_t now_ms = 1764000000000;
static const uint8_t salt[ASKER_SALT_SIZE] = {7};

static struct fact facts[40];

static struct settled settled(const char *login, const char *patient, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        facts[i] = (struct fact){.time_ms = now_ms - 1000 * (int64_t)(i + 1), .count = 2};
        facts[i].event[0] = (uint8_t)(i + 1);
    }
    return (struct settled){.login = login, .patient = patient, .facts = facts, .count = count, .at_ms = now_ms};
}

static struct asker begin(struct asked **asked)
{
    struct asker asker;

    CU_ASSERT_TRUE_FATAL(crypto_start());
    *asked = asked_new();
    asker_begin(&asker, *asked, salt);
    return asker;
}

static void accesses_become_a_question(void)
{
    struct asked *asked;
    struct asker asker = begin(&asked), again;
    struct settled story = settled("anna", "P1", 40);
    const struct question *question;
    char id[QUESTION_ID_SIZE];

    CU_ASSERT_TRUE(asker_take(&asker, &story));
    question = asker_next(&asker, now_ms + 5);
    CU_ASSERT_PTR_NOT_NULL_FATAL(question);
    CU_ASSERT_EQUAL(question->asked_ms, now_ms + 5);
    CU_ASSERT_EQUAL(question->first_ms, now_ms - 40000);
    CU_ASSERT_EQUAL(question->last_ms, now_ms - 1000);
    CU_ASSERT_EQUAL(question->count, 80);
    CU_ASSERT_EQUAL(question->event_total, 40);
    CU_ASSERT_EQUAL(question->events[31][0], 32);
    CU_ASSERT_EQUAL(question->is_flagged, 0);
    CU_ASSERT_EQUAL(strlen(question->id), 18);
    text_copy(id, sizeof id, question->id);
    CU_ASSERT_PTR_NULL(asker_next(&asker, now_ms));
    asker_begin(&again, asked, salt);
    CU_ASSERT_TRUE(asker_take(&again, &story));
    CU_ASSERT_STRING_EQUAL(asker_next(&again, now_ms + 99)->id, id); /* whenever it is asked */
    asker_begin(&again, asked, NULL);
    CU_ASSERT_TRUE(asker_take(&again, &story));
    CU_ASSERT_STRING_NOT_EQUAL(asker_next(&again, now_ms)->id, id);
    asked_free(asked);
}

static void nobody_is_asked_twice(void)
{
    struct asked *asked;
    struct asker asker = begin(&asked);
    struct settled story = settled("anna", "P1", 1), other = settled("ben", "P1", 1), none = settled("", "P1", 1),
                   alone = settled("anna", "", 1);
    char patient[8];

    CU_ASSERT_TRUE(asker_take(&asker, &story));
    CU_ASSERT_FALSE(asker_take(&asker, &story));
    CU_ASSERT_FALSE(asker_take(&asker, &none));
    CU_ASSERT_FALSE(asker_take(&asker, &alone));
    CU_ASSERT_TRUE(asked_put(asked, asker_next(&asker, now_ms)));
    CU_ASSERT_FALSE(asker_take(&asker, &story));
    CU_ASSERT_TRUE(asker_take(&asker, &other));
    for (unsigned i = 2; i <= 4; i++) {
        text_format(patient, sizeof patient, "P%u", i);
        story = settled("cleo", patient, 1);
        CU_ASSERT_TRUE(asker_take(&asker, &story));
    }
    story = settled("cleo", "P5", 1);
    CU_ASSERT_FALSE(asker_take(&asker, &story));
    asked_free(asked);
}

static void the_queue_is_bounded(void)
{
    struct asked *asked;
    struct asker asker = begin(&asked);
    char login[8];
    unsigned taken = 0;

    for (unsigned i = 0; i < 100; i++) {
        struct settled story;

        text_format(login, sizeof login, "u%u", i);
        story = settled(login, "P1", 1);
        taken += asker_take(&asker, &story);
    }
    CU_ASSERT_EQUAL(taken, ASKER_MOST);
    while (asker_next(&asker, now_ms))
        taken--;
    CU_ASSERT_EQUAL(taken, 0);
    asker_begin(&asker, NULL, salt);
    CU_ASSERT_FALSE(
        asker_take(&asker, &(struct settled){.login = "anna", .patient = "P1", .facts = facts, .count = 1}));
    asked_free(asked);
}

static void relations_are_flagged(void)
{
    static const struct {
        const char *rule;
        bool is_flagged;
    } cases[] = {{"own-record", true},       {"same-home", true},         {"same-surname", true},
                 {"colleague-record", true}, {"restricted-record", true}, {"deceased-record", true},
                 {"after-care", true},       {"taken-along", true},       {"no-reason", false},
                 {"nobody-else", false},     {"off-duty", false}};
    const struct rule *rule;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool is_there = false;

        for (size_t n = 0; (rule = rules_settled_at(n)); n++) {
            if (strcmp(rule->name, cases[i].rule) != 0)
                continue;
            is_there = true;
            CU_ASSERT_EQUAL(asker_flags(UINT64_C(1) << n), cases[i].is_flagged);
        }
        CU_ASSERT_TRUE(is_there); /* a rule that was renamed would be excused from then on */
    }
    CU_ASSERT_FALSE(asker_flags(0));
}

CU_TestInfo asker_tests[] = {
    {"accesses become one question, the same on every run", accesses_become_a_question},
    {"nobody is asked twice about a patient, nor too much", nobody_is_asked_twice},
    {"what finds no room goes unasked", the_queue_is_bounded},
    {"relations, restrictions and copies are flagged by the rules' names", relations_are_flagged},
    CU_TEST_INFO_NULL};
