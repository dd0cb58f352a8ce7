/* Reading the context tables beside the judge's own work: seconds for millions of rows, in which nobody may wait. */
#ifndef CONFIDE_JUDGE_LOADER_H
#define CONFIDE_JUDGE_LOADER_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"

struct loader;

/* Begins to read, as context_reload does when there is `last`, else as context_load does. The texts are copied; `last`
 * is copied too, its rows are borrowed: they must neither change nor go before loader_end. NULL when memory or threads
 * are short. */
struct loader *loader_begin(const struct context *last, const char *staff_csv, const char *folder,
                            const char *register_file);

/* Has it come to its end? Does not wait. */
bool loader_is_over(struct loader *loader);

/* Frees a loader that is over, and hands over what it read, and what context_reload or context_load said of it.
 * `context` is the caller's to free, in any case. */
bool loader_end(struct loader *loader, struct context *context, char *error, size_t size);

/* Gives it up, at the end of the process: waits for it a second. False: it still reads (a disk that does not answer),
 * so that the rows of `last` are left to it, which frees them when it is over. NULL: true. */
bool loader_abandon(struct loader *loader);

#endif
