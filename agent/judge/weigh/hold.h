/* Facts that wait: the one that is due first comes out first. Bounded by memory alone. Pure. */
#ifndef CONFIDE_JUDGE_HOLD_H
#define CONFIDE_JUDGE_HOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fact.h"

struct held {
    int64_t due_ms;
    struct fact fact;
};

/* Starts as zeros; hold_free empties it. */
struct hold {
    struct held *all; /* a heap */
    size_t count, capacity;
};

void hold_free(struct hold *hold);

/* False when memory is short. */
bool hold_put(struct hold *hold, const struct fact *fact, int64_t due_ms);

/* The first one due, or NULL. Borrowed, good until the next call. Of two due at once the one fact_before names. */
const struct held *hold_first(const struct hold *hold);

/* Takes the first one out. There must be one. */
struct held hold_take(struct hold *hold);

#endif
