/* Is the history what it was? Recomputes the chain over a database. */
#ifndef CONFIDE_JUDGE_VERIFY_H
#define CONFIDE_JUDGE_VERIFY_H

#include "agent/base/crypto.h"

#include "store.h"

struct verify_outcome {
    bool good;
    uint64_t entries, events, cases, reports, deliveries, decisions, questions, answers;
    uint64_t purged; /* entries whose content was erased for its age; they count as nothing else */
    char chain_id[33], head[65];
    uint64_t first_bad; /* seq of the first bad entry, 0 when good */
    char words[256];    /* what is wrong there: "event 17: its content does not fit the chain" */
};

/* Checks the running agent's own store. `progress` may be NULL. */
enum store_result verify_store(struct store *store, void (*progress)(void *data, uint64_t done, uint64_t total),
                               void *data, struct verify_outcome *outcome);

/* How far a check that goes round and round has come; begin with zeros. */
struct verify_place {
    uint64_t seq;                   /* the last entry that was checked in this round */
    uint8_t hash[CRYPTO_HASH_SIZE]; /* its own */
    uint64_t rounds;                /* how often all was gone through and was good */
};

/* Checks the next `most` entries of the running agent's own store as they lie on the disk (some 10 us each), and goes
 * round again when it is through or found something. `outcome` is of this part alone; what is stored meanwhile does not
 * matter. Where the disk cannot be read: STORE_FAILED, and nothing is said of the history. */
enum store_result verify_some(struct store *store, struct verify_place *place, unsigned most,
                              struct verify_outcome *outcome);

/* Checks a database file that no agent has open (read-only; needs no keys). STORE_FAILED with why in `error` when it
 * cannot be read or an agent holds it. */
enum store_result verify_file(const char *file, void (*progress)(void *data, uint64_t done, uint64_t total), void *data,
                              struct verify_outcome *outcome, char *error, size_t size);

/* The outcome as the one row that confidectl shows: a JSON object in `row`. */
void verify_row(const struct verify_outcome *outcome, char *row, size_t size);

#endif
