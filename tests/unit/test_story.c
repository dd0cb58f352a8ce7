/* agent/judge/weigh/story: what people decided ends a story for good, also over a restart; what comes later begins
 * another. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/weigh/story_take.h"

#define HOUR  INT64_C(3600000)
#define DAY   (24 * HOUR)
#define QUIET (60 * DAY)
#define START INT64_C(1764000000000)

static const struct story_who ben = {'p', {"ben", ""}}, anna = {'p', {"anna", ""}}, program = {'n', {"/bin/x", "pc1"}};

static struct touch a_touch(uint32_t n)
{
    struct touch touch = {.time_ms = START + n * HOUR, .what = TOUCH_LOOK, .name = n + 1};

    memcpy(touch.event, &n, sizeof n);
    touch.event[15] = 1;
    text_format(touch.patient, sizeof touch.patient, "P%u", n);
    return touch;
}

static struct stories *open_all(void)
{
    struct stories *stories = story_all_new(24 * HOUR, QUIET, NULL);

    CU_ASSERT_TRUE_FATAL(crypto_start());
    CU_ASSERT_PTR_NOT_NULL_FATAL(stories);
    return stories;
}

/* The n-th touch goes into the story into which it belongs. */
static struct story *take(struct stories *stories, const struct story_who *who, uint32_t n)
{
    struct touch touch = a_touch(n);
    struct story *story = story_find(stories, CASE_INAPPROPRIATE, who, true, touch.time_ms, touch.time_ms);

    if (!story)
        story = story_open(stories, CASE_INAPPROPRIATE, who, true, touch.time_ms, touch.time_ms);
    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    story_take(story, &touch, touch.time_ms);
    return story;
}

/* As it was handed out and decided. */
static struct case_report decide(struct stories *stories, struct story *story, unsigned certainty, bool ends)
{
    struct case_report report = story->report;

    story->is_changed = false;
    report.version = story->report.version + 2;
    report.certainty = (uint8_t)certainty;
    CU_ASSERT_FALSE(story_decide(stories, &report, ends));
    return report;
}

static void confirmed_goes_on(void)
{
    struct stories *stories = open_all();
    struct story *story = take(stories, &ben, 1);
    struct case_report report = decide(stories, story, CERTAINTY_CONFIRMED, false);

    CU_ASSERT_PTR_EQUAL(take(stories, &ben, 2), story);
    CU_ASSERT_EQUAL(story->report.version, report.version);
    CU_ASSERT_EQUAL(story->report.certainty, CERTAINTY_CONFIRMED);
    CU_ASSERT_EQUAL(story->report.event_total, 2);
    story_all_free(stories);
}

static void ended_takes_nothing(void)
{
    struct stories *stories = open_all();
    struct story *story = take(stories, &ben, 1), *next;
    struct case_report report = decide(stories, story, CERTAINTY_SUSPECTED, true);

    next = take(stories, &ben, 2);
    CU_ASSERT_PTR_NOT_EQUAL(next, story);
    CU_ASSERT_STRING_NOT_EQUAL(next->report.id, report.id);
    CU_ASSERT_EQUAL(next->report.event_total, 1);
    CU_ASSERT_EQUAL(story->report.event_total, 1);
    CU_ASSERT_PTR_EQUAL(take(stories, &ben, 3), next);
    story_all_free(stories);
}

static void ended_again_and_again(void)
{
    enum { TIMES = 20 };
    struct stories *stories = open_all();
    char ids[TIMES][CASE_ID_SIZE];

    for (uint32_t n = 0; n < TIMES; n++) {
        struct story *story = take(stories, &ben, n);

        text_copy(ids[n], sizeof ids[n], story->report.id);
        for (uint32_t i = 0; i < n; i++)
            CU_ASSERT_STRING_NOT_EQUAL(ids[i], ids[n]);
        decide(stories, story, CERTAINTY_SUSPECTED, true);
    }
    story_all_free(stories);
}

static void others_go_on(void)
{
    struct stories *stories = open_all();
    struct story *of_ben = take(stories, &ben, 1), *of_anna = take(stories, &anna, 1);

    decide(stories, of_ben, CERTAINTY_SUSPECTED, true);
    CU_ASSERT_PTR_EQUAL(take(stories, &anna, 2), of_anna);
    story_all_free(stories);
}

static void waiting_is_withdrawn(void)
{
    struct stories *stories = open_all();
    struct story *story = take(stories, &ben, 1);
    struct case_report report = story->report;

    CU_ASSERT_TRUE(story->is_changed);
    CU_ASSERT_FALSE(story_decide(stories, &report, false));
    CU_ASSERT_TRUE(story->is_changed);
    story->is_owing = true;
    CU_ASSERT_TRUE(story_decide(stories, &report, true));
    CU_ASSERT_FALSE(story->is_changed || story->is_owing);
    CU_ASSERT_FALSE(story_decide(stories, &report, true));
    text_copy(report.id, sizeof report.id, "C-0000000000000000");
    CU_ASSERT_FALSE(story_decide(stories, &report, true));
    story_all_free(stories);
}

static void confirmed_later_stays_ended(void)
{
    struct stories *stories = open_all();
    struct story *story = take(stories, &ben, 1);

    decide(stories, story, CERTAINTY_SUSPECTED, true);
    decide(stories, story, CERTAINTY_CONFIRMED, false);
    CU_ASSERT_PTR_NOT_EQUAL(take(stories, &ben, 2), story);
    story_all_free(stories);
}

static void ended_keeps_its_events(void)
{
    struct stories *stories = open_all();
    struct story *story = take(stories, &ben, 1);
    struct touch old = a_touch(1), new = a_touch(2);

    CU_ASSERT_FALSE(story_is_decided(stories, CASE_INAPPROPRIATE, &ben, &old));
    decide(stories, story, CERTAINTY_SUSPECTED, true);
    CU_ASSERT_TRUE(story_is_decided(stories, CASE_INAPPROPRIATE, &ben, &old));
    CU_ASSERT_FALSE(story_is_decided(stories, CASE_INAPPROPRIATE, &ben, &new));
    CU_ASSERT_FALSE(story_is_decided(stories, CASE_INAPPROPRIATE, &anna, &old));
    CU_ASSERT_FALSE(story_is_decided(stories, CASE_LOSS, &ben, &old));
    story_all_free(stories);
}

/* The same over a restart, in whatever order the cases come back. */
static void over_a_restart(const struct story_who *who)
{
    for (int newest_first = 0; newest_first < 2; newest_first++) {
        struct stories *stories = open_all(), *again = open_all();
        struct story *first = take(stories, who, 1), *second, *third, *found;
        struct case_report reports[3];
        struct touch old = a_touch(1);

        reports[0] = decide(stories, first, CERTAINTY_SUSPECTED, true);
        second = take(stories, who, 2);
        reports[1] = decide(stories, second, CERTAINTY_SUSPECTED, true);
        third = take(stories, who, 3);
        reports[2] = third->report;
        for (int i = 0; i < 3; i++)
            CU_ASSERT_TRUE(story_resume(again, &reports[newest_first ? 2 - i : i], false));
        for (int i = 0; i < 2; i++)
            CU_ASSERT_FALSE(story_decide(again, &reports[i], true));
        CU_ASSERT_TRUE(story_is_decided(again, CASE_INAPPROPRIATE, who, &old));
        found = take(again, who, 4);
        CU_ASSERT_STRING_EQUAL(found->report.id, third->report.id);
        CU_ASSERT_EQUAL(found->report.event_total, 2);
        story_all_free(stories);
        story_all_free(again);
    }
}

static void person_over_a_restart(void)
{
    over_a_restart(&ben);
}

static void program_over_a_restart(void)
{
    over_a_restart(&program);
}

CU_TestInfo story_tests[] = {
    {"a confirmed case goes on growing, as the version that the decision made", confirmed_goes_on},
    {"a case that ended takes in nothing more: what comes later begins another", ended_takes_nothing},
    {"twenty cases ended one after the other have twenty ids", ended_again_and_again},
    {"other people's cases go on", others_go_on},
    {"what waited to be told is withdrawn once, and an unknown case changes nothing", waiting_is_withdrawn},
    {"a case that ended stays so, whatever is decided later", confirmed_later_stays_ended},
    {"what an ended case holds belongs into no other, and to nobody else", ended_keeps_its_events},
    {"all that is the same after a restart", person_over_a_restart},
    {"also for a program that nobody started", program_over_a_restart},
    CU_TEST_INFO_NULL};
