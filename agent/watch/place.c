/* Handle -> path. Owns open_by_handle_at(2). Must not own: whose record it is (root.c), what is told (describe.c). In:
 * the file as the answering thread had it open. Out: its path by our own mounts, looked at again before it is given. */
#include "agent/watch/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { FSID_SIZE = 8, TYPE_SIZE = 4 };

union handle {
    struct file_handle is;
    char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

void place_note(int fd, struct place_key *key)
{
    union handle handle = {.is.handle_bytes = MAX_HANDLE_SZ};
    int mount;

    memset(key, 0, sizeof(*key)); /* the device stands in the event: no fsid is asked for */
    if (name_to_handle_at(fd, "", &handle.is, &mount, AT_EMPTY_PATH) < 0)
        return;
    memcpy(key->bytes + FSID_SIZE, &handle.is.handle_type, TYPE_SIZE);
    memcpy(key->bytes + FSID_SIZE + TYPE_SIZE, handle.is.f_handle, handle.is.handle_bytes);
    key->size = (uint16_t)(FSID_SIZE + TYPE_SIZE + handle.is.handle_bytes);
}

bool place_is(const struct raw *raw, const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && status.st_ino == raw->ino && status.st_dev == raw->dev;
}

static int open_handle(const struct raw *raw, const char *near)
{
    union handle handle = {.is.handle_bytes = raw->target.size - FSID_SIZE - TYPE_SIZE};
    int mount = open(near, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), fd, saved;

    if (mount < 0)
        return -1;
    memcpy(&handle.is.handle_type, raw->target.bytes + FSID_SIZE, TYPE_SIZE);
    memcpy(handle.is.f_handle, raw->target.bytes + FSID_SIZE + TYPE_SIZE, handle.is.handle_bytes);
    fd = open_by_handle_at(mount, &handle.is, O_PATH | O_CLOEXEC);
    saved = errno;
    close(mount);
    errno = saved;
    return fd;
}

bool place_find(const struct raw *raw, const char *near, char *path, size_t size)
{
    char link[32];
    ssize_t length;
    int fd;

    errno = EOPNOTSUPP;
    fd = near && raw->target.size > FSID_SIZE + TYPE_SIZE ? open_handle(raw, near) : -1;
    if (fd < 0)
        return false;
    text_format(link, sizeof(link), "/proc/self/fd/%d", fd);
    length = readlink(link, path, size - 1);
    close(fd);
    path[length > 0 ? length : 0] = '\0';
    errno = ENOENT;
    return place_is(raw, path);
}
