/* The agent's own signing key (Ed25519): a file of its user alone, made when there is none. Whoever holds it can forge
 * what comes later, never what an employer was told before. */
#ifndef CONFIDE_JUDGE_STORE_KEY_H
#define CONFIDE_JUDGE_STORE_KEY_H

#include "agent/base/crypto_ed25519.h"

#include "store.h"

/* Signs the parts as they stand, one after the other. False when memory is short. */
bool store_sign(const struct store *store, uint8_t signature[CRYPTO_SIGNATURE_SIZE], const struct crypto_part *parts,
                size_t count);

/* What verifies that. */
void store_public(const struct store *store, uint8_t key[CRYPTO_PUBLIC_SIZE]);

/* It was not there when the store was opened, though a history was: what is signed now is signed with a new one. */
bool store_key_is_new(const struct store *store);

#endif
