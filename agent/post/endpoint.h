/* One endpoint: one attempt at a time, over HTTPS or SMTP, and what came of it. */
#ifndef CONFIDE_POST_ENDPOINT_H
#define CONFIDE_POST_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/wire.h>

struct config_endpoint;
struct endpoint;
struct keys;

/* Prepares to send to `to`, which is borrowed. Once in a process. `stop` becomes readable when an attempt must be
 * dropped, and is never read; to `pulse` a byte is written at least every second of one. NULL, with one line in `error`
 * that says the remedy; else owned by the caller, to be closed with endpoint_close. */
struct endpoint *endpoint_open(const struct config_endpoint *to, unsigned timeout_s, int stop, int pulse, char *error,
                               size_t size);

/* Makes one attempt, of at most [post] timeout, with `report->size` bytes of `body`. True when `result` holds the
 * facts, good or bad; false when `stop` ended it: then nothing is known. Keeps nothing of the report or the keys. */
bool endpoint_attempt(struct endpoint *endpoint, struct keys *keys, const struct wire_report *report, const void *body,
                      struct wire_result *result);

/* NULL is allowed. */
void endpoint_close(struct endpoint *endpoint);

#endif
