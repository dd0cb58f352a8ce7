/* Walks over one flat JSON object where it stands, without a copy. It knows the plain half of JSON only and gives up at
 * anything else, so its "unusual" is no verdict: ask a whole parser then. What it does hand out is what a strict parser
 * (RFC 8259, UTF-8) would. Pure. */
#ifndef CONFIDE_BASE_JSON_FLAT_H
#define CONFIDE_BASE_JSON_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct json_flat {
    const char *at, *end;
    bool begun;
};

enum json_flat_value { FLAT_TEXT = 1, FLAT_NUMBER, FLAT_NULL, FLAT_TRUTH };

struct json_flat_pair {
    const char *key, *text; /* not NUL-terminated; `text` of FLAT_TEXT only */
    size_t key_length, length;
    int64_t number; /* of FLAT_NUMBER: a whole number of at most 18 digits */
    enum json_flat_value value;
};

enum json_flat_step { FLAT_PAIR, FLAT_END, FLAT_UNUSUAL };

/* Stands before the object that `text` of `length` bytes should be. */
struct json_flat json_flat_start(const char *text, size_t length);

/* The next pair. FLAT_END: the object is whole and nothing but white space follows it. FLAT_UNUSUAL: an object or array
 * inside, an escape, a fraction, a key that is not plain ASCII, or no JSON at all. Twice the same key is the caller's
 * matter. */
enum json_flat_step json_flat_next(struct json_flat *flat, struct json_flat_pair *pair);

#endif
