/* A storm of like findings as one case. Owns: when it is one, whose case it is, and what it says. Must not own:
 * stories. In: findings of the rules that tell at once. Out: the story that each joins.
 *
 * Cases are counted in the events' own time. Who comes among the first ones hangs on the order of arrival only where
 * events of one minute arrive in another order just when the number is reached; nobody is lost by it. */
#include "throng.h"

#include <string.h>

#include "agent/base/text.h"

#include "amount.h"
#include "instant.h"
#include "story_take.h"

static struct story_who throng_of(const struct rule *rule)
{
    return (struct story_who){'r', {rule->name, ""}};
}

static const char *name_of(const struct story_who *who)
{
    return who->text[0][0] ? who->text[0] : who->text[1];
}

struct counting {
    const struct rule *rule;
    int64_t at_ms;
    unsigned cases;
};

static bool has_rule(const struct case_report *report, const char *name)
{
    for (size_t i = 0; i < CASE_RULES_MAX && report->rules[i][0]; i++)
        if (strcmp(report->rules[i], name) == 0)
            return true;
    return false;
}

static bool count_case(void *data, const struct story *story)
{
    struct counting *counting = data;
    int64_t since_ms = counting->at_ms - story->report.first_ms;

    counting->cases += story->report.class == counting->rule->class && since_ms < THRONG_MS && since_ms > -THRONG_MS &&
                       has_rule(&story->report, counting->rule->name);
    return false;
}

static bool is_throng_time(struct stories *stories, const struct rule *rule, int64_t at_ms)
{
    struct counting counting = {.rule = rule, .at_ms = at_ms};

    story_first(stories, count_case, &counting);
    return counting.cases >= THRONG_CASES;
}

/* It goes on with whoever comes next until an hour has been quiet. */
static bool goes_on(const struct story *story, int64_t at_ms)
{
    return at_ms > story->report.first_ms - THRONG_MS && at_ms < story->report.last_ms + THRONG_MS;
}

/* The throng's story, or NULL where it is no time for one. */
static struct story *join_throng(struct stories *stories, const struct rule *rule, const struct finding_at *at)
{
    struct story_who all = throng_of(rule);
    struct story *throng = story_find(stories, rule->class, &all, at->with_encounters, at->at_ms, at->at_ms);

    if (!(throng && goes_on(throng, at->at_ms)) && !is_throng_time(stories, rule, at->at_ms))
        return NULL;
    if (!throng)
        throng = story_open(stories, rule->class, &all, at->with_encounters, at->first_ms, at->now_ms);
    if (throng)
        throng->is_throng = true;
    return throng;
}

struct story *throng_story(struct stories *stories, const struct rule *rule, const struct story_who *who,
                           const struct finding_at *at)
{
    struct story *story = story_find(stories, rule->class, who, at->with_encounters, at->first_ms, at->at_ms);

    if (!story)
        story = join_throng(stories, rule, at);
    if (!story)
        story = story_open(stories, rule->class, who, at->with_encounters, at->first_ms, at->now_ms);
    if (story)
        story_say(story, rule->name, story->is_throng ? name_of(who) : "");
    return story;
}

bool throng_resume(struct stories *stories, const struct case_report *report)
{
    for (const struct rule *rule = instant_rules; rule->name && report->login[0] == '\0'; rule++) {
        struct story_who all = throng_of(rule);

        if (rule->class != report->class || !has_rule(report, rule->name))
            continue;
        for (int with_encounters = 0; with_encounters < 2; with_encounters++) {
            struct story *story =
                story_find(stories, rule->class, &all, with_encounters, report->first_ms, report->first_ms);

            if (story && strcmp(story->report.id, report->id) == 0)
                return story->is_throng = true;
        }
    }
    return false;
}

struct recognising {
    unsigned class;
    struct touch *touch;
    const struct story *after; /* NULL: the next one is meant */
};

static bool is_next(void *data, const struct story *story)
{
    struct recognising *recognising = data;

    if (recognising->after) {
        recognising->after = recognising->after == story ? NULL : recognising->after;
        return false;
    }
    return story->is_throng && (recognising->class == 0 || story->report.class == recognising->class);
}

void throng_recognise(struct stories *stories, unsigned class, const struct story_who *who, struct touch *touch)
{
    struct recognising recognising = {.class = class, .touch = touch};
    bool was_taken = touch->is_taken;
    struct story *story;

    while ((story = story_first(stories, is_next, &recognising))) {
        touch->is_taken = false;
        story_recognise(story, touch);
        if (touch->is_taken)
            story_say(story, story->report.rules[0], name_of(who));
        was_taken = was_taken || touch->is_taken;
        recognising.after = story;
    }
    touch->is_taken = was_taken;
}

bool throng_says(struct story *story)
{
    struct case_report *report = &story->report;
    const struct rule *rule = rules_called(report->rules[0]);
    char more[64];

    if (!story->is_throng)
        return false;
    amount_number(more, sizeof more, report->rule_patients[0], CASE_EVENTS_MAX, "one more", "more");
    text_format(report->says, sizeof report->says,
                "After %d cases of one kind within an hour there came %s, told as this one case: %s.", THRONG_CASES,
                more, rule ? rule->words : report->rules[0]);
    return true;
}
