/* How often things are so here: each role's rates, which the rules weigh against. Pure; changed only in the order of
 * the facts' times. */
#ifndef CONFIDE_JUDGE_MEASURE_H
#define CONFIDE_JUDGE_MEASURE_H

#include "grounds.h"

/* Counts an access of the role, whatever became of it, into what its rates are shares of; and whether the clinic's
 * appointments alone explain it. */
void measure_all(struct role *role, enum explanation by_context);

/* Counts what was given of an access that nothing explains, after it was weighed. */
void measure_unexplained(struct role *role, const struct ground_given *given, bool is_new_day);

#endif
