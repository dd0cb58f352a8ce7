/* Base64 (RFC 4648 section 4, padded). With crypto.c the owner of libsodium: secrets pass here, and its code takes the
 * same time for each of them. */
#ifndef CONFIDE_BASE_BASE64_H
#define CONFIDE_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Writes `size` bytes as text, NUL-terminated. False when `to_size` is too little. */
bool base64_write(char *to, size_t to_size, const void *bytes, size_t size);

/* Reads text into `bytes` of `size`. How many there were, or -1 when it is not base64 or does not fit. */
long base64_read(uint8_t *bytes, size_t size, const char *text);

#endif
