/* The settled tier, asked: what explains, how much there was; and what becomes of a story when people spoke.
 * Implemented by settle.c (stories, counts) and access.c (explanations). */
#ifndef CONFIDE_JUDGE_SETTLE_ASKS_H
#define CONFIDE_JUDGE_SETTLE_ASKS_H

#include "settle.h"

/* The person gave a reason that was accepted: what was weighed of the two so far weighs nothing any more. */
void settle_excuse(struct settle *settle, const char *login, const char *patient);

/* The person was asked and gave none: the story is told whatever it weighs. */
void settle_tell(struct settle *settle, const char *login, const char *patient);

/* By the context alone, does anything explain this access at its own time? */
bool settle_explains(const struct settle *settle, const struct event *event);

/* What would have explained accesses of this login: the n-th in words, false when there is no n-th. */
bool settle_looked_for(struct settle *settle, const char *login, size_t n, char *to, size_t size);

struct settle_counts {
    uint64_t explained, unexplained, pairs, waiting;
};
struct settle_counts settle_count(const struct settle *settle);

#endif
