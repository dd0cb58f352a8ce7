/* When a session has to end that was let in by EMERGENCY. Pure. */
#ifndef CONFIDE_JUDGE_ENDS_H
#define CONFIDE_JUDGE_ENDS_H

#include <stdbool.h>
#include <stdint.h>

#include "seats.h"

struct end {
    char id[SEATS_ID_SIZE]; /* "": none */
    char login[EVENT_LOGIN_SIZE];
    int64_t opened_ms, ends_ms; /* by the wall clock */
};

/* Starts as zeros. */
enum { ENDS_MAX = 256 };
struct ends {
    struct end entries[ENDS_MAX];
};

/* True when `event` let somebody in by EMERGENCY for `minutes` (0: nobody is): `end` is then filled. Never later than
 * that many minutes from now, whatever the clock was then. */
bool ends_read(const struct event *event, unsigned minutes, int64_t now_ms, struct end *end);

/* True when `session` is the one that `end` speaks of. Ids begin anew with each boot: one that began later than the
 * entry is another. */
bool ends_is(const struct end *end, const struct seats_session *session);

/* Keeps it; the same one again is the same. True when the one that ends first had to make room: it is in `pushed`, and
 * has to end at once, for nobody stays in for want of memory. */
bool ends_keep(struct ends *ends, const struct end *end, struct end *pushed);

/* How long until the next one has ended, `most_ms` when none does before; 0 when one has. */
int64_t ends_wait(const struct ends *ends, int64_t now_ms, int64_t most_ms);

/* Takes out one that has ended. False when none has. */
bool ends_take(struct ends *ends, int64_t now_ms, struct end *end);

#endif
