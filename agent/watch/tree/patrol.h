/* The way through the record trees: marks each folder, puts it into the table, and counts what stands in it. */
#ifndef CONFIDE_WATCH_PATROL_H
#define CONFIDE_WATCH_PATROL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/tree/folder.h"

struct eye;
struct known;
struct patrol;

/* What a walk met. */
struct patrol_walk {
    unsigned folders;   /* newly watched */
    unsigned files;     /* files that stood in them */
    unsigned late;      /* of the files, those whose opens may have gone unseen: their folder was not marked */
    unsigned only_told; /* of the folders, those where opens do not wait */
    unsigned only_held; /* of the folders, those whose changes are not told */
    unsigned blind;     /* folders that could not be watched; the first of them: */
    int blind_error;    /* errno */
    char blind_path[FOLDER_PATH_SIZE];
};

/* All are borrowed and must outlive it. NULL when there is no memory. */
struct patrol *patrol_make(const struct eye *eye, struct folders *folders, struct known *known);
void patrol_free(struct patrol *patrol);

/* `is_whole`: the file system of the folder at `path` holds nothing but records: it is marked as a whole, and its
 * folders are only put into the table. False where it cannot be, or is not: then its folders are marked one by one. */
bool patrol_whole(struct patrol *patrol, const char *path, bool is_whole);

/* Walks the folder at `path` and all below it; links are not followed. Adds to `walk`. False when `path` itself cannot
 * be watched. */
bool patrol_walk(struct patrol *patrol, const char *path, struct patrol_walk *walk);

/* The same a little at a time: puts `path` down, and patrol_step goes on for at most `budget_ms`. True when nothing is
 * left. */
void patrol_later(struct patrol *patrol, const char *path);
bool patrol_step(struct patrol *patrol, int64_t budget_ms, struct patrol_walk *walk);

#endif
