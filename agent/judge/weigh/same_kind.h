/* Does what somebody opens without a reason have one thing in common: the patients' sex, or age? Pure. */
#ifndef CONFIDE_JUDGE_SAME_KIND_H
#define CONFIDE_JUDGE_SAME_KIND_H

#include <stdbool.h>

#include "access.h"
#include "spell.h"

/* Counts the access's patient among those whom person and role care for: to be called when it is explained for the
 * first time of the two, before the pair remembers that. */
void same_kind_care(struct access *access, bool is_explained);

/* The rule: see bands.h. */
bool same_kind(const struct spell_given *given);

#endif
