/* A person's decision on a case, and the cases with all that was decided. */
#ifndef CONFIDE_JUDGE_ANSWERS_DECIDE_H
#define CONFIDE_JUDGE_ANSWERS_DECIDE_H

#include <confide/decision.h>

#include "asking.h"

/* A decision as it came: checked, kept, and told of in one row. A person's own case is refused, and the attempt
 * recorded. */
void answer_decide(struct asking *asking, const struct decision *told);

/* A row for each case since `since_ms`. */
void answer_cases(struct asking *asking, int64_t since_ms);

/* The case as JSON with its state, its decisions, and the reasons typed at the logins among its events. Its length, 0
 * when it does not fit. */
size_t answer_case_write(struct asking *asking, const struct case_report *report, char *to, size_t size);

#endif
