/* What people's decisions do to the open cases: the part of story.h for whoever tells the judge of them. */
#ifndef CONFIDE_JUDGE_STORY_DECIDE_H
#define CONFIDE_JUDGE_STORY_DECIDE_H

#include "story.h"

/* People decided about a case: it goes on as this version, with this certainty; or it `ends`, for good, and what comes
 * later begins another. True when it waited to be handed out and no longer does. Also after story_resume. */
bool story_decide(struct stories *stories, const struct case_report *report, bool ends);

/* Is the touch part of a story of theirs that has ended? Then it belongs into no other. */
bool story_is_decided(const struct stories *stories, unsigned class, const struct story_who *who,
                      const struct touch *touch);

#endif
