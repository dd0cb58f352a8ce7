/* The employer's endpoint: one signed POST at a time, and what came of it. */
#ifndef CONFIDE_POST_ENDPOINT_H
#define CONFIDE_POST_ENDPOINT_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/wire.h>

struct config;
struct sign_key;
struct endpoint;

/* Prepares to post to config->endpoint. `key` is borrowed and must outlive the endpoint. `stop` is a descriptor that
 * becomes readable when an attempt must be dropped; it is never read. NULL, with one line in `error` that says the
 * remedy, when the address cannot be used; else owned by the caller, to be closed with endpoint_close. */
struct endpoint *endpoint_open(const struct config *config, const struct sign_key *key, int stop, char *error,
                               size_t size);

/* Makes one attempt, of at most [post] timeout, with `report->size` bytes of `body` as they are. True when `result`
 * holds the facts, good or bad; false when `stop` ended it: then nothing is known. Keeps nothing of the report. */
bool endpoint_attempt(struct endpoint *endpoint, const struct wire_report *report, const void *body,
                      struct wire_result *result);

/* Closes the connections; NULL is allowed. */
void endpoint_close(struct endpoint *endpoint);

#endif
