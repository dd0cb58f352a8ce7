/* What goes with a body over HTTP: type, proof of who we are, the id. Pure. */
#ifndef CONFIDE_POST_ENVELOPE_H
#define CONFIDE_POST_ENVELOPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"

struct sign_key;
struct wire_report;

enum { ENVELOPE_LINES = 6, ENVELOPE_LINE = 768 };

/* Whole header lines, without the line's end. No value is taken from an event. */
struct envelope {
    char lines[ENVELOPE_LINES][ENVELOPE_LINE];
    unsigned count;
};

/* Fills `envelope` for one attempt. `key` is for the signed formats; `secret`, for all others, has passed
 * form_secret_fault, or is "". The caller wipes `envelope`. False when the id or time is not good, or memory is short.
 */
bool envelope_make(struct envelope *envelope, enum post_format format, const struct sign_key *key, const char *secret,
                   const struct wire_report *report, const void *body);

/* Writes PagerDuty's body with its routing key in the one place where `place` stands. Its length; 0 when that is not
 * there exactly once, or `to` is too small. */
size_t envelope_put_key(uint8_t *to, size_t to_size, const char *place, const char *key, const void *body, size_t size);

/* True when a mail's bytes are lines that end with CR LF, and hold no CR, LF or NUL besides: what RFC 5321 lets through
 * unchanged. */
bool envelope_is_mail(const void *body, size_t size);

#endif
