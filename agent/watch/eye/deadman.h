/* Ends the watcher when it no longer answers, so that nobody's open waits longer than about a second. Killing it is
 * what frees them: the kernel then lets every waiting open succeed. */
#ifndef CONFIDE_WATCH_DEADMAN_H
#define CONFIDE_WATCH_DEADMAN_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Ten ticks of 100 ms. Ticks, not time: after a suspend both sides wake with what they had. */
enum { DEADMAN_TICK_MS = 100, DEADMAN_TICKS = 10 };

/* Shared by the answering thread, which beats, and the deadman, which listens. */
struct heart {
    _Atomic uint64_t beats;
};

struct deadman {
    pid_t pid;
    struct heart *heart;
};

/* Starts the deadman's process. Must come before any fanotify descriptor exists, since a second holder of one would
 * keep openers waiting after the watcher's death. It counts from the first beat on. False with errno.
 *
 * When the watcher dies without deadman_stop, by whatever hand, `tell` is called in the deadman's process, which then
 * ends. `is_struck`: the hand was the deadman's. */
bool deadman_start(struct deadman *deadman, void (*tell)(void *data, bool is_struck), void *data);

/* To be called at least every DEADMAN_TICK_MS by the thread that answers. */
void deadman_beat(struct heart *heart);

uint64_t deadman_beats(const struct heart *heart);

/* False when the deadman itself is gone: the watcher must then stop, as nothing would free the openers. */
bool deadman_lives(const struct deadman *deadman);

void deadman_stop(struct deadman *deadman);

#endif
