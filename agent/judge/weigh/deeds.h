/* What one person does seldom, beside how often it happens to their colleagues: counted in days on which somebody
 * worked, each patient once. Pure; changed only in the order of the facts' times. */
#ifndef CONFIDE_JUDGE_DEEDS_H
#define CONFIDE_JUDGE_DEEDS_H

#include "lore.h"

/* Rarer than this in a day of one person's work, it is no chance: in a clinic of 20, once in 40 weeks. */
#define DEED_SELDOM 2.5e-4

/* The person worked on this day (since 1970). */
void deeds_day(struct person *person, struct role *role, int32_t day);

/* It happened to the person with this patient. */
void deeds_note(struct person *person, struct role *role, enum deed kind, uint32_t patient);

/* How often it happens to a colleague in a day of work. Never 0. */
double deeds_rate(const struct person *person, const struct role *role, enum deed kind);

/* It happens now, and the person did `before` with so many others so shortly before: how often chance would bring that
 * about, per day of one colleague's work. The rarest way to look back; scan statistic (Naus 1965), each window by the
 * Poisson distribution, the rates by the role, the person's own part left out. At least `least` patients, this one
 * counted; 1 where there are fewer. */
double deeds_chance(const struct person *person, const struct role *role, enum deed now, enum deed before,
                    uint32_t patient, unsigned least);

#endif
