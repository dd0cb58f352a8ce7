/* Windows over touches. Owns: how many different records or patients lie in a stretch of time that slides over them.
 * Must not own: how long a stretch, how many are too many. In: touches, oldest first. Out: those in any stretch that
 * holds too many. */
#include "window.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_LEAST = 64 };

/* How often each key stands in the stretch: open addressing, 0 = free, at most half full. */
struct window {
    uint64_t *keys;
    uint32_t *uses;
    size_t room; /* slots; a power of two */
};

struct window *window_new(size_t most)
{
    struct window *window = calloc(1, sizeof *window);

    if (!window)
        return NULL;
    for (window->room = SLOTS_LEAST; window->room < 2 * most;)
        window->room *= 2;
    window->keys = calloc(window->room, sizeof *window->keys);
    window->uses = calloc(window->room, sizeof *window->uses);
    if (window->keys && window->uses)
        return window;
    window_free(window);
    return NULL;
}

void window_free(struct window *window)
{
    if (!window)
        return;
    free(window->keys);
    free(window->uses);
    free(window);
}

size_t window_size(const struct window *window)
{
    return sizeof *window + window->room * (sizeof *window->keys + sizeof *window->uses);
}

/* Empties as many slots as `count` touches need. */
static size_t clear(struct window *window, size_t count)
{
    size_t slots = SLOTS_LEAST;

    while (slots < 2 * count)
        slots *= 2;
    memset(window->keys, 0, slots * sizeof *window->keys);
    memset(window->uses, 0, slots * sizeof *window->uses);
    return slots;
}

static uint32_t *uses_of(struct window *window, size_t slots, const struct touch *touch)
{
    uint64_t key = touch->what == TOUCH_LOOK ? touch->subject : touch->name;
    size_t slot = key & (slots - 1);

    while (window->keys[slot] && window->keys[slot] != key)
        slot = (slot + 1) & (slots - 1);
    window->keys[slot] = key;
    return &window->uses[slot];
}

size_t window_find(struct window *window, struct touch *const *touches, size_t count, int64_t time_ms,
                   int64_t length_ms, unsigned least, struct touch **found)
{
    size_t slots = clear(window, count), end = 0, told = 0, total = 0;
    unsigned different = 0;

    for (size_t start = 0; start < count && touches[start]->time_ms <= time_ms; start++) {
        for (; end < count && touches[end]->time_ms - touches[start]->time_ms <= length_ms; end++)
            different += (*uses_of(window, slots, touches[end]))++ == 0;
        for (told = told > start ? told : start; different >= least && told < end; told++)
            found[total++] = touches[told];
        different -= --(*uses_of(window, slots, touches[start])) == 0;
    }
    return total;
}
