/* What somebody does seldom. Owns: what chance would bring about. Must not own: what is counted (settle.c, weighing.c),
 * what follows (seldom.c). In: a person, their role. Out: chances. */
#include "deeds.h"

#include <math.h>

/* So many seconds apart, two looks are one slip: the wrong one in a list, and the one beside it. */
enum { SLIP_S = 30 };

/* Before colleagues were seen: so often in 20 days of work. */
static const double usual_days = 20;
static const double usual[DEEDS] = {[DEED_MAYBE_ODD] = 5,  [DEED_ODD] = 1,  [DEED_MAYBE_OVERRIDE] = 2,
                                    [DEED_OVERRIDE] = 0.4, [DEED_GONE] = 1, [DEED_COPIED] = 1};

/* No role is believed to be rarer in it, before it was seen for long: once in so many days. */
static const double rarest_days = 1000;

static const struct tenure *tenure_in(const struct person *person, const struct role *role)
{
    for (size_t i = 0; i < PERSON_TENURES; i++)
        if (person->tenures[i].role == role)
            return &person->tenures[i];
    return NULL;
}

static struct tenure *tenure_of(struct person *person, const struct role *role)
{
    const struct tenure *found = tenure_in(person, role);
    struct tenure *tenure = &person->tenures[found ? found - person->tenures : person->tenure_next];

    if (found)
        return tenure;
    person->tenure_next = (person->tenure_next + 1) % PERSON_TENURES;
    *tenure = (struct tenure){.role = role};
    return tenure;
}

void deeds_day(struct person *person, struct role *role, int32_t day)
{
    if (person->work_days > 0 && day <= person->work_day)
        return; /* behind: a computer's clock may be, by years, and each of its accesses in turn with others' a day */
    person->work_day = day;
    person->work_days++;
    tenure_of(person, role)->work_days++;
    role->work_days++;
}

static bool is_among(const struct deeds *deeds, uint32_t patient)
{
    for (uint32_t i = 0; i < deeds->count && i < DEED_LATEST; i++)
        if (deeds->latest[i].patient == patient)
            return true;
    return false;
}

static bool is_one_slip(enum deed kind, uint32_t time_s, const struct fact *fact)
{
    int64_t apart_s = fact->time_ms / 1000 - time_s;

    return (kind == DEED_MAYBE_ODD || kind == DEED_ODD) && apart_s >= -SLIP_S && apart_s <= SLIP_S;
}

void deeds_note(struct person *person, struct role *role, enum deed kind, const struct fact *fact)
{
    struct deeds *deeds = &person->deeds[kind];
    uint32_t last = (deeds->count + DEED_LATEST - 1) % DEED_LATEST, next = deeds->count % DEED_LATEST;

    if (is_among(deeds, fact->patient) || (deeds->count && is_one_slip(kind, deeds->latest[last].time_s, fact)))
        return;
    deeds->latest[next].at = person->work_days;
    deeds->latest[next].patient = fact->patient;
    deeds->latest[next].time_s = (uint32_t)(fact->time_ms / 1000);
    deeds->count++;
    tenure_of(person, role)->deeds[kind]++;
    role->deeds[kind]++;
    role->workplace->deeds[kind]++;
}

/* ---- what is believed of a role --------------------------------------------------------------- */

/* Of a rate: as if it had been seen so often in so many days of work (Gamma). */
struct belief {
    double deeds, days;
};

/* Whoever changed their role left in the old one what they did there. */
static struct belief seen(const struct person *person, const struct role *role, enum deed kind, struct belief before)
{
    const struct tenure *own = tenure_in(person, role);

    return (struct belief){before.deeds + role->deeds[kind] - (own ? own->deeds[kind] : 0),
                           before.days + role->work_days - (own ? own->work_days : 0)};
}

/* Of what seems so at once, the part that is still so a day later, among everybody else who works here. */
static double part(const struct person *person, const struct workplace *workplace, enum deed maybe, enum deed still)
{
    double all = usual[maybe] + workplace->deeds[maybe] - person->deeds[maybe].count;
    double of_it = usual[still] + workplace->deeds[still] - person->deeds[still].count;

    return of_it < all ? of_it / all : 1;
}

/* What is still so a day later happens too seldom for a role to know it soon; what seems so at once does not. */
static struct belief believe(const struct person *person, const struct role *role, enum deed kind)
{
    enum deed maybe = kind == DEED_ODD ? DEED_MAYBE_ODD : kind == DEED_OVERRIDE ? DEED_MAYBE_OVERRIDE : kind;
    struct belief of = seen(person, role, maybe, (struct belief){usual[maybe], usual_days});
    double days;

    if (maybe == kind)
        return of;
    days = of.days / (of.deeds * part(person, role->workplace, maybe, kind));
    return seen(person, role, kind, (struct belief){1, days < rarest_days ? days : rarest_days});
}

double deeds_rate(const struct person *person, const struct role *role, enum deed kind)
{
    struct belief of = believe(person, role, kind);

    return of.deeds / of.days;
}

/* So many or more in so many days (negative binomial). */
static double at_least(unsigned count, struct belief of, double days)
{
    double term = pow(of.days / (of.days + days), of.deeds), below = 0;

    for (unsigned i = 0; i < count; i++) {
        below += term;
        term *= (of.deeds + i) / (i + 1) * days / (of.days + days);
    }
    return below < 1 ? 1 - below : 0;
}

static bool is_too_old(const struct deeds_ask *ask, uint32_t time_s)
{
    return ask->fact->time_ms / 1000 - time_s > ask->within_s;
}

double deeds_chance(const struct person *person, const struct role *role, const struct deeds_ask *ask)
{
    const struct deeds *deeds = &person->deeds[ask->before];
    struct belief of = believe(person, role, ask->before);
    double rate_now = deeds_rate(person, role, ask->now), rarest = 1;
    unsigned count = 0;

    of.deeds += ask->now == ask->before; /* where it happens now, it is believed to happen more often */
    for (uint32_t back = 1; back <= deeds->count && back <= DEED_LATEST; back++) {
        uint32_t i = (deeds->count - back) % DEED_LATEST, time_s = deeds->latest[i].time_s;
        double chance;

        if (is_too_old(ask, time_s))
            break;
        count += deeds->latest[i].patient != ask->fact->patient && !is_one_slip(ask->before, time_s, ask->fact);
        if (count == 0 || count + 1 < ask->least)
            continue;
        chance = rate_now * at_least(count, of, person->work_days - deeds->latest[i].at + 1);
        rarest = chance < rarest ? chance : rarest;
    }
    return rarest;
}
