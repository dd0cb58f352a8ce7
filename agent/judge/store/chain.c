/* Owns: what one entry of the history is worth as bytes. Must not own: where entries are kept, or when they are made.
 * In: an entry's fields. Out: its commitment and its hash. */
#include "chain.h"

#include <assert.h>
#include <string.h>

/* The same bytes on every machine, so that an employer can recompute a hash elsewhere. */
static void little_endian(uint8_t bytes[8], uint64_t number)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

void chain_commit(uint8_t commitment[CRYPTO_HASH_SIZE], const uint8_t salt[CHAIN_SALT_SIZE],
                  const struct crypto_part *parts, size_t count)
{
    struct crypto_part all[CHAIN_PARTS_MAX + 1];

    assert(count <= CHAIN_PARTS_MAX);
    all[0] = (struct crypto_part){salt, CHAIN_SALT_SIZE};
    memcpy(all + 1, parts, count * sizeof(*parts));
    crypto_digest(commitment, all, count + 1);
}

void chain_hash(uint8_t hash[CRYPTO_HASH_SIZE], const uint8_t chain_id[CHAIN_ID_SIZE], const struct chain_link *link)
{
    static const char name[] = "confide:row:v1";
    uint8_t seq[8], stored[8];
    const struct crypto_part parts[] = {
        {name, sizeof(name) - 1},           {chain_id, CHAIN_ID_SIZE}, {seq, sizeof(seq)},
        {&link->kind, sizeof(link->kind)},  {stored, sizeof(stored)},  {link->commitment, CRYPTO_HASH_SIZE},
        {link->previous, CRYPTO_HASH_SIZE},
    };

    little_endian(seq, link->seq);
    little_endian(stored, (uint64_t)link->stored_ms);
    crypto_digest(hash, parts, sizeof(parts) / sizeof(*parts));
}
