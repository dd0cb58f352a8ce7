/* What rules say of the open cases, and what people decide about them: the part of story.h for casework.c and judge.c.
 */
#ifndef CONFIDE_JUDGE_STORY_DECIDE_H
#define CONFIDE_JUDGE_STORY_DECIDE_H

#include "story.h"

/* Notes that a rule speaks, of this patient ("" = of none in particular). True when that changes the case. */
bool story_say(struct story *story, const char *rule, const char *patient);

/* People decided about a case: it goes on as this version, with this certainty; or it `ends`, for good, and what comes
 * later begins another. True when it waited to be handed out and no longer does. Also after story_resume. */
bool story_decide(struct stories *stories, const struct case_report *report, bool ends);

/* Is the touch part of a story of theirs that has ended? Then it belongs into no other. */
bool story_is_decided(const struct stories *stories, unsigned class, const struct story_who *who,
                      const struct touch *touch);

#endif
