/* fanotify: the two groups, their marks, their events. Owns <sys/fanotify.h>.
 *
 * The holding group (FAN_CLASS_CONTENT) makes an open wait until eye_allow; the telling group (FAN_CLASS_NOTIF) only
 * reports what changed, and opens too where none may wait. Both on folders alone: a mark on a mount is blind from
 * inside a service's own mount namespace, without an error. */
#ifndef CONFIDE_WATCH_EYE_H
#define CONFIDE_WATCH_EYE_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/watch/raw.h"

struct eye {
    int holding; /* -1: attribution = best-effort */
    int telling;
};

/* Room for 64 held opens: each takes a descriptor until it is answered. */
struct eye_batch {
    _Alignas(8) char bytes[4096];
    size_t room; /* how much of it a read may fill */
    size_t left; /* unread bytes */
    const char *next;
};

/* EYE_TELLS: opens are only told, because a permission mark on that kind of file system may refuse people's opens. */
enum eye_sight { EYE_BLIND = 0, EYE_TELLS, EYE_HOLDS };

/* Opens the groups, the holding one only when `barrier`. False with a sentence that names the remedy. */
bool eye_open(struct eye *eye, bool barrier, char *error, size_t size);

/* Marks the folder open at `fd`, for its own opens and its files'. EYE_BLIND with errno when it cannot be watched. */
enum eye_sight eye_mark(const struct eye *eye, int fd);

/* Waits for events of either group, or for `wake_fd`, at most `wait_ms`. Which groups have some: EYE_HELD, EYE_TOLD,
 * or-ed. */
enum { EYE_HELD = 1, EYE_TOLD = 2 };
unsigned eye_wait(const struct eye *eye, int wake_fd, int wait_ms);

/* Reads events of one group. 1 when there are some, 0 when there are none, -1 with errno when one was lost in reading:
 * the kernel has then refused its opener. */
int eye_read(int group, struct eye_batch *batch);

/* The next event of the batch, false at its end. `fd`: the opened file of the holding group, to be answered and closed
 * by the caller, else -1. `pidfd`: as process_identify wants it, to be closed by the caller when >= 0. */
bool eye_next(struct eye_batch *batch, struct raw *raw, int *fd, int *pidfd);

/* Lets the opener go on. There is no refusing. */
void eye_allow(const struct eye *eye, int fd);

/* Takes all marks off: nothing new is held from here on. */
void eye_flush(const struct eye *eye);

void eye_close(struct eye *eye);

#endif
