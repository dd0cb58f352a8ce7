/* What the agent swears to about itself (agent/base/json_statement.h): gathered from the store, the eye, the
 * configuration, and from a check of its own history that never ends. */
#ifndef CONFIDE_JUDGE_OATH_H
#define CONFIDE_JUDGE_OATH_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/base/json_statement.h"
#include "agent/judge/store/store.h"

struct eyes;
struct oath;

/* `config` and `store` are borrowed. NULL when memory is short. */
struct oath *oath_open(const struct config *config, struct store *store);
void oath_close(struct oath *oath);

/* What our signatures are verified with: "whpk_" and base64. Borrowed. */
const char *oath_key(const struct oath *oath);

/* From now on these eyes (borrowed) say whether anybody watches. */
void oath_watch(struct oath *oath, const struct eyes *eyes);

/* An endpoint's answer bore this time (0 = none): does our clock agree? */
void oath_heard(struct oath *oath, int64_t date_ms, int64_t now_ms);

/* By how much an endpoint's clock was last ahead of ours, where that is more than ten minutes; else 0. */
int64_t oath_clock_off(const struct oath *oath);

/* A message was refused: malformed, or forged. */
void oath_refused(struct oath *oath);

/* The statement for `endpoint` as things stand now; inside a transaction, with what it holds so far. */
void oath_state(const struct oath *oath, const char *endpoint, int64_t now_ms, struct statement *statement);

/* Checks a little more of the history. False when an entry was just found that does not fit, for the first time since
 * the start: `*seq` names it, and `words` say what is wrong with it. */
bool oath_check(struct oath *oath, uint64_t *seq, char *words, size_t size);

/* Of the checks so far: is all of the history as it was? */
bool oath_is_whole(const struct oath *oath);
bool oath_is_watched(const struct oath *oath);

#endif
