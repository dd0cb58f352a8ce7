/* The judge's further sides: questions to people, and the end of a replay. Implemented by judge.c. */
#ifndef CONFIDE_JUDGE_JUDGE_ASKS_H
#define CONFIDE_JUDGE_JUDGE_ASKS_H

#include <confide/question.h>

#include "asked.h"
#include "decided.h"
#include "judge.h"

/* From now on by what people decided and answered (borrowed; NULL = nothing). Set it first. */
void judge_heed(struct judge *judge, const struct decided *decided, const struct asked *asked);

/* This case was decided, just now or before it was taken up; `report` is the version that the decision made, and
 * judge_heed's `decided` knows of it already. */
void judge_decide(struct judge *judge, const struct case_report *report);

/* The next question that a person is to be asked, NULL when there is none. Borrowed, good until the judge is next
 * called. */
const struct question *judge_ask(struct judge *judge, int64_t now_ms);

/* What became of one: an accepted answer takes its weight from the story; silence (or an answer that excuses nothing)
 * makes a case of it, which judge_next hands out. */
void judge_answered(struct judge *judge, const struct question *question, bool is_accepted);

/* No further event will come: what waits to be settled is settled, as if time went on. For the end of a replay. */
void judge_finish(struct judge *judge);

/* Of the accesses of persons to patients: how many were explained, how many not, how many still wait. */
struct judge_counts {
    uint64_t explained, unexplained, waiting;
};
struct judge_counts judge_count(const struct judge *judge);

#endif
