/* What a case means for the person who must decide: words for its class and certainty, and what to do first. Pure. */
#ifndef CONFIDE_REPORT_ADVICE_H
#define CONFIDE_REPORT_ADVICE_H

#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>

/* "suspected inappropriate access" */
char *advice_state(char *to, size_t size, const struct case_report *report);

/* What to do now, in two or three sentences; shorter than SKELETON_TEXT. */
const char *advice_do(const struct case_report *report);

/* The same once people decided, by enum decision_verb; NULL where what the case is still says it. */
const char *advice_decided(unsigned verb, const struct case_report *report);

/* When the supervisory authority must have been told if it is a breach: 72 hours after the agent raised it (GDPR 33(1):
 * "not later than 72 hours after having become aware of it"). */
int64_t advice_deadline_ms(const struct case_report *report);

#endif
