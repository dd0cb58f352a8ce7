/* Locks of sessions that were asked for: the event each becomes, and whether it is time to leave off. Pure. */
#ifndef CONFIDE_JUDGE_LOCKS_H
#define CONFIDE_JUDGE_LOCKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ends.h"

/* Why a session is looked at or locked. LOCKS_SCREEN: to see whether its screen shows the lock. */
enum locks_why { LOCKS_FREE = 0, LOCKS_NEWCOMER, LOCKS_UNLOCKED, LOCKS_SCREEN, LOCKS_END, LOCKS_ROLL };

struct lock {
    enum locks_why why; /* LOCKS_FREE: none */
    bool quiet;         /* told only when it fails */
    bool told;          /* its failure was told before */
    uint64_t ticket;
    uint32_t uid;
    enum seats_what what;
    struct end session; /* the one to be locked */
    char place[32];
    char by[SEATS_ID_SIZE]; /* the session on whose account, "" where there is none */
};

/* The event that tells of `lock`. `reason` NULL: why it was asked for. */
struct event locks_event(const struct lock *lock, enum event_outcome outcome, const char *reason);

/* The last locks; starts as zeros. */
enum { LOCKS_PAST = 64 };
struct locks_past {
    struct {
        char id[SEATS_ID_SIZE], login[EVENT_LOGIN_SIZE];
        enum locks_why why;
        int64_t at_ms;
    } locks[LOCKS_PAST];
    unsigned next;
};

/* Times are monotonic. */
void locks_note(struct locks_past *past, const struct lock *lock, int64_t now_ms);

/* Was a lock of session `id` asked for within the last `span_ms`? */
bool locks_within(const struct locks_past *past, const char *id, int64_t span_ms, int64_t now_ms);

/* How often within the last `span_ms` was a screen of `login` locked because another was unlocked? */
unsigned locks_for_unlocking(const struct locks_past *past, const char *login, int64_t span_ms, int64_t now_ms);

/* Why a session that was asked to lock did not. */
const char *locks_silent(enum seats_what what);

#endif
