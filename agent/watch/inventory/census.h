/* One inventory of one root: what is there beside what was listed, and the new list. */
#ifndef CONFIDE_WATCH_CENSUS_H
#define CONFIDE_WATCH_CENSUS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/ear.h"
#include "agent/watch/inventory/listing.h"
#include "agent/watch/inventory/voice.h"

/* What is missing or changed is looked at again after so long: the watch may be about to tell who did it. */
enum { CENSUS_AGAIN_MS = 2000 };

struct census_root {
    char path[LISTING_ROOT_SIZE];
    uint64_t count;    /* in its list; 0 = none yet */
    int64_t since_ms;  /* what the list says was so then, or later; 0 = there is none */
    const char *wrong; /* why it cannot be compared, as that was said last; NULL = it can */
};

struct census {
    int folder; /* of the lists */
    struct ear *ear;
    struct voice *voice;
    uint64_t done, total; /* of all roots in this inventory, for the progress */
};

/* Learns `count` and `since_ms` from the root's list, if there is a good one. */
void census_know(struct census *census, struct census_root *root);

/* Takes the inventory. False when the watcher is gone: the old list stays. All else that goes wrong is said, and true:
 * then too the old list stays, and nothing is taken for lost. */
bool census_take(struct census *census, struct census_root *root);

#endif
