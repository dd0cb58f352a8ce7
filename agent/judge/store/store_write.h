/* What is put into the store, inside store_begin .. store_commit. Each entry extends the chain. */
#ifndef CONFIDE_JUDGE_STORE_WRITE_H
#define CONFIDE_JUDGE_STORE_WRITE_H

#include <confide/decision.h>

#include "store.h"

/* STORE_ALREADY when an event with this id is there: nothing is changed. STORE_NOTHING for an id of zeros: it is never
 * taken. */
enum store_result store_add_event(struct store *store, const struct event *event, int64_t now_ms);

/* Puts a new version of a case. STORE_ALREADY when this version is there. */
enum store_result store_put_case(struct store *store, const struct case_report *report, int64_t now_ms);

/* What somebody decided about a case; the reason is sealed. */
enum store_result store_add_decision(struct store *store, const struct decision *decision, int64_t now_ms);

/* One attempt, or another turn (superseded: by what, in `words`), and what followed: `due_ms` counts only while
 * pending. An entry of the ledger. STORE_NOTHING when there is no such report, STORE_ALREADY when it is no longer
 * pending. Works in the reserve: also when events are refused with STORE_FULL. */
enum report_state { REPORT_PENDING = 1, REPORT_DELIVERED, REPORT_QUARANTINED, REPORT_SUPERSEDED };
enum store_result store_note_attempt(struct store *store, const struct wire_result *result, enum report_state state,
                                     int64_t due_ms, const char *words, int64_t now_ms);

/* The chain's id and head as they stand now, inside the transaction. */
void store_head(const struct store *store, char chain_id[33], uint64_t *seq, char head[65], char machine[64]);

#endif
