/* Is the history what it was? Recomputes the chain over a database. */
#ifndef CONFIDE_JUDGE_VERIFY_H
#define CONFIDE_JUDGE_VERIFY_H

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

/* Checks a database file that no agent has open (read-only; needs no keys). STORE_FAILED with why in `error` when it
 * cannot be read or an agent holds it. */
enum store_result verify_file(const char *file, void (*progress)(void *data, uint64_t done, uint64_t total), void *data,
                              struct verify_outcome *outcome, char *error, size_t size);

#endif
