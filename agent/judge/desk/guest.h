/* Who may come in at which of the judge's doors, how many, and how often they may speak. The group of a socket lets in
 * all of Confide's programs; this keeps each at its own door, so that one that was taken over cannot play another. */
#ifndef CONFIDE_JUDGE_GUEST_H
#define CONFIDE_JUDGE_GUEST_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "desk.h"

/* (uid_t)-1 where there is no such account: then nobody but root and the judge's own user is it. */
struct guest_users {
    uid_t own, eye, voice;
};

/* Looks up confide-watch and confide-post. */
void guest_know(struct guest_users *users);

/* Root and the judge's own user everywhere; confide-watch and confide-post at their own doors, never where cases are
 * shown; others where the socket's mode lets them. */
bool guest_may_enter(const struct guest_users *users, enum desk_role role, uid_t uid);

/* How many there are already: all, those of this user, and all at pam.sock who are neither root nor the judge; and at
 * ask.sock, all and those of this user. */
struct guest_count {
    unsigned all, of_user, strangers, asking, asking_of_user;
};

/* Is there a place for one more? Strangers never take them all, however many users they are. */
bool guest_has_place(const struct guest_users *users, const struct guest_count *count, enum desk_role role, uid_t uid);

/* What strangers said lately. Starts as zeros. */
enum { GUEST_SLOTS = 64, GUEST_EACH = 60, GUEST_ALL = 600, GUEST_HOUR_MS = 3600000 };

struct guest_quota {
    int64_t began_ms; /* 0: never */
    unsigned all;
    struct {
        uid_t uid;
        unsigned count;
    } slots[GUEST_SLOTS];
};

/* May this stranger have one more fact stored at `now_ms` (monotonic)? GUEST_EACH an hour each, GUEST_ALL together: a
 * screen is unlocked some ten times an hour, and the store, which nothing said may fill, holds them for years. */
bool guest_may_tell(struct guest_quota *quota, uid_t uid, int64_t now_ms);

#endif
