/* Who is silent? Only time in which the receiver itself listened counts: its own downtime, a stopped process or a
 * laptop's sleep is nobody's silence. Pure. */
#ifndef CONFIDE_RECEIVE_SILENCE_H
#define CONFIDE_RECEIVE_SILENCE_H

#include <stdbool.h>
#include <stdint.h>

/* Away for longer, and machines may have slowed their tries down: all begin anew. Half the limit where that is less. */
enum { SILENCE_AWAY_MS = 60 * 1000 };

/* How long the receiver has listened; kept on disk. */
struct silence_clock {
    int64_t awake_ms; /* in all, over its restarts */
    int64_t grace_ms; /* awake_ms when it last came back from being away */
};

/* `elapsed_ms` passed since the last look, by a clock that nobody sets. `limit_ms` as below. */
void silence_pass(struct silence_clock *clock, int64_t elapsed_ms, int64_t limit_ms);

/* We begin to listen again: the last process looked `elapsed_ms` ago, by the wall clock (negative: it was set). */
void silence_start(struct silence_clock *clock, int64_t elapsed_ms, int64_t limit_ms);

/* True when a machine that was last heard at `heard_awake_ms` (awake_ms then) has been silent for `limit_ms`, less a
 * hundredth. */
bool silence_is(const struct silence_clock *clock, int64_t heard_awake_ms, int64_t limit_ms);

/* "2 hours 10 minutes", "45 seconds". `to` has room for 40 bytes. */
char *silence_duration(char *to, int64_t ms);

#endif
