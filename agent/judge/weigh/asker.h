/* Turns a story that does not weigh enough for a case into a question to its person, where one may be asked. Pure. */
#ifndef CONFIDE_JUDGE_ASKER_H
#define CONFIDE_JUDGE_ASKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/question.h>

#include "asked.h"

struct settled;

/* Waiting for the clerk, who comes by at each commit. What finds no room goes on being weighed unasked. */
enum { ASKER_MOST = 16, ASKER_SALT_SIZE = 16 };

struct asker {
    const struct asked *asked; /* borrowed; NULL: nobody is asked (a replay, or a site that does not) */
    uint8_t salt[ASKER_SALT_SIZE];
    struct question waiting[ASKER_MOST];
    size_t count;
};

/* From now on by what `asked` says (borrowed). `salt` goes into the ids, as into those of cases; NULL = zeros. */
void asker_begin(struct asker *asker, const struct asked *asked, const uint8_t salt[ASKER_SALT_SIZE]);

/* Makes a question of these accesses. False when their person may not be asked (asked_may), or not about nobody. */
bool asker_take(struct asker *asker, const struct settled *settled);

/* The next question, asked at `now_ms` by the wall clock; NULL when there is none. Borrowed until the next call. */
const struct question *asker_next(struct asker *asker, int64_t now_ms);

/* Did a rule speak by which no answer excuses: a relation, a restriction, a copy that left? `rules` as in settle.h. */
bool asker_flags(uint64_t rules);

#endif
