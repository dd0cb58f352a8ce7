/* The id of a case: the same on every run over the same events. Pure. */
#ifndef CONFIDE_JUDGE_STORY_ID_H
#define CONFIDE_JUDGE_STORY_ID_H

#include <stdbool.h>
#include <stdint.h>

#include "story.h"

struct story_kind {
    unsigned class;
    bool with_encounters;
    const struct story_who *who;
};

/* `stretch`: of time, into which the first event falls; `number`: tells apart stories of one kind that fall into the
 * same one. */
void story_id_make(char id[CASE_ID_SIZE], const uint8_t salt[16], const struct story_kind *kind, int64_t stretch,
                   uint32_t number);

#endif
