/* A look at one name. Owns statx(2); must not open a file, which would be an access to a record. In: a folder and a
 * name. Out: what is there. */
#include "agent/watch/inventory/look.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { NAME_SIZE = 256 };

static int64_t in_ns(struct statx_timestamp time)
{
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

static enum look_found failed(struct look *look, int error)
{
    look->error = error;
    return error == ENOENT || error == ENOTDIR || error == ELOOP ? LOOK_GONE : LOOK_FAILED;
}

enum look_found look_at(int folder, const char *name, uint64_t mount, struct look *look)
{
    struct statx status;

    if (statx(folder, name, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_EMPTY_PATH,
              STATX_BASIC_STATS | STATX_BTIME | STATX_MNT_ID, &status) < 0)
        return failed(look, errno);
    *look = (struct look){.record = {.ino = status.stx_ino,
                                     .size = status.stx_size,
                                     .mtime_ns = in_ns(status.stx_mtime),
                                     .ctime_ns = in_ns(status.stx_ctime),
                                     .mode = status.stx_mode},
                          .dev = makedev(status.stx_dev_major, status.stx_dev_minor),
                          .mount = status.stx_mnt_id,
                          .birth_ns = (status.stx_mask & STATX_BTIME) ? (uint64_t)in_ns(status.stx_btime) : 0,
                          .links = status.stx_nlink};
    if (mount != 0 && look->mount != mount)
        return LOOK_ELSEWHERE;
    if (S_ISREG(status.stx_mode))
        return LOOK_FILE;
    return S_ISDIR(status.stx_mode) ? LOOK_FOLDER : LOOK_OTHER;
}

enum look_found look_below(int root, const char *path, uint64_t mount, struct look *look)
{
    int folder = root;
    enum look_found found;

    for (const char *slash = strchr(path, '/'); slash; path = slash + 1, slash = strchr(path, '/')) {
        char name[NAME_SIZE];
        int below = -1;

        errno = ENOENT; /* what a name that is too long is */
        if (text_format(name, sizeof(name), "%.*s", (int)(slash - path), path))
            below = openat(folder, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        found = below < 0 ? failed(look, errno) : LOOK_FOLDER;
        if (folder != root)
            close(folder);
        folder = below;
        if (found != LOOK_FOLDER)
            return found;
    }
    found = look_at(folder, path, mount, look);
    if (folder != root)
        close(folder);
    return found;
}
