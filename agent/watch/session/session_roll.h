/* Which of logind's sessions are locked, as last heard. Pure. */
#ifndef CONFIDE_WATCH_SESSION_ROLL_H
#define CONFIDE_WATCH_SESSION_ROLL_H

#include <stdbool.h>
#include <stdint.h>

enum { SESSION_ROLL_MAX = 256, SESSION_ID_SIZE = 32, SESSION_PATH_SIZE = 128 };

struct session_entry {
    char id[SESSION_ID_SIZE];
    char path[SESSION_PATH_SIZE]; /* its object on the bus */
    uint8_t lock;                 /* enum session_lock, at first LOCK_UNKNOWN */
    bool is_asked, is_listed;
};

/* Starts as zeros. */
struct session_roll {
    struct session_entry entries[SESSION_ROLL_MAX];
    unsigned count;
};

/* NULL when it is not there. Borrowed until the next call that adds or drops. */
struct session_entry *session_roll_find(struct session_roll *roll, const char *id);
struct session_entry *session_roll_find_path(struct session_roll *roll, const char *path);

/* Adds it where it is not there yet. NULL when there is no room, or when id or path cannot be a session's. */
struct session_entry *session_roll_add(struct session_roll *roll, const char *id, const char *path);
void session_roll_drop(struct session_roll *roll, const char *id);

/* A new list: none is on it yet; then those that were not put on it are dropped. */
void session_roll_unlist(struct session_roll *roll);
void session_roll_drop_unlisted(struct session_roll *roll);

#endif
