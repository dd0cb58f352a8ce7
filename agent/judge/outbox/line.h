/* When an endpoint is to be tried: what went well and ill with it, and what follows from that. Pure: time is an
 * argument, by a clock that does not jump. */
#ifndef CONFIDE_JUDGE_LINE_H
#define CONFIDE_JUDGE_LINE_H

#include <stdbool.h>
#include <stdint.h>

/* LINE_FAILURES: so many transfers in a row went wrong: the endpoint is down, and tried with one message now and then
 * (the circuit breaker of every well-behaved sender). LINE_KNOCK_MS: while it is down something is tried at least so
 * often, whatever the messages' own waits are, so that ten minutes of an endpoint that was away for days suffice.
 * LINE_OVERDUE_MS: a heartbeat that had to wait so long for messages goes before them. */
enum {
    LINE_OVERDUE_MS = 120000,
    LINE_FAILURES = 5,
    LINE_REST_MS = 60000,
    LINE_KNOCK_MS = 300000,
    LINE_AGAIN_MS = 60000
};

struct line {
    unsigned failures;      /* in a row */
    bool is_draining;       /* it is back: all that waits is due */
    int64_t rests_until_ms; /* nothing is tried before */
    int64_t tried_ms;       /* the last attempt of all, 0 = none */
    int64_t heart_ms;       /* the next heartbeat is due */
};

enum line_turn { LINE_NOTHING = 0, LINE_MESSAGE, LINE_ANY_MESSAGE, LINE_HEART };

/* What to try now: the message that is due, a heartbeat, or the most severe of the messages though none is due.
 * `due_in_ms`: until the next message is due, 0 or less = it is, INT64_MAX = none waits. `beats`: the endpoint gets
 * heartbeats. `*again_ms`: where there is nothing to try, when to ask again. Incidents go before heartbeats,
 * unless one is overdue. */
enum line_turn line_turn(const struct line *line, int64_t mono_ms, int64_t due_in_ms, bool beats, int64_t *again_ms);

/* An attempt came to its end. `is_accepted`: the endpoint took the message. `retry_after_s` as it asked, -1 = it did
 * not. `cap_s`: the longest wait that is configured; a rest is no longer. `chance`: any random number. */
void line_tried(struct line *line, int64_t mono_ms, bool is_accepted, int32_t retry_after_s, unsigned cap_s,
                uint64_t chance);

#endif
