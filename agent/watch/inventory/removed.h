/* Paths that somebody was seen removing, as hashes with the second of it. Pure. */
#ifndef CONFIDE_WATCH_REMOVED_H
#define CONFIDE_WATCH_REMOVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* 12 bytes each, 18 MiB while the table grows for the last time. */
enum { REMOVED_MOST = 750000 };

struct removed {
    uint64_t *hashes; /* 0 = empty; owned */
    uint32_t *seconds;
    size_t room, count; /* room: a power of two, or 0 */
};

/* The hash that stands for the first `length` bytes of a path; never 0. */
uint64_t removed_hash(const char *path, size_t length);

/* Remembers it; an older time is replaced. False when there is no room or memory. */
bool removed_put(struct removed *removed, uint64_t hash, int64_t time_ms);

/* True when `path`, or a folder above it, was removed at or after `since_ms`. */
bool removed_has(const struct removed *removed, const char *path, int64_t since_ms);

/* Forgets what was before `since_ms`. */
void removed_trim(struct removed *removed, int64_t since_ms);

void removed_free(struct removed *removed);

#endif
