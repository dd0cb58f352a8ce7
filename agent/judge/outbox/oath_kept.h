/* What the oath is told between two statements, and what is known of the agent by it. Implemented by oath.c. */
#ifndef CONFIDE_JUDGE_OATH_KEPT_H
#define CONFIDE_JUDGE_OATH_KEPT_H

#include "oath.h"

/* An endpoint's answer bore this time (0 = none): does our clock agree? `is_accepted`: it took what it was sent, so its
 * certificate held by our clock. */
void oath_heard(struct oath *oath, bool is_accepted, int64_t date_ms, int64_t now_ms);

/* May what is over be erased by our clock? Not before an endpoint was heard and does not disagree; where none is
 * configured, an hour after the start (`mono_ms` by clock_monotonic_ms). */
bool oath_trusts_clock(const struct oath *oath, int64_t mono_ms);

/* By how much an endpoint's clock was last ahead of ours, where that is more than ten minutes; else 0. */
int64_t oath_clock_off(const struct oath *oath);

/* A message was refused: malformed, or forged. */
void oath_refused(struct oath *oath);

/* Checks a little more of the history, and rests for ten seconds when it is through (`mono_ms` by clock_monotonic_ms).
 * False when an entry was just found that does not fit, for the first time since the start: `*seq` names it, and
 * `words` say what is wrong with it. */
bool oath_check(struct oath *oath, int64_t mono_ms, uint64_t *seq, char *words, size_t size);

/* Of the checks so far: is all of the history as it was? */
bool oath_is_whole(const struct oath *oath);
bool oath_is_watched(const struct oath *oath);

#endif
