/* What people have to say to the clerk: decisions on cases, answers to questions. Implemented by clerk.c. */
#ifndef CONFIDE_JUDGE_CLERK_PEOPLE_H
#define CONFIDE_JUDGE_CLERK_PEOPLE_H

#include <confide/decision.h>

#include "clerk.h"
#include "agent/judge/answers/inquiry.h"

/* Keeps what somebody decided, and with it the case's next version, and, where the employer was told of the case, the
 * report of that, all or nothing; `decision` comes back as it was kept. `*report` gets the case as it stands then (an
 * out of the stack: it is large). STORE_NOTHING: there is no such case. */
enum store_result clerk_decide(struct clerk *clerk, struct decision *decision, struct case_report *report,
                               int64_t now_ms);

/* Borrowed. */
struct inquiry *clerk_inquiry(struct clerk *clerk);

#endif
