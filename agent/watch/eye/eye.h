/* fanotify: the three groups and their events. With mark.c the owner of <sys/fanotify.h>.
 *
 * The holding group (FAN_CLASS_CONTENT) makes an open wait until eye_allow; the telling group (FAN_CLASS_NOTIF) only
 * reports what changed, and opens too where none may wait; the around group tells what is made beside the records. */
#ifndef CONFIDE_WATCH_EYE_H
#define CONFIDE_WATCH_EYE_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/watch/eye/raw.h"

struct guard;
struct sieve;

struct eye {
    int holding; /* -1: attribution = best-effort */
    int telling;
    int around; /* a queue of its own: a compiler beside the records must not push their changes out. -1: none */
    struct guard *guard; /* the marks of `around` that come and go */
    struct sieve *sieve; /* of the names it tells, which may be a record's */
};

/* Room for 64 held opens: each takes a descriptor until it is answered. */
struct eye_batch {
    _Alignas(8) char bytes[4096];
    size_t room; /* how much of it a read may fill */
    size_t left; /* unread bytes */
    const char *next;
};

/* EYE_TELLS: opens are only told, because a permission mark on that kind of file system may refuse people's opens.
 * EYE_OPENS: opens wait, but changes are not told: a btrfs subvolume under Linux 6.1 (EXDEV). */
enum eye_sight { EYE_BLIND = 0, EYE_TELLS, EYE_OPENS, EYE_HOLDS };

/* Opens the groups, the holding one only when `barrier`. False with a sentence that names the remedy. */
bool eye_open(struct eye *eye, bool barrier, char *error, size_t size);

/* Waits for events of the `asked` groups, or for `wake_fd`, at most `wait_ms`. Which of them have some, or-ed. */
enum eye_group { EYE_HELD = 1, EYE_TOLD = 2, EYE_AROUND = 4 };
unsigned eye_wait(const struct eye *eye, unsigned asked, int wake_fd, int wait_ms);

/* Reads events of one group. 1 when there are some, 0 when there are none, -1 with errno when one was lost in reading:
 * the kernel has then refused its opener. */
int eye_read(int group, struct eye_batch *batch);

/* The next event of the batch, false at its end. `fd`: the opened file of the holding group, to be answered and closed
 * by the caller, else -1. `pidfd`: as process_identify wants it, to be closed by the caller when >= 0. */
bool eye_next(struct eye_batch *batch, struct raw *raw, int *fd, int *pidfd);

/* Lets the opener go on. There is no refusing. */
void eye_allow(const struct eye *eye, int fd);

void eye_close(struct eye *eye);

#endif
