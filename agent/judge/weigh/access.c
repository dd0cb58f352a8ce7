/* What is known of one access. Owns: what explains it, given the context, its colleagues, its slips and what people
 * decided. Must not own: what it weighs. In: a fact. Out: its place in what is remembered, and its reason. */
#include "access.h"

#include <stdlib.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "closing.h"
#include "deeds.h"
#include "habit.h"
#include "lately.h"
#include "visits.h"

enum { DUTY_SLACK_S = 2 * 3600, KNOWN_S = 60 * 24 * 3600, WORK_S = 12 * 3600, SHUT_SLACK_MIN = 60 };

/* So much of what a role opens is explained by others' appointments alone where it serves all units. */
#define NEAR_LEAST 0.35

/* Of these numbers of the tables. */
static struct explain_ask ask_of(const struct settle *settle, uint32_t login, uint32_t patient, int64_t time_ms)
{
    return (struct explain_ask){.context = settle->context,
                                .limits = settle->config,
                                .who = login ? find_colleague(settle->context, login) : NULL,
                                .login = login,
                                .patient = patient,
                                .time_ms = time_ms,
                                .as_of_ms = time_ms};
}

static uint32_t number_of(struct settle *settle, uint32_t own)
{
    return numbers_find(&settle->numbers, settle->context, settle->names, own);
}

bool settle_explains(const struct settle *settle, const struct event *event)
{
    const struct context *context = settle->context;
    struct explain_ask ask =
        ask_of(settle, find_number(context, event->login), find_number(context, event->patient), event->time_ms);
    enum explanation found;

    found = explain_access(&ask, &settle->units);
    return found == EXPLAIN_EXPLAINED || found == EXPLAIN_NEAR;
}

/* Is it this role's work to serve all units? Then most of what it opens is explained in no other way. */
static bool serves_all(const struct role *role)
{
    const struct rate *rate = &role->rates[FEATURE_NEAR];

    return rate->hits > NEAR_LEAST * rate->all;
}

bool settle_looked_for(struct settle *settle, const char *login, size_t n, char *to, size_t size)
{
    struct explain_ask ask = ask_of(settle, find_number(settle->context, login), 0, 0);

    ask.is_near_enough = serves_all(lore_role(&settle->lore, ask.who ? ask.who->row->role : ""));
    return explain_looked_for(&ask, &settle->units, n, to, size);
}

const char *access_text(const struct settle *settle, uint32_t number)
{
    return names_text(settle->names, number);
}

/* False: memory is short, or it is nobody's whom reasons could explain (shared logins: instant.c). */
bool access_look_up(struct settle *settle, struct access *access)
{
    struct explain_ask *ask = &access->ask;
    bool is_found;

    *ask = ask_of(settle, number_of(settle, access->fact.login), number_of(settle, access->fact.patient),
                  access->fact.time_ms);
    ask->as_of_ms = access->as_of_ms;
    ask->is_declared = access->fact.signs & FACT_PURPOSE;
    if (ask->who && (ask->who->row->kind == STAFF_SHARED || ask->who->row->kind == STAFF_EMERGENCY))
        return false;
    access->person = lore_person(&settle->lore, access->fact.login);
    if (!access->person && settle->lore.person_count == LORE_PERSONS)
        return false;
    access->role = lore_role(&settle->lore, ask->who ? ask->who->row->role : "");
    access->pair = access->fact.patient ? lore_pair(&settle->lore, access->fact.login, access->fact.patient) : NULL;
    access->subject = access->fact.patient ? lore_subject(&settle->lore, access->fact.patient) : NULL;
    is_found = access->person && (access->fact.patient == 0 || (access->pair && access->subject));
    settle->is_short = settle->is_short || !is_found;
    return is_found;
}

bool access_is_service(const struct access *access)
{
    return access->ask.who && access->ask.who->row->kind == STAFF_SERVICE;
}

static bool is_on_leave(const struct access *access)
{
    const struct staff_member *row = access->ask.who ? access->ask.who->row : NULL;

    return row && row->leave_from_ms < row->leave_to_ms && access->fact.time_ms >= row->leave_from_ms &&
           access->fact.time_ms < row->leave_to_ms;
}

/* Whoever takes the same wrong record again has not mistaken it. */
static bool is_slip(const struct access *access)
{
    uint32_t time_s = (uint32_t)(access->fact.time_ms / 1000), *slip_s = &access->pair->slip_s;

    unsigned slips = access->is_waited ? lately_slips(access->person, &access->fact) : 0;

    if (slips == 0 || slips > LATELY_SLIPS || (*slip_s && *slip_s != time_s))
        return false;
    *slip_s = time_s;
    return true;
}

static enum explanation without_near(const struct settle *settle, struct explain_ask ask)
{
    ask.is_near_nothing = true;
    return explain_access(&ask, &settle->units);
}

/* Whoever is away has nobody's care but that to which they themselves are named. */
enum explanation access_reason(struct settle *settle, struct access *access)
{
    const char *login = access_text(settle, access->fact.login), *patient = access_text(settle, access->fact.patient);
    enum explanation found;

    if (settle->calls.accepts(settle->data, login, patient, access->fact.time_ms))
        return EXPLAIN_EXPLAINED;
    found = access->by_context = explain_access(&access->ask, &settle->units);
    if (found == EXPLAIN_EXPLAINED || found == EXPLAIN_OWN_RECORD)
        return found;
    if (found == EXPLAIN_NEAR)
        return serves_all(access->role) ? EXPLAIN_EXPLAINED : without_near(settle, access->ask);
    if (visits_team(access->subject, &access->fact, settle->names, settle->context, access->ask.who))
        return EXPLAIN_EXPLAINED;
    return is_slip(access) ? EXPLAIN_EXPLAINED : found;
}

/* Without encounters nobody can say what explains an access. That a colleague had the record open, too, or that this
 * person writes into it, has to do. */
bool access_is_explained(const struct settle *settle, const struct access *access, enum explanation found)
{
    uint32_t within_s = settle->config->story_days * 86400u, time_s = (uint32_t)(access->fact.time_ms / 1000);
    const struct pair *pair = access->pair;

    if (found != EXPLAIN_NOT_ASKED)
        return found == EXPLAIN_EXPLAINED;
    return visits_company(access->subject, &access->fact) ||
           (pair->written_s && (pair->written_s >= time_s || time_s - pair->written_s <= within_s));
}

bool access_is_off_duty(const struct settle *settle, const struct access *access, uint32_t slack_s)
{
    bool is_known = false;

    return access->ask.who &&
           !find_on_duty(settle->context, access->ask.who, access->fact.time_ms, slack_s, &is_known) && is_known;
}

/* Does the rota tell anything of the person about then? */
static bool has_rota(const struct access *access)
{
    bool is_known = false;

    if (access->ask.who)
        find_on_duty(access->ask.context, access->ask.who, access->fact.time_ms, 0, &is_known);
    return is_known;
}

/* They had a reason before, or wrote into the record: perhaps they still have one that no row tells. */
static bool is_known(const struct access *access)
{
    int64_t time_s = access->fact.time_ms / 1000, written_s = access->pair->written_s;

    return access->pair->explained_s || (written_s && written_s <= time_s && time_s - written_s <= KNOWN_S);
}

void access_fill(struct settle *settle, struct access *access, enum explanation found)
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
        .restricted_share = settle->restricted_share,
        .pair = access->pair,
        .role = access->role,
        .odd_rate = deeds_rate(access->person, access->role, DEED_ODD),
        .has_company = visits_carers(access->subject, &access->fact),
        .onlookers = visits_onlookers(access->subject, &access->fact),
        .is_on_leave = is_on_leave(access),
        .is_known = is_known(access),
    };
    access->given.was_searched = lately_searched(access->person, &access->fact, access->given.patient);
    access->given.is_like_slip = lately_slips(access->person, &access->fact) > 0;
    access->given.is_alone_yet = !visits_company(access->subject, &access->fact);
    access->given.is_alone = access->is_waited && access->given.is_alone_yet;
    access->given.is_other_unit = explain_is_others(&access->ask, &settle->units);
    access->given.is_off_duty = access_is_off_duty(settle, access, DUTY_SLACK_S);
    access->given.is_shut =
        closing_is_shut(settle->context, access_text(settle, access->fact.host), access->fact.time_ms, SHUT_SLACK_MIN);
    access->given.is_unusual = habit_is_unusual(&access->person->habit, access->fact.time_ms) && !has_rota(access);
    access->given.is_closed = explain_is_closed(&access->ask);
    access->given.has_read =
        access->pair->read_s && llabs((long long)access->pair->read_s - access->fact.time_ms / 1000) <= WORK_S;
    access->given.has_worked =
        access->pair->written_s && llabs((long long)access->pair->written_s - access->fact.time_ms / 1000) <= WORK_S;
}
