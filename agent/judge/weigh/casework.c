/* Cases and questions out of what was settled. Owns: which story a finding joins, how grave it is, what becomes a
 * question. Must not own: points (grounds.c), sentences. In: findings. Out: stories that changed; questions. */
#include "casework.h"

#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/names.h"

#include "rules.h"
#include "story_take.h"

static bool accepts(void *data, const char *login, const char *patient, int64_t time_ms)
{
    const struct casework *work = data;

    return (work->decided && decided_accepts(work->decided, login, patient, time_ms)) ||
           (work->asker.asked && asked_excuses(work->asker.asked, login, patient, time_ms));
}

static unsigned weight(void *data, const char *login, const char *patient, int64_t time_ms)
{
    const struct casework *work = data;

    return work->decided ? decided_weight(work->decided, login, patient, time_ms) : 100;
}

static int64_t ended(void *data, const char *login, const char *patient, int64_t time_ms)
{
    const struct casework *work = data;

    return work->decided ? decided_ended(work->decided, login, patient, time_ms) : INT64_MIN;
}

/* ---- what a case says ------------------------------------------------------------------------- */

static void add_text(char *list, size_t size, size_t count, const char *text)
{
    size_t i = 0;

    while (i < count && list[i * size] && strcmp(list + i * size, text) != 0)
        i++;
    if (i < count)
        text_copy(list + i * size, size, text);
}

static void add_answer(const struct casework *work, struct case_report *report, const char *patient)
{
    const char *answer = work->asker.asked ? asked_words(work->asker.asked, report->login, patient) : NULL;

    if (answer)
        add_text(report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX, answer);
}

void casework_add_checked(const struct casework *work, struct case_report *report, const char *patient)
{
    char words[sizeof report->checked[0]];

    add_answer(work, report, patient);
    for (size_t n = 0; settle_looked_for(work->settle, report->login, n, words, sizeof words); n++)
        add_text(report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX, words);
}

/* These speak of accesses whether or not there is a reason for them: nothing was missing. */
static bool is_whatever_reason(uint64_t rules)
{
    static const char *const names[] = {"own-record",    "carried-off", "slow-copy", "service-login-read",
                                        "name-searches", "many-hours",  "two-hosts", NULL};
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_settled_at(i)); i++)
        for (size_t n = 0; (rules & UINT64_C(1) << i) && names[n]; n++)
            if (strcmp(rule->name, names[n]) == 0)
                return true;
    return false;
}

static struct touch touch_of(const struct fact *fact, const char *patient)
{
    struct touch touch = {.time_ms = fact->time_ms, .what = TOUCH_LOOK, .name = fact->name};

    touch.subject = names_hash(1, patient);
    memcpy(touch.event, fact->event, sizeof touch.event);
    text_copy(touch.patient, sizeof touch.patient, patient);
    return touch;
}

/* The evidence makes a case graver. */
static unsigned severity_of(const struct casework *work, const struct case_report *report, unsigned severity)
{
    unsigned threshold = work->config->alert_points;

    severity += report->points >= threshold * 3 / 2;
    severity += report->points >= threshold * 9 / 4;
    return severity < 5 ? severity : 5;
}

static void say_rules(const struct casework *work, struct story *story, const struct settled *settled)
{
    struct case_report *report = &story->report;
    const struct rule *rule;
    unsigned severity = 1;

    for (size_t i = 0; (rule = rules_settled_at(i)); i++) {
        if (!(settled->rules & UINT64_C(1) << i))
            continue;
        story->is_changed |= story_say(story, rule->name, settled->patient);
        severity = rule->severity > severity ? rule->severity : severity;
    }
    if (settled->points > (int32_t)report->points) {
        report->points = (uint32_t)settled->points;
        story->is_changed = true;
    }
    severity = severity_of(work, report, severity);
    report->severity = (uint8_t)(severity > report->severity ? severity : report->severity);
    report->certainty = report->certainty > CERTAINTY_SUSPECTED ? report->certainty : CERTAINTY_SUSPECTED;
}

/* ---- which case ------------------------------------------------------------------------------- */

/* Rules that speak together are of one class. */
static unsigned class_of_rules(uint64_t rules)
{
    size_t first = 0;

    while (first < 63 && !(rules >> first & 1))
        first++;
    return rules_settled_at(first) ? rules_settled_at(first)->class : CASE_INAPPROPRIATE;
}

/* The time of the first access that people have not decided about yet; INT64_MAX when they have of all. */
static int64_t first_open(const struct casework *work, unsigned class, const struct story_who *who,
                          const struct settled *settled)
{
    int64_t first_ms = INT64_MAX;

    for (size_t i = 0; i < settled->count; i++) {
        struct touch touch = touch_of(&settled->facts[i], settled->patients[i]);

        if (touch.time_ms < first_ms && !story_is_decided(work->stories, class, who, &touch))
            first_ms = touch.time_ms;
    }
    return first_ms;
}

static struct story *story_for(struct casework *work, unsigned class, const struct story_who *who, int64_t first_ms,
                               int64_t at_ms)
{
    bool with_encounters = class == CASE_INAPPROPRIATE && work->context->has_encounters;
    struct story *story = story_find(work->stories, class, who, with_encounters, first_ms, at_ms);

    return story ? story
                 : story_open(work->stories, class, who, with_encounters, first_ms,
                              work->since_ms > at_ms ? work->since_ms : at_ms);
}

static void found(void *data, const struct settled *settled)
{
    struct casework *work = data;
    unsigned class = class_of_rules(settled->rules);
    struct story_who who = {settled->login[0] ? 'p' : 'h', {settled->login, ""}}; /* a source has no host of its own */
    int64_t first_ms = first_open(work, class, &who, settled);
    struct story *story = first_ms < INT64_MAX ? story_for(work, class, &who, first_ms, settled->at_ms) : NULL;
    bool was_changed = story && story->is_changed;

    if (!story)
        return;
    for (size_t i = 0; i < settled->count; i++) {
        struct touch touch = touch_of(&settled->facts[i], settled->patients[i]);

        story_recognise(story, &touch);
        touch.is_taken = touch.is_taken || story_is_decided(work->stories, class, &who, &touch);
        story_take(story, &touch, settled->at_ms);
    }
    say_rules(work, story, settled);
    if (class == CASE_INAPPROPRIATE && !is_whatever_reason(settled->rules))
        casework_add_checked(work, &story->report, settled->patient);
    else if (class == CASE_INAPPROPRIATE)
        add_answer(work, &story->report, settled->patient);
    work->changed += story->is_changed && !was_changed;
}

/* ---- questions -------------------------------------------------------------------------------- */

static void ask(void *data, const struct settled *settled)
{
    struct casework *work = data;

    if (work->config->asking != ASKING_OFF)
        asker_take(&work->asker, settled);
}

const struct settle_calls casework_calls = {found, ask, accepts, weight, ended};
