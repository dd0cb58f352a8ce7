/* The guard. Owns until when it stands, and the list of file systems on its way from one thread to the other; must not
 * know who is near or why. In: file systems, times. Out: marks (mark.h). */
#include "agent/watch/eye/guard.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "agent/watch/eye/mark.h"

struct guard {
    _Atomic(struct guard_list *) offered, returned; /* returned: to be freed by who may free */
    /* The answering thread's alone: */
    struct guard_list *list;
    size_t marked; /* so many of them, the first */
    int64_t until_ms;
};

struct guard *guard_make(void)
{
    return calloc(1, sizeof(struct guard));
}

void guard_free(struct guard *guard)
{
    if (!guard)
        return;
    free(atomic_load(&guard->offered));
    free(atomic_load(&guard->returned));
    free(guard->list);
    free(guard);
}

void guard_offer(struct guard *guard, struct guard_list *list)
{
    /* First this: one list is returned for each that was taken. */
    free(atomic_exchange(&guard->returned, NULL));
    free(atomic_exchange(&guard->offered, list));
}

static void mark_all(struct guard *guard, const struct eye *eye)
{
    while (guard->list && guard->marked < guard->list->count)
        mark_written(eye, guard->list->paths[guard->marked++], true);
}

/* What was marked by the former list stays marked, or is not mounted any more. */
static void take_up(struct guard *guard)
{
    struct guard_list *list = atomic_load(&guard->offered) ? atomic_exchange(&guard->offered, NULL) : NULL;

    if (!list)
        return;
    atomic_store(&guard->returned, guard->list);
    guard->list = list;
    guard->marked = guard->marked ? list->count : 0;
}

void guard_raise(struct guard *guard, const struct eye *eye, int64_t until_ms)
{
    bool stands = guard->until_ms != 0;

    guard->until_ms = until_ms;
    if (stands)
        return;
    take_up(guard);
    guard->marked = 0;
    mark_all(guard, eye);
}

void guard_step(struct guard *guard, const struct eye *eye, int64_t now_ms)
{
    bool is_new = atomic_load(&guard->offered) != NULL;

    take_up(guard);
    if (guard->until_ms && now_ms > guard->until_ms)
        guard->until_ms = 0;
    if (guard->until_ms && is_new) {
        guard->marked = 0;
        mark_all(guard, eye);
    } else if (!guard->until_ms && guard->marked) {
        mark_written(eye, guard->list->paths[--guard->marked], false);
    }
}
