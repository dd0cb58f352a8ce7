/* Hashes, seals, chance. Owns libsodium. Keys come from the caller and are not kept. */
#include "crypto.h"

#include <sodium.h>
#include <stdlib.h>
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

    crypto_auth_hmacsha256_init(&state, key, key_size);
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

/* libsodium signs one run of bytes: so the parts are put together first. NULL when memory is short. */
static uint8_t *join(const struct crypto_part *parts, size_t count, size_t *size)
{
    uint8_t *whole;
    size_t used = 0;

    *size = 0;
    for (size_t i = 0; i < count; i++)
        *size += parts[i].size;
    whole = malloc(*size + 1);
    for (size_t i = 0; whole && i < count; used += parts[i++].size)
        memcpy(whole + used, parts[i].bytes, parts[i].size);
    return whole;
}

bool crypto_ed25519_sign(uint8_t signature[CRYPTO_SIGNATURE_SIZE], const uint8_t seed[CRYPTO_KEY_SIZE],
                 const struct crypto_part *parts, size_t count)
{
    uint8_t public[crypto_sign_PUBLICKEYBYTES], secret[crypto_sign_SECRETKEYBYTES];
    size_t size;
    uint8_t *whole = join(parts, count, &size);
    bool good = whole && crypto_sign_seed_keypair(public, secret, seed) == 0 &&
                crypto_sign_detached(signature, NULL, whole, size, secret) == 0;

    sodium_memzero(secret, sizeof secret);
    free(whole);
    return good;
}

bool crypto_ed25519_verify(const uint8_t signature[CRYPTO_SIGNATURE_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE],
                   const struct crypto_part *parts, size_t count)
{
    size_t size;
    uint8_t *whole = join(parts, count, &size);
    bool good = whole && crypto_sign_verify_detached(signature, whole, size, key) == 0;

    free(whole);
    return good;
}

void crypto_ed25519_public(uint8_t key[CRYPTO_PUBLIC_SIZE], const uint8_t seed[CRYPTO_KEY_SIZE])
{
    uint8_t secret[crypto_sign_SECRETKEYBYTES];

    crypto_sign_seed_keypair(key, secret, seed);
    sodium_memzero(secret, sizeof secret);
}
