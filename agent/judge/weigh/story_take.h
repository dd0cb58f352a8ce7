/* What one open case takes in: the part of story.h for casework.c, throng.c and judge.c. Pure. */
#ifndef CONFIDE_JUDGE_STORY_TAKE_H
#define CONFIDE_JUDGE_STORY_TAKE_H

#include "story.h"

/* Notes that a rule speaks, of this patient ("" = of none in particular). True when that changes the case. */
bool story_say(struct story *story, const char *rule, const char *patient);

/* Takes in a touch, once. */
void story_take(struct story *story, struct touch *touch, int64_t now_ms);

/* Is the touch part of it? Where it has more events than it lists, each within its time is. */
bool story_holds(const struct story *story, const struct touch *touch);

/* After a restart: if the touch was taken in before, it is marked so. */
void story_recognise(struct story *story, struct touch *touch);

#endif
