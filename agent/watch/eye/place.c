/* Handle -> path. Owns open_by_handle_at(2). Must not own: whose record it is (root.c), what is told (describe.c). In:
 * the file as the answering thread had it open. Out: its path by our own mounts, looked at again before it is given. */
#include "agent/watch/eye/place.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "agent/base/text.h"

/* HANDLE_AS_EVENT is AT_HANDLE_FID (Linux 6.5): the handle exactly as events hold it, also on overlayfs and the like,
 * whose folders have no other. */
enum { FSID_SIZE = 8, TYPE_SIZE = 4, HANDLE_AS_EVENT = 0x200 };

union handle {
    struct file_handle is;
    char room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
};

static bool read_handle(int fd, int flags, struct place_key *key)
{
    union handle handle = {.is.handle_bytes = MAX_HANDLE_SZ};
    int mount;

    memset(key, 0, sizeof(*key));
    if (name_to_handle_at(fd, "", &handle.is, &mount, AT_EMPTY_PATH | flags) < 0)
        return false;
    memcpy(key->bytes + FSID_SIZE, &handle.is.handle_type, TYPE_SIZE);
    memcpy(key->bytes + FSID_SIZE + TYPE_SIZE, handle.is.f_handle, handle.is.handle_bytes);
    key->size = (uint16_t)(FSID_SIZE + TYPE_SIZE + handle.is.handle_bytes);
    return true;
}

void place_note(int fd, struct place_key *key)
{
    read_handle(fd, 0, key); /* the device stands in the event: no fsid is asked for */
}

bool place_key(int fd, struct place_key *key)
{
    struct statfs fs;

    if (fstatfs(fd, &fs) < 0 || !(read_handle(fd, HANDLE_AS_EVENT, key) || read_handle(fd, 0, key)))
        return false;
    memcpy(key->bytes, &fs.f_fsid, FSID_SIZE);
    return true;
}

bool place_is(const struct raw *raw, const char *path)
{
    struct stat status;

    return lstat(path, &status) == 0 && status.st_ino == raw->ino && status.st_dev == raw->dev;
}

static int open_handle(const struct place_key *key, const char *near)
{
    union handle handle = {.is.handle_bytes = key->size - FSID_SIZE - TYPE_SIZE};
    int mount = open(near, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK), fd, saved;

    if (mount < 0)
        return -1;
    memcpy(&handle.is.handle_type, key->bytes + FSID_SIZE, TYPE_SIZE);
    memcpy(handle.is.f_handle, key->bytes + FSID_SIZE + TYPE_SIZE, handle.is.handle_bytes);
    fd = open_by_handle_at(mount, &handle.is, O_PATH | O_CLOEXEC);
    saved = errno;
    close(mount);
    errno = saved;
    return fd;
}

/* Where our own mounts show what the handle stands for. */
static bool find_path(const struct place_key *key, const char *near, char *path, size_t size)
{
    char link[32];
    ssize_t length;
    int fd;

    errno = EOPNOTSUPP;
    fd = near && key->size > FSID_SIZE + TYPE_SIZE ? open_handle(key, near) : -1;
    if (fd < 0)
        return false;
    text_format(link, sizeof(link), "/proc/self/fd/%d", fd);
    length = readlink(link, path, size - 1);
    close(fd);
    path[length > 0 ? length : 0] = '\0';
    return path[0] == '/';
}

bool place_folder(const struct place_key *key, const char *near, char *path, size_t size)
{
    struct stat status;

    return find_path(key, near, path, size) && lstat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool place_file(const struct place_key *key, const char *near, char *path, size_t size)
{
    struct stat status;

    return find_path(key, near, path, size) && lstat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool place_find(const struct raw *raw, const char *near, char *path, size_t size)
{
    if (!find_path(&raw->target, near, path, size))
        return false;
    errno = ENOENT;
    return place_is(raw, path);
}
