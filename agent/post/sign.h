/* What makes a report provably ours: Standard Webhooks 1.0, a shared secret or a key pair. Pure. */
#ifndef CONFIDE_POST_SIGN_H
#define CONFIDE_POST_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct wire_report;

/* Standard Webhooks 1.0: "between 24 bytes (192 bits) and 64 bytes (512 bits)". */
enum { SIGN_KEY_MIN = 24, SIGN_KEY_MAX = 64 };

struct sign_key {
    uint8_t bytes[SIGN_KEY_MAX];
    size_t size;
    bool is_pair; /* whsk_: bytes are an Ed25519 seed, and sign as v1a; else whsec_, shared, v1 */
};

/* Whole header lines, without the line's end. */
struct sign_headers {
    char id[80];
    char timestamp[48];
    char signature[256];
};

/* Reads "whsec_" and base64 of 24 to 64 bytes, or "whsk_" and base64 of an Ed25519 seed or secret key. NULL when `key`
 * is good, else what is wrong with `text` (never the text itself); `key` is then wiped. The caller wipes a good one
 * when done. */
const char *sign_key_read(struct sign_key *key, const char *text);

/* True when `id` may be an id: 1 to 63 letters, digits, `-`, `_`. A `.` would let bytes move between id, time and body
 * under one signature; a quote or a line's end would forge a header. */
bool sign_id_is_good(const char *id);

/* Makes the three headers of one attempt over the body's exact bytes, `report->size` of them. The agent's own signature
 * follows the key's, where the report has one. False, with `headers` empty, when the id is not good, the time lies
 * before 1970 or memory is short. */
bool sign_headers_make(struct sign_headers *headers, const struct sign_key *key, const struct wire_report *report,
                       const void *body);

#endif
