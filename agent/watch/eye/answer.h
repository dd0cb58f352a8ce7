/* The answering thread: read an event, name the process, let it go on, hand it over. Nothing else happens on it: no
 * allocation, no log, no lock, no database, no network - whatever waits here makes people wait for their files. */
#ifndef CONFIDE_WATCH_ANSWER_H
#define CONFIDE_WATCH_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

/* So many files must the process be allowed to open (RLIMIT_NOFILE): 64 held opens, 37 told events with a pidfd each, 3
 * for each of the 64 processes last seen, and as many again for all else. When it is allowed fewer, and may not raise
 * that by itself, nobody is held any more and the watcher ends. */
enum { ANSWER_FILES = 512 };

struct answer;
struct deadman;
struct eye;
struct kin;

/* Starts the thread on `eye`, which must outlive it, and takes `kin` over. Its heart beats for `deadman`; what either
 * of the two processes does is let through and not handed over, but for the canary. NULL with errno, also when `kin`
 * is. */
struct answer *answer_start(const struct eye *eye, const struct deadman *deadman, struct kin *kin);

/* The next thing seen. False when there is none. */
bool answer_take(struct answer *answer, struct raw *raw);

/* Whether this program's own opens are handed over (RAW_OWN): only while a canary is awaited. */
void answer_tell_own(struct answer *answer, bool tell);

/* A descriptor that is readable when something may have been seen; after it, call answer_take until it says false, then
 * answer_rest before waiting again. */
int answer_fd(const struct answer *answer);

/* False when something came meanwhile: do not wait. */
bool answer_rest(struct answer *answer);

/* How long opens were held since the start, from the reading of their event to its answer, in microseconds. */
void answer_waits(const struct answer *answer, uint32_t *p50_us, uint32_t *p99_us, uint32_t *worst_us);

/* Ends the thread when it has answered all that was waiting. answer_take still gives what it saw. */
void answer_end(struct answer *answer);

void answer_free(struct answer *answer);

#endif
