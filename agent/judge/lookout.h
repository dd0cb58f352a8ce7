/* The lookout: keeps in mind what the eye says of itself, lets in one eye only, and has its silence told. */
#ifndef CONFIDE_JUDGE_LOOKOUT_H
#define CONFIDE_JUDGE_LOOKOUT_H

#include <stdbool.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk_peer.h"
#include "eyes.h"
#include "reception.h"

struct lookout;

/* All borrowed, and must outlive it. NULL when memory is short. */
struct lookout *lookout_open(const struct config *config, struct desk *desk, struct reception *reception);
void lookout_close(struct lookout *lookout);

/* A WIRE_STATE from a DESK_SOURCE peer. False: end the connection. */
bool lookout_state(struct lookout *lookout, struct desk_peer *peer, const struct wire_head *head, const void *body);

/* An event of a DESK_SOURCE peer was taken. */
void lookout_event(struct lookout *lookout, struct desk_peer *peer, const struct event *event);

void lookout_gone(struct lookout *lookout, struct desk_peer *peer);

/* Borrowed. */
const struct eyes *lookout_eyes(const struct lookout *lookout);

#endif
