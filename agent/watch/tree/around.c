/* The file systems around the records. Owns what is known of each: its number in events, where it is mounted. In: the
 * mounts. Out: marks that only tell, and paths. Never a mark that makes anybody wait. */
#include "agent/watch/tree/around.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/eye/guard.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/eye/place.h"

enum { AROUND_MAX = 64, FSID_SIZE = 8 };

struct around {
    const struct eye *eye;
    const struct mounts *mounts;
    struct {
        uint8_t fsid[FSID_SIZE];
        uint64_t dev;
        bool is_removable;
        char near[CONFIG_PATH];
    } list[AROUND_MAX];
    size_t count;
};

/* Nobody keeps copies there, and the system never stops writing. */
static const char *const busy[] = {"/run", "/run/lock", "/dev"};

struct around *around_make(const struct eye *eye, const struct mounts *mounts)
{
    struct around *around = calloc(1, sizeof(*around));

    if (around)
        *around = (struct around){.eye = eye, .mounts = mounts};
    return around;
}

void around_free(struct around *around)
{
    free(around);
}

static bool is_busy(const char *point)
{
    for (size_t i = 0; i < sizeof(busy) / sizeof(busy[0]); i++)
        if (strcmp(busy[i], point) == 0)
            return true;
    return false;
}

/* Several mounts of one file system have one mark. */
static void take_up(struct around *around, const struct mount *mount)
{
    char point[2 * CONFIG_PATH];
    struct statfs fs;
    struct stat status;
    int fd = open(mount->point, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);

    if (fd < 0)
        return;
    if (around->count < AROUND_MAX && fstatfs(fd, &fs) == 0 && fstat(fd, &status) == 0 &&
        !around_near(around, status.st_dev)) {
        memcpy(around->list[around->count].fsid, &fs.f_fsid, FSID_SIZE);
        around->list[around->count].dev = status.st_dev;
        around->list[around->count].is_removable = mount->is_removable;
        text_copy(around->list[around->count].near, CONFIG_PATH, mount->point);
        around->count++;
        if (!mark_around(around->eye, fd, mount->is_removable) && mount->is_removable)
            log_warning("%s: what is written there cannot be seen (%s): copies of records to it go untold",
                        text_escape(point, sizeof(point), mount->point), strerror(errno));
    }
    close(fd);
}

/* What a program (FUSE) or another machine answers for is not even opened: it may never answer, and then the watch
 * stood still. It could not be marked either. */
static void pass_over(const struct mount *mount)
{
    char point[2 * CONFIG_PATH];

    if (mount->is_removable && mount->is_new)
        log_warning("%s: what is written there cannot be seen (%s): copies of records to it go untold",
                    text_escape(point, sizeof(point), mount->point), mount->type);
}

/* What is removable is marked for good: little is written there, and that matters. */
static void tell_guard(const struct around *around)
{
    struct guard_list *list = around->eye->guard ? calloc(1, sizeof(*list)) : NULL;

    if (!list)
        return;
    for (size_t i = 0; i < around->count; i++)
        if (!around->list[i].is_removable)
            text_copy(list->paths[list->count++], CONFIG_PATH, around->list[i].near);
    guard_offer(around->eye->guard, list);
}

void around_look(struct around *around)
{
    const struct mount *mount;

    around->count = 0;
    for (size_t n = 0; (mount = mounts_at(around->mounts, n)); n++)
        if (!mount->is_local)
            pass_over(mount);
        else if (!is_busy(mount->point))
            take_up(around, mount);
    tell_guard(around);
}

static size_t find(const struct around *around, const struct place_key *folder)
{
    size_t i = 0;

    while (i < around->count &&
           (folder->size < FSID_SIZE || memcmp(around->list[i].fsid, folder->bytes, FSID_SIZE) != 0))
        i++;
    return i;
}

bool around_path(const struct around *around, const struct place_key *folder, char *path, size_t size)
{
    size_t at = find(around, folder);

    return at < around->count && place_folder(folder, around->list[at].near, path, size);
}

const char *around_near(const struct around *around, uint64_t dev)
{
    for (size_t i = 0; i < around->count; i++)
        if (around->list[i].dev == dev)
            return around->list[i].near;
    return NULL;
}

bool around_is_removable(const struct around *around, const struct place_key *folder)
{
    size_t at = find(around, folder);

    return at < around->count && around->list[at].is_removable;
}
