/* The machines whose messages may be believed: those of the machines file, and those learnt at first sight. Pure. */
#ifndef CONFIDE_RECEIVE_ROSTER_H
#define CONFIDE_RECEIVE_ROSTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/crypto_ed25519.h"

enum { ROSTER_MAX = 1024, ROSTER_NAME = 64 };

struct roster {
    size_t count;
    uint8_t keys[ROSTER_MAX][CRYPTO_PUBLIC_SIZE];
    char names[ROSTER_MAX][ROSTER_NAME];
    bool is_enrolled[ROSTER_MAX];
};

/* Adds a machine. NULL, or why not: the roster is then as it was. */
const char *roster_add(struct roster *roster, const uint8_t key[CRYPTO_PUBLIC_SIZE], const char *name,
                       bool is_enrolled);

/* The number of a key, -1 when it is not known. */
long roster_find(const struct roster *roster, const uint8_t key[CRYPTO_PUBLIC_SIZE]);

#endif
