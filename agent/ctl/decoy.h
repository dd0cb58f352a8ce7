/* What stands in a decoy: small, whole documents that say what they are. Pure. */
#ifndef CONFIDE_CTL_DECOY_H
#define CONFIDE_CTL_DECOY_H

#include <stdbool.h>
#include <stddef.h>

enum { DECOY_SIZE = 4096 };

/* The n-th decoy's name from 0 on, NULL behind the last. */
const char *decoy_name(size_t n);

/* Writes the n-th one; `contact` is whom to ask. Its size. */
size_t decoy_write(size_t n, const char *contact, char to[DECOY_SIZE]);

/* Whether the bytes are a decoy as it was written, whomever it says to ask. */
bool decoy_is_whole(size_t n, const char *bytes, size_t size);

#endif
