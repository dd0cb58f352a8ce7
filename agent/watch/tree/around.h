/* The file systems around the records: each local one is marked, so that what leaves the record folders is seen where
 * it arrives, and each is known by the number that events give it. */
#ifndef CONFIDE_WATCH_AROUND_H
#define CONFIDE_WATCH_AROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

struct around;
struct eye;
struct mounts;

/* `eye` and `mounts` are borrowed. NULL when there is no memory. Freed with around_free. */
struct around *around_make(const struct eye *eye, const struct mounts *mounts);
void around_free(struct around *around);

/* Takes up what is mounted now. */
void around_look(struct around *around);

/* The path of a folder that an event named, on whichever file system. False when it cannot be told. */
bool around_path(const struct around *around, const struct place_key *folder, char *path, size_t size);

/* A folder of the file system `dev` that we can open, NULL when there is none. Borrowed until around_look. */
const char *around_near(const struct around *around, uint64_t dev);

/* Whether the folder that an event named lies on removable media. */
bool around_is_removable(const struct around *around, const struct place_key *folder);

#endif
