/* The marks that stand only while somebody is near the records: telling what is written costs its writer, and where
 * nobody opened a record nobody takes one away. The main thread says which file systems there are, the answering thread
 * marks them; no call of the latter allocates, locks or logs. */
#ifndef CONFIDE_WATCH_GUARD_H
#define CONFIDE_WATCH_GUARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"

struct eye;
struct guard;

enum { GUARD_MAX = 64 };

struct guard_list {
    size_t count;
    char paths[GUARD_MAX][CONFIG_PATH]; /* a folder of each file system */
};

/* NULL when there is no memory. Freed with guard_free. */
struct guard *guard_make(void);
void guard_free(struct guard *guard);

/* The main thread's: from now on these are the file systems. Takes `list`, which must come from malloc, over. */
void guard_offer(struct guard *guard, struct guard_list *list);

/* The answering thread's: somebody is near until `until_ms` (monotonic). The first call of a while marks at once, some
 * 2 us a file system, so that not even the quickest copy of what is just being opened is missed; later ones cost
 * nothing. */
void guard_raise(struct guard *guard, const struct eye *eye, int64_t until_ms);

/* The answering thread's, from time to time: takes up what was offered and, when nobody is near any more, takes one
 * mark away. */
void guard_step(struct guard *guard, const struct eye *eye, int64_t now_ms);

#endif
