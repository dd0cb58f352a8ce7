/* agent/judge/weigh/story.c: how long a story goes on, and what it counts. */
#include "judging.h"

#include "agent/judge/weigh/casework.h"
#include "agent/judge/weigh/story_take.h"
#include "agent/judge/weigh/throng.h"

static const struct story_who ben = {'p', {"ben", ""}};

static void try_quiet(enum case_class class, int64_t after_ms, bool is_expected)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    int64_t start_ms = 400 * DAY;

    CU_ASSERT_PTR_NOT_NULL_FATAL(stories);
    CU_ASSERT_PTR_NOT_NULL_FATAL(story_open(stories, class, &ben, false, start_ms, start_ms));
    CU_ASSERT_EQUAL(story_find(stories, class, &ben, false, start_ms + after_ms, start_ms + after_ms) != NULL,
                    is_expected);
    CU_ASSERT_EQUAL(story_find(stories, class, &ben, false, start_ms - after_ms, start_ms - after_ms) != NULL,
                    is_expected);
    story_all_free(stories);
}

static void quiet(void)
{
    static const enum case_class short_ones[] = {CASE_LOSS, CASE_DAMAGE, CASE_TAMPER};

    try_quiet(CASE_INAPPROPRIATE, 60 * DAY, true);
    try_quiet(CASE_INAPPROPRIATE, 60 * DAY + 1, false);
    try_quiet(CASE_LOGIN, 60 * DAY, true);
    try_quiet(CASE_LOGIN, 60 * DAY + 1, false);
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
    CU_ASSERT_PTR_NOT_NULL(story_find(stories, CASE_INAPPROPRIATE, &ben, true, DAY, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &ben, false, DAY, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_LOSS, &ben, true, DAY, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &anna, true, DAY, DAY));
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_INAPPROPRIATE, &host, true, DAY, DAY));
    story_all_free(stories);
}

/* What happened in one stretch has one id, on every run: a stretch of 24 hours begins at half past three. */
static void try_stretch(int64_t one_ms, int64_t other_ms, bool is_same)
{
    char ids[2][CASE_ID_SIZE];

    for (size_t i = 0; i < 2; i++) {
        struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
        int64_t at_ms = 400 * DAY + (i ? other_ms : one_ms);

        text_copy(ids[i], CASE_ID_SIZE, story_open(stories, CASE_LOSS, &ben, false, at_ms, at_ms)->report.id);
        story_all_free(stories);
    }
    CU_ASSERT_EQUAL(strcmp(ids[0], ids[1]) == 0, is_same);
}

static void stretches(void)
{
    int64_t begin = 3 * HOUR + 30 * MINUTE;

    try_stretch(begin, begin + DAY - 1, true);
    try_stretch(begin, begin - 1, false);
    try_stretch(begin - 1, begin - DAY, true);
}

static const char *host_name(char name[8], int n)
{
    text_format(name, 8, "pc%d", n);
    return name;
}

/* Opens as many others as memory holds, an hour later each. */
static void crowd_out(struct stories *stories, int64_t since_ms)
{
    char name[8];

    for (int i = 0; i < 1100; i++) {
        struct story_who who = {'h', {host_name(name, i), ""}};
        int64_t at_ms = since_ms + i * SECOND;

        CU_ASSERT_PTR_NOT_NULL_FATAL(story_open(stories, CASE_TAMPER, &who, false, at_ms, at_ms));
    }
}

static void try_owing(bool is_changed, bool is_owing)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    struct story *story = story_open(stories, CASE_LOSS, &ben, false, 400 * DAY, 400 * DAY);

    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    story->is_changed = is_changed;
    story->is_owing = is_owing;
    crowd_out(stories, 400 * DAY + 30 * DAY); /* it was quiet for long, and there are too many */
    CU_ASSERT_EQUAL(story_find(stories, CASE_LOSS, &ben, false, 400 * DAY, 400 * DAY) != NULL, is_changed || is_owing);
    story_all_free(stories);
}

static void nothing_owed_is_forgotten(void)
{
    try_owing(false, false);
    try_owing(true, false);
    try_owing(false, true);
}

/* Its events came a hundred days late: it is not over before others of today are. */
static void late_events(void)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    struct touch touch = {.time_ms = 300 * DAY, .name = 1, .event = {1}, .patient = "P1"};
    const struct story_who anna = {'p', {"anna", ""}};
    struct story *story = story_open(stories, CASE_TAMPER, &ben, false, 300 * DAY, 400 * DAY);

    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    story_take(story, &touch, 400 * DAY);
    story->is_changed = false;
    story_open(stories, CASE_TAMPER, &anna, false, 401 * DAY, 401 * DAY);
    CU_ASSERT_PTR_NOT_NULL(story_find(stories, CASE_TAMPER, &ben, false, 300 * DAY, 300 * DAY));
    story_open(stories, CASE_TAMPER, &anna, false, 404 * DAY, 404 * DAY);
    CU_ASSERT_PTR_NULL(story_find(stories, CASE_TAMPER, &ben, false, 300 * DAY, 300 * DAY));
    story_all_free(stories);
}

/* A finding that is made late begins in the quiet after a story: it belongs there. When it begins later it is another,
 * under another id. */
static void try_reach(enum case_class class, int64_t quiet_ms, int64_t found_ms, int64_t first_ms)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    const struct story_who anna = {'p', {"anna", ""}};
    int64_t start_ms = 400 * DAY;
    char id[CASE_ID_SIZE];

    text_copy(id, sizeof id, story_open(stories, class, &ben, true, start_ms, start_ms)->report.id);
    story_open(stories, class, &anna, true, start_ms + found_ms, start_ms + found_ms); /* what is over, goes */
    CU_ASSERT_EQUAL(story_find(stories, class, &ben, true, start_ms + first_ms, start_ms + found_ms) != NULL,
                    first_ms <= quiet_ms);
    if (first_ms > quiet_ms)
        CU_ASSERT_STRING_NOT_EQUAL(
            id, story_open(stories, class, &ben, true, start_ms + first_ms, start_ms + found_ms)->report.id);
    story_all_free(stories);
}

static void reaches_back(void)
{
    try_reach(CASE_INAPPROPRIATE, 60 * DAY, 80 * DAY, 38 * DAY); /* a night in January, three in February and April */
    try_reach(CASE_INAPPROPRIATE, 60 * DAY, 119 * DAY, 60 * DAY);
    try_reach(CASE_INAPPROPRIATE, 60 * DAY, 80 * DAY, 60 * DAY + 1);
    try_reach(CASE_LOSS, DAY, 50 * DAY, DAY); /* a few at a time */
    try_reach(CASE_LOSS, DAY, 50 * DAY, DAY + 1);
    try_reach(CASE_DAMAGE, DAY, 47 * HOUR, 23 * HOUR);
}

/* One that is over since 60 days, with (or without) one that goes on. */
static struct stories *over_and_open(enum case_class class, bool is_open, struct story *both[2])
{
    struct stories *stories = story_all_new(60 * DAY, 60 * DAY, NULL);

    both[0] = story_open(stories, class, &ben, false, 400 * DAY, 400 * DAY);
    both[1] = is_open ? story_open(stories, class, &ben, false, 461 * DAY, 461 * DAY) : NULL;
    return stories;
}

static void try_instant(bool is_open)
{
    struct finding_at at = {.at_ms = 480 * DAY, .first_ms = 450 * DAY, .now_ms = 480 * DAY};
    const struct rule *rule = rules_called("bulk-read");
    struct story *both[2];
    struct stories *stories = over_and_open(rule->class, is_open, both);

    CU_ASSERT_PTR_EQUAL(throng_story(stories, rule, &ben, &at), both[is_open]);
    story_all_free(stories);
}

static void try_settled(bool is_open)
{
    struct fact fact = {.time_ms = 450 * DAY, .event = {7}};
    const char *patient = "P1";
    struct settled settled = {
        .login = "ben", .patient = "", .facts = &fact, .patients = &patient, .count = 1, .at_ms = 480 * DAY};
    struct config config = {.alert_points = 76};
    struct context context = {0};
    struct casework work = {.config = &config, .context = &context};
    struct story *both[2];

    work.stories = over_and_open(CASE_INAPPROPRIATE, is_open, both);
    for (size_t i = 0; rules_settled_at(i); i++)
        settled.rules |= strcmp(rules_settled_at(i)->name, "two-hosts") == 0 ? UINT64_C(1) << i : 0;
    casework_calls.found(&work, &settled);
    CU_ASSERT_EQUAL(both[0]->report.event_total, !is_open);
    CU_ASSERT(!is_open || both[1]->report.event_total == 1);
    story_all_free(work.stories);
}

/* What reaches back into the quiet after a story goes into it, but for where another goes on. */
static void goes_on_first(void)
{
    for (int is_open = 0; is_open < 2; is_open++) {
        try_instant(is_open);
        try_settled(is_open);
    }
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
    text_format(name, sizeof name, "r%d", CASE_RULES_MAX - 3);
    CU_ASSERT_STRING_EQUAL(story->report.rules[CASE_RULES_MAX - 1], name);
    story_all_free(stories);
}

static bool any_story(void *data, const struct story *story)
{
    (void)data;
    return story != NULL;
}

/* The case knows of how many patients a rule spoke, not of which: the first ones heard of again are these. */
static void speaks_after_a_restart(void)
{
    struct stories *stories = story_all_new(24 * HOUR, 60 * DAY, NULL);
    struct case_report report = {.id = "C-0123456789abcdef",
                                 .class = CASE_INAPPROPRIATE,
                                 .login = "ben",
                                 .rules = {"alone"},
                                 .rule_patients = {2},
                                 .first_ms = DAY,
                                 .last_ms = DAY};
    struct story *story;

    CU_ASSERT_TRUE_FATAL(story_resume(stories, &report, false));
    story = story_first(stories, any_story, NULL);
    CU_ASSERT_PTR_NOT_NULL_FATAL(story);
    CU_ASSERT_FALSE(story_say(story, "alone", "P1"));
    CU_ASSERT_FALSE(story_say(story, "alone", "P2"));
    CU_ASSERT_EQUAL(story->report.rule_patients[0], 2);
    CU_ASSERT_TRUE(story_say(story, "alone", "P3"));
    CU_ASSERT_EQUAL(story->report.rule_patients[0], 3);
    story_all_free(stories);
}

CU_TestInfo story_span_tests[] = {
    {"a story of access goes on for story_days, others for story_hours, in both directions", quiet},
    {"in one stretch of time a story has one id", stretches},
    {"what is still to be told is not forgotten, however long ago and however many there are",
     nothing_owed_is_forgotten},
    {"a story of late events lasts from when they came", late_events},
    {"what is found late belongs to the story in whose quiet it begins, and takes nobody's id", reaches_back},
    {"... but what goes on comes before what is over", goes_on_first},
    {"a story is one person's, of one class and one way of judging", whose},
    {"each event, patient and record counts once", counts},
    {"after a restart nobody is counted twice", speaks_after_a_restart},
    {"a rule speaks of each patient once, and no more are named than fit", speaks},
    CU_TEST_INFO_NULL,
};
