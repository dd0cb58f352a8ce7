/* Owns: replacing the configured staff list by the one that HR sent. Must not own: whether that one is sound, which is
 * asked before. In: a file. Out: its copy, whole and on disk under the configured name, or the last list untouched. */
#include "staff_keep.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { LIST_MODE = 0640, CHUNK = 64 * 1024 };

static bool is_same_file(const char *left, const char *right)
{
    struct stat a, b;

    return stat(left, &a) == 0 && stat(right, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

static bool copy(int from, int to)
{
    char chunk[CHUNK];
    ssize_t got;

    while ((got = read(from, chunk, sizeof chunk)) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        for (ssize_t put = 0, done = 0; done < got; done += put)
            if ((put = write(to, chunk + done, (size_t)(got - done))) < 0)
                return false;
    }
    return true;
}

/* The agent is no member of root's group, which the list would belong to otherwise. */
static bool open_to_agent(int fd, const char *context)
{
    struct stat folder;

    return fchmod(fd, LIST_MODE) == 0 && (stat(context, &folder) != 0 || fchown(fd, (uid_t)-1, folder.st_gid) == 0);
}

bool staff_keep(const char *from, const struct config *config, char *error, size_t size)
{
    char beside[PATH_MAX] = "";
    int in = -1, out = -1;
    bool good = false;

    if (is_same_file(from, config->staff))
        return true;
    text_format(beside, sizeof beside, "%s.XXXXXX", config->staff);
    if ((in = open(from, O_RDONLY | O_CLOEXEC)) < 0 || (out = mkostemp(beside, O_CLOEXEC)) < 0)
        goto out;
    good =
        copy(in, out) && open_to_agent(out, config->context) && fsync(out) == 0 && rename(beside, config->staff) == 0;
out:
    if (!good)
        text_format(error, size, "%s: not replaced: %s; the last one stays", config->staff, strerror(errno));
    if (!good && out >= 0)
        unlink(beside);
    if (in >= 0)
        close(in);
    if (out >= 0)
        close(out);
    return good;
}
