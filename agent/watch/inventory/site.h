/* A root as the inventory finds it: is it there, which folder is it, can it be compared. */
#ifndef CONFIDE_WATCH_SITE_H
#define CONFIDE_WATCH_SITE_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/listing.h"

enum site_state {
    SITE_GOOD,
    SITE_MISSING, /* for errno */
    SITE_SHARED   /* on a file system that other machines change, unseen from here, or that is not known not to be */
};

struct site {
    int fd; /* the folder, open */
    uint64_t dev, mount;
};

/* Opens the folder `head->root` and fills what else `head` says of it. SITE_GOOD: the caller closes `site->fd`. */
enum site_state site_open(struct site *site, struct listing_head *head);

/* True when both heads are of the same folder, though its disk may have another number since the last boot. */
bool site_same(const struct listing_head *one, const struct listing_head *two);

#endif
