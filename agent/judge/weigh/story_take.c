/* One open case: what it holds. Owns: that a touch, a patient, a record and a rule count in it once. Must not own:
 * which story something belongs to (story.c). In: touches, rules that speak. Out: the case's counts. */
#include "story_take.h"

#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/names.h"

/* True when the record is new to the story, as far as it remembers them. */
static bool add_record(struct story *story, uint64_t name)
{
    for (size_t i = 0; i < story->record_count; i++)
        if (story->records[i] == name)
            return false;
    if (story->record_count < CASE_EVENTS_MAX)
        story->records[story->record_count++] = name;
    return true;
}

static void add_patient(struct case_report *report, const char *patient)
{
    if (patient[0] == '\0')
        return;
    for (size_t i = 0; i < report->patient_total; i++)
        if (strcmp(report->patients[i], patient) == 0)
            return;
    if (report->patient_total < CASE_PATIENTS_MAX)
        text_copy(report->patients[report->patient_total++], EVENT_PATIENT_SIZE, patient);
}

static bool holds_event(const struct case_report *report, const uint8_t *id)
{
    size_t count = report->event_total < CASE_EVENTS_MAX ? report->event_total : CASE_EVENTS_MAX;

    for (size_t i = count; i > 0; i--)
        if (memcmp(report->events[i - 1], id, EVENT_ID_SIZE) == 0)
            return true;
    return false;
}

bool story_say(struct story *story, const char *rule, const char *patient)
{
    struct case_report *report = &story->report;
    uint64_t said = names_hash(names_hash(1, rule), patient);
    bool is_new;
    size_t at = 0;

    while (at < CASE_RULES_MAX && report->rules[at][0] && strcmp(report->rules[at], rule) != 0)
        at++;
    if (at == CASE_RULES_MAX)
        return false;
    is_new = report->rules[at][0] == '\0';
    text_copy(report->rules[at], sizeof report->rules[at], rule);
    for (size_t i = 0; i < story->said_count; i++)
        if (story->said[i] == said)
            return is_new;
    if (patient[0] == '\0' || story->said_count == CASE_EVENTS_MAX)
        return is_new;
    story->said[story->said_count++] = said;
    if (++story->said_of[at] <= report->rule_patients[at])
        return is_new; /* said before the restart */
    report->rule_patients[at] = story->said_of[at];
    return true;
}

void story_take(struct story *story, struct touch *touch, int64_t now_ms)
{
    struct case_report *report = &story->report;

    if (touch->is_taken)
        return;
    touch->is_taken = true;
    /* One event may be two touches, or fall under two rules: it counts once. */
    if (!holds_event(report, touch->event)) {
        if (report->event_total < CASE_EVENTS_MAX)
            memcpy(report->events[report->event_total], touch->event, EVENT_ID_SIZE);
        report->event_total++;
    }
    if (touch->name && add_record(story, touch->name) && report->record_total < CASE_EVENTS_MAX)
        report->record_total++;
    add_patient(report, touch->patient);
    report->first_ms = touch->time_ms < report->first_ms ? touch->time_ms : report->first_ms;
    report->last_ms = touch->time_ms > report->last_ms ? touch->time_ms : report->last_ms;
    story->grown_ms = now_ms;
    story->is_changed = true;
}

bool story_holds(const struct story *story, const struct touch *touch)
{
    const struct case_report *report = &story->report;
    bool is_beyond_list = report->event_total > CASE_EVENTS_MAX && touch->time_ms >= report->first_ms &&
                          touch->time_ms <= report->last_ms;

    return is_beyond_list || holds_event(report, touch->event);
}

void story_recognise(struct story *story, struct touch *touch)
{
    if (!story_holds(story, touch))
        return;
    touch->is_taken = true;
    add_record(story, touch->name);
}
