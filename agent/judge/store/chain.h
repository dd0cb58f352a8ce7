/* The chain over everything the agent stores: SHA-256 over salted commitments, so that content can be erased and the
 * chain stays whole. Pure. */
#ifndef CONFIDE_JUDGE_CHAIN_H
#define CONFIDE_JUDGE_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "agent/base/crypto.h"

enum chain_kind {
    CHAIN_START = 1,
    CHAIN_EVENT,
    CHAIN_CASE,
    CHAIN_REPORT,
    CHAIN_DELIVERY,
    CHAIN_DECISION,
    CHAIN_QUESTION,
    CHAIN_OUTCOME,
    CHAIN_MESSAGE, /* what is sent since there are endpoints; a CHAIN_REPORT is of the time before */
    CHAIN_PURGE,
    CHAIN_LAST = CHAIN_PURGE
};

enum { CHAIN_ID_SIZE = 16, CHAIN_SALT_SIZE = 16, CHAIN_PARTS_MAX = 24 };

struct chain_link {
    uint64_t seq;      /* gapless, from 1 */
    uint8_t kind;      /* enum chain_kind */
    int64_t stored_ms; /* wall clock when it was stored */
    uint8_t commitment[CRYPTO_HASH_SIZE];
    uint8_t previous[CRYPTO_HASH_SIZE]; /* the hash of seq - 1; zeros for the first */
};

/* SHA-256(salt, payload parts), each with its length. `count` is at most CHAIN_PARTS_MAX. */
void chain_commit(uint8_t commitment[CRYPTO_HASH_SIZE], const uint8_t salt[CHAIN_SALT_SIZE],
                  const struct crypto_part *parts, size_t count);

/* SHA-256("confide:row:v1", chain id, seq, kind, stored, commitment, previous). */
void chain_hash(uint8_t hash[CRYPTO_HASH_SIZE], const uint8_t chain_id[CHAIN_ID_SIZE], const struct chain_link *link);

#endif
