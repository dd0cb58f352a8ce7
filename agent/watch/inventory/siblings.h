/* The names in one folder in order of their bytes, in a bounded piece of memory: where they do not all fit, the first
 * ones, and the folder is read again for the next. Pure. */
#ifndef CONFIDE_WATCH_SIBLINGS_H
#define CONFIDE_WATCH_SIBLINGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIBLINGS_NAME_SIZE = 256, SIBLINGS_ROOM_LEAST = 4096 };

struct siblings {
    char *bytes; /* borrowed; the names from the front, where they are in order from the back */
    size_t room, used;
    size_t count, next;
    size_t bound;    /* where the last name stands, when ... */
    bool is_partial; /* ... there are names beyond it */
};

/* Begins a list in `bytes`, aligned for uint32_t; `room` (SIBLINGS_ROOM_LEAST at least, a multiple of 4) of them. */
void siblings_begin(struct siblings *siblings, char *bytes, size_t room);

/* Adds a name and its type (DT_* of readdir(3)) if it stands after `after` ("": any). */
void siblings_add(struct siblings *siblings, const char *after, const char *name, unsigned char type);

/* To be called when all were added. The bytes that are in use from now on, a multiple of 4. */
size_t siblings_settle(struct siblings *siblings);

/* The next name, or NULL at the end of those that were kept. Borrowed from the list. */
const char *siblings_next(struct siblings *siblings, unsigned char *type);

/* The last name that was kept, "" when there is none. */
const char *siblings_last(const struct siblings *siblings);

#endif
