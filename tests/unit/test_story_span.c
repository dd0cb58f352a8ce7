/* agent/judge/weigh/story.c: how long a story goes on, and what it counts. */
#include "judging.h"

#include "agent/judge/weigh/story_decide.h"

static const struct story_who ben = {'p', {"ben", ""}};

static void try_quiet(enum case_class class, int64_t after_ms, bool is_expected)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    int64_t start_ms = 400 * DAY;

    CU_ASSERT_PTR_NOT_NULL_FATAL(stories);
    CU_ASSERT_PTR_NOT_NULL_FATAL(story_open(stories, class, &ben, false, start_ms, start_ms));
    CU_ASSERT_EQUAL(story_find(stories, class, &ben, false, start_ms + after_ms) != NULL, is_expected);
    CU_ASSERT_EQUAL(story_find(stories, class, &ben, false, start_ms - after_ms) != NULL, is_expected);
    story_all_free(stories);
}

static void quiet(void)
{
    static const enum case_class short_ones[] = {CASE_LOSS, CASE_DAMAGE, CASE_TAMPER};

    try_quiet(CASE_INAPPROPRIATE, 60 * DAY, true);
    try_quiet(CASE_INAPPROPRIATE, 60 * DAY + 1, false);
    for (size_t i = 0; i < 3; i++) {
        try_quiet(short_ones[i], 24 * HOUR, true);
        try_quiet(short_ones[i], 24 * HOUR + 1, false);
    }
}

static void whose(void)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    const struct story_who anna = {'p', {"anna", ""}}, host = {'h', {"ben", ""}};

    story_open(stories, CASE_INAPPROPRIATE, &ben, true, DAY, DAY);
    CU_ASSERT_PTR_NOT_NULL(story_find(stories, CASE_INAPPROPRIATE, &ben, true, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &ben, false, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_LOSS, &ben, true, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &anna, true, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &host, true, DAY));
    story_all_free(stories);
}

static void counts(void)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    struct story *story = story_open(stories, CASE_INAPPROPRIATE, &ben, true, DAY, DAY);
    struct touch touch = {.time_ms = DAY, .name = 1, .event = {1}, .patient = "P1"}, again = touch, other = touch;

    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    story_take(story, &touch, DAY);
    story_take(story, &touch, DAY); /* the same touch */
    story_take(story, &again, DAY); /* another of the same event */
    CU_ASSERT(story->report.event_total == 1 && story->report.patient_total == 1 && story->report.record_total == 1);
    other.is_taken = false;
    other.event[0] = 2;
    other.name = 2;
    other.time_ms = DAY - HOUR;
    text_copy(other.patient, sizeof other.patient, "P2");
    story_take(story, &other, DAY);
    CU_ASSERT(story->report.event_total == 2 && story->report.patient_total == 2 && story->report.record_total == 2);
    CU_ASSERT(story->report.first_ms == DAY - HOUR && story->report.last_ms == DAY);
    story_all_free(stories);
}

static void speaks(void)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    struct story *story = story_open(stories, CASE_INAPPROPRIATE, &ben, true, DAY, DAY);
    char name[8];

    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    story_say(story, "alone", "P1");
    story_say(story, "alone", "P1");
    story_say(story, "alone", "P2");
    story_say(story, "bulk-read", "");
    CU_ASSERT_STRING_EQUAL(story->report.rules[0], "alone");
    CU_ASSERT_EQUAL(story->report.rule_patients[0], 2);
    CU_ASSERT_STRING_EQUAL(story->report.rules[1], "bulk-read");
    CU_ASSERT_EQUAL(story->report.rule_patients[1], 0);
    for (int i = 0; i < 2 * CASE_RULES_MAX; i++) {
        text_format(name, sizeof name, "r%d", i);
        story_say(story, name, "P1");
    }
    CU_ASSERT_STRING_EQUAL(story->report.rules[CASE_RULES_MAX - 1], "r9");
    story_all_free(stories);
}

CU_TestInfo story_span_tests[] = {
    {"a story of access goes on for story_days, others for story_hours, in both directions", quiet},
    {"a story is one person's, of one class and one way of judging", whose},
    {"each event, patient and record counts once", counts},
    {"a rule speaks of each patient once, and no more than twelve are named", speaks},
    CU_TEST_INFO_NULL,
};
