/* The doorman: answers what the login module asks in a login's course, and keeps count of wrong passwords. */
#ifndef CONFIDE_JUDGE_DOORMAN_H
#define CONFIDE_JUDGE_DOORMAN_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk_peer.h"
#include "pace.h"
#include "agent/judge/store/store.h"

struct doorman;
struct clerk;

/* Takes up the counters that the clerk's store holds. Both are borrowed. NULL with why in `error`. */
struct doorman *doorman_open(const struct config *config, struct clerk *clerk, char *error, size_t size);
void doorman_close(struct doorman *doorman);

/* Answers one WIRE_VISIT. `own_login` is NULL for root and the judge's own user; anybody else asks for themselves only.
 * False: end the connection. Where many were turned away, or a question is told of for the first time, `told` becomes
 * an event of the agent's own, to be stored; else its kind stays 0. */
bool doorman_visit(struct doorman *doorman, struct desk_peer *peer, const struct wire_head *head, const void *body,
                   const char *own_login, struct event *told);

/* A login event of the module's was taken: wrong passwords count. `by_root`: told by a program that runs as root. */
void doorman_event(struct doorman *doorman, const struct event *event, bool by_root);

/* Puts the counters that changed into the store, inside its transaction; doorman_kept when that was committed. */
enum store_result doorman_keep(struct doorman *doorman);
void doorman_kept(struct doorman *doorman);

/* For confidectl why: see pace_why and pace_forgive. */
struct pace *doorman_pace(struct doorman *doorman);

#endif
