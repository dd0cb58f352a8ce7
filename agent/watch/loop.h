/* The main thread's round: take what was seen, put it into words, send it, keep the watch whole. */
#ifndef CONFIDE_WATCH_LOOP_H
#define CONFIDE_WATCH_LOOP_H

#include <confide/wire.h>

#include "agent/watch/flow.h"
#include "agent/watch/gauge.h"
#include "agent/watch/keep.h"
#include "agent/watch/losses.h"

struct answer;
struct deadman;
struct mounts;
struct outlet;
struct printing;
struct sessions;

struct loop {
    struct answer *answer;
    struct outlet *outlet;
    struct keep *keep;
    struct flow *flow;
    struct losses *losses;
    struct mounts *mounts;
    struct printing *printing;
    struct sessions *sessions;
    const struct deadman *deadman;
    struct wire_state state;
    struct gauge gauge;
    int64_t state_ms; /* monotonic: when it is told next */
    unsigned told;    /* how often it was */
    int signals;      /* signalfd(2) of what ends the program */
};

/* Goes round until a signal comes. False, with the reason in the log, when the watch cannot go on. */
bool loop_run(struct loop *loop);

/* Takes in all that is in the ring. False when there was nothing. */
bool loop_drain(struct loop *loop);

#endif
