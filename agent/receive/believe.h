/* Is a message to be believed? Standard Webhooks 1.0: the shared secret (v1) and the machine's own key (v1a). Pure. */
#ifndef CONFIDE_RECEIVE_BELIEVE_H
#define CONFIDE_RECEIVE_BELIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/crypto_ed25519.h"

enum { BELIEVE_ID_SIZE = 64, BELIEVE_SECRET_MAX = 64, BELIEVE_HEADER_MAX = 4096 };

/* The headers as they came; NULL = absent, or there more than once. */
struct believe_headers {
    const char *id, *timestamp, *signature;
};

struct believe_secret {
    uint8_t bytes[BELIEVE_SECRET_MAX];
    size_t size; /* 0 = there is none: v1 is not looked at */
};

struct believe_message {
    struct believe_headers headers;
    const void *body;
    size_t size;
};

enum believe_verdict {
    BELIEVE_YES = 0,
    BELIEVE_MALFORMED, /* a header is missing, doubled or not what it must be */
    BELIEVE_FORGED,    /* whoever sent it does not know the shared secret */
    BELIEVE_STRANGER,  /* names none of the keys, or was not signed by the one that it names */
    BELIEVE_STALE      /* all signatures fit, but its time is too far from ours: a wrong clock, or a replay */
};

/* Judges a message at `now_ms`. `keys` are the machines' (CRYPTO_PUBLIC_SIZE bytes each); only the one that the body
 * names is tried. With BELIEVE_YES and
 * BELIEVE_STALE `*which` is the key that signed, and `*off_s` how many seconds its time lies after ours. */
enum believe_verdict believe(const struct believe_message *message, const struct believe_secret *secret,
                             const uint8_t (*keys)[CRYPTO_PUBLIC_SIZE], size_t count, int64_t tolerance_s,
                             int64_t now_ms, size_t *which, int64_t *off_s);

/* Reads "whsec_" and base64 of 24 to 64 bytes. NULL when it is good, else what is wrong with it. */
const char *believe_read_secret(struct believe_secret *secret, const char *text);

#endif
