/* Merges writes. Owns the waiting second; must not decide what is written or lose a count. In: updates. Out: fewer
 * updates with the same total. */
#include "merge.h"

#include <string.h>

static bool is_same(const struct event *one, const struct event *two)
{
    return one->pid == two->pid && one->action == two->action && strcmp(one->object, two->object) == 0 &&
           strcmp(one->login, two->login) == 0 && strcmp(one->session, two->session) == 0;
}

bool merge_put(struct merge *merge, const struct event *event, struct event *out)
{
    struct event *place = &merge->waiting[0];
    bool makes_room;

    for (int i = 0; i < MERGE_SLOTS; i++) {
        struct event *waiting = &merge->waiting[i];

        if (waiting->count && is_same(waiting, event) && event->time_ms - waiting->time_ms < MERGE_MS) {
            waiting->count += event->count;
            return false;
        }
        if (place->count && (!waiting->count || waiting->time_ms < place->time_ms))
            place = waiting;
    }
    makes_room = place->count > 0;
    if (makes_room)
        *out = *place;
    *place = *event;
    return makes_room;
}

bool merge_take(struct merge *merge, int64_t now_ms, struct event *out)
{
    for (int i = 0; i < MERGE_SLOTS; i++) {
        struct event *waiting = &merge->waiting[i];

        /* A clock set back must not keep events for ever. */
        if (waiting->count && (now_ms - waiting->time_ms >= MERGE_MS || now_ms < waiting->time_ms)) {
            *out = *waiting;
            waiting->count = 0;
            return true;
        }
    }
    return false;
}
