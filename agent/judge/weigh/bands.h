/* Whose records somebody opens, by sex and age: counts of groups of patients, and whether one group is met far more
 * often than can be chance. Pure. */
#ifndef CONFIDE_JUDGE_BANDS_H
#define CONFIDE_JUDGE_BANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/judge/context/context.h"

/* Two sexes, seven spans of age, and both together. A patient belongs to three of these, or to fewer where patients.csv
 * leaves a blank. */
enum { BAND_SEXES = 2, BAND_AGES = 7, BAND_GROUPS = BAND_SEXES + BAND_AGES + BAND_SEXES * BAND_AGES };

/* How many patients, and how many of them in each group. */
struct bands {
    uint32_t all;
    uint32_t of[BAND_GROUPS];
};

/* Counts a patient, at the age they had at `time_ms`. NULL: counted in no group, and not at all. */
void bands_add(struct bands *bands, const struct patient *patient, int64_t time_ms);

void bands_sum(struct bands *bands, const struct bands *more);

/* The chance of `hits` or more of `all` where each is one with probability `share` (binomial). */
double bands_chance(uint32_t hits, uint32_t all, double share);

/* Is one group among `seen` so large that this happens by chance less often than 1 in 10,000 times, whichever group it
 * were? Usual is the most of what is usual among the `count` crowds of `usual`: whom the person cares for, whom the
 * role does, whom the house does; a crowd of too few says nothing, and without any nothing is odd. */
bool bands_are_odd(const struct bands *seen, const struct bands *const *usual, unsigned count);

#endif
