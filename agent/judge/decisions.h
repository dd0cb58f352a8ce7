/* The decisions in the store: put there with what follows from them, and read whole. */
#ifndef CONFIDE_JUDGE_DECISIONS_H
#define CONFIDE_JUDGE_DECISIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/decision.h>

#include "agent/judge/weigh/decided.h"
#include "agent/judge/store/store.h"

struct mailing;

struct decisions {
    struct decision *all; /* case by case, oldest first */
    size_t count, capacity;
};

/* Reads those on one case, or all (NULL). Free them in any case. STORE_FAILED also when memory is short. */
enum store_result decisions_read(struct decisions *decisions, struct store *store, const char *case_id);
void decisions_free(struct decisions *decisions);

/* Those on one case: at most the `most` last ones; `*count` says how many. Borrowed. */
const struct decision *decisions_on(const struct decisions *decisions, const char *case_id, size_t most, size_t *count);

/* Has `decided` know all there are, each with its case. Where a case cannot be read, its decisions are passed over. */
enum store_result decisions_take_up(struct store *store, struct decided *decided);

/* Keeps a decision, its case's next version and, where the employer was told of the case before (`*is_told`), the
 * report of that: all or nothing. `case_id`, `verb`, `until_ms`, `reason`, `uid` and `by` are given, the rest is filled
 * in;
 * `*report` is the case as it stands then. STORE_NOTHING: there is no such case. */
enum store_result decisions_keep(struct store *store, struct mailing *mailing, const struct decided *decided,
                                 struct decision *decision, struct case_report *report, bool *is_told, int64_t now_ms);

#endif
