/* Long or endless text, line by line, in bounded memory. Owns the descriptor it reads; wipes what it read. */
#ifndef CONFIDE_CTL_LINES_H
#define CONFIDE_CTL_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lines;

struct line {
    char
        *text; /* without its newline, NUL-terminated; may hold NULs before `length`; good until the next one is read */
    size_t length;
    uint64_t number; /* from 1 */
    bool too_long;   /* what did not fit is lost: `text` is its beginning */
};

/* Opens `file`, or takes standard input for "-". `longest` is the most bytes a line may have. NULL with errno. */
struct lines *lines_open(const char *file, size_t longest);
void lines_close(struct lines *lines);

/* The next line, as soon as it is complete. False at the end, or when reading fails: lines_error then says why. */
bool lines_next(struct lines *lines, struct line *line);

/* errno of the read that failed, 0 when all went well. */
int lines_error(const struct lines *lines);

/* Bytes read so far, and in all (0 where that cannot be known: a pipe, a terminal). */
uint64_t lines_done(const struct lines *lines);
uint64_t lines_total(const struct lines *lines);

#endif
