/* Where an opened file truly lies. What the kernel calls it depends on the mounts of whoever opened it: in a user
 * namespace of their own anybody may bind one patient's folder over another's, and open the one by the other's name.
 * The file's handle says the same everywhere. */
#ifndef CONFIDE_WATCH_PLACE_H
#define CONFIDE_WATCH_PLACE_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/watch/eye/raw.h"

/* The handle of the file open at `fd` into `key`; its size is 0 where the file system has none. For the answering
 * thread: no call allocates or waits. */
void place_note(int fd, struct place_key *key);

/* The folder open at `fd` as events name it: file system, handle type, handle. False where it has no handle. */
bool place_key(int fd, struct place_key *key);

/* The path of the folder that an event named. `near` is a folder of the same file system that we can open. False when
 * it is gone, or as place_find. */
bool place_folder(const struct place_key *key, const char *near, char *path, size_t size);

/* The same of a file, under any name that it still has. */
bool place_file(const struct place_key *key, const char *near, char *path, size_t size);

/* Is the open file of `raw` what stands at `path` for us? */
bool place_is(const struct raw *raw, const char *path);

/* The path of the file of `raw` as it is for us. `near` is a folder of the same file system that we can open. False
 * with errno when it cannot be told: ESTALE when the file is gone; else its file system has no handles, or
 * CAP_DAC_READ_SEARCH is missing. `near` may be NULL. */
bool place_find(const struct raw *raw, const char *near, char *path, size_t size);

#endif
