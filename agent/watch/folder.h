/* The folders that are watched, by the kernel's name for each: what a change's place is called, and what must still be
 * marked. Main thread only. */
#ifndef CONFIDE_WATCH_FOLDER_H
#define CONFIDE_WATCH_FOLDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/raw.h"

enum { FOLDER_PATH_SIZE = 4096 };

struct eye;
struct folders;

/* What a walk met. */
struct folder_walk {
    unsigned folders;   /* newly marked */
    unsigned files;     /* files that stood in them already: opens of these may have gone unseen */
    unsigned only_told; /* of the folders, those where opens do not wait */
    unsigned blind;     /* folders that could not be watched; the first of them: */
    int blind_error;    /* errno */
    char blind_path[FOLDER_PATH_SIZE];
};

/* An empty table over `eye`, which must outlive it. NULL when there is no memory. */
struct folders *folder_table(const struct eye *eye);

void folder_free(struct folders *folders);

/* Marks the folder at `path` and all below it that is not marked yet; links are not followed. Adds to `walk`. False
 * when `path` itself cannot be watched. */
bool folder_watch(struct folders *folders, const char *path, struct folder_walk *walk);

/* The path of a watched folder, borrowed until the next call that changes the table; NULL when it is not known. */
const char *folder_path(const struct folders *folders, const struct place_key *key);

/* The same for a folder known by what stat(2) says of it: for files of a folder that was moved away. */
const char *folder_at(const struct folders *folders, uint64_t dev, uint64_t ino);

/* Any watched folder of this device, borrowed likewise; NULL when there is none. */
const char *folder_on(const struct folders *folders, uint64_t dev);

/* The folder at `from`, and all below it, is now at `to`. */
void folder_move(struct folders *folders, const char *from, const char *to);

/* The folder is gone. */
void folder_forget(struct folders *folders, const struct place_key *key);

#endif
