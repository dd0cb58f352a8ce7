/* What one person does more often than chance would have it, in their role: the rules, and what they weigh. Pure. */
#ifndef CONFIDE_JUDGE_SELDOM_H
#define CONFIDE_JUDGE_SELDOM_H

#include "deeds.h"
#include "spell.h"

/* Ended by a row without a name. */
extern const struct rule seldom_rules[];

/* What such a chance weighs: `least` where it is just rarer than DEED_SELDOM, eight points more for each time that it
 * is half as often, 0 where it is not rare. */
int32_t seldom_points(double chance, int32_t least);

#endif
