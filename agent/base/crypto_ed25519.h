/* Signatures that anybody can verify (Ed25519, RFC 8032). With crypto.c the owner of libsodium; crypto_start comes
 * first. */
#ifndef CONFIDE_BASE_CRYPTO_ED25519_H
#define CONFIDE_BASE_CRYPTO_ED25519_H

#include "crypto.h"

enum { CRYPTO_SIGNATURE_SIZE = 64, CRYPTO_PUBLIC_SIZE = 32 };

/* Ed25519 (RFC 8032) over the parts as they stand, one after the other; `seed` is the secret key's 32 bytes. False when
 * memory is short. */
bool crypto_ed25519_sign(uint8_t signature[CRYPTO_SIGNATURE_SIZE], const uint8_t seed[CRYPTO_KEY_SIZE],
                         const struct crypto_part *parts, size_t count);
bool crypto_ed25519_verify(const uint8_t signature[CRYPTO_SIGNATURE_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE],
                           const struct crypto_part *parts, size_t count);
void crypto_ed25519_public(uint8_t key[CRYPTO_PUBLIC_SIZE], const uint8_t seed[CRYPTO_KEY_SIZE]);

#endif
