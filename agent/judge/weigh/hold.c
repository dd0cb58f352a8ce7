/* A heap of facts. Owns: their order. */
#include "hold.h"

#include <stdlib.h>

enum { FIRST_ROOM = 256 };

void hold_free(struct hold *hold)
{
    free(hold->all);
    *hold = (struct hold){0};
}

static bool is_before(const struct held *one, const struct held *other)
{
    if (one->due_ms != other->due_ms)
        return one->due_ms < other->due_ms;
    return fact_before(&one->fact, &other->fact);
}

bool hold_put(struct hold *hold, const struct fact *fact, int64_t due_ms)
{
    struct held held = {.due_ms = due_ms, .fact = *fact};
    size_t at;

    if (hold->count == hold->capacity) {
        size_t wider = hold->capacity ? 2 * hold->capacity : FIRST_ROOM;
        struct held *all = realloc(hold->all, wider * sizeof *all);

        if (!all)
            return false;
        hold->all = all;
        hold->capacity = wider;
    }
    for (at = hold->count++; at > 0 && is_before(&held, &hold->all[(at - 1) / 2]); at = (at - 1) / 2)
        hold->all[at] = hold->all[(at - 1) / 2];
    hold->all[at] = held;
    return true;
}

const struct held *hold_first(const struct hold *hold)
{
    return hold->count ? hold->all : NULL;
}

struct held hold_take(struct hold *hold)
{
    struct held first = hold->all[0], last = hold->all[--hold->count];
    size_t at = 0;

    for (size_t child = 1; child < hold->count; child = 2 * at + 1) {
        if (child + 1 < hold->count && is_before(&hold->all[child + 1], &hold->all[child]))
            child++;
        if (!is_before(&hold->all[child], &last))
            break;
        hold->all[at] = hold->all[child];
        at = child;
    }
    if (hold->count)
        hold->all[at] = last;
    return first;
}
