/* What status says of the watch: the eye's own last word. */
#ifndef CONFIDE_JUDGE_ANSWERS_WATCH_H
#define CONFIDE_JUDGE_ANSWERS_WATCH_H

#include <stddef.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"

#include "answers.h"

enum { WATCH_FIELDS_MAX = 20, WATCH_TIMES = 6 };

/* The fields, and the room that their times stand in. */
struct watch_words {
    struct json_field fields[WATCH_FIELDS_MAX];
    size_t count;
    char times[WATCH_TIMES][CLOCK_TEXT_SIZE];
};

/* "connected", "silent" (connected, and says nothing) or "away". */
const char *answers_watch(const struct answers_about *about);

/* No fields where no eye was ever here. */
void answers_watch_words(const struct answers_about *about, struct watch_words *words);

#endif
