/* What was erased for its age, as a walk over the chain meets it. Private to verify*.c. */
#ifndef CONFIDE_JUDGE_VERIFY_PURGE_H
#define CONFIDE_JUDGE_VERIFY_PURGE_H

#include "verify_walk.h"

/* Whether a purge erased the row of this entry. */
bool verify_was_purged(struct verify_walk *walk, const struct chain_link *link);

/* Whether what a purge says of itself fits: what it erased, until when, and that the store's owner made it. */
bool verify_purge(struct verify_walk *walk, const struct chain_link *link);

#endif
