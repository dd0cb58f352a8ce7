/* What waits until it is clear what it was part of. Found by object and process, given back when its time is over.
 * Pure.
 */
#ifndef CONFIDE_WATCH_WAITING_H
#define CONFIDE_WATCH_WAITING_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

struct waiting;

/* How long a thing waits for what may follow it. */
enum waiting_for {
    WAITING_FOR_NOTHING = 0,
    WAITING_FOR_REPLACEMENT, /* 300 ms: damage must be told before the sixth file is touched */
    WAITING_FOR_CLOSE,       /* 1 s: writes of a program that keeps the file open */
    WAITING_FOR_QUIET,       /* 2 s: LibreOffice and evince open a file in bursts with pauses below a second */
    WAITING_LISTS
};

enum { WAITING_MAX = 8192 /* 4 MiB of usual paths; when there are more, the oldest is due at once */ };

/* One event that waits. Its texts are as they came; the numbers may be changed. */
struct note {
    struct note *next;            /* of the same bucket */
    struct note *earlier, *later; /* of the same list */
    uint64_t key;
    int64_t first_ms, due_ms; /* monotonic */
    uint64_t dev, ino;
    uint32_t count;
    int32_t pid, of;
    uint16_t signs;
    uint8_t action;
    uint8_t list;
    bool is_dance;  /* one save, however many writes it was */
    bool is_anew;   /* a creation of a file that has lain nowhere else */
    bool is_made;   /* and whose opening was seen: it was not there before */
    bool keeps_old; /* an update whose predecessor still lies there under a backup's name */
    bool is_spare;
    const char *object, *to, *login, *session, *patient;
    uint8_t packed[];
};

/* NULL when memory is short. Freed with waiting_free, with all that waits. */
struct waiting *waiting_make(void);
void waiting_free(struct waiting *waiting);

/* Keeps a copy of `event`. `of`: the process that it can be found by, 0 = by its object alone. NULL when memory is
 * short and the one spare place is taken. */
struct note *waiting_add(struct waiting *waiting, const struct event *event, int32_t of, enum waiting_for what,
                         int64_t now_ms);

/* The newest that was added with `object` and `of`; the next older one when `after` is not NULL. NULL: there is none.
 */
struct note *waiting_find(const struct waiting *waiting, const char *object, int32_t of, const struct note *after);

/* Lets it wait anew, from now on, for `what`. */
void waiting_move(struct waiting *waiting, struct note *note, enum waiting_for what, int64_t now_ms);

/* The one whose time was over first, or which must make room. NULL when there is none. */
struct note *waiting_due(const struct waiting *waiting, int64_t now_ms);

/* Ends its waiting: it is freed, and filled into `event` unless that is NULL. */
void waiting_end(struct waiting *waiting, struct note *note, struct event *event);

#endif
