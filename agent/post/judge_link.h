/* The voice's side of the judge's socket run/post.sock. */
#ifndef CONFIDE_POST_JUDGE_LINK_H
#define CONFIDE_POST_JUDGE_LINK_H

#include <stdbool.h>

#include <confide/wire.h>

/* Makes one attempt and fills `result`; false when it was stopped and nothing is known. `report->id` is a good id. */
typedef bool judge_link_attempt(void *data, const struct wire_report *report, const void *body,
                                struct wire_result *result);

/* Takes reports from the judge, one at a time, and answers each with what `attempt` found, until `stop` can be read.
 * While the judge is away it comes back every half second, for ever. A message that is not as wire.h says ends the
 * connection. */
void judge_link_serve(const char *run, int stop, judge_link_attempt *attempt, void *data);

#endif
