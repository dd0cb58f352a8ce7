/* Hashes, seals, chance. Owns libsodium. Keys come from the caller and are not kept. */
#include "crypto.h"

#include <sodium.h>
#include <string.h>

_Static_assert(CRYPTO_KEY_SIZE == crypto_secretbox_KEYBYTES, "one key size");
_Static_assert(CRYPTO_HASH_SIZE == crypto_hash_sha256_BYTES, "one hash size");
_Static_assert(CRYPTO_SEAL_EXTRA == crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES, "nonce and tag");

bool crypto_start(void)
{
    return sodium_init() >= 0;
}

void crypto_random(void *bytes, size_t size)
{
    randombytes_buf(bytes, size);
}

void crypto_digest(uint8_t hash[CRYPTO_HASH_SIZE], const struct crypto_part *parts, size_t count)
{
    crypto_hash_sha256_state state;

    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < count; i++) {
        uint8_t length[8];

        for (size_t j = 0; j < sizeof length; j++)
            length[j] = (uint8_t)((uint64_t)parts[i].size >> (8 * j));
        crypto_hash_sha256_update(&state, length, sizeof length);
        crypto_hash_sha256_update(&state, parts[i].bytes, parts[i].size);
    }
    crypto_hash_sha256_final(&state, hash);
}

void crypto_sha256(uint8_t hash[CRYPTO_HASH_SIZE], const void *bytes, size_t size)
{
    crypto_hash_sha256(hash, bytes, size);
}

void crypto_hmac(uint8_t mac[CRYPTO_HASH_SIZE], const uint8_t *key, size_t key_size, const struct crypto_part *parts,
                 size_t count)
{
    crypto_auth_hmacsha256_state state;

    /* Of no key there may be no bytes, and memcpy's source may not be NULL. */
    crypto_auth_hmacsha256_init(&state, key_size > 0 ? key : (const uint8_t *)"", key_size);
    for (size_t i = 0; i < count; i++)
        crypto_auth_hmacsha256_update(&state, parts[i].bytes, parts[i].size);
    crypto_auth_hmacsha256_final(&state, mac);
    sodium_memzero(&state, sizeof state);
}

void crypto_pseudonym(uint8_t hash[16], const uint8_t key[CRYPTO_KEY_SIZE], const char *text)
{
    crypto_generichash(hash, 16, (const uint8_t *)text, strlen(text), key, CRYPTO_KEY_SIZE);
}

void crypto_seal(uint8_t *sealed, const uint8_t key[CRYPTO_KEY_SIZE], const void *bytes, size_t size)
{
    randombytes_buf(sealed, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(sealed + crypto_secretbox_NONCEBYTES, bytes, size, sealed, key);
}

bool crypto_open(void *bytes, const uint8_t key[CRYPTO_KEY_SIZE], const uint8_t *sealed, size_t size)
{
    return size >= CRYPTO_SEAL_EXTRA &&
           crypto_secretbox_open_easy(bytes, sealed + crypto_secretbox_NONCEBYTES, size - crypto_secretbox_NONCEBYTES,
                                      sealed, key) == 0;
}
