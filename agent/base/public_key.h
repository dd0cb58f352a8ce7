/* A machine's public key as text (Standard Webhooks 1.0), and as people compare it. */
#ifndef CONFIDE_BASE_PUBLIC_KEY_H
#define CONFIDE_BASE_PUBLIC_KEY_H

#include "crypto_ed25519.h"

enum { PUBLIC_KEY_SIZE = 50, FINGERPRINT_SIZE = 40 };

/* "whpk_" and base64. Returns `to`. */
char *public_key_text(char to[PUBLIC_KEY_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE]);

/* Reads "whpk_" and base64 of 32 bytes. NULL when it is good, else what is wrong with it. */
const char *public_key_read(uint8_t key[CRYPTO_PUBLIC_SIZE], const char *text);

/* "3f2a 91c0 ...": the first half of its SHA-256. Returns `to`. */
char *public_key_fingerprint(char to[FINGERPRINT_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE]);

#endif
