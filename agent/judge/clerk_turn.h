/* What the clerk does besides, a little at a time, so that nobody waits for it: reads the tables, weighs the past. */
#ifndef CONFIDE_JUDGE_CLERK_TURN_H
#define CONFIDE_JUDGE_CLERK_TURN_H

#include "clerk.h"

/* Begins to read the context tables again where their files have changed, or `anyway`; the last good tables stay in use
 * until all are read, and those of them that cannot be read stay longer. */
void clerk_reload(struct clerk *clerk, bool anyway);

/* Goes on with what was begun, for some milliseconds. CLERK_STUCK and CLERK_BROKEN as from clerk_commit. */
enum clerk_state clerk_turn(struct clerk *clerk);

/* Is there more to go on with? Then call clerk_turn soon. */
bool clerk_is_busy(const struct clerk *clerk);

/* What it is busy with, as a sentence with how far it is, in `words`; "" when it is not. */
void clerk_busy_words(const struct clerk *clerk, char *words, size_t size);

#endif
