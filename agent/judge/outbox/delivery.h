/* What follows from one attempt to deliver: pure, the table of reliability in code. */
#ifndef CONFIDE_JUDGE_DELIVERY_H
#define CONFIDE_JUDGE_DELIVERY_H

#include <stdint.h>

#include <confide/wire.h>

#include "agent/base/config.h"

enum delivery_next {
    DELIVERY_DONE = 1,  /* the transfer succeeded, the status is 2xx, the answer fits */
    DELIVERY_RETRY,     /* at *wait_ms from now */
    DELIVERY_QUARANTINE /* the endpoint will never take this body (400, 413, 422 for the third time): keep it, send the
                           minimal form */
};

/* `attempt` counts from 1. `refusals`: how often this body was refused before by the same status; 0 for ever where it
 * may not be given up. `chance` is any random number: the wait is full jitter, chance mod (min(cap, base * 2^attempt) +
 * 1), never less than what Retry-After asked for, of which at most an hour is believed. */
enum delivery_next delivery_decide(const struct wire_result *result, enum post_format format, uint32_t attempt,
                                   uint32_t refusals, unsigned base_s, unsigned cap_s, uint64_t chance,
                                   int64_t *wait_ms);

/* One line for the log and the ledger: "delivered (HTTP 204)", "HTTP 307: the endpoint moved; set [post] endpoint ...",
 * "SMTP 552: ..."
 */
void delivery_words(const struct wire_result *result, enum post_format format, char *to, unsigned size);

#endif
