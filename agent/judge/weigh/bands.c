/* Groups of patients by sex and age. Owns: the groups, and what is beyond chance. Must not own: which accesses count
 * (same_kind.c). In: patients. Out: odd or not. */
#include "bands.h"

#include <math.h>

enum { DAY_MS = 24 * 3600 * 1000, LEAST_SEEN = 8, LEAST_USUAL = 40 };

static const double year_days = 365.25, odds_most = 1e-4;

static const unsigned age_ends[BAND_AGES] = {12, 18, 30, 45, 65, 80, 200};

/* -1: not said. */
static int sex_of(const struct patient *patient)
{
    return patient->sex == 'f' || patient->sex == 'w' ? 0 : patient->sex == 'm' ? 1 : -1;
}

static int age_of(const struct patient *patient, int64_t time_ms)
{
    double years = ((double)(time_ms / DAY_MS) - patient->alike.birth_day) / year_days;
    int band = 0;

    if (patient->alike.birth_day == INT32_MIN)
        return -1;
    while (band < BAND_AGES - 1 && years >= age_ends[band])
        band++;
    return band;
}

void bands_add(struct bands *bands, const struct patient *patient, int64_t time_ms)
{
    int sex = patient ? sex_of(patient) : -1, age = patient ? age_of(patient, time_ms) : -1;

    if (sex < 0 && age < 0)
        return;
    bands->all++;
    if (sex >= 0)
        bands->of[sex]++;
    if (age >= 0)
        bands->of[BAND_SEXES + age]++;
    if (sex >= 0 && age >= 0)
        bands->of[BAND_SEXES + BAND_AGES + sex * BAND_AGES + age]++;
}

void bands_sum(struct bands *bands, const struct bands *more)
{
    bands->all += more->all;
    for (unsigned i = 0; i < BAND_GROUPS; i++)
        bands->of[i] += more->of[i];
}

/* log of `hits` out of `all`, whichever they are. */
static double log_choices(uint32_t all, uint32_t hits)
{
    int sign;

    return lgamma_r(all + 1.0, &sign) - lgamma_r(hits + 1.0, &sign) - lgamma_r(all - hits + 1.0, &sign);
}

double bands_chance(uint32_t hits, uint32_t all, double share)
{
    double chance = 0;

    if (hits == 0 || share >= 1)
        return 1;
    if (share <= 0)
        return 0;
    for (uint32_t i = hits; i <= all; i++)
        chance += exp(log_choices(all, i) + i * log(share) + (all - i) * log1p(-share));
    return chance < 1 ? chance : 1;
}

/* Of few it is not known well: two standard errors more. */
static double share_of(const struct bands *usual, unsigned group)
{
    double all = usual->all, share = (usual->of[group] + 0.5) / (all + 1);

    return share + 2 * sqrt(share * (1 - share) / (all + 1));
}

bool bands_are_odd(const struct bands *seen, const struct bands *const *usual, unsigned count)
{
    unsigned known = 0;

    for (unsigned i = 0; i < count; i++)
        known += usual[i]->all >= LEAST_USUAL;
    if (seen->all < LEAST_SEEN || known == 0)
        return false;
    for (unsigned group = 0; group < BAND_GROUPS; group++) {
        double share = 0;

        for (unsigned i = 0; i < count; i++)
            if (usual[i]->all >= LEAST_USUAL && share_of(usual[i], group) > share)
                share = share_of(usual[i], group);
        if (seen->of[group] >= LEAST_SEEN && bands_chance(seen->of[group], seen->all, share) * BAND_GROUPS < odds_most)
            return true;
    }
    return false;
}
