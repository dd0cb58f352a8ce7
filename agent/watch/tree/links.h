/* Records with further names: which record a file number stands for, and links that were made and wait for the record's
 * own name. Pure. */
#ifndef CONFIDE_WATCH_LINKS_H
#define CONFIDE_WATCH_LINKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

/* LINKS_WAIT_MS: an inventory of a million records takes a minute. */
enum { LINKS_MAX = 4096, LINKS_AWAITED = 64, LINKS_WAIT_MS = 120000 };

struct links;

/* NULL when there is no memory. Freed with links_free. */
struct links *links_make(void);
void links_free(struct links *links);

/* The record at `path` has further names. Beyond LINKS_MAX the oldest is forgotten. */
void links_put(struct links *links, uint64_t dev, uint64_t ino, const char *path);

/* The record's path, borrowed until links_put; NULL when it is not known. */
const char *links_path(const struct links *links, uint64_t dev, uint64_t ino);

/* `event` (with dev and ino) tells of a record whose name is to be found; at most LINKS_AWAITED wait. False: no room.
 */
bool links_await(struct links *links, const struct event *event, int64_t now_ms);

/* The next of them whose record's path is known by now, or that has waited long enough. False when there is none. */
bool links_take(struct links *links, int64_t now_ms, struct event *event);

#endif
