/* The way out: hands each endpoint's voice its next message, and notes what became of each attempt. */
#ifndef CONFIDE_JUDGE_DISPATCH_H
#define CONFIDE_JUDGE_DISPATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk_peer.h"
#include "agent/judge/store/store.h"

struct dispatch;
struct mailing;
struct oath;

/* All borrowed. NULL when memory is short. */
struct dispatch *dispatch_open(const struct config *config, struct desk *desk, struct store *store,
                               struct mailing *mailing, struct oath *oath);
void dispatch_close(struct dispatch *dispatch);

/* A message from a DESK_POST peer. False: end the connection. */
bool dispatch_message(struct dispatch *dispatch, struct desk_peer *peer, const struct wire_head *head,
                      const void *body);

/* That peer is gone: what it had in hand goes out again. */
void dispatch_gone(struct dispatch *dispatch, const struct desk_peer *peer);

/* Something may be due: look now. */
void dispatch_look(struct dispatch *dispatch);

/* The agent stops because somebody told it to: each endpoint that can be reached now is told so, and desk_stop is
 * called when all have answered, or after two seconds. True when there is nobody to tell. */
bool dispatch_end(struct dispatch *dispatch);

/* How each endpoint is, a line each: "post: well, last accepted TIME", "mail: no answer since TIME: WORDS". */
void dispatch_words(const struct dispatch *dispatch, char *to, size_t size);

#endif
