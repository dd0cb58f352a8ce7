/* The settled tier. Owns: the way of an access from its arrival to a story's sum, and when. Must not own: what explains
 * (explain.c), what weighs (grounds.c, spell.c), what is remembered (lore.c), cases. In: events, the time. Out:
 * findings. All that is remembered changes in the order of the accesses' times alone, so that the same accesses give
 * the same findings in whatever order they arrive. */
#include "settle.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "explain.h"
#include "grounds.h"
#include "hold.h"
#include "lately.h"
#include "rules.h"
#include "spell.h"
#include "visits.h"

enum {
    DAY_MS = 24 * 3600 * 1000,
    DUTY_SLACK_S = 2 * 3600,
    HOUR_SLACK_S = 1800,
    FOUND_MAX = 512,
    BATCH = 15,
    BATCH_S = 600,
    WORK_S = 12 * 3600,
    EXCESS_FROM = 66,
    EXCESS_HALF_S = 30 * 24 * 3600
};

#define NEAR_LEAST 0.35

struct settle {
    const struct config *config;
    const struct context *context;
    struct settle_calls calls;
    void *data;
    struct names *names;
    struct explain_units units;
    struct hold arrived, late;
    struct lore lore;
    struct settle_counts counts;
    struct fact facts[FOUND_MAX];
    const char *patients[FOUND_MAX];
    bool is_short; /* of memory: something was missed */
};

/* One access on its way. */
struct access {
    struct fact fact;
    int64_t as_of_ms; /* what was recorded later is not known */
    bool is_waited;   /* for late rows: what nothing explains now, nothing will */
    struct explain_ask ask;
    struct pair *pair;
    struct subject *subject;
    struct person *person;
    struct role *role;
    struct ground_given given;
};

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
    explain_units_free(&settle->units);
    hold_free(&settle->arrived);
    hold_free(&settle->late);
    lore_free(&settle->lore);
    free(settle);
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
    settle->context = context;
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

static struct explain_ask ask_of(const struct settle *settle, const char *login, const char *patient, int64_t time_ms)
{
    const struct context *context = settle->context;
    struct explain_ask ask = {.context = context,
                              .limits = settle->config,
                              .login = find_number(context, login),
                              .patient = find_number(context, patient),
                              .time_ms = time_ms,
                              .as_of_ms = time_ms};

    ask.who = ask.login ? find_colleague(context, ask.login) : NULL;
    return ask;
}

bool settle_explains(const struct settle *settle, const struct event *event)
{
    struct explain_ask ask = ask_of(settle, event->login, event->patient, event->time_ms);
    enum explanation found;

    found = explain_access(&ask, &settle->units);
    return found == EXPLAIN_EXPLAINED || found == EXPLAIN_NEAR;
}

bool settle_looked_for(const struct settle *settle, const char *login, size_t n, char *to, size_t size)
{
    struct explain_ask ask = ask_of(settle, login, "", 0);

    return explain_looked_for(&ask, &settle->units, n, to, size);
}

/* ---- what is known of an access --------------------------------------------------------------- */

static const char *text(const struct settle *settle, uint32_t number)
{
    return names_text(settle->names, number);
}

/* False: memory is short, or it is nobody's whom reasons could explain (shared logins: instant.c). */
static bool look_up(struct settle *settle, struct access *access)
{
    struct explain_ask *ask = &access->ask;

    *ask = ask_of(settle, text(settle, access->fact.login), text(settle, access->fact.patient), access->fact.time_ms);
    ask->as_of_ms = access->as_of_ms;
    ask->is_declared = access->fact.signs & FACT_PURPOSE;
    if (ask->who && (ask->who->row->kind == STAFF_SHARED || ask->who->row->kind == STAFF_EMERGENCY))
        return false;
    access->person = lore_person(&settle->lore, access->fact.login);
    access->role = lore_role(&settle->lore, ask->who ? ask->who->row->role : "");
    access->pair = access->fact.patient ? lore_pair(&settle->lore, access->fact.login, access->fact.patient) : NULL;
    access->subject = access->fact.patient ? lore_subject(&settle->lore, access->fact.patient) : NULL;
    if (!access->person || (access->fact.patient && (!access->pair || !access->subject)))
        settle->is_short = true;
    return access->person && !settle->is_short;
}

static bool is_service(const struct access *access)
{
    return access->ask.who && access->ask.who->row->kind == STAFF_SERVICE;
}

static bool is_on_leave(const struct access *access)
{
    const struct staff_member *row = access->ask.who ? access->ask.who->row : NULL;

    return row && row->leave_from_ms < row->leave_to_ms && access->fact.time_ms >= row->leave_from_ms &&
           access->fact.time_ms < row->leave_to_ms;
}

/* Is it this role's work to serve all units? Then most of what it opens is explained in no other way. */
static bool serves_all(const struct role *role)
{
    const struct rate *rate = &role->rates[FEATURE_NEAR];

    return rate->hits > NEAR_LEAST * rate->all;
}

/* Whoever is away has nobody's care but that to which they themselves are named. */
static enum explanation reason_of(struct settle *settle, const struct access *access)
{
    const char *login = text(settle, access->fact.login), *patient = text(settle, access->fact.patient);
    enum explanation found;

    if (settle->calls.accepts(settle->data, login, patient, access->fact.time_ms))
        return EXPLAIN_EXPLAINED;
    found = explain_access(&access->ask, &settle->units);
    if (found == EXPLAIN_EXPLAINED || found == EXPLAIN_OWN_RECORD)
        return found;
    if (found == EXPLAIN_NEAR)
        return serves_all(access->role) ? EXPLAIN_EXPLAINED : EXPLAIN_UNEXPLAINED;
    if (visits_team(access->subject, &access->fact, settle->names, settle->context, access->ask.who))
        return EXPLAIN_EXPLAINED;
    return access->is_waited && lately_was_slip(access->person, &access->fact) ? EXPLAIN_EXPLAINED : found;
}

/* Without encounters nobody can say what explains an access. That a colleague had the record open, too, or that this
 * person writes into it, has to do. */
static bool is_explained(const struct settle *settle, const struct access *access, enum explanation found)
{
    uint32_t within_s = settle->config->story_days * 86400u, time_s = (uint32_t)(access->fact.time_ms / 1000);
    const struct pair *pair = access->pair;

    if (found != EXPLAIN_NOT_ASKED)
        return found == EXPLAIN_EXPLAINED;
    return visits_company(access->subject, &access->fact) ||
           (pair->written_s && (pair->written_s >= time_s || time_s - pair->written_s <= within_s));
}

/* ---- telling ---------------------------------------------------------------------------------- */

static void tell(struct settle *settle, const struct access *access, size_t count, uint64_t rules, int32_t points,
                 bool is_question)
{
    struct settled settled = {.login = text(settle, access->fact.login),
                              .patient = access->pair ? text(settle, access->fact.patient) : "",
                              .facts = settle->facts,
                              .patients = settle->patients,
                              .count = count,
                              .rules = rules,
                              .points = points,
                              .at_ms = access->as_of_ms};

    for (size_t i = 0; i < count; i++)
        settle->patients[i] = text(settle, settle->facts[i].patient);
    if (is_question)
        settle->calls.ask(settle->data, &settled);
    else
        settle->calls.found(settle->data, &settled);
}

/* The access itself, then the person's other unexplained ones: with this patient, or with all. */
static size_t gather(struct settle *settle, const struct access *access, uint32_t patient)
{
    struct person *person = access->person;
    size_t count = 0;

    settle->facts[count++] = access->fact;
    for (size_t i = person->kept_count; i > 0 && count < FOUND_MAX; i--) {
        struct kept *kept = &person->kept[i - 1];

        if (kept->is_taken || (patient && kept->fact.patient != patient) ||
            memcmp(kept->fact.event, access->fact.event, EVENT_ID_SIZE) == 0)
            continue;
        kept->is_taken = true;
        settle->facts[count++] = kept->fact;
    }
    return count;
}

/* ---- weighing --------------------------------------------------------------------------------- */

static bool is_off_duty(const struct settle *settle, const struct access *access, uint32_t slack_s)
{
    bool is_known = false;

    return access->ask.who &&
           !find_on_duty(settle->context, access->ask.who, access->fact.time_ms, slack_s, &is_known) && is_known;
}

static void fill_given(struct settle *settle, struct access *access, enum explanation found)
{
    access->given = (struct ground_given){
        .fact = &access->fact,
        .context = settle->context,
        .limits = settle->config,
        .who = access->ask.who,
        .patient = find_patient(settle->context, access->ask.patient),
        .login = access->ask.login,
        .number = access->ask.patient,
        .explanation = found,
        .pair = access->pair,
        .role = access->role,
        .has_company = visits_company(access->subject, &access->fact),
        .is_on_leave = is_on_leave(access),
    };
    access->given.was_searched = lately_searched(access->person, &access->fact, access->given.patient);
    access->given.is_alone = access->is_waited && !access->given.has_company;
    access->given.is_other_unit = explain_is_others(&access->ask, &settle->units);
    access->given.is_off_duty = is_off_duty(settle, access, DUTY_SLACK_S);
    access->given.is_closed = explain_is_closed(&access->ask);
    access->given.has_worked =
        access->pair->written_s && llabs((long long)access->pair->written_s - access->fact.time_ms / 1000) <= WORK_S;
}

/* Each rule speaks once of a pair; those that belong to a day, once a day. */
static bool may_speak(const struct access *access, const struct rule *rule, size_t at, bool is_new_day)
{
    static const char *const daily[] = {"no-reason", "nobody-else", "after-care", "again", "alone", "company", NULL};

    for (size_t i = 0; daily[i]; i++)
        if (strcmp(rule->name, daily[i]) == 0)
            return is_new_day;
    return !(access->pair->grounds & UINT64_C(1) << at);
}

static int32_t weigh(struct settle *settle, struct access *access, uint64_t *spoke)
{
    int32_t day = (int32_t)(access->fact.time_ms / DAY_MS), sum = 0;
    bool is_new_day = day != access->pair->day;
    const struct rule *rule;

    *spoke = 0;
    for (size_t i = 0; (rule = rules_settled_at(i)); i++) {
        int32_t points;

        if (!rule->weighs || !rules_can(rule, settle->context) || !may_speak(access, rule, i, is_new_day))
            continue;
        points = ground_points(rule, &access->given);
        sum += points;
        *spoke |= points ? UINT64_C(1) << i : 0;
    }
    return sum;
}

/* A single look weighs up to EXCESS_FROM; what stories weigh beyond adds up. */
static void add_excess(struct access *access, int32_t before, int32_t after)
{
    struct person *person = access->person;
    uint32_t now_s = (uint32_t)(access->fact.time_ms / 1000);
    double added = (after > EXCESS_FROM ? after - EXCESS_FROM : 0) - (before > EXCESS_FROM ? before - EXCESS_FROM : 0);

    if (person->excess_s && now_s > person->excess_s)
        person->excess *= exp2(-(double)(now_s - person->excess_s) / EXCESS_HALF_S);
    person->excess_s = now_s > person->excess_s ? now_s : person->excess_s;
    person->excess = person->excess + added > 0 ? person->excess + added : 0;
}

static void enter(struct settle *settle, struct access *access, int32_t points, uint64_t spoke)
{
    struct pair *pair = access->pair;
    int32_t day = (int32_t)(access->fact.time_ms / DAY_MS);

    ground_measure(access->role, &access->given, day != pair->day);
    add_excess(access, pair->points, pair->points + points);
    pair->points += points;
    pair->grounds |= spoke;
    pair->after_days = (uint16_t)(pair->after_days + (access->given.explanation == EXPLAIN_AFTER && day != pair->day));
    pair->days = (uint16_t)(pair->days + (day != pair->day));
    pair->day = day;
    if (!lore_keep(access->person, &access->fact, points, settle->config->story_days * 86400u))
        settle->is_short = true;
}

static int32_t weighted(struct settle *settle, const struct access *access, int32_t points)
{
    unsigned weight = settle->calls.weight(settle->data, text(settle, access->fact.login),
                                           text(settle, access->fact.patient), access->fact.time_ms);

    return points > 0 ? (int32_t)((int64_t)points * weight / 100) : points;
}

/* The pair's story after what was just entered. */
static void tell_pair(struct settle *settle, struct access *access)
{
    struct pair *pair = access->pair;
    int32_t points = weighted(settle, access, pair->points);

    if (pair->is_told || points >= (int32_t)settle->config->alert_points) {
        pair->is_told = true;
        tell(settle, access, gather(settle, access, access->fact.patient), pair->grounds, points, false);
    } else if (!pair->is_asked && points >= (int32_t)settle->config->ask_points) {
        pair->is_asked = true;
        settle->facts[0] = access->fact;
        tell(settle, access, 1, pair->grounds, points, true);
    }
}

/* Programs work through many records at a time. */
static bool is_batch(const struct access *access)
{
    const struct person *person = access->person;
    int64_t at_s = access->fact.time_ms / 1000;
    size_t count = 0;

    for (size_t i = 0; i < person->lately_count; i++)
        count += llabs((long long)person->lately[i].time_s - at_s) <= BATCH_S;
    return count >= BATCH || person->lately_count == PERSON_LATELY;
}

static void see_spells(struct settle *settle, struct access *access, bool is_late)
{
    bool of_service = is_service(access);
    struct spell_given given = {.person = access->person,
                                .context = settle->context,
                                .limits = settle->config,
                                .who = access->ask.who,
                                .names = settle->names,
                                .fact = &access->fact,
                                .is_batch = of_service && is_batch(access)};
    const struct rule *rule;

    for (size_t i = 0; (rule = rules_settled_at(i)); i++) {
        size_t count;

        if (!rule->spells || rule->is_late != is_late || rule->of_service != of_service ||
            !rules_can(rule, settle->context) || !rule->spells(&given))
            continue;
        count = is_late && !of_service ? gather(settle, access, 0)
                                       : lately_gather(access->person, &access->fact, rule, settle->facts, FOUND_MAX);
        tell(settle, access, count, UINT64_C(1) << i, (int32_t)settle->config->alert_points, false);
    }
}

static void weigh_unexplained(struct settle *settle, struct access *access, enum explanation found)
{
    uint64_t spoke;
    int32_t points;
    bool is_odd;

    fill_given(settle, access, found);
    is_odd = ground_is_odd(&access->given) && access->pair->day != (int32_t)(access->fact.time_ms / DAY_MS);
    points = weigh(settle, access, &spoke);
    enter(settle, access, points, spoke);
    settle->counts.unexplained++;
    tell_pair(settle, access);
    lately_drip(access->person, access->role, is_odd);
    see_spells(settle, access, true);
}

/* Waiting would change nothing: it is certain, or it has been waited for with this patient before and is now enough. */
static bool is_sure(struct settle *settle, struct access *access, enum explanation found)
{
    uint64_t spoke;
    int32_t points;

    if (found == EXPLAIN_OWN_RECORD || access->pair->is_told)
        return true;
    if (access->pair->days < 1)
        return false;
    fill_given(settle, access, found);
    points = weigh(settle, access, &spoke);
    return weighted(settle, access, access->pair->points + points) >= (int32_t)settle->config->alert_points;
}

/* ---- the way ---------------------------------------------------------------------------------- */

/* A program's access: whether it is one of many will be known some minutes later. */
static void settle_service(struct settle *settle, struct access *access, int64_t due_ms)
{
    lately_note(access->person, &access->fact, (struct lately_said){0});
    if (!hold_put(&settle->late, &access->fact, due_ms + BATCH_S * INT64_C(1000)))
        settle->is_short = true;
}

static void settle_search(struct settle *settle, struct access *access)
{
    lately_note(access->person, &access->fact, (struct lately_said){0});
    see_spells(settle, access, false);
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

    return settle->context->tables[TABLE_ROTA].is_there ? is_off_duty(settle, access, HOUR_SLACK_S) : is_new_host;
}

static void note_visit(struct access *access, bool is_explained)
{
    struct pair *pair = access->pair;

    visits_note(access->subject, &access->fact, is_explained);
    pair->first_s = pair->first_s ? pair->first_s : later(0, &access->fact);
    pair->last_s = later(pair->last_s, &access->fact);
    if (access->fact.signs & (FACT_CHANGED | FACT_CARRIED))
        pair->written_s = later(pair->written_s, &access->fact);
    pair->explained_s = is_explained ? later(pair->explained_s, &access->fact) : pair->explained_s;
}

/* An access that has just become settled. */
static void settle_one(struct settle *settle, const struct held *held)
{
    struct access access = {.fact = held->fact, .as_of_ms = held->fact.time_ms};
    enum explanation found;
    bool explained, is_new, is_odd;

    if (!look_up(settle, &access))
        return;
    if (is_service(&access)) {
        settle_service(settle, &access, held->due_ms);
        return;
    }
    if (!access.pair) {
        settle_search(settle, &access);
        return;
    }
    is_new = access.pair->last_s == 0;
    found = reason_of(settle, &access);
    explained = is_explained(settle, &access, found);
    note_visit(&access, found == EXPLAIN_EXPLAINED);
    is_odd = is_odd_hour(settle, &access);
    lately_note(access.person, &access.fact, (struct lately_said){!explained, is_new, is_odd});
    access.role->rates[FEATURE_UNEXPLAINED].all++;
    access.role->rates[FEATURE_AFTER].all++;
    access.role->rates[FEATURE_NEAR].all++;
    access.role->rates[FEATURE_NEAR].hits += explain_access(&access.ask, &settle->units) == EXPLAIN_NEAR;
    access.role->rates[FEATURE_ODD].all++;
    access.role->rates[FEATURE_OVERRIDE].all++;
    access.role->rates[FEATURE_NO_COMPANY].all++;
    see_spells(settle, &access, false);
    if (explained) {
        settle->counts.explained++;
        lately_drip(access.person, access.role, false);
        lately_slip(access.person, &access.fact, settle->names, settle->context);
        return;
    }
    access.person->slip = access.fact;
    if (is_sure(settle, &access, found))
        weigh_unexplained(settle, &access, found);
    else if (!hold_put(&settle->late, &access.fact, held->due_ms + SETTLE_LATE_MS))
        settle->is_short = true;
}

/* An access for which late rows were waited. */
static void settle_late(struct settle *settle, const struct held *held)
{
    struct access access = {.fact = held->fact, .as_of_ms = held->due_ms - SETTLE_AFTER_MS, .is_waited = true};
    enum explanation found;

    if (!look_up(settle, &access))
        return;
    if (is_service(&access)) {
        see_spells(settle, &access, true);
        return;
    }
    found = reason_of(settle, &access);
    if (is_explained(settle, &access, found)) {
        settle->counts.explained++;
        lately_drip(access.person, access.role, false);
        visits_excuse(access.subject, &access.fact);
        lately_excuse(access.person, &access.fact);
        access.pair->explained_s = later(access.pair->explained_s, &access.fact);
        return;
    }
    weigh_unexplained(settle, &access, found);
}

bool settle_pass(struct settle *settle, int64_t now_ms)
{
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
    return !settle->is_short;
}

bool settle_finish(struct settle *settle)
{
    return settle_pass(settle, INT64_MAX);
}
