/* The judge. Owns: the way of an event through past, explanation, rules and stories, and when the employer is to be
 * told. Must not own: any of these themselves. In: events at a given time. Out: cases.
 *
 * What a case holds depends on the set of its events only: windows lie in the events' own time, and whatever lies in a
 * window that broke a limit is taken in once, whichever event came last. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "pam_module/identity.h"

#include "agent/judge/context/names.h"
#include "casework.h"
#include "past.h"
#include "rules.h"
#include "sentence.h"
#include "instant.h"
#include "judge_asks.h"
#include "settle_asks.h"
#include "story.h"
#include "story_take.h"
#include "throng.h"
#include "whose.h"

#define TIME_MAX_MS INT64_C(253402300799999) /* the last millisecond that RFC 3339 can write */
#define AHEAD_MS    (24 * INT64_C(3600000))  /* of us: a zone that was mistaken is less */

struct judge {
    uint8_t salt[JUDGE_SALT_SIZE];
    struct casework work;
    struct past *past;
    int64_t owing_ms; /* when the first of the stories that are owing falls due; INT64_MAX = none is */
};

/* ---- beginning and end ----------------------------------------------------------------------- */

struct judge *judge_new(const struct config *config, const struct context *context, const uint8_t salt[JUDGE_SALT_SIZE])
{
    struct judge *judge = calloc(1, sizeof *judge);

    if (!judge)
        return NULL;
    judge->work.config = config;
    judge->work.context = context;
    if (salt)
        memcpy(judge->salt, salt, sizeof judge->salt);
    judge->past = past_new(config);
    judge->work.stories =
        story_all_new(config->story_hours * INT64_C(3600000), config->story_days * INT64_C(86400000), salt);
    judge->work.settle = settle_new(config, context, &casework_calls, &judge->work);
    if (judge->past && judge->work.stories && judge->work.settle)
        return judge;
    judge_free(judge);
    return NULL;
}

void judge_free(struct judge *judge)
{
    if (!judge)
        return;
    past_free(judge->past);
    story_all_free(judge->work.stories);
    settle_free(judge->work.settle);
    free(judge);
}

bool judge_use(struct judge *judge, const struct context *context)
{
    if (!settle_use(judge->work.settle, context))
        return false;
    judge->work.context = context;
    return true;
}

/* ---- one event ------------------------------------------------------------------------------- */

/* Nobody, and a login that may not be used, are other rules' matter: no appointment explains what they did. Whoever is
 * on leave is a person all the same, perhaps called back. */
static bool is_person(const struct rule_given *given)
{
    return given->event->login[0] && (!given->context->has_staff || given->verdict == IDENTITY_ON_LEAVE ||
                                      given->verdict == IDENTITY_UNOWNED || !identity_refuses(given->verdict));
}

static bool is_weighed(const struct rule_given *given)
{
    return is_person(given) || given->verdict == IDENTITY_SERVICE;
}

static void note(struct judge *judge, const struct event *event, struct rule_given *given)
{
    const struct staff_member *row =
        event->login[0] ? staff_file_find(&judge->work.context->staff, event->login) : NULL;
    struct story_who who = whose_is(event);
    bool explained;

    *given = (struct rule_given){.event = event,
                                 .context = judge->work.context,
                                 .limits = judge->work.config,
                                 .row = row,
                                 .verdict = identity_judge(row, event->time_ms),
                                 .past = judge->past};
    if (event->kind != EVENT_ACCESS && !(event->kind == EVENT_LOGIN && event->action == ACTION_FAIL))
        return;
    explained = touch_is_look(event) && is_person(given) && settle_explains(judge->work.settle, event);
    given->person = past_person(judge->past, whose_number(&who));
    if (given->person)
        given->made = past_note(judge->past, given->person, event, explained);
}

static void mark_taken(void *data, struct touch *touch)
{
    (void)data;
    touch->is_taken = true;
}

static void mark_look_taken(void *data, struct touch *touch)
{
    if (touch->what == TOUCH_LOOK)
        mark_taken(data, touch);
}

/* The event itself, for rules that look at nothing else. */
static void take_event(struct story *story, const struct rule_given *given, int64_t now_ms)
{
    struct touch touch = touch_whole(given->event);

    story_take(story, &touch, now_ms);
    if (given->person)
        past_touches_of(given->person, given->event, mark_look_taken, NULL);
}

/* What a finding knows beyond its touches. */
static void add_beyond(struct case_report *report, const struct rule_finding *finding)
{
    uint32_t room = CASE_EVENTS_MAX - report->record_total;

    report->record_total += finding->further < room ? finding->further : room;
    if (finding->earlier_ms > 0 && finding->earlier_ms < report->first_ms)
        report->first_ms = finding->earlier_ms;
}

/* A finding joins its story, or begins one. */
static bool join(struct judge *judge, const struct rule *rule, const struct rule_given *given,
                 const struct rule_finding *finding, int64_t now_ms)
{
    struct story_who who = whose_is(given->event);
    struct finding_at at = {.at_ms = given->event->time_ms,
                            .first_ms = finding->count ? finding->touches[0]->time_ms : given->event->time_ms,
                            .now_ms = now_ms,
                            .with_encounters = rule->class == CASE_INAPPROPRIATE && given->context->has_encounters};
    struct story *story = throng_story(judge->work.stories, rule, &who, &at);
    bool was_changed = story && story->is_changed;

    if (!story)
        return false;
    if (rule->severity > story->report.severity)
        story->report.severity = (uint8_t)rule->severity;
    if (rule->certainty > story->report.certainty)
        story->report.certainty = (uint8_t)rule->certainty;
    for (size_t i = 0; i < finding->count; i++)
        story_take(story, finding->touches[i], now_ms);
    if (finding->count == 0)
        take_event(story, given, now_ms);
    add_beyond(&story->report, finding);
    if (finding->is_unexplained && is_person(given) && !story->is_throng)
        casework_add_checked(&judge->work, &story->report, "");
    judge->work.changed += story->is_changed && !was_changed;
    return true;
}

/* A self-test harms nobody, and a look at a case through confidectl touches no record. */
static bool is_for_judging(const struct event *event)
{
    return event->action != ACTION_SELFTEST && !(event->source == SOURCE_AGENT && event->kind == EVENT_ACCESS);
}

/* RFC 3339 writes nothing before the year 0. A source whose clock is years ahead must not be judged then only, nor keep
 * its cases open until then; where one began anew, no appointment is of its days. Both: when it told. */
static const struct event *within_time(const struct event *event, int64_t now_ms, struct event *copy)
{
    int64_t most_ms = now_ms < TIME_MAX_MS - AHEAD_MS ? now_ms + AHEAD_MS : TIME_MAX_MS;
    bool began_anew = event->time_ms < JUDGE_ANEW_MS && now_ms >= JUDGE_ANEW_MS;

    if (event->time_ms >= 0 && event->time_ms <= most_ms && !began_anew)
        return event;
    *copy = *event;
    copy->time_ms = now_ms < TIME_MAX_MS ? now_ms : TIME_MAX_MS;
    if (!began_anew && (event->time_ms < 0 || now_ms < 0))
        copy->time_ms = 0;
    return copy;
}

bool judge_event(struct judge *judge, const struct event *event, int64_t now_ms)
{
    struct rule_given given;
    struct event copy;

    if (judge->work.since_ms == 0 || event->time_ms < now_ms - SETTLE_AFTER_MS)
        judge->work.since_ms = now_ms;
    if (!is_for_judging(event))
        return true;
    note(judge, within_time(event, now_ms, &copy), &given);
    for (const struct rule *rule = instant_rules; rule->name; rule++) {
        struct rule_finding finding = {0};

        if (!rules_can(rule, given.context) || !rule->finds(&given, &finding))
            continue;
        if (!join(judge, rule, &given, &finding, now_ms))
            return false;
    }
    if (is_weighed(&given) && !settle_take(judge->work.settle, given.event))
        return false;
    return settle_pass(judge->work.settle, now_ms) && (given.person || event->kind != EVENT_ACCESS);
}

/* ---- after a restart ------------------------------------------------------------------------- */

struct recognising {
    struct judge *judge;
    const struct event *event;
};

static void recognise(void *data, struct touch *touch)
{
    const struct recognising *recognising = data;
    struct story_who who = whose_is(recognising->event);
    unsigned class = touch_class(touch);

    if (story_is_decided(recognising->judge->work.stories, class, &who, touch))
        touch->is_taken = true;
    for (int with_encounters = 0; with_encounters < 2; with_encounters++) {
        struct story *story = story_find(recognising->judge->work.stories, class, &who, with_encounters,
                                         recognising->event->time_ms, recognising->event->time_ms);

        if (story)
            story_recognise(story, touch);
    }
    if (recognising->judge->work.throngs)
        throng_recognise(recognising->judge->work.stories, class, &who, touch);
}

/* Of logins and findings about the agent itself no touches are kept. */
static void recognise_whole(struct judge *judge, const struct event *event)
{
    struct story_who who = whose_is(event);
    struct touch touch = touch_whole(event);

    throng_recognise(judge->work.stories, 0, &who, &touch);
}

void judge_remember(struct judge *judge, const struct event *event, int64_t now_ms)
{
    struct event copy;
    struct recognising recognising = {.judge = judge, .event = within_time(event, now_ms, &copy)};
    struct rule_given given;

    if (!is_for_judging(event))
        return;
    note(judge, recognising.event, &given);
    if (given.person)
        past_touches_of(given.person, recognising.event, recognise, &recognising);
    else if (judge->work.throngs)
        recognise_whole(judge, recognising.event);
    if (is_weighed(&given))
        settle_take(judge->work.settle, recognising.event);
    settle_pass(judge->work.settle, recognising.event->time_ms);
}

void judge_resume(struct judge *judge, const struct case_report *report, bool is_owing)
{
    judge->work.throngs +=
        story_resume(judge->work.stories, report, is_owing) && throng_resume(judge->work.stories, report);
}

void judge_heed(struct judge *judge, const struct decided *decided, const struct asked *asked)
{
    judge->work.decided = decided;
    asker_begin(&judge->work.asker, asked, judge->salt);
}

void judge_decide(struct judge *judge, const struct case_report *report)
{
    judge->work.changed -= story_decide(judge->work.stories, report, decided_ends(judge->work.decided, report->id));
}

const struct question *judge_ask(struct judge *judge, int64_t now_ms)
{
    return asker_next(&judge->work.asker, now_ms);
}

void judge_answered(struct judge *judge, const struct question *question, bool is_accepted)
{
    if (is_accepted)
        settle_excuse(judge->work.settle, question->login, question->patient);
    else
        settle_tell(judge->work.settle, question->login, question->patient);
}

/* ---- telling --------------------------------------------------------------------------------- */

static int64_t update_ms(const struct judge *judge)
{
    return judge->work.config->update_minutes * INT64_C(60000);
}

static bool is_due(const struct judge *judge, const struct story *story, int64_t now_ms)
{
    return !story->is_told || story->report.severity > story->told_severity ||
           story->report.certainty > story->told_certainty || now_ms - story->told_ms >= update_ms(judge);
}

struct choosing {
    struct judge *judge;
    int64_t now_ms, next_ms;
};

static bool is_changed(void *data, const struct story *story)
{
    (void)data;
    return story->is_changed;
}

/* Also finds when the next one falls due, when this one does not. */
static bool is_owed(void *data, const struct story *story)
{
    struct choosing *choosing = data;
    int64_t due_ms = story->told_ms + update_ms(choosing->judge);

    if (!story->is_owing)
        return false;
    if (due_ms < choosing->next_ms)
        choosing->next_ms = due_ms;
    return due_ms <= choosing->now_ms;
}

static struct story *choose(struct judge *judge, int64_t now_ms)
{
    struct choosing choosing = {.judge = judge, .now_ms = now_ms, .next_ms = INT64_MAX};
    struct story *story;

    if (judge->work.changed > 0)
        return story_first(judge->work.stories, is_changed, NULL);
    if (now_ms < judge->owing_ms)
        return NULL;
    story = story_first(judge->work.stories, is_owed, &choosing);
    if (!story)
        judge->owing_ms = choosing.next_ms;
    return story;
}

static void remember_telling(struct judge *judge, struct story *story, bool report_due, int64_t now_ms)
{
    judge->work.changed -= story->is_changed;
    story->is_changed = false;
    story->is_owing = !report_due;
    if (report_due) {
        story->is_told = true;
        story->told_ms = now_ms;
        story->told_severity = story->report.severity;
        story->told_certainty = story->report.certainty;
    } else if (story->told_ms + update_ms(judge) < judge->owing_ms) {
        judge->owing_ms = story->told_ms + update_ms(judge);
    }
}

struct judge_counts judge_count(const struct judge *judge)
{
    struct settle_counts counts = settle_count(judge->work.settle);

    return (struct judge_counts){counts.explained, counts.unexplained, counts.waiting};
}

void judge_finish(struct judge *judge)
{
    settle_finish(judge->work.settle);
}

const struct case_report *judge_next(struct judge *judge, int64_t now_ms, bool *report_due)
{
    const struct staff_member *row;
    struct story *story;

    *report_due = false;
    settle_pass(judge->work.settle, now_ms);
    story = choose(judge, now_ms);
    if (!story)
        return NULL;
    if (story->is_told && story->told_ms == INT64_MIN)
        story->told_ms = now_ms; /* before the restart, nobody knows when */
    *report_due = is_due(judge, story, now_ms);
    story->report.version++;
    row = story->report.login[0] ? staff_file_find(&judge->work.context->staff, story->report.login) : NULL;
    if (!throng_says(story))
        sentence_write(&story->report, row, story->report.says, sizeof story->report.says);
    remember_telling(judge, story, *report_due, now_ms);
    return &story->report;
}
