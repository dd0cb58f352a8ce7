/* What is kept of an endpoint: how far it holds our history, in which form it is written to; and what there is. */
#ifndef CONFIDE_JUDGE_STORE_ANCHOR_H
#define CONFIDE_JUDGE_STORE_ANCHOR_H

#include "store.h"

/* Set inside store_begin .. store_commit, also in the reserve. No part of the chain. `*seq` is 0 when nothing is known.
 */
enum store_result store_set_anchor(struct store *store, const char *endpoint, uint64_t seq, int64_t now_ms);
enum store_result store_anchor(struct store *store, const char *endpoint, uint64_t *seq, int64_t *told_ms);

/* Messages to `endpoint` are written in this form (any text that differs when they do) after the entry `*since`; 0 = as
 * far as is known they always were. Called inside store_begin .. store_commit, with the form of now. No part of the
 * chain. */
enum store_result store_form(struct store *store, const char *endpoint, const char *form, uint64_t *since);

/* What a statement says of the store: cheap, however much it holds. */
struct store_tally {
    uint64_t events, gaps;  /* stored since the chain began, whatever was erased since */
    uint64_t pending, held; /* messages */
    int64_t oldest_ms;      /* since when the oldest of the pending waits, 0 = none does */
};
enum store_result store_tally(struct store *store, struct store_tally *tally);

/* The hash of the entry `seq` as it stands now, hex. STORE_NOTHING when there is none. */
enum store_result store_hash_at(struct store *store, uint64_t seq, char hash[65]);

#endif
