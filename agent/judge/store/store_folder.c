/* Owns: DIR itself, DIR/lock, DIR/keys/, DIR/ballast. Must not own: DIR/confide.db's content.
 * A key is written once, under another name, and takes its own only when it is whole and on disk: a kill leaves all of
 * it or none, and no run ever writes over one. In: a path. Out: descriptors, keys, one line about what is wrong. */
#include "store_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "agent/base/text.h"

/* What another user can read or replace is no place for keys and evidence. The mode is not mended here: `path` may be a
 * slip of the pen, and /tmp made 0700 is a broken machine. */
static bool folder_is_private(int fd, const char *path, char *error, size_t size)
{
    struct stat about;

    if (fstat(fd, &about) != 0) {
        text_format(error, size, "folder %s: %s", path, strerror(errno));
        return false;
    }
    if (about.st_uid != geteuid()) {
        text_format(error, size,
                    "folder %s: it belongs to uid %u and this runs as uid %u: start confided as that user, as its unit "
                    "does, or give it a folder of its own ([paths] state)",
                    path, about.st_uid, geteuid());
        return false;
    }
    if ((about.st_mode & 077) != 0) {
        text_format(error, size, "folder %s: it must be open to nobody else: chmod 700 %s", path, path);
        return false;
    }
    return true;
}

static int make_folder(int at, const char *name)
{
    if (mkdirat(at, name, 0700) != 0 && errno != EEXIST)
        return -1;
    return openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/* The pid that a holder wrote into the lock, 0 when it is no longer alive or never wrote one. */
static long lock_holder(int fd)
{
    char text[16] = "";
    int64_t pid = 0;

    if (pread(fd, text, sizeof(text) - 1, 0) <= 0)
        return 0;
    text[strcspn(text, " \n")] = '\0';
    if (!text_number(text, 1, INT32_MAX, &pid) || (kill((pid_t)pid, 0) != 0 && errno == ESRCH))
        pid = 0;
    return (long)pid;
}

static bool take_lock(struct store_folder *folder, char *error, size_t size)
{
    char pid[16];
    long holder;

    folder->lock = openat(folder->fd, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (folder->lock >= 0 && flock(folder->lock, LOCK_EX | LOCK_NB) == 0) {
        /* One width, so that a full disk cannot refuse it: it takes the place of what stood there. */
        text_format(pid, sizeof(pid), "%-10ld\n", (long)getpid());
        if (pwrite(folder->lock, pid, strlen(pid), 0) == (ssize_t)strlen(pid))
            return true;
    }
    if (folder->lock < 0 || errno != EWOULDBLOCK) {
        text_format(error, size, "lock %s/lock: %s", folder->path, strerror(errno));
        return false;
    }
    holder = lock_holder(folder->lock);
    if (holder > 0)
        text_format(error, size,
                    "folder %s: another confided runs here (pid %ld): stop it first, or use another folder",
                    folder->path, holder);
    else
        text_format(error, size, "folder %s: confidectl verify reads it: start again when that is done", folder->path);
    return false;
}

bool store_folder_open(struct store_folder *folder, const char *path, char *error, size_t size)
{
    *folder = (struct store_folder){.fd = -1, .lock = -1};
    if (!text_copy(folder->path, sizeof(folder->path), path)) {
        text_format(error, size, "folder %.64s...: the path is too long: choose a shorter one", path);
        return false;
    }
    text_format(folder->database, sizeof(folder->database), "%s/confide.db", path);
    folder->fd = make_folder(AT_FDCWD, path);
    if (folder->fd < 0) {
        text_format(error, size, "folder %s: %s: make it, owned by the agent's user, mode 0700", path, strerror(errno));
        return false;
    }
    return folder_is_private(folder->fd, path, error, size) && take_lock(folder, error, size);
}

void store_folder_close(struct store_folder *folder)
{
    if (folder->lock >= 0)
        close(folder->lock);
    if (folder->fd >= 0)
        close(folder->fd);
    folder->lock = folder->fd = -1;
}

bool store_folder_database(struct store_folder *folder, bool *is_new, char *error, size_t size)
{
    int fd = openat(folder->fd, "confide.db", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    struct stat about;
    bool is_fit = false;

    if (fd < 0 || fstat(fd, &about) != 0) {
        text_format(error, size, "database %s: %s", folder->database, strerror(errno));
    } else if (!S_ISREG(about.st_mode) || about.st_uid != geteuid() || (about.st_mode & 077) != 0) {
        text_format(error, size,
                    "database %s: it must be a plain file of uid %u with mode 0600: chown %u %s; chmod 600 %s",
                    folder->database, geteuid(), geteuid(), folder->database, folder->database);
    } else {
        *is_new = about.st_size == 0;
        is_fit = true;
    }
    if (fd >= 0)
        close(fd);
    return is_fit;
}

static bool make_key(int keys, const char *name)
{
    char fresh[64];
    uint8_t key[CRYPTO_KEY_SIZE];
    int fd = -1;
    bool is_made = false;

    text_format(fresh, sizeof(fresh), "%s.new", name);
    if (unlinkat(keys, fresh, 0) != 0 && errno != ENOENT)
        return false;
    fd = openat(keys, fresh, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
    if (fd < 0)
        return false;
    crypto_random(key, sizeof(key));
    is_made = write(fd, key, sizeof(key)) == (ssize_t)sizeof(key) && fsync(fd) == 0;
    is_made = close(fd) == 0 && is_made;
    is_made = is_made && renameat2(keys, fresh, keys, name, RENAME_NOREPLACE) == 0 && fsync(keys) == 0;
    explicit_bzero(key, sizeof(key));
    return is_made;
}

static bool read_key(int keys, const char *name, uint8_t key[CRYPTO_KEY_SIZE])
{
    int fd = openat(keys, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat about;
    bool is_read = false;

    if (fd < 0)
        return false;
    if (fstat(fd, &about) != 0)
        goto out;
    errno = EPERM;
    if (!S_ISREG(about.st_mode) || about.st_uid != geteuid() || (about.st_mode & 077) != 0)
        goto out;
    errno = EBADMSG;
    if (about.st_size != CRYPTO_KEY_SIZE)
        goto out;
    is_read = read(fd, key, CRYPTO_KEY_SIZE) == CRYPTO_KEY_SIZE;
out:
    close(fd);
    return is_read;
}

bool store_folder_key(struct store_folder *folder, const char *name, bool may_make, uint8_t key[CRYPTO_KEY_SIZE],
                      char *error, size_t size)
{
    int keys = make_folder(folder->fd, "keys");
    bool is_read = false;

    if (keys < 0) {
        text_format(error, size, "folder %s/keys: %s", folder->path, strerror(errno));
        return false;
    }
    if (!folder_is_private(keys, "keys", error, size))
        goto out;
    is_read = read_key(keys, name, key);
    if (!is_read && errno == ENOENT && may_make)
        is_read = folder->made_key = make_key(keys, name) && fsync(folder->fd) == 0 && read_key(keys, name, key);
    if (is_read)
        goto out;
    if (errno == ENOENT)
        text_format(error, size,
                    "key %s/keys/%s: missing, but the database was made with it: restore it from your backup",
                    folder->path, name);
    else if (errno == EBADMSG || errno == EPERM)
        text_format(error, size,
                    "key %s/keys/%s: it must be %d bytes in a plain file of uid %u with mode 0400: restore it"
                    " from your backup",
                    folder->path, name, CRYPTO_KEY_SIZE, geteuid());
    else
        text_format(error, size, "key %s/keys/%s: %s", folder->path, name, strerror(errno));
out:
    close(keys);
    return is_read;
}

uint64_t store_folder_room(const struct store_folder *folder)
{
    struct statvfs about;

    return fstatvfs(folder->fd, &about) == 0 ? (uint64_t)about.f_bavail * about.f_frsize : 0;
}

bool store_folder_ballast(struct store_folder *folder, unsigned mib)
{
    enum { MIB = 1024 * 1024 };
    const off_t wanted = (off_t)mib * MIB;
    struct stat about = {0};
    bool is_there = false;
    int fd;

    if (mib == 0) {
        store_folder_drop_ballast(folder);
        return true;
    }
    fd = openat(folder->fd, "ballast", O_WRONLY | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (fd < 0 || fstat(fd, &about) != 0)
        goto out;
    if (about.st_size > wanted)
        is_there = ftruncate(fd, wanted) == 0;
    else if (about.st_size == wanted)
        is_there = true;
    else if (store_folder_room(folder) >= (uint64_t)(wanted - about.st_size) + MIB)
        is_there = posix_fallocate(fd, 0, wanted) == 0;
out:
    if (fd >= 0)
        close(fd);
    if (!is_there && about.st_size == 0)
        store_folder_drop_ballast(folder);
    return is_there || about.st_size > 0;
}

void store_folder_drop_ballast(struct store_folder *folder)
{
    unlinkat(folder->fd, "ballast", 0);
}

bool store_folder_share(const char *file, int *lock, char *error, size_t size)
{
    const char *slash = strrchr(file, '/');
    char path[STORE_PATH + 16];

    *lock = -1;
    if (!text_format(path, sizeof(path), "%.*slock", slash ? (int)(slash - file + 1) : 0, file)) {
        text_format(error, size, "%.64s...: the path is too long", file);
        return false;
    }
    *lock = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (*lock < 0 || flock(*lock, LOCK_SH | LOCK_NB) == 0)
        return true;
    text_format(error, size,
                "%s: confided (pid %ld) has it open: run `confidectl verify` without --db, or copy the file"
                " elsewhere",
                file, lock_holder(*lock));
    close(*lock);
    *lock = -1;
    return false;
}
