/* A storm of like findings: beyond so many cases of one rule within an hour, the others are one case. Pure. */
#ifndef CONFIDE_JUDGE_THRONG_H
#define CONFIDE_JUDGE_THRONG_H

#include <stdbool.h>
#include <stdint.h>

#include "rules.h"
#include "story.h"

/* THRONG_CASES: more than anybody reads within an hour; and 10,000 unlisted logins of a broken import made 170,000
 * cases, for they drove each other's stories out of memory. */
enum { THRONG_CASES = 50, THRONG_MS = 3600 * 1000 };

/* When something was found. */
struct finding_at {
    int64_t at_ms, first_ms; /* of the event, and of the first one that the finding takes in */
    int64_t now_ms;
    bool with_encounters; /* as of story_find */
};

/* Where a finding of this rule about `who` belongs: their open story; else the throng's, where there is one or it is
 * time for one; else a new one. That the rule speaks is noted there. NULL when memory is short. */
struct story *throng_story(struct stories *stories, const struct rule *rule, const struct story_who *who,
                           const struct finding_at *at);

/* After story_resume: is this case a throng's? Then it is marked so. */
bool throng_resume(struct stories *stories, const struct case_report *report);

/* As story_recognise, for the throngs of this class (0 = of any): and `who` counted in it, so does not count again. */
void throng_recognise(struct stories *stories, unsigned class, const struct story_who *who, struct touch *touch);

/* Writes what a throng's case says: how many more there were. False for any other story. */
bool throng_says(struct story *story);

#endif
