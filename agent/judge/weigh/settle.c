/* The settled tier. Owns: the way of an access from its arrival to a story's sum, and when. Must not own: what explains
 * (explain.c), what weighs (grounds.c, spell.c), what is remembered (lore.c), cases. In: events, the time. Out:
 * findings. All that is remembered changes in the order of the accesses' times alone, so that the same accesses give
 * the same findings in whatever order they arrive. */
#include "settle_asks.h"

#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "access.h"
#include "deeds.h"
#include "habit.h"
#include "lately.h"
#include "measure.h"
#include "same_kind.h"
#include "visits.h"
#include "weighing.h"

enum { HOUR_SLACK_S = 1800 };

struct settle *settle_new(const struct config *config, const struct context *context, const struct settle_calls *calls,
                          void *data)
{
    struct settle *settle = calloc(1, sizeof *settle);

    if (!settle)
        return NULL;
    settle->config = config;
    settle->calls = *calls;
    settle->data = data;
    settle->names = names_new();
    while (settle->rule_count < SETTLE_RULES &&
           (settle->rules[settle->rule_count] = rules_settled_at(settle->rule_count)))
        settle->rule_count++;
    if (settle->names && lore_role(&settle->lore, "") && settle_use(settle, context))
        return settle;
    settle_free(settle);
    return NULL;
}

void settle_free(struct settle *settle)
{
    if (!settle)
        return;
    names_free(settle->names);
    numbers_forget(&settle->numbers);
    explain_units_free(&settle->units);
    hold_free(&settle->arrived);
    hold_free(&settle->late);
    lore_free(&settle->lore);
    free(settle);
}

static double restricted_share(const struct context *context)
{
    size_t count = 0;

    for (size_t i = 0; i < context->patient_count; i++)
        count += (context->patients[i].flags & PATIENT_RESTRICTED) != 0;
    return ground_share((double)count, (double)context->patient_count);
}

bool settle_use(struct settle *settle, const struct context *context)
{
    struct explain_units units;

    if (!explain_units_make(&units, context)) {
        explain_units_free(&units);
        return false;
    }
    explain_units_free(&settle->units);
    settle->units = units;
    numbers_forget(&settle->numbers);
    settle->context = context;
    settle->restricted_share = restricted_share(context);
    for (size_t i = 0; i < settle->rule_count; i++)
        settle->can[i] = rules_can(settle->rules[i], context);
    return true;
}

bool settle_take(struct settle *settle, const struct event *event)
{
    struct fact fact;

    if (!fact_of(&fact, event, settle->names))
        return true;
    return hold_put(&settle->arrived, &fact, fact.time_ms + SETTLE_AFTER_MS);
}

struct settle_counts settle_count(const struct settle *settle)
{
    struct settle_counts counts = settle->counts;

    counts.pairs = settle->lore.pair_count;
    counts.waiting = settle->arrived.count + settle->late.count;
    return counts;
}

/* ---- the way ---------------------------------------------------------------------------------- */

/* A program's access: whether it is one of many will be known some minutes later. */
static void settle_service(struct settle *settle, struct access *access, int64_t due_ms)
{
    lately_note(access->person, &access->fact, (struct lately_said){0});
    if (!hold_put(&settle->late, &access->fact, due_ms + SETTLE_BATCH_S * INT64_C(1000)))
        settle->is_short = true;
}

static void settle_search(struct settle *settle, struct access *access)
{
    lately_note(access->person, &access->fact, (struct lately_said){0});
    weighing_spells(settle, access, false);
}

static uint32_t later(uint32_t time_s, const struct fact *fact)
{
    uint32_t then_s = (uint32_t)(fact->time_ms / 1000);

    return then_s > time_s ? then_s : time_s;
}

/* Off duty by the rota; where there is none, at a computer that is new to the role. */
static bool is_odd_hour(const struct settle *settle, const struct access *access)
{
    bool is_new_host = lately_new_host(access->role, &access->fact);

    return settle->context->tables[TABLE_ROTA].is_there ? access_is_off_duty(settle, access, HOUR_SLACK_S)
                                                        : is_new_host;
}

static void note_visit(struct access *access, bool is_explained)
{
    struct pair *pair = access->pair;

    visits_note(access->subject, &access->fact, is_explained);
    same_kind_care(access, is_explained);
    pair->last_s = later(pair->last_s, &access->fact);
    if (access->fact.action == ACTION_READ)
        pair->read_s = later(pair->read_s, &access->fact);
    if (!(access->fact.signs & FACT_PARTICULARS))
        pair->beyond_s = later(pair->beyond_s, &access->fact);
    if (access->fact.signs & FACT_CHANGED)
        pair->written_s = later(pair->written_s, &access->fact);
    pair->explained_s = is_explained ? later(pair->explained_s, &access->fact) : pair->explained_s;
}

/* What is seldom done, whatever explains it. */
static void note_done(struct access *access)
{
    if (access->fact.action == ACTION_DELETE)
        deeds_note(access->person, access->role, DEED_GONE, &access->fact);
    if (access->fact.signs & FACT_COPIED)
        deeds_note(access->person, access->role, DEED_COPIED, &access->fact);
}

/* What seldom goes unexplained. */
static void note_unexplained(struct access *access)
{
    if (access->fact.signs & FACT_OVERRIDE)
        deeds_note(access->person, access->role, DEED_MAYBE_OVERRIDE, &access->fact);
    if (ground_may_be_odd(&access->given))
        deeds_note(access->person, access->role, DEED_MAYBE_ODD, &access->fact);
}

/* An access that has just become settled. */
static void settle_one(struct settle *settle, const struct held *held)
{
    struct access access = {.fact = held->fact, .as_of_ms = held->fact.time_ms};
    enum explanation found;
    bool explained, is_new, is_odd, is_sure;

    if (!access_look_up(settle, &access))
        return;
    if (access_is_service(&access)) {
        settle_service(settle, &access, held->due_ms);
        return;
    }
    sources_note(&settle->lore.sources, access.person, &access.fact);
    if (!access.pair) {
        settle_search(settle, &access);
        return;
    }
    is_new = access.pair->last_s == 0;
    found = access_reason(settle, &access);
    explained = access_is_explained(settle, &access, found);
    note_visit(&access, found == EXPLAIN_EXPLAINED);
    habit_note(&access.person->habit, access.fact.time_ms);
    is_odd = is_odd_hour(settle, &access);
    lately_note(access.person, &access.fact, (struct lately_said){!explained, is_new, is_odd});
    deeds_day(access.person, access.role, (int32_t)(access.fact.time_ms / SETTLE_DAY_MS));
    measure_all(access.role, access.by_context);
    weighing_spells(settle, &access, false);
    note_done(&access);
    if (explained) {
        settle->counts.explained++;
        lately_drip(access.person, access.role, false);
        lately_slip(access.person, &access.fact, settle->names, settle->context);
        return;
    }
    access.person->slip = access.fact;
    is_sure = weighing_is_sure(settle, &access, found);
    note_unexplained(&access);
    if (is_sure) {
        weighing_enter(settle, &access, found);
        return;
    }
    weighing_hasten(settle, &access);
    if (!hold_put(&settle->late, &access.fact, held->due_ms + SETTLE_LATE_MS))
        settle->is_short = true;
}

/* An access for which late rows were waited. */
static void settle_late(struct settle *settle, const struct held *held)
{
    struct access access = {.fact = held->fact, .as_of_ms = held->due_ms - SETTLE_AFTER_MS, .is_waited = true};
    enum explanation found;

    if (!access_look_up(settle, &access))
        return;
    if (access_is_service(&access)) {
        weighing_spells(settle, &access, true);
        return;
    }
    found = access_reason(settle, &access);
    if (access_is_explained(settle, &access, found)) {
        settle->counts.explained++;
        lately_drip(access.person, access.role, false);
        visits_excuse(access.subject, &access.fact);
        lately_excuse(access.person, &access.fact);
        same_kind_care(&access, found == EXPLAIN_EXPLAINED);
        access.pair->explained_s = later(access.pair->explained_s, &access.fact);
        return;
    }
    weighing_enter(settle, &access, found);
}

/* The two's story, and its last access that was kept. False when there is none. */
static bool find_story(struct settle *settle, const char *login, const char *patient, struct access *access)
{
    struct person *person;

    *access = (struct access){
        .fact = {.login = names_find(settle->names, login), .patient = names_find(settle->names, patient)}};
    if (access->fact.login == 0 || access->fact.patient == 0 || !access_look_up(settle, access))
        return false;
    person = access->person;
    for (size_t i = person->kept_count; i > 0; i--)
        if (person->kept[i - 1].fact.patient == access->fact.patient) {
            access->fact = person->kept[i - 1].fact;
            access->as_of_ms = access->fact.time_ms;
            return true;
        }
    return false;
}

void settle_excuse(struct settle *settle, const char *login, const char *patient)
{
    struct access access;

    if (!find_story(settle, login, patient, &access))
        return;
    access.pair->points = 0;
    for (size_t i = 0; i < access.person->kept_count; i++)
        if (access.person->kept[i].fact.patient == access.fact.patient)
            access.person->kept[i].is_taken = true;
}

void settle_tell(struct settle *settle, const char *login, const char *patient)
{
    struct access access;

    if (find_story(settle, login, patient, &access))
        weighing_tell(settle, &access, true);
}

bool settle_pass(struct settle *settle, int64_t now_ms)
{
    bool is_good;

    for (;;) {
        const struct held *arrived = hold_first(&settle->arrived), *late = hold_first(&settle->late);
        bool is_late = late && (!arrived || late->due_ms < arrived->due_ms);
        struct held held;

        if (!arrived && !late)
            break;
        if ((is_late ? late : arrived)->due_ms > now_ms)
            break;
        held = hold_take(is_late ? &settle->late : &settle->arrived);
        if (is_late)
            settle_late(settle, &held);
        else
            settle_one(settle, &held);
    }
    is_good = !settle->is_short;
    settle->is_short = false; /* said once: there may be room again */
    return is_good;
}

bool settle_finish(struct settle *settle)
{
    return settle_pass(settle, INT64_MAX);
}
