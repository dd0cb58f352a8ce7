/* The inventory: what records there were, kept across restarts, so that what vanished or changed while nobody looked is
 * known. A process of its own does the work, slowly; it holds no fanotify descriptor. This is the watcher's end of it.
 * No call here waits. */
#ifndef CONFIDE_WATCH_INVENTORY_H
#define CONFIDE_WATCH_INVENTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum { INVENTORY_PATH_SIZE = 1024 };

struct inventory {
    int fd; /* what the process has to say; -1 = none */
    pid_t pid;
    int notes[2];         /* what it is told, both ends */
    int64_t seeing_ms;    /* what it is still to be told, for want of room: 0 = nothing */
    int64_t unseen_ms[2]; /* from, to */
    int64_t deaf_ms[2];   /* removals that were not told */
    bool is_compare_due;
};

enum inventory_what {
    INVENTORY_PROGRESS = 1, /* done and total files */
    INVENTORY_DONE,         /* one ended; total files */
    INVENTORY_VANISHED,     /* `path` is gone, and nobody was seen doing it, between since_ms and until_ms */
    INVENTORY_ALTERED,      /* `path` is another or changed, likewise */
    INVENTORY_LINKED,       /* `path` has further names: it is to be marked by itself */
    INVENTORY_WRONG         /* `path` says what went wrong, for the log */
};

struct inventory_news {
    uint32_t what; /* enum inventory_what */
    uint32_t more; /* VANISHED, ALTERED: so many further ones like it are not told one by one */
    uint64_t done, total;
    int64_t since_ms, until_ms; /* wall clock */
    uint64_t dev, ino;
    char path[INVENTORY_PATH_SIZE];
};

/* Starts the process; before any fanotify group exists. It keeps one file a root in `folder`. `roots`: the record
 * folders as the kernel calls them, `count` of them; one that is not there then is looked for at each inventory. False
 * with errno. */
bool inventory_start(struct inventory *inventory, const char *folder, char *const *roots, size_t count);

/* The watch sees everything from now on / saw nothing, or not all, from `since_ms` (wall clock) until now. */
void inventory_seeing(struct inventory *inventory, int64_t now_ms);
void inventory_unseen(struct inventory *inventory, int64_t since_ms, int64_t now_ms);

/* Somebody was seen deleting `path` or moving it away; a folder's goes for all in it. */
void inventory_removed(struct inventory *inventory, const char *path, int64_t now_ms);

/* One is to be made now: at the start, daily, after a gap. Nothing happens while one is under way but that it is
 * followed by another. */
void inventory_compare(struct inventory *inventory);

/* What the process has to say; false when there is nothing. To be asked when `fd` is readable. */
bool inventory_take(struct inventory *inventory, struct inventory_news *news);

/* Ends the process; what it was told is kept. */
void inventory_stop(struct inventory *inventory);

#endif
