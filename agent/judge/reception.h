/* The reception: facts from the login module, from the sources and from the spool on their way to the clerk, and the
 * answers back. Decides when a batch is committed. Owns the spool folder's reading end. */
#ifndef CONFIDE_JUDGE_RECEPTION_H
#define CONFIDE_JUDGE_RECEPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "clerk.h"
#include "desk_peer.h"

struct reception;

/* `config` and `desk` are borrowed; `report` is called whenever a report was put into the outbox. NULL with why in
 * `error`. */
struct reception *reception_open(const struct config *config, struct desk *desk, void (*report)(void *data), void *data,
                                 char *error, size_t size);
/* Commits what was taken, then closes. */
void reception_close(struct reception *reception);

/* A message from a DESK_PAM or DESK_SOURCE peer. False: end the connection. */
bool reception_message(struct reception *reception, struct desk_peer *peer, const struct wire_head *head,
                       const void *body);

/* One of the agent's own events (`id`, time, host and source are filled in), committed before this returns. False when
 * it cannot be stored now. */
bool reception_tell(struct reception *reception, struct event *event);

/* True while the store takes nothing (the disk is full). */
bool reception_stuck(const struct reception *reception);

/* Borrowed. */
struct clerk *reception_clerk(struct reception *reception);

#endif
