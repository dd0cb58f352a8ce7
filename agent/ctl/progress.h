/* A bar for long work, on standard error, and only where that is a terminal. */
#ifndef CONFIDE_CTL_PROGRESS_H
#define CONFIDE_CTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
    const char *what; /* borrowed: the first word of the line */
    int64_t started_ms, shown_ms;
    bool visible;
};

void progress_start(struct progress *progress, const char *what);

/* Shows how far the work is, ten times a second at most, so it may be called as often as one likes. `total` 0 = not
 * known. */
void progress_show(struct progress *progress, uint64_t done, uint64_t total);

/* Clears the line; also before any other word goes to standard error. */
void progress_end(struct progress *progress);

/* Milliseconds since progress_start. */
int64_t progress_elapsed_ms(const struct progress *progress);

#endif
