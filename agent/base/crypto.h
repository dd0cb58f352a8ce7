/* Hashes, seals, signatures, chance. Owns libsodium. */
#ifndef CONFIDE_BASE_CRYPTO_H
#define CONFIDE_BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CRYPTO_KEY_SIZE = 32, CRYPTO_HASH_SIZE = 32, CRYPTO_SEAL_EXTRA = 40 };

struct crypto_part {
    const void *bytes;
    size_t size;
};

/* Call once at start, before any other. False when the library cannot be used. */
bool crypto_start(void);

/* Fills `bytes` with chance (getrandom). */
void crypto_random(void *bytes, size_t size);

/* SHA-256 over the parts, each preceded by its length as 8 bytes little-endian, so that no two lists of parts look
 * alike. */
void crypto_digest(uint8_t hash[CRYPTO_HASH_SIZE], const struct crypto_part *parts, size_t count);

/* Plain SHA-256 of `size` bytes. */
void crypto_sha256(uint8_t hash[CRYPTO_HASH_SIZE], const void *bytes, size_t size);

/* HMAC-SHA-256 over the parts as they stand, one after the other (Standard Webhooks 1.0). */
void crypto_hmac(uint8_t mac[CRYPTO_HASH_SIZE], const uint8_t *key, size_t key_size, const struct crypto_part *parts,
                 size_t count);

/* Keyed BLAKE2b: the same text under the same key gives the same 16 bytes, and without the key nobody can guess back.
 */
void crypto_pseudonym(uint8_t hash[16], const uint8_t key[CRYPTO_KEY_SIZE], const char *text);

/* XSalsa20-Poly1305 with a fresh nonce: `sealed` has room for size + CRYPTO_SEAL_EXTRA. */
void crypto_seal(uint8_t *sealed, const uint8_t key[CRYPTO_KEY_SIZE], const void *bytes, size_t size);

/* Opens what crypto_seal made; `bytes` has room for size - CRYPTO_SEAL_EXTRA. False when it was altered or sealed with
 * another key. */
bool crypto_open(void *bytes, const uint8_t key[CRYPTO_KEY_SIZE], const uint8_t *sealed, size_t size);

#endif
