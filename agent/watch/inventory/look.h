/* A look at one name: what it is, without opening it, following a link or leaving the mount. */
#ifndef CONFIDE_WATCH_LOOK_H
#define CONFIDE_WATCH_LOOK_H

#include <stdint.h>

#include "agent/watch/inventory/record.h"

enum look_found {
    LOOK_FILE,
    LOOK_FOLDER,
    LOOK_OTHER, /* a link, socket, pipe, device */
    LOOK_GONE,
    LOOK_ELSEWHERE, /* on another mount */
    LOOK_FAILED     /* for `error` */
};

struct look {
    struct record record;
    uint64_t dev, mount, birth_ns; /* birth_ns: 0 where the file system does not know */
    uint32_t links;
    int error;
};

/* Looks at `name` in the open folder, "" for the folder itself; on `mount`, 0 for any. */
enum look_found look_at(int folder, const char *name, uint64_t mount, struct look *look);

/* Looks at `path`, of any length and by name after name, below the open folder `root`. */
enum look_found look_below(int root, const char *path, uint64_t mount, struct look *look);

#endif
