/* The spool's files. Owns their format, their writing and their reading.
 * Must not own: whether a fact goes here (fact.c), what is made of it (the judge).
 * In: an event. Out: a file that is there whole or not at all. */
#include "pam_module/spool.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/wire.h>

#include "agent/base/text.h"

enum { NAME_SIZE = 2 * EVENT_ID_SIZE + 16 };

struct fact {
    struct wire_head head;
    struct event event;
};

/* The judge's group owns the folder together with root: it must be able to remove what it has read. */
static const char *why_unsafe(int folder)
{
    struct stat status;

    if (fstat(folder, &status) != 0)
        return strerror(errno);
    if (status.st_uid != 0 && status.st_uid != geteuid())
        return "it belongs to another user: chown root it";
    if (status.st_mode & S_IWOTH)
        return "others may write there: chmod o-w it";
    return NULL;
}

/* How many files lie in the folder, whatever they are, counted no further than SPOOL_MAX. */
static unsigned count_files(int folder)
{
    int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *entries = own >= 0 ? fdopendir(own) : NULL;
    unsigned count = 0;

    while (entries && count < SPOOL_MAX + 2 && readdir(entries)) /* `.` and `..` among them */
        count++;
    if (entries)
        closedir(entries);
    else if (own >= 0)
        close(own);
    return count;
}

/* Whoever calls su(1) brings their own limit of a file's size (ulimit -f), and a write beyond it is a signal that kills
 * su: thus a guesser would leave no trace. Who may lifts the limit for the moment of the write (root any limit, others
 * up to the hard one); else it is EFBIG before the kernel sends its signal. `before` is to be set again. */
static bool lift_limit(struct rlimit *before)
{
    struct rlimit lifted;

    if (getrlimit(RLIMIT_FSIZE, before) != 0)
        return false;
    lifted = *before;
    if (before->rlim_cur >= sizeof(struct fact))
        return true;
    lifted.rlim_cur = sizeof(struct fact);
    if (lifted.rlim_max < lifted.rlim_cur)
        lifted.rlim_max = lifted.rlim_cur;
    if (setrlimit(RLIMIT_FSIZE, &lifted) == 0)
        return true;
    errno = EFBIG;
    return false;
}

static bool write_fully(int fd, const void *bytes, size_t size)
{
    const char *at = bytes;

    while (size > 0) {
        ssize_t written = write(fd, at, size);

        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return false;
        at += written;
        size -= (size_t)written;
    }
    return true;
}

/* fchmod: the login program's umask may be 077, and the judge reads as the folder's group. */
static bool fill(int fd, const struct event *event)
{
    const struct fact fact = {
        .head = {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_EVENT, .size = sizeof *event},
        .event = *event};
    struct rlimit before;
    bool good;
    int saved;

    if (fchmod(fd, 0640) != 0 || !lift_limit(&before))
        return false;
    good = write_fully(fd, &fact, sizeof fact);
    saved = errno;
    setrlimit(RLIMIT_FSIZE, &before);
    errno = saved;
    return good;
}

/* One fsync, after the rename, brings data and name to the disk together (ext4, xfs and btrfs log the name with the
 * file): a person is waiting, and each fsync costs some milliseconds. */
static bool put(int folder, const struct event *event)
{
    char id[2 * EVENT_ID_SIZE + 1], unready[NAME_SIZE], ready[NAME_SIZE];
    bool good;
    int fd, saved;

    text_hex(id, event->id, sizeof event->id);
    text_format(unready, sizeof unready, ".%s.tmp", id);
    text_format(ready, sizeof ready, "%s.fact", id);
    fd = openat(folder, unready, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
    if (fd < 0)
        return false;
    good = fill(fd, event) && renameat(folder, unready, folder, ready) == 0 && fsync(fd) == 0;
    saved = errno;
    if (!good)
        unlinkat(folder, unready, 0);
    close(fd);
    errno = saved;
    return good;
}

bool spool_write(const char *folder, const struct event *event, char *error, size_t size)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const char *why = fd < 0 ? strerror(errno) : why_unsafe(fd);

    if (!why && count_files(fd) >= SPOOL_MAX + 2)
        why = "it is full: start confided, which empties it";
    if (!why && !put(fd, event))
        why = strerror(errno);
    if (fd >= 0)
        close(fd);
    if (why)
        text_format(error, size, "%s: a fact is lost: %s", folder, why);
    return why == NULL;
}

bool spool_read(int folder, const char *name, struct event *event)
{
    int fd = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    struct stat status;
    struct fact fact;
    bool good = false;

    if (fd < 0)
        return false;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size == sizeof fact &&
        (status.st_uid == 0 || status.st_uid == geteuid()))
        good = read(fd, &fact, sizeof fact) == sizeof fact;
    close(fd);
    good = good && fact.head.magic == WIRE_MAGIC && fact.head.version == WIRE_VERSION && fact.head.type == WIRE_EVENT &&
           fact.head.size == sizeof fact.event && fact.head.seq == 0;
    if (good)
        *event = fact.event;
    return good;
}
