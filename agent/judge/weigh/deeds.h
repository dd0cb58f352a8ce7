/* What one person does seldom, beside how often it happens to their colleagues: counted in days on which somebody
 * worked, each patient once. Pure; changed only in the order of the facts' times. */
#ifndef CONFIDE_JUDGE_DEEDS_H
#define CONFIDE_JUDGE_DEEDS_H

#include "lore.h"

/* Rarer than this in a day of one person's work, it is no chance: in a clinic of 20, once in ten weeks. */
#define DEED_SELDOM 1e-3

/* The person worked on this day (since 1970). */
void deeds_day(struct person *person, struct role *role, int32_t day);

/* It happened to the person with this fact's patient. */
void deeds_note(struct person *person, struct role *role, enum deed kind, const struct fact *fact);

/* How often it happens to a colleague in a day of work, as far as is known. Never 0. */
double deeds_rate(const struct person *person, const struct role *role, enum deed kind);

struct deeds_ask {
    const struct fact *fact; /* it happens now */
    enum deed now, before;   /* what it is, and what the person did before */
    unsigned least;          /* patients, this one counted */
    uint32_t within_s;       /* what was longer ago does not count: no case could show it */
};

/* It happens now, and the person did `before` with so many others so shortly before: how often chance would bring that
 * about, per day of one colleague's work; 1 where there are fewer patients. The rarest way to look back; scan statistic
 * (Naus 1965), each window by the Poisson distribution, its rate by what is believed of the role, the person's own part
 * left out (Gamma: so the negative binomial distribution). */
double deeds_chance(const struct person *person, const struct role *role, const struct deeds_ask *ask);

#endif
