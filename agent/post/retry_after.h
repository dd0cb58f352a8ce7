/* How long an endpoint asks us to wait, and what its clock says: Retry-After and Date (RFC 9110, 10.2.3, 6.6.1).
 * Pure. */
#ifndef CONFIDE_POST_RETRY_AFTER_H
#define CONFIDE_POST_RETRY_AFTER_H

#include <stddef.h>
#include <stdint.h>

enum { RETRY_AFTER_NONE = -1 };

/* The two header values that matter, "" where the answer had none. */
struct retry_after {
    char value[64];
    char date[64]; /* the endpoint's own clock, so that ours need not agree with it */
};

/* Takes one line of an answer's head, `length` bytes with or without its end, as libcurl hands it over. A status line
 * begins a new answer and forgets the one before (100 Continue). */
void retry_after_line(struct retry_after *seen, const char *line, size_t length);

/* Seconds to wait, from 0 to INT32_MAX, or RETRY_AFTER_NONE when none were asked for or the value is malformed. A date
 * counts from the answer's Date, from `now_ms` where that is missing or malformed; one that is past gives 0. */
int32_t retry_after_seconds(const struct retry_after *seen, int64_t now_ms);

/* The endpoint's own clock in milliseconds since 1970, 0 when it gave none or a malformed one. */
int64_t retry_after_date_ms(const struct retry_after *seen);

#endif
