/* Marks. Owns what each of the eye's groups is asked to tell of which place; must not read events. In: open folders and
 * files. Out: whether, and how well, they can be seen.
 *
 * Never FAN_MARK_MOUNT: from inside a unit's own mount namespace it is blind, without an error. */
#include "agent/watch/eye/mark.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/fanotify.h>
#include <sys/vfs.h>

#include "agent/base/text.h"

static const uint64_t hold_mask = FAN_OPEN_PERM | FAN_ONDIR;
static const uint64_t tell_mask =
    FAN_CREATE | FAN_DELETE | FAN_RENAME | FAN_MODIFY | FAN_ATTRIB | FAN_CLOSE_WRITE | FAN_ONDIR;
static const uint64_t file_mask = FAN_MODIFY | FAN_ATTRIB | FAN_CLOSE_WRITE;

/* The event's descriptor is opened with our credentials: over the network or FUSE that can fail, and then the kernel
 * refuses the person. So only where it was tried. */
static bool may_hold(const struct eye *eye, int fd)
{
    struct statfs fs;

    return eye->holding >= 0 && fstatfs(fd, &fs) == 0 &&
           (fs.f_type == EXT4_SUPER_MAGIC || fs.f_type == XFS_SUPER_MAGIC || fs.f_type == BTRFS_SUPER_MAGIC ||
            fs.f_type == TMPFS_MAGIC);
}

/* Telling before holding: what is held must have somebody who hears of its changes. */
static enum eye_sight mark(const struct eye *eye, int fd, unsigned how, uint64_t told, uint64_t held)
{
    bool holds = may_hold(eye, fd);

    if (fanotify_mark(eye->telling, FAN_MARK_ADD | how, holds ? told : told | FAN_OPEN, fd, NULL) < 0)
        return EYE_BLIND;
    if (!holds)
        return EYE_TELLS;
    return fanotify_mark(eye->holding, FAN_MARK_ADD | how, held, fd, NULL) < 0 ? EYE_BLIND : EYE_HOLDS;
}

enum eye_sight mark_folder(const struct eye *eye, int fd)
{
    enum eye_sight sight;

    /* A further name of a record lies on the same file system: the others are spared this. */
    fanotify_mark(eye->around, FAN_MARK_ADD | FAN_MARK_FILESYSTEM, FAN_CREATE, fd, NULL);
    sight = mark(eye, fd, FAN_MARK_ONLYDIR, tell_mask | FAN_EVENT_ON_CHILD, hold_mask | FAN_EVENT_ON_CHILD);
    if (sight == EYE_BLIND && errno == EXDEV && may_hold(eye, fd) &&
        fanotify_mark(eye->holding, FAN_MARK_ADD | FAN_MARK_ONLYDIR, hold_mask | FAN_EVENT_ON_CHILD, fd, NULL) == 0)
        sight = EYE_OPENS;
    return sight;
}

enum eye_sight mark_whole(const struct eye *eye, int fd)
{
    return mark(eye, fd, FAN_MARK_FILESYSTEM, tell_mask, hold_mask);
}

enum eye_sight mark_file(const struct eye *eye, int fd)
{
    return mark(eye, fd, 0, file_mask, FAN_OPEN_PERM);
}

bool mark_around(const struct eye *eye, int fd, bool always)
{
    const unsigned whole = FAN_MARK_ADD | FAN_MARK_FILESYSTEM;

    if (eye->around < 0) {
        errno = EOPNOTSUPP;
        return false;
    }
    return (!always || fanotify_mark(eye->around, whole, FAN_CLOSE_WRITE, fd, NULL) == 0) &&
           fanotify_mark(eye->telling, whole, FAN_RENAME | FAN_ONDIR, fd, NULL) == 0;
}

void mark_written(const struct eye *eye, const char *path, bool on)
{
    fanotify_mark(eye->around, (on ? FAN_MARK_ADD : FAN_MARK_REMOVE) | FAN_MARK_FILESYSTEM, FAN_CLOSE_WRITE, AT_FDCWD,
                  path);
}

static unsigned count_marks(int group)
{
    char path[48], line[512];
    unsigned count = 0;
    FILE *file;

    text_format(path, sizeof(path), "/proc/self/fdinfo/%d", group);
    file = group < 0 ? NULL : fopen(path, "re");
    while (file && fgets(line, sizeof(line), file))
        count += strncmp(line, "fanotify ", 9) == 0 && strncmp(line, "fanotify flags", 14) != 0;
    if (file)
        fclose(file);
    return count;
}

unsigned mark_count(const struct eye *eye)
{
    return count_marks(eye->holding) + count_marks(eye->telling) + count_marks(eye->around);
}

void mark_flush(const struct eye *eye)
{
    if (eye->holding >= 0) {
        fanotify_mark(eye->holding, FAN_MARK_FLUSH, 0, AT_FDCWD, NULL);
        fanotify_mark(eye->holding, FAN_MARK_FLUSH | FAN_MARK_FILESYSTEM, 0, AT_FDCWD, NULL);
    }
    fanotify_mark(eye->telling, FAN_MARK_FLUSH, 0, AT_FDCWD, NULL);
}
