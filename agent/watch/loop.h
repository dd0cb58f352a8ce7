/* The main thread's round: take what was seen, put it into words, send it, keep the watch whole. */
#ifndef CONFIDE_WATCH_LOOP_H
#define CONFIDE_WATCH_LOOP_H

#include "agent/watch/describe.h"
#include "agent/watch/keep.h"

struct answer;
struct deadman;
struct outlet;

struct loop {
    struct answer *answer;
    struct outlet *outlet;
    struct keep *keep;
    struct describe *describe;
    const struct deadman *deadman;
    int signals; /* signalfd(2) of what ends the program */
};

/* Goes round until a signal comes. False, with the reason in the log, when the watch cannot go on. */
bool loop_run(struct loop *loop);

/* Puts into words all that is in the ring. False when there was nothing. */
bool loop_drain(struct loop *loop);

#endif
