/* Which events a peer may tell, and whether they are well formed. Pure. */
#ifndef CONFIDE_JUDGE_ADMIT_H
#define CONFIDE_JUDGE_ADMIT_H

#include <stdbool.h>

#include <confide/event.h>
#include <confide/wire.h>

enum admit_from { ADMIT_PAM = 1, ADMIT_SOURCE };

/* NULL when `event`, told by a peer of kind `from`, may be taken; else what is wrong with it, one line. `own_login`:
 * the login an unprivileged peer may speak for ("" = none); NULL for root, who may speak for everybody. */
const char *admit_refuse(const struct event *event, enum admit_from from, const char *own_login);

/* Is it refused for nothing but that it was not this peer's to tell? Whoever made it knew how. A login without a name
 * claims to be nobody: a locker is typed other names. */
bool admit_is_forged(const struct event *event, enum admit_from from, const char *own_login);

/* NULL when what an eye says of itself may be believed; else what is wrong with it, one line. */
const char *admit_refuse_state(const struct wire_state *state);

#endif
