/* What is kept of one attempt: the ledger's entry, and what follows from it in the same transaction. */
#ifndef CONFIDE_JUDGE_NOTING_H
#define CONFIDE_JUDGE_NOTING_H

#include "agent/base/config.h"
#include "agent/judge/store/store_read.h"

#include "delivery.h"

struct mailing;

struct noting {
    struct store *store;
    struct mailing *mailing;
    const struct store_report *sent; /* the message that was tried */
    const struct config_endpoint *to;
    enum delivery_next next;
    int64_t wait_ms;
    const char *words;
};

/* How often the endpoint has refused this body before, in the same words. 0 for what may not be given up: of a case,
 * the minimal form, below which there is none. */
uint32_t noting_refusals(struct store *store, const struct store_report *sent, const struct wire_result *result);

/* Keeps it, in a transaction of its own, with the reserve where the store is full. When it fails nothing is kept, and
 * store_error says why. A message that was superseded while it was under way stays so. */
enum store_result noting_keep(const struct noting *noting, const struct wire_result *result);

#endif
