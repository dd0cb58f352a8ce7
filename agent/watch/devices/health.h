/* How a record folder's device is: full, read-only, failing. Owns statvfs(3) and /sys/fs. */
#ifndef CONFIDE_WATCH_HEALTH_H
#define CONFIDE_WATCH_HEALTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was told of one folder and still holds, as bits 1 << enum event_action; starts as zeros. */
struct health {
    uint64_t told;
    uint64_t errors;      /* the file system's own count of its errors at the first look ... */
    uint64_t errors_told; /* ... and how many more it was when that was last told */
    bool was_looked_at;
};

/* Looks at the folder at `path`. True when there is something new to tell: `action` is ACTION_FULL, ACTION_READONLY or
 * ACTION_FAILING, `words` says what and what to do. To be called until it says false, some seconds apart. What is well
 * again can be told anew later. */
bool health_look(struct health *health, const char *path, unsigned *action, char *words, size_t size);

#endif
