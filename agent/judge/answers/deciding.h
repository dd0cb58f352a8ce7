/* What a decision must be like, and what it does to its case. Pure. */
#ifndef CONFIDE_JUDGE_DECIDING_H
#define CONFIDE_JUDGE_DECIDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>

/* At least so many characters that are not blank, at most so long a time ahead. */
enum { DECIDING_REASON_MIN = 10, DECIDING_DAYS_MAX = 366 };

/* What is wrong with it as it came from outside, as a sentence; NULL when nothing is. Its texts may lack their ends. */
const char *deciding_refuse(const struct decision *decision, int64_t now_ms);

/* Is it the decider's own case? `case_uid`: the account of the case's login, UINT32_MAX when there is none. */
bool deciding_is_own(const struct decision *decision, const struct case_report *report, uint32_t case_uid);

/* Was just this decided last? Then nothing follows from saying it again. `last`: the last decision of the kind, for an
 * acknowledgement the last of those; NULL: there is none. One acknowledgement is enough, whoever's. */
bool deciding_is_again(const struct decision *decision, const struct decision *last);

/* What the decision takes the place of, for the person who decided: "confirmed by ann (2026-11-22T10:00:00.000Z)"; ""
 * where it takes no place. `last` may be NULL. */
void deciding_replaces(const struct decision *decision, const struct decision *last, char *to, size_t size);

/* The case's next version, as it stands after the decision, which is no acknowledgement. */
void deciding_apply(const struct decision *decision, struct case_report *report);

/* What follows from it, for the person who decided: one or two sentences. */
void deciding_words(const struct decision *decision, const struct case_report *report, char *to, size_t size);

#endif
