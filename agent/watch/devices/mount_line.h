/* One line of /proc/self/mountinfo (proc(5)), and what kind of file system its type is. Pure. */
#ifndef CONFIDE_WATCH_MOUNT_LINE_H
#define CONFIDE_WATCH_MOUNT_LINE_H

#include <stdbool.h>
#include <stdint.h>

struct mount_line {
    long id;      /* the kernel's, given again once the mount is gone */
    uint64_t dev; /* the file system's number; btrfs files have another st_dev */
    const char *root, *point, *type, *device;
    const char *options, *inside; /* of the mount, of the file system: words with commas between them */
};

enum mount_kind {
    KIND_OTHER = 0, /* the kernel's own, or memory for a short time */
    KIND_DISK,      /* files that lie on this machine and can be written */
    KIND_NETWORK,   /* other machines use them too */
    KIND_FUSE,      /* a program answers for it, and may hang */
    KIND_OVERLAY    /* layers over other file systems */
};

/* Takes `line` apart: writes into it, and what is in `is` points into it. False when it is no such line. */
bool mount_line_parse(char *line, struct mount_line *is);

enum mount_kind mount_line_kind(const char *type);

/* True when `word` stands among options. */
bool mount_line_says(const char *options, const char *word);

#endif
