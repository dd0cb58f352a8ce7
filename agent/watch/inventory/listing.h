/* The list of a root's records as a file: written once from front to back, read likewise, in constant memory. Blocks,
 * each with the hash of itself and of the one before; a list that is torn or was edited is not read. */
#ifndef CONFIDE_WATCH_LISTING_H
#define CONFIDE_WATCH_LISTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/inventory/record.h"

/* A list's name in its folder is made from the root's path. */
enum { LISTING_NAME_SIZE = 32, LISTING_ROOT_SIZE = 1024 };

struct listing; /* one that is being read or written */

enum listing_state { LISTING_GOOD, LISTING_NONE, LISTING_BROKEN, LISTING_FAILED };

/* All bytes of it are kept: begin with zeros. */
struct listing_head {
    int64_t made_ms;
    uint64_t ino, birth_ns, fsid, type; /* of the root: which folder it was */
    char root[LISTING_ROOT_SIZE];
};

struct listing_end {
    uint64_t count;
    int64_t since_ms; /* what the list says was so then, or later */
};

/* Opens the list of `head->root` in `folder`, having looked at all of it. LISTING_GOOD fills `head` and `end`, and
 * `listing` is the caller's, for listing_free. LISTING_FAILED with errno. */
enum listing_state listing_open(struct listing **listing, int folder, struct listing_head *head,
                                struct listing_end *end);

/* The next record; false at the end. `path` (RECORD_PATH_SIZE) must be as the call before left it, "" at first. */
bool listing_next(struct listing *listing, char *path, struct record *record);

/* Begins a list beside the one that stands, whose place it takes with listing_commit; or, `is_scratch`, one that has no
 * name and is to be read again with listing_reread. NULL with errno. */
struct listing *listing_create(int folder, const struct listing_head *head, bool is_scratch);

/* Adds a record; they must come in order. False with errno. */
bool listing_put(struct listing *listing, const char *path, const struct record *record);

/* Ends it. It is the root's list now, and on disk; the root's former one is gone. False with errno: the former one
 * stays. */
bool listing_commit(struct listing *listing, int64_t since_ms);

/* Ends the writing of a scratch list: listing_next gives it from its first record on. False with errno. */
bool listing_reread(struct listing *listing);

/* Closes; what was written and not committed is gone. */
void listing_free(struct listing *listing);

#endif
