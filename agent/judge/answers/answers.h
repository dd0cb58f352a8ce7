/* Answers to confidectl's questions (wire.h ASK_*). */
#ifndef CONFIDE_JUDGE_ANSWERS_H
#define CONFIDE_JUDGE_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/judge/desk/desk_peer.h"
#include "agent/judge/reception.h"

struct dispatch;
struct lookout;
struct takeover;

enum { ANSWERS_WAITING_MAX = 16 };

/* Who waits until the tables are read. All zeros: nobody does. */
struct answers_waiting {
    uint64_t peers[ANSWERS_WAITING_MAX]; /* desk_peer_number */
    size_t count;
    struct desk_alarm *alarm; /* tells them now and then that they are not forgotten */
};

struct answers_about {
    const struct config *config;
    struct desk *desk;
    struct reception *reception;
    struct takeover *takeover;
    struct lookout *lookout;
    struct dispatch *dispatch;
    struct answers_waiting *waiting;
    int64_t started_ms;
};

/* A message from a DESK_CTL peer: one question, answered with rows and WIRE_END. False: end the connection. A look at a
 * case or at events is itself stored as an event; where that cannot be, the look is refused. */
bool answers_message(const struct answers_about *about, struct desk_peer *peer, const struct wire_head *head,
                     const void *body);

#endif
