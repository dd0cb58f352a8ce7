/* The mounts of this machine: which there are, which hold removable media, what came and went. Owns
 * /proc/self/mountinfo and /sys/dev/block. */
#ifndef CONFIDE_WATCH_MOUNTS_H
#define CONFIDE_WATCH_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"

enum { MOUNT_TYPE_SIZE = 32, MOUNT_DEVICE_SIZE = 128 };

struct mount {
    uint64_t dev; /* as st_dev says it */
    char point[CONFIG_PATH];
    char root[CONFIG_PATH]; /* which part of the file system is mounted there: "/" = all of it */
    char type[MOUNT_TYPE_SIZE];
    char device[MOUNT_DEVICE_SIZE];
    bool is_removable, is_local; /* local: its files lie on this machine and it can be written to for long */
    bool is_readonly;            /* the file system, not this mount of it alone: by choice, or after errors */
    bool is_shut;                /* after errors, the kernel has shut the file system down */
    bool is_new;                 /* it was not there at the mounts_read before; in the first all are */
};

struct mounts;

/* `config` (its `removable`) is borrowed. NULL with errno. */
struct mounts *mounts_open(const struct config *config);
void mounts_close(struct mounts *mounts);

/* Polls as POLLPRI when mounts changed; then mounts_read. */
int mounts_fd(const struct mounts *mounts);

/* Reads them anew. `gone` is called for each that was there before. False with errno: what was known stays. */
bool mounts_read(struct mounts *mounts, void (*gone)(void *data, const struct mount *mount), void *data);

/* The n-th from 0 on, NULL behind the last; and the one whose file system `dev` is (the first of several), or NULL.
 * Borrowed until mounts_read. */
const struct mount *mounts_at(const struct mounts *mounts, size_t n);
const struct mount *mounts_of(const struct mounts *mounts, uint64_t dev);

/* The mount that `path` (absolute, without symbolic links) lies on, as it is now; touches nothing but /proc, so it
 * cannot hang. What is removable or new, and the st_dev of a btrfs, only mounts_read says. False when it cannot be
 * told. */
bool mounts_find(const char *path, struct mount *mount);

#endif
