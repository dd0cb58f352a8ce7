/* Whether a change is damage: the signs of an event (enum event_sign). Looks at the first bytes of a changed file,
 * which go nowhere from here. */
#ifndef CONFIDE_WATCH_HARM_H
#define CONFIDE_WATCH_HARM_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

struct harm;

/* The reason of a creation that only gave a further name to an older file: what it holds is not new. */
#define LINK_REASON "it is a further name (hard link) of a file that was there before"

/* NULL when memory is short. Freed with harm_free. */
struct harm *harm_make(void);
void harm_free(struct harm *harm);

/* To be told of each file that came to be in a record folder (created, or renamed to there), at once: `path` is as the
 * kernel calls it, `now_ms` monotonic. */
void harm_note_born(struct harm *harm, const struct event *event, const char *path, int64_t now_ms);

/* Adds its signs to an action that is about to be told; reads, and creations where nothing was before, have none.
 * `path`: of what is there now (a rename's new name), as the kernel calls it. */
void harm_sign(struct harm *harm, struct event *event, const char *path, int64_t now_ms);

/* To be told of each write, at once, and of each close by a process that could write: what was written through a memory
 * map is seen by its close alone. `event`: an update by whoever wrote or closed. harm_closed is true when no write of
 * that process was seen and the file is damaged all the same: `event` is then to be told, with its signs. */
void harm_note_written(struct harm *harm, const struct event *event);
bool harm_closed(struct harm *harm, struct event *event, const char *path, int64_t now_ms);

/* True for the agent's own files in record folders: nobody's read of them is an access to a record. */
bool harm_is_canary(const char *path);

/* Whether more people than before may use the file or folder at `path`, by its mode and that of the folder it lies in;
 * `before`: a folder's mode when it was last seen, 0 where that is not known. Then `why` says it in words. */
bool harm_widened(const char *path, uint32_t before, char *why, unsigned size);

#endif
