/* The desk where people answer: at ask.sock, each for themselves. */
#ifndef CONFIDE_JUDGE_INQUIRY_DESK_H
#define CONFIDE_JUDGE_INQUIRY_DESK_H

#include "answers.h"
#include "agent/judge/desk/guest.h"

/* A message from a DESK_ASK peer: ASK_MINE or a WIRE_ANSWER, answered with rows and WIRE_END. False: end the
 * connection. Whoever the peer is, root included, it is given its own login's questions and no other; that somebody
 * else has one, or had, shows in no answer. Looks and answers are stored as events, by `quota` no more than
 * guest_may_tell allows; what cannot be stored is refused. */
bool inquiry_message(const struct answers_about *about, struct guest_quota *quota, struct desk_peer *peer,
                     const struct wire_head *head, const void *body);

#endif
