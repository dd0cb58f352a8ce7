/* Whoever tells the agent what is not theirs to tell: a finding, and not told of too often. Pure. */
#ifndef CONFIDE_JUDGE_FORGERY_H
#define CONFIDE_JUDGE_FORGERY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include <confide/event.h>

/* Each finding is a commit, and anybody can knock: of one user one in this time says it, and so it is of as many users
 * as are remembered, for who shouts must not drown another's. What is kept back is logged. */
enum { FORGERY_QUIET_MS = 10 * 60 * 1000, FORGERY_USERS = 8 };

/* Starts as zeros. */
struct forgery {
    struct {
        uid_t uid;
        int64_t told_ms; /* monotonic; 0 = never */
    } told[FORGERY_USERS];
};

/* Makes the agent's own event of it: `uid` tells, whose login is `login` (NULL: it has none of a person's), and `wrong`
 * says what. False when one was made of this user shortly before, or of too many others. */
bool forgery_event(struct forgery *forgery, uid_t uid, const char *login, const char *wrong, int64_t mono_ms,
                   struct event *event);

#endif
