/* Who can be told: which endpoints there are, in which form, and which of them hears of what. */
#ifndef CONFIDE_JUDGE_AUDIENCE_H
#define CONFIDE_JUDGE_AUDIENCE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/config.h"

struct store;

struct audience {
    const struct config *config;
    bool is_usable[CONFIG_ENDPOINTS]; /* it has an address, and a message can be written for it */
    uint64_t since[CONFIG_ENDPOINTS]; /* what was stored for it up to this entry is written in another form */
};

/* Tries each endpoint with a message; one that none can be written for is passed over, loudly. `config` is borrowed.
 * False when memory is short. */
bool audience_open(struct audience *audience, const struct config *config, struct store *store);

/* Nobody is configured that anything can be sent to. */
bool audience_is_empty(const struct audience *audience);

/* Is this endpoint told of a case of such severity at once? Where nobody is configured, reports are kept for the first
 * endpoint there will be. */
bool audience_hears(const struct audience *audience, const struct config_endpoint *endpoint, unsigned severity);

/* For whom a message to `endpoint` is kept: itself, or, where it cannot be written to, a name that no section has. */
const struct config_endpoint *audience_addressee(const struct audience *audience,
                                                 const struct config_endpoint *endpoint);

/* NULL when there is none of that name. Borrowed, as are the others. */
const struct config_endpoint *audience_named(const struct audience *audience, const char *name);

/* The name of the first endpoint that is told anything. */
const char *audience_first(const struct audience *audience);

/* Can what was stored for this endpoint as that entry of the chain be sent as it is? */
bool audience_fits(const struct audience *audience, const char *endpoint, uint64_t seq);

#endif
