/* Ed25519. Must not own: keys, which come from the caller and are not kept. In: parts of a message. Out: signatures. */
#include "crypto_ed25519.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

_Static_assert(CRYPTO_SIGNATURE_SIZE == crypto_sign_BYTES, "one signature's size");
_Static_assert(CRYPTO_PUBLIC_SIZE == crypto_sign_PUBLICKEYBYTES && CRYPTO_KEY_SIZE == crypto_sign_SEEDBYTES, "keys");

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
