/* The folders that are watched, by the kernel's name for each: what a change's place is called. Main thread only. Pure.
 */
#ifndef CONFIDE_WATCH_FOLDER_H
#define CONFIDE_WATCH_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/eye/raw.h"

enum { FOLDER_PATH_SIZE = 4096 };

struct folders;

/* A watched folder. */
struct folder {
    const char *path;  /* as the kernel calls it */
    uint64_t dev, ino; /* what stat(2) says */
    uint32_t mode;     /* when it was last met */
    bool is_told;      /* opens in it do not wait */
};

/* An empty table. NULL when there is no memory. Freed with folder_free. */
struct folders *folder_table(void);
void folder_free(struct folders *folders);

/* Puts in what was met, or puts right what is known of it. True when it was not in the table yet. */
bool folder_add(struct folders *folders, const struct place_key *key, const struct folder *met);

/* A watched folder, borrowed until the next call that changes the table; NULL when it is not known: by its key, or by
 * what stat(2) says of it (for files of a folder that was moved away). */
const struct folder *folder_find(const struct folders *folders, const struct place_key *key);
const struct folder *folder_at(const struct folders *folders, uint64_t dev, uint64_t ino);

size_t folder_count(const struct folders *folders);

/* The folder at `from`, and all below it, is now at `to`. */
void folder_move(struct folders *folders, const char *from, const char *to);

/* The folder is gone. */
void folder_forget(struct folders *folders, const struct place_key *key);

#endif
