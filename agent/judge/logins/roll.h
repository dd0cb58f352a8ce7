/* The roll: the sessions of this machine as last known, each with its object's path on the bus. Pure. */
#ifndef CONFIDE_JUDGE_ROLL_H
#define CONFIDE_JUDGE_ROLL_H

#include <stdbool.h>
#include <stddef.h>

#include "seats.h"

enum { ROLL_MAX = 512, ROLL_PATH_SIZE = 96 };

/* Starts as zeros. Of the entries the first `count` are in use, in no order. */
struct roll {
    size_t count;
    struct seats_session sessions[ROLL_MAX];
    char paths[ROLL_MAX][ROLL_PATH_SIZE];
    bool listed[ROLL_MAX]; /* for whoever compares with a list: true until roll_unlist */
};

/* Where the session of this id, or of this path, stands; `count` when it does not. */
size_t roll_find(const struct roll *roll, const char *id);
size_t roll_find_path(const struct roll *roll, const char *path);

/* Puts the session in, in place of what was known of it. Where there is no room, one of another user goes (a person's
 * own sessions are judged together), then the oldest of the same user: a newcomer always finds room. */
void roll_put(struct roll *roll, const struct seats_session *session, const char *path);

/* Nothing when `at` is `count`. */
void roll_drop(struct roll *roll, size_t at);

/* Before a list is read: none is listed. After it: those not listed are dropped. */
void roll_unlist(struct roll *roll);
void roll_drop_unlisted(struct roll *roll);

#endif
