/* What somebody does seldom. Owns: what chance would bring about. Must not own: what is counted (settle.c, weighing.c),
 * what follows (seldom.c). In: a person, their role. Out: chances. */
#include "deeds.h"

#include <math.h>

/* Before colleagues were seen: so often in 20 days of work. */
static const double usual_days = 20;
static const double usual[DEEDS] = {[DEED_MAYBE_ODD] = 5,  [DEED_ODD] = 1,  [DEED_MAYBE_OVERRIDE] = 2,
                                    [DEED_OVERRIDE] = 0.4, [DEED_GONE] = 1, [DEED_COPIED] = 1};

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

void deeds_note(struct person *person, struct role *role, enum deed kind, uint32_t patient)
{
    struct deeds *deeds = &person->deeds[kind];

    if (is_among(deeds, patient))
        return;
    deeds->latest[deeds->count % DEED_LATEST].at = person->work_days;
    deeds->latest[deeds->count % DEED_LATEST].patient = patient;
    deeds->count++;
    tenure_of(person, role)->deeds[kind]++;
    role->deeds[kind]++;
}

/* Whoever changed their role left in the old one what they did there. */
double deeds_rate(const struct person *person, const struct role *role, enum deed kind)
{
    const struct tenure *own = tenure_in(person, role);
    double deeds = role->deeds[kind] - (own ? own->deeds[kind] : 0);
    double days = role->work_days - (own ? own->work_days : 0);

    return (deeds + usual[kind]) / (days + usual_days);
}

/* Poisson: so many or more where `mean` are expected. */
static double at_least(unsigned count, double mean)
{
    double term = exp(-mean), below = 0;

    for (unsigned i = 0; i < count; i++) {
        below += term;
        term *= mean / (i + 1);
    }
    return below < 1 ? 1 - below : 0;
}

double deeds_chance(const struct person *person, const struct role *role, enum deed now, enum deed before,
                    uint32_t patient, unsigned least)
{
    const struct deeds *deeds = &person->deeds[before];
    double rate_now = deeds_rate(person, role, now), rate = deeds_rate(person, role, before), rarest = 1;
    unsigned count = 0;

    for (uint32_t back = 1; back <= deeds->count && back <= DEED_LATEST; back++) {
        uint32_t i = (deeds->count - back) % DEED_LATEST;
        double chance;

        count += deeds->latest[i].patient != patient;
        if (count == 0 || count + 1 < least)
            continue;
        chance = rate_now * at_least(count, rate * (person->work_days - deeds->latest[i].at + 1));
        rarest = chance < rarest ? chance : rarest;
    }
    return rarest;
}
