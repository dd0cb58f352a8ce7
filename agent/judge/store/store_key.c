/* Owns what is done with the agent's signing key. Must not own: its file (store_folder.c). In: bytes. Out: signatures,
 * never the key. */
#include "store_key.h"

#include "store_private.h"

bool store_sign(const struct store *store, uint8_t signature[CRYPTO_SIGNATURE_SIZE], const struct crypto_part *parts,
                size_t count)
{
    return crypto_ed25519_sign(signature, store->agent_key, parts, count);
}

bool store_key_is_new(const struct store *store)
{
    return store->is_key_new;
}

void store_public(const struct store *store, uint8_t key[CRYPTO_PUBLIC_SIZE])
{
    crypto_ed25519_public(key, store->agent_key);
}
