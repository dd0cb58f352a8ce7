/* How many patients share a surname, a home, a street: what makes two people's likeness rare, or nothing special. */
#ifndef CONFIDE_JUDGE_CROWD_H
#define CONFIDE_JUDGE_CROWD_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "find.h"

struct crowd;

/* A home whose postcode, or whose town, one row leaves out is the same home as the one that another row gives in full,
 * where there is only one such: settles that for all patients and colleagues, then counts. False when memory is short.
 */
bool crowd_settle(struct context *context);

void crowd_free(struct crowd *crowd);
size_t crowd_size(const struct crowd *crowd);

struct crowd_count crowd_count_of(const struct crowd *crowd, const struct likeness *alike);

#endif
