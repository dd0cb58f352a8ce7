/* Erasing what has been kept long enough: content and salts go, the chain of commitments stays, and each purge is
 * itself an entry of it. */
#ifndef CONFIDE_JUDGE_STORE_PURGE_H
#define CONFIDE_JUDGE_STORE_PURGE_H

#include "store.h"

/* How long each kind is kept, in days since it was stored; 0 = for ever. Decisions are kept for ever (decision.h). */
struct store_periods {
    unsigned events, cases, ledger; /* cases: with their questions and answers; ledger: messages and their attempts */
};

/* Erases some `most` rows that are over `periods` (more only where the last one goes with others: a message with its
 * attempts): `*erased` says how many, less than `most` = nothing more is over. Never a pending message or its case,
 * never the events of a case that is kept, never a case while a decision on it explains accesses, never an event that
 * is not judged yet. A transaction of its own; works in the reserve. Whoever calls vouches for `now_ms`: what a wrong
 * clock erases is gone. */
enum store_result store_purge(struct store *store, const struct store_periods *periods, int64_t now_ms, unsigned most,
                              unsigned *erased);

/* Entries erased so far. */
enum store_result store_purged(struct store *store, uint64_t *count);

#endif
