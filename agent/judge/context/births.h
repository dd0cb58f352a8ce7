/* Dates of birth of a whole table. One row's may be anything; a table whose dates are all written otherwise loses every
 * rule that knows people by them, which somebody must be told. Pure. */
#ifndef CONFIDE_JUDGE_BIRTHS_H
#define CONFIDE_JUDGE_BIRTHS_H

#include "agent/base/csv.h"

/* Begin with {0}. */
struct births {
    unsigned known, unknown;
    unsigned line; /* of the first that is unknown; 0 = not known where */
};

/* Counts one row's; "" is none, a year or a month alone (FHIR R4, date) is neither. `line`: 0 = not known where. */
void births_count(struct births *births, const char *birth, unsigned line);

/* Says so in outcome->error, where that is free and more are unknown than known. Refuses nothing. */
void births_tell(const struct births *births, const char *file, struct csv_outcome *outcome);

#endif
