/* What the agent swears to about itself (agent/base/json_statement.h): gathered from the store, the eye, the
 * configuration, and from a check of its own history that never ends. */
#ifndef CONFIDE_JUDGE_OATH_H
#define CONFIDE_JUDGE_OATH_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/wire.h>

#include "agent/base/config.h"
#include "agent/base/json_statement.h"
#include "agent/judge/store/store.h"

struct eyes;
struct oath;

/* `config` and `store` are borrowed. NULL when memory is short. */
struct oath *oath_open(const struct config *config, struct store *store);
void oath_close(struct oath *oath);

/* What our signatures are verified with: "whpk_" and base64; and its fingerprint, for people. Borrowed. */
const char *oath_key(const struct oath *oath);
const char *oath_fingerprint(const struct oath *oath);

/* From now on these eyes (borrowed) say whether anybody watches. */
void oath_watch(struct oath *oath, const struct eyes *eyes);

/* The statement for `endpoint` as things stand now; inside a transaction, with what it holds so far. */
void oath_state(struct oath *oath, const char *endpoint, int64_t now_ms, struct statement *statement);

/* Signs a message with the agent's own key, over what Standard Webhooks 1.0 signs: "id.time.body"; zeros when memory is
 * short. */
void oath_sign(const struct oath *oath, struct wire_report *head, const void *body);

#endif
