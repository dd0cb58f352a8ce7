/* When the watch saw everything. Owns the two sets of windows; must not ask a clock. In: windows, in any order, also
 * where the clock was set back. Out: seen or not, and when it cannot have been. When in doubt: not seen. */
#include "agent/watch/inventory/cover.h"

#include <string.h>

static void drop(struct cover_set *set, size_t at)
{
    set->count--;
    memmove(set->list + at, set->list + at + 1, (set->count - at) * sizeof(set->list[0]));
}

/* Joins the two neighbours that are the closest. */
static void join_closest(struct cover_set *set)
{
    size_t best = 0;

    for (size_t i = 1; i + 1 < set->count; i++)
        if (set->list[i + 1].from_ms - set->list[i].to_ms < set->list[best + 1].from_ms - set->list[best].to_ms)
            best = i;
    if (set->list[best + 1].to_ms > set->list[best].to_ms)
        set->list[best].to_ms = set->list[best + 1].to_ms;
    drop(set, best + 1);
}

static void put(struct cover_set *set, int64_t from_ms, int64_t to_ms)
{
    size_t at = 0;

    while (at < set->count && set->list[at].from_ms <= from_ms)
        at++;
    memmove(set->list + at + 1, set->list + at, (set->count - at) * sizeof(set->list[0]));
    set->list[at] = (struct cover_window){from_ms, to_ms};
    set->count++;
}

void cover_saw(struct cover *cover, int64_t from_ms, int64_t to_ms)
{
    if (to_ms < from_ms)
        return;
    for (size_t i = 0; i < cover->seen.count; i++)
        if (cover->seen.list[i].from_ms == from_ms) {
            if (to_ms > cover->seen.list[i].to_ms)
                cover->seen.list[i].to_ms = to_ms;
            return;
        }
    if (cover->seen.count == COVER_MOST)
        drop(&cover->seen, 0);
    put(&cover->seen, from_ms, to_ms);
}

void cover_missed(struct cover *cover, int64_t from_ms, int64_t to_ms)
{
    int64_t first = from_ms < to_ms ? from_ms : to_ms; /* a clock that was set back meanwhile */

    if (cover->unseen.count == COVER_MOST)
        join_closest(&cover->unseen);
    put(&cover->unseen, first, first == from_ms ? to_ms : from_ms);
}

static const struct cover_window *holds(const struct cover_set *set, int64_t time_ms, int64_t before, int64_t after)
{
    for (size_t i = 0; i < set->count; i++)
        if (set->list[i].from_ms - before <= time_ms && time_ms <= set->list[i].to_ms + after)
            return &set->list[i];
    return NULL;
}

bool cover_has(const struct cover *cover, int64_t time_ms)
{
    return holds(&cover->seen, time_ms, COVER_SLACK_MS, 0) && !holds(&cover->unseen, time_ms, 0, -COVER_SLACK_MS);
}

/* The first moment from `time_ms` on that no window of seen times holds, INT64_MAX when `now_ms` comes first. */
static int64_t first_hole(const struct cover *cover, int64_t time_ms, int64_t now_ms)
{
    for (size_t i = 0; i < cover->seen.count && cover->seen.list[i].from_ms <= time_ms; i++)
        if (cover->seen.list[i].to_ms >= time_ms)
            time_ms = cover->seen.list[i].to_ms + 1;
    return time_ms <= now_ms ? time_ms : INT64_MAX;
}

static int64_t last_hole(const struct cover *cover, int64_t since_ms, int64_t time_ms)
{
    bool is_moved = true;

    while (is_moved) {
        const struct cover_window *window = holds(&cover->seen, time_ms, 0, 0);

        is_moved = window != NULL;
        if (window)
            time_ms = window->from_ms - 1;
    }
    return time_ms >= since_ms ? time_ms : INT64_MIN;
}

bool cover_gap(const struct cover *cover, int64_t since_ms, int64_t now_ms, struct cover_window *gap)
{
    gap->from_ms = first_hole(cover, since_ms, now_ms);
    gap->to_ms = last_hole(cover, since_ms, now_ms);
    for (size_t i = 0; i < cover->unseen.count; i++) {
        const struct cover_window *unseen = &cover->unseen.list[i];

        if (unseen->to_ms < since_ms || unseen->from_ms > now_ms)
            continue;
        if (unseen->from_ms < gap->from_ms)
            gap->from_ms = unseen->from_ms > since_ms ? unseen->from_ms : since_ms;
        if (unseen->to_ms > gap->to_ms)
            gap->to_ms = unseen->to_ms < now_ms ? unseen->to_ms : now_ms;
    }
    return gap->from_ms <= gap->to_ms;
}

void cover_around(const struct cover *cover, int64_t time_ms, int64_t since_ms, int64_t now_ms,
                  struct cover_window *window)
{
    const struct cover_window *unseen = holds(&cover->unseen, time_ms, 0, 0);

    *window = (struct cover_window){since_ms, now_ms};
    if (!unseen)
        return;
    if (unseen->from_ms > since_ms)
        window->from_ms = unseen->from_ms;
    if (unseen->to_ms < now_ms)
        window->to_ms = unseen->to_ms;
}

static void trim(struct cover_set *set, int64_t since_ms)
{
    for (size_t i = set->count; i-- > 0;) {
        if (set->list[i].to_ms < since_ms)
            drop(set, i);
        else if (set->list[i].from_ms < since_ms)
            set->list[i].from_ms = since_ms;
    }
}

void cover_trim(struct cover *cover, int64_t since_ms)
{
    trim(&cover->seen, since_ms);
    trim(&cover->unseen, since_ms);
}
