/* What the inventory's process has to say: news to the watcher, through a pipe. */
#ifndef CONFIDE_WATCH_VOICE_H
#define CONFIDE_WATCH_VOICE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/ear.h"
#include "agent/watch/inventory/inventory.h"

/* So many of a kind are told one by one in an inventory; then one more, for all the rest. */
enum { VOICE_EACH = 100 };

struct voice {
    int fd;
    struct ear *ear; /* which goes on hearing while the watcher does not take what is said */
    struct voice_pile {
        uint64_t count;
        struct inventory_news last; /* the first that was not told */
    } vanished, altered;
    int64_t progress_ms; /* monotonic: when it was last told */
};

/* Says it; waits until there is room. False when the watcher is gone. */
bool voice_say(struct voice *voice, const struct inventory_news *news);

/* Says INVENTORY_WRONG. */
bool voice_wrong(struct voice *voice, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Says a VANISHED or ALTERED, or counts it. */
bool voice_finding(struct voice *voice, const struct inventory_news *news);

/* Says how far it is, once a second, and only where there is room. */
void voice_progress(struct voice *voice, uint64_t done, uint64_t total);

/* The inventory is done: says what was only counted, and INVENTORY_DONE. */
bool voice_done(struct voice *voice, uint64_t total);

#endif
