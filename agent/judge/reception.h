/* The reception: facts from the login module, from the sources and from the spool on their way to the clerk, and the
 * answers back. Decides when a batch is committed. Owns the spool folder's reading end. */
#ifndef CONFIDE_JUDGE_RECEPTION_H
#define CONFIDE_JUDGE_RECEPTION_H

#include <stdbool.h>
#include <stddef.h>

#include "clerk.h"
#include "agent/judge/desk/desk_peer.h"

struct doorman;
struct reception;

struct reception_calls {
    /* A report was put into the outbox. */
    void (*report)(void *data);
    /* The module, as root, told of a login; `live`: over its socket, just now. */
    void (*login)(void *data, const struct event *event, bool live);
    /* The context tables were read, or could not be. */
    void (*tables)(void *data);
};

/* `config` and `desk` are borrowed, `calls` is copied. NULL with why in `error`. */
struct reception *reception_open(const struct config *config, struct desk *desk, const struct reception_calls *calls,
                                 void *data, char *error, size_t size);
/* Commits what was taken, then closes. */
void reception_close(struct reception *reception);

/* A message from a DESK_PAM or DESK_SOURCE peer. False: end the connection. */
bool reception_message(struct reception *reception, struct desk_peer *peer, const struct wire_head *head,
                       const void *body);

/* One of the agent's own events (`id`, time, host, source, and a `count` of 0, are filled in), committed before this
 * returns. False when it cannot be stored now. */
bool reception_tell(struct reception *reception, struct event *event);

/* Has the context tables read again, changed or not; `tables` is called when that is over. */
void reception_reload(struct reception *reception);

/* True while the store takes nothing (the disk is full). */
bool reception_stuck(const struct reception *reception);

/* Borrowed. */
struct clerk *reception_clerk(struct reception *reception);
struct doorman *reception_doorman(struct reception *reception);

#endif
