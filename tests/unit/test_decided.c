/* agent/judge/weigh/decided: what people decided bears on what is judged, for as long and as far as they said. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/weigh/decided.h"

#define DAY   INT64_C(86400000)
#define BEGAN INT64_C(1764000000000)
#define THEN  (BEGAN + 2 * DAY) /* when it was decided */

/* Ben opened the records of P1 and P2. */
static struct case_report *a_case(unsigned n)
{
    struct case_report *report = calloc(1, sizeof *report);

    CU_ASSERT_PTR_NOT_NULL_FATAL(report);
    text_format(report->id, sizeof report->id, "C-%016x", n);
    report->version = 1;
    report->class = CASE_INAPPROPRIATE;
    report->first_ms = BEGAN;
    report->last_ms = BEGAN + DAY;
    text_copy(report->login, sizeof report->login, "ben");
    text_copy(report->patients[0], sizeof report->patients[0], "P1");
    text_copy(report->patients[1], sizeof report->patients[1], "P2");
    return report;
}

static struct decision says(const struct case_report *report, enum decision_verb verb, int64_t decided_ms)
{
    struct decision decision = {.version = report->version,
                                .uid = 1001,
                                .verb = (uint8_t)verb,
                                .decided_ms = decided_ms,
                                .until_ms = verb == DECISION_EXPLAIN ? THEN + 30 * DAY : 0};

    text_copy(decision.case_id, sizeof decision.case_id, report->id);
    text_copy(decision.by, sizeof decision.by, "mchen");
    text_copy(decision.reason, sizeof decision.reason, "a reason of some length");
    return decision;
}

/* All of them, in this order, on one case. */
static struct decided *decide(const struct case_report *report, const enum decision_verb *verbs, size_t count,
                              bool backwards)
{
    struct decided *decided = decided_new();

    CU_ASSERT_PTR_NOT_NULL_FATAL(decided);
    for (size_t i = 0; i < count; i++) {
        size_t n = backwards ? count - 1 - i : i;
        struct decision decision = says(report, verbs[n], THEN + (int64_t)n * 1000);

        CU_ASSERT_TRUE(decided_take(decided, &decision, report));
    }
    return decided;
}

static struct decided *one(const struct case_report *report, enum decision_verb verb)
{
    return decide(report, &verb, 1, false);
}

static void nothing_decided(void)
{
    struct decided *decided = decided_new();

    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN));
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN), 100);
    CU_ASSERT_PTR_NULL(decided_on(decided, "C-0000000000000001"));
    decided_free(decided);
}

/* Before, between and after: as if nobody had taken note. */
static void acknowledged(void)
{
    static const enum decision_verb verbs[] = {DECISION_ACKNOWLEDGE, DECISION_CONFIRM, DECISION_ACKNOWLEDGE};
    struct case_report *report = a_case(1);
    struct decided *decided = decide(report, verbs, 3, false), *alone = one(report, DECISION_ACKNOWLEDGE);

    CU_ASSERT_PTR_NOT_NULL_FATAL(decided_on(decided, report->id));
    CU_ASSERT_EQUAL(decided_on(decided, report->id)->verb, DECISION_CONFIRM);
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN + DAY), 200);
    CU_ASSERT_FALSE(decided_ends(decided, report->id));
    CU_ASSERT_PTR_NULL(decided_on(alone, report->id));
    CU_ASSERT_FALSE(decided_ends(alone, report->id));
    CU_ASSERT_EQUAL(decided_weight(alone, "ben", "P1", THEN + DAY), 100);
    decided_free(alone);
    decided_free(decided);
    free(report);
}

static void explained_pair(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_EXPLAIN);

    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", THEN + DAY));
    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P2", THEN + DAY));
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN + DAY), 100);
    decided_free(decided);
    free(report);
}

static void no_other_pair(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_EXPLAIN);

    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P3", THEN + DAY));
    CU_ASSERT_FALSE(decided_accepts(decided, "anna", "P1", THEN + DAY));
    CU_ASSERT_FALSE(decided_accepts(decided, "Ben", "P1", THEN + DAY));
    CU_ASSERT_FALSE(decided_accepts(decided, "be", "P1", THEN + DAY));
    decided_free(decided);
    free(report);
}

static void nobody_and_nothing(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided;

    report->login[0] = '\0';
    report->patients[1][0] = '\0';
    decided = one(report, DECISION_EXPLAIN);
    CU_ASSERT_FALSE(decided_accepts(decided, "", "P1", THEN + DAY));
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "", THEN + DAY));
    CU_ASSERT_FALSE(decided_accepts(decided, "", "", THEN + DAY));
    CU_ASSERT_EQUAL(decided_weight(decided, "", "", THEN + DAY), 100);
    decided_free(decided);
    free(report);
}

static void until_and_no_longer(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_EXPLAIN);

    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", BEGAN));
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", BEGAN - 1));
    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", THEN + 30 * DAY - 1));
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN + 30 * DAY));
    decided_free(decided);
    free(report);
}

static void other_classes(void)
{
    for (unsigned class = CASE_LOSS; class <= CASE_LOGIN; class ++) {
        struct case_report *report = a_case(1);
        struct decided *decided;

        report->class = (uint8_t) class;
        decided = one(report, DECISION_EXPLAIN);
        CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN + DAY));
        CU_ASSERT_PTR_NOT_NULL(decided_on(decided, report->id));
        decided_free(decided);
        decided = one(report, DECISION_CONFIRM);
        CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN + DAY), 100);
        decided_free(decided);
        free(report);
    }
}

static void confirmed_weighs_double(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_CONFIRM);

    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN + DAY), 200);  /* whoever is looked at */
    CU_ASSERT_EQUAL(decided_weight(decided, "anna", "P2", THEN + DAY), 200); /* whoever looks */
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN + DAY), 200);  /* not fourfold */
    CU_ASSERT_EQUAL(decided_weight(decided, "anna", "P9", THEN + DAY), 100);
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN + DAY));
    decided_free(decided);
    free(report);
}

static void for_a_year(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_CONFIRM);

    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN - 1), 100); /* no hindsight */
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN), 200);
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN + 365 * DAY - 1), 200);
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN + 365 * DAY), 100);
    decided_free(decided);
    free(report);
}

static void closed_is_neither(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided = one(report, DECISION_CLOSE);

    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN));
    CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN), 100);
    CU_ASSERT_EQUAL(decided_on(decided, report->id)->verb, DECISION_CLOSE);
    decided_free(decided);
    free(report);
}

static const struct {
    enum decision_verb verbs[3];
    size_t count;
    bool accepts;
    unsigned weight;
} rows[] = {
    {{DECISION_EXPLAIN, DECISION_CONFIRM}, 2, false, 200},
    {{DECISION_CONFIRM, DECISION_EXPLAIN}, 2, true, 100},
    {{DECISION_CONFIRM, DECISION_CLOSE}, 2, false, 200},
    {{DECISION_EXPLAIN, DECISION_CLOSE}, 2, false, 100},
    {{DECISION_CONFIRM, DECISION_EXPLAIN, DECISION_CLOSE}, 3, false, 100},
    {{DECISION_EXPLAIN, DECISION_CONFIRM, DECISION_CLOSE}, 3, false, 200},
    {{DECISION_CLOSE, DECISION_EXPLAIN, DECISION_CONFIRM}, 3, false, 200},
    {{DECISION_CLOSE, DECISION_CONFIRM, DECISION_EXPLAIN}, 3, true, 100},
};

static void last_counts(void)
{
    struct case_report *report = a_case(1);

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (int backwards = 0; backwards < 2; backwards++) {
            struct decided *decided = decide(report, rows[i].verbs, rows[i].count, backwards);

            CU_ASSERT_EQUAL(decided_accepts(decided, "ben", "P1", THEN + DAY), rows[i].accepts);
            CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P1", THEN + DAY), rows[i].weight);
            CU_ASSERT_EQUAL(decided_on(decided, report->id)->verb, rows[i].verbs[rows[i].count - 1]);
            decided_free(decided);
        }
    free(report);
}

static void again_is_one(void)
{
    const enum decision_verb verbs[] = {DECISION_EXPLAIN, DECISION_CLOSE};
    struct case_report *report = a_case(1);
    struct decided *decided = decide(report, verbs, 2, false);
    struct decision first = says(report, DECISION_EXPLAIN, THEN);

    CU_ASSERT_TRUE(decided_take(decided, &first, report));
    CU_ASSERT_TRUE(decided_take(decided, &first, report));
    CU_ASSERT_EQUAL(decided_on(decided, report->id)->verb, DECISION_CLOSE);
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN));
    decided_free(decided);
    free(report);
}

static void withdrawn_for_one_case_only(void)
{
    struct case_report *first = a_case(1), *second = a_case(2);
    struct decided *decided = one(first, DECISION_EXPLAIN);
    struct decision explained = says(second, DECISION_EXPLAIN, THEN), closed = says(first, DECISION_CLOSE, THEN + 5);

    explained.until_ms = THEN + 5 * DAY;
    CU_ASSERT_TRUE(decided_take(decided, &explained, second));
    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", THEN + 20 * DAY));
    CU_ASSERT_TRUE(decided_take(decided, &closed, first));
    CU_ASSERT_FALSE(decided_accepts(decided, "ben", "P1", THEN + 20 * DAY));
    CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", THEN + DAY));
    decided_free(decided);
    free(first);
    free(second);
}

/* The case as it stood last counts, whichever came first. */
static void newer_case(void)
{
    for (int newer_first = 0; newer_first < 2; newer_first++) {
        struct case_report *old = a_case(1), *new = a_case(1);
        struct decision first = says(old, DECISION_EXPLAIN, THEN), second;
        struct decided *decided = decided_new();

        new->version = 2;
        text_copy(new->patients[2], sizeof new->patients[2], "P3");
        second = says(new, DECISION_EXPLAIN, THEN + 1);
        CU_ASSERT_TRUE(decided_take(decided, newer_first ? &second : &first, newer_first ? new : old));
        CU_ASSERT_TRUE(decided_take(decided, newer_first ? &first : &second, newer_first ? old : new));
        CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P1", THEN));
        CU_ASSERT_TRUE(decided_accepts(decided, "ben", "P3", THEN));
        CU_ASSERT_EQUAL(decided_on(decided, old->id)->version, 2);
        decided_free(decided);
        free(old);
        free(new);
    }
}

static void hostile_names(void)
{
    struct case_report *report = a_case(1);
    struct decided *decided;

    memset(report->login, 'x', sizeof report->login - 1);
    for (size_t i = 0; i < CASE_PATIENTS_MAX; i++) {
        memset(report->patients[i], 'p', sizeof report->patients[i] - 1);
        text_format(report->patients[i], 8, "%03zu", i);
        report->patients[i][3] = 'p';
    }
    decided = one(report, DECISION_EXPLAIN);
    CU_ASSERT_TRUE(decided_accepts(decided, report->login, report->patients[0], THEN));
    CU_ASSERT_TRUE(decided_accepts(decided, report->login, report->patients[CASE_PATIENTS_MAX - 1], THEN));
    CU_ASSERT_FALSE(decided_accepts(decided, report->login, "000", THEN));
    decided_free(decided);
    free(report);
}

/* Twice as many as are kept: the newest stay, and nothing else goes wrong. */
static void many(void)
{
    enum { COUNT = 10000 };
    struct decided *decided = decided_new();
    struct case_report *report = a_case(0);

    for (unsigned n = 0; n < COUNT; n++) {
        struct decision decision;

        text_format(report->id, sizeof report->id, "C-%016x", n);
        text_format(report->login, sizeof report->login, "user%u", n % 50);
        text_format(report->patients[0], sizeof report->patients[0], "P%u", n);
        decision = says(report, DECISION_EXPLAIN, THEN + n);
        CU_ASSERT_TRUE_FATAL(decided_take(decided, &decision, report));
    }
    CU_ASSERT_TRUE(decided_accepts(decided, "user49", "P9999", THEN));
    CU_ASSERT_TRUE(decided_accepts(decided, "user0", "P5000", THEN));
    CU_ASSERT_FALSE(decided_accepts(decided, "user1", "P5000", THEN));
    CU_ASSERT_FALSE(decided_accepts(decided, "user0", "P0", THEN));
    CU_ASSERT_PTR_NULL(decided_on(decided, "C-0000000000000000"));
    CU_ASSERT_PTR_NOT_NULL(decided_on(decided, report->id));
    decided_free(decided);
    free(report);
}

static void ends_the_story(void)
{
    static const enum decision_verb verbs[] = {DECISION_CONFIRM, DECISION_CLOSE, DECISION_CLOSE};
    struct case_report *report = a_case(1);

    for (int backwards = 0; backwards < 2; backwards++) {
        struct decided *decided = decide(report, verbs, 3, backwards);

        CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P1", THEN + DAY), THEN + 1000); /* once, by the first */
        CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P2", THEN + 1000), THEN + 1000);
        CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P1", THEN + 999), INT64_MIN);
        CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P3", THEN + DAY), INT64_MIN);
        CU_ASSERT_EQUAL(decided_ended(decided, "anna", "P1", THEN + DAY), INT64_MIN);
        CU_ASSERT_EQUAL(decided_ended(decided, "", "P1", THEN + DAY), INT64_MIN);
        CU_ASSERT_EQUAL(decided_weight(decided, "ben", "P9", THEN + DAY), 200); /* what was confirmed weighs double */
        decided_free(decided);
    }
    free(report);
}

static void ends_no_other_class(void)
{
    static const enum decision_verb verbs[] = {DECISION_CONFIRM, DECISION_CLOSE};
    struct case_report *report = a_case(1);
    struct decided *decided = decide(report, verbs, 1, false);

    CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P1", THEN + DAY), INT64_MIN); /* a confirmed one goes on */
    decided_free(decided);
    for (uint8_t class = CASE_LOSS; class <= CASE_LOGIN; class ++) {
        report->class = class;
        decided = decide(report, verbs, 2, false);
        CU_ASSERT_EQUAL(decided_ended(decided, "ben", "P1", THEN + DAY), INT64_MIN);
        decided_free(decided);
    }
    free(report);
}

CU_TestInfo decided_tests[] = {
    {"a story ends with the first end of its case, for the two of it alone", ends_the_story},
    {"confirming ends no story, and no end mutes another class", ends_no_other_class},
    {"an acknowledgement decides nothing and undoes no decision", acknowledged},
    {"where nothing was decided nothing is accepted and all weighs once", nothing_decided},
    {"what was explained is accepted, for that login and each of those patients", explained_pair},
    {"it is accepted for no other login and no other patient", no_other_pair},
    {"nobody and no patient are never accepted", nobody_and_nothing},
    {"it is accepted from the case's beginning until the date, and no longer", until_and_no_longer},
    {"no decision bears on loss, damage, tamper or login", other_classes},
    {"after a confirmed case what that login does, and what is done to that patient, weighs double",
     confirmed_weighs_double},
    {"for a year from the decision on, and not in hindsight", for_a_year},
    {"a closed case is neither", closed_is_neither},
    {"the last decision counts, in whatever order they are taken", last_counts},
    {"a decision taken again changes nothing", again_is_one},
    {"taking back one explanation leaves another in force", withdrawn_for_one_case_only},
    {"the case counts as it stood last", newer_case},
    {"names of full length and full lists are taken whole", hostile_names},
    {"ten thousand decided cases: the newest stay", many},
    CU_TEST_INFO_NULL};
