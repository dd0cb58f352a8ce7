/* logind on the system bus: which sessions there are, and its locking of one. With logind_read.c the owner of sd-bus.
 * No call here waits: a bus or a logind that is not there, hangs, or comes back is a matter of later answers. */
#ifndef CONFIDE_JUDGE_LOGIND_H
#define CONFIDE_JUDGE_LOGIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "roll.h"

struct sd_event;
struct logind;

/* LOGIND_ANSWER_MS: it answers within a millisecond, or is ill. LOGIND_LOCK_MS: polkit may have to be started first. */
enum { LOGIND_ANSWER_MS = 5000, LOGIND_LOCK_MS = 15000 };

enum { LOGIND_WRONG_SIZE = 192 };
enum logind_result { LOGIND_DONE = 0, LOGIND_GONE, LOGIND_REFUSED };

struct logind_calls {
    /* The answer to a logind_look. `wrong`: NULL, or why what logind_sessions holds may be old. */
    void (*seen)(void *data, uint64_t ticket, const char *wrong);
    /* The answer to a logind_lock. LOGIND_GONE: there is no such session any more. LOGIND_REFUSED: `wrong` says why,
     * and the remedy. */
    void (*locked)(void *data, uint64_t ticket, enum logind_result result, const char *wrong);
    /* A session says that it was locked and now no longer is. */
    void (*unlocked)(void *data, const char *id);
};

/* Begins to look for the bus, and goes on looking. `loop` is borrowed and must outlive this. NULL when memory is short.
 * No call is made from within any function here, only from the loop. */
struct logind *logind_open(struct sd_event *loop, const struct logind_calls *calls, void *data);

/* No call is made for what is unanswered. */
void logind_close(struct logind *logind);

/* Reads the list of sessions anew, and all of the user whose session `id` is ("": all of everybody). False, and no
 * answer will come, while the bus is not there or too much is waiting. Every ticket is answered within some
 * LOGIND_ANSWER_MS times the number of looks before it. */
bool logind_look(struct logind *logind, const char *id, uint64_t ticket);

/* Has the session lock itself. False as above. */
bool logind_lock(struct logind *logind, const char *id, uint64_t ticket);

/* The sessions as last known. Borrowed until the loop goes on. */
const struct roll *logind_roll(const struct logind *logind);

#endif
