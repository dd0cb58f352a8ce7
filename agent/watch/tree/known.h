/* Which files are records, by their numbers: to tell a record's further name from any other hard link. Pure. */
#ifndef CONFIDE_WATCH_KNOWN_H
#define CONFIDE_WATCH_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known;

/* NULL when there is no memory. Freed with known_free. */
struct known *known_make(void);
void known_free(struct known *known);

/* The file is a record. Without memory for it, known_is goes on saying false. */
void known_add(struct known *known, uint64_t dev, uint64_t ino);

/* True for every file that was added; for another one once in some thousand questions at a million records. */
bool known_is(const struct known *known, uint64_t dev, uint64_t ino);

#endif
