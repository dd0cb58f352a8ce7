/* Where a password was typed, read from what the login module says of it. Pure. */
#ifndef CONFIDE_JUDGE_ORIGIN_H
#define CONFIDE_JUDGE_ORIGIN_H

#include <stdbool.h>
#include <stddef.h>

enum origin_kind {
    ORIGIN_SEAT = 1, /* this computer's own consoles and greeters: a clinician stands there */
    ORIGIN_LOCKER,   /* a screen locker that runs as its user, whose word counts for that user alone */
    ORIGIN_USER,     /* somebody logged in here asks for another (su) or for more rights (sudo) */
    ORIGIN_HOST      /* another host */
};

enum { ORIGIN_SIZE = 80 };

struct origin {
    enum origin_kind kind;
    char name[ORIGIN_SIZE]; /* "seat", "locker", "user anna", "host 192.0.2.7" */
};

/* Copies the value of "WHAT=" in `evidence` ("tty=tty1 rhost=192.0.2.7") into `value`. False, and "", when it is not
 * there. */
bool origin_value(const char *evidence, const char *what, char *value, size_t size);

/* The origin that `evidence` tells of; `by_root`: told by a program that runs as root. */
struct origin origin_read(const char *evidence, bool by_root);

/* The origin of this name. */
struct origin origin_called(const char *name);

/* For people: "at this computer", "from 192.0.2.7", "by anna at this computer". Returns `to`. */
char *origin_words(char *to, size_t size, const struct origin *origin);

#endif
