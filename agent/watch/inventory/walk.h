/* A walk through all files below a root, in the order of record.h, without following a link or leaving the root's
 * mount. It opens folders, never a file. */
#ifndef CONFIDE_WATCH_WALK_H
#define CONFIDE_WATCH_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/record.h"

/* All it needs for names: see siblings.h. */
enum { WALK_MEMORY = 24 << 20 };

struct walk;

enum walk_step {
    WALK_RECORD = 1, /* a file */
    WALK_FOLDER,     /* a folder, whose content comes next */
    WALK_UNREADABLE, /* what is at or below the path cannot be said (any more), for `error`: no step below it follows */
    WALK_ELSEWHERE,  /* likewise: something else is mounted there */
    WALK_TOO_DEEP,   /* likewise: more than RECORD_DEPTH folders */
    WALK_END
};

struct walk_place {
    const char *path; /* below the root; borrowed until the next step */
    struct record record;
    uint64_t dev;
    uint32_t links;
    int error;
};

/* Begins a walk below the open folder `root`, which stays the caller's. NULL with errno. */
struct walk *walk_begin(int root, uint64_t mount);

enum walk_step walk_next(struct walk *walk, struct walk_place *place);

void walk_end(struct walk *walk);

#endif
