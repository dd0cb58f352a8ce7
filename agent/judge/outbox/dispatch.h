/* The way out: hands reports to confide-post one at a time and notes what became of each attempt. */
#ifndef CONFIDE_JUDGE_DISPATCH_H
#define CONFIDE_JUDGE_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk_peer.h"
#include "agent/judge/store/store.h"

struct dispatch;

/* All borrowed. NULL when memory is short. */
struct dispatch *dispatch_open(const struct config *config, struct desk *desk, struct store *store);
void dispatch_close(struct dispatch *dispatch);

/* A message from a DESK_POST peer. False: end the connection. */
bool dispatch_message(struct dispatch *dispatch, struct desk_peer *peer, const struct wire_head *head,
                      const void *body);

/* That peer is gone: what it had in hand goes out again. */
void dispatch_gone(struct dispatch *dispatch, const struct desk_peer *peer);

/* Something may be due: look now. */
void dispatch_look(struct dispatch *dispatch);

#endif
