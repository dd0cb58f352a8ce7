/* The mounts of this machine. Owns /proc/self/mountinfo and /sys/dev/block; must never wait for a mount's own server or
 * program: a dead network mount would stop the whole watch. In: the kernel's list. Out: mounts, and what went. */
#include "agent/watch/devices/mounts.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/watch/devices/mount_line.h"
#include "agent/watch/tree/template.h"

#define MOUNTINFO "/proc/self/mountinfo"

/* MOUNTS_MOST: containers and snaps make hundreds; beyond that only memory would suffer. SLAVES_DEEP: an encrypted
 * volume in a logical volume on a partition. */
enum { MOUNTS_MOST = 8192, SLAVES_DEEP = 4 };

struct entry {
    struct mount mount;
    long id;
};

struct list {
    struct entry *entries;
    size_t count, room;
};

struct mounts {
    const struct config *config;
    struct list list;
    int fd;
};

static struct entry *add(struct list *list)
{
    size_t room = list->room ? 2 * list->room : 64;
    struct entry *larger;

    if (list->count == MOUNTS_MOST) {
        errno = E2BIG;
        return NULL;
    }
    if (list->count == list->room) {
        larger = realloc(list->entries, room * sizeof(*larger));
        if (!larger)
            return NULL;
        list->entries = larger;
        list->room = room;
    }
    return &list->entries[list->count++];
}

static bool says_one(const char *folder, const char *name)
{
    char path[PATH_MAX], text[2] = "";
    int fd;

    if (!text_format(path, sizeof(path), "%s/%s", folder, name))
        return false;
    fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    if (read(fd, text, 1) != 1)
        text[0] = '\0';
    close(fd);
    return text[0] == '1';
}

/* `folder`: a block device's or partition's in /sys. What an encrypted or logical volume lies on stands in `slaves`. */
static bool can_be_taken(const char *folder, unsigned deep)
{
    char path[PATH_MAX], real[PATH_MAX];
    struct dirent *slave;
    bool found = false;
    DIR *slaves;

    if (!realpath(folder, real))
        return false;
    /* A partition has no `removable` of its own: its disk, which it stands in, has. */
    if (strstr(real, "/usb") || says_one(real, "removable") || says_one(real, "../removable"))
        return true;
    if (deep == 0 || !text_format(path, sizeof(path), "%s/slaves", real) || !(slaves = opendir(path)))
        return false;
    while (!found && (slave = readdir(slaves)))
        found = slave->d_name[0] != '.' && text_format(path, sizeof(path), "%s/slaves/%s", real, slave->d_name) &&
                can_be_taken(path, deep - 1);
    closedir(slaves);
    return found;
}

/* btrfs says a number of its own, which no device has: then by the device's name. Its file is not asked where /sys will
 * do: a service's own /dev (PrivateDevices=) has no disks. */
static bool lies_on_what_can_be_taken(const struct mount_line *line)
{
    const char *name = strrchr(line->device, '/');
    char folder[NAME_MAX + 32];
    struct stat about;

    if (major(line->dev) != 0)
        text_format(folder, sizeof(folder), "/sys/dev/block/%u:%u", major(line->dev), minor(line->dev));
    else if (strncmp(line->device, "/dev/", 5) != 0)
        return false;
    else if (strncmp(line->device, "/dev/mapper/", 12) == 0 && stat(line->device, &about) == 0)
        text_format(folder, sizeof(folder), "/sys/dev/block/%u:%u", major(about.st_rdev), minor(about.st_rdev));
    else
        text_format(folder, sizeof(folder), "/sys/class/block/%s", name + 1);
    return can_be_taken(folder, SLAVES_DEEP);
}

/* A computer may run from a USB disk, which makes nobody's own files an export. */
static bool is_the_systems(const char *point)
{
    return text_in_list("/ /usr /var /home /boot /boot/efi", point);
}

static bool is_removable(const struct config *config, const struct mount_line *line)
{
    enum mount_kind kind = mount_line_kind(line->type);

    for (unsigned i = 0; i < config->removable_count; i++)
        if (template_holds(config->removable[i], line->point))
            return true;
    if (kind == KIND_OTHER && strcmp(line->type, "iso9660") != 0)
        return false;
    if ((template_holds("/media", line->point) && strcmp(line->point, "/media") != 0) ||
        (template_holds("/run/media", line->point) && strcmp(line->point, "/run/media") != 0))
        return true;
    return kind != KIND_NETWORK && !is_the_systems(line->point) && lies_on_what_can_be_taken(line);
}

/* Of a cut mount point nothing may be marked or looked up: it would be another folder's name. */
static void fill(struct mount *mount, const struct mount_line *line)
{
    bool is_whole = text_copy(mount->point, sizeof(mount->point), line->point);

    mount->dev = line->dev;
    mount->is_local = mount_line_kind(line->type) == KIND_DISK && is_whole;
    /* Of the mount's own options nothing is to be believed: in a service's sandbox (ProtectSystem=strict) all are
     * read-only. After errors ext4 says `ro`, or since Linux 6.14 `emergency_ro`, which statvfs(3) does not. */
    mount->is_readonly = mount_line_says(line->inside, "ro") || mount_line_says(line->inside, "emergency_ro");
    mount->is_shut = mount_line_says(line->inside, "shutdown");
    text_copy(mount->root, sizeof(mount->root), line->root);
    text_copy(mount->type, sizeof(mount->type), line->type);
    text_copy(mount->device, sizeof(mount->device), line->device);
}

/* Calls `each` for every line, until it says false. */
static bool read_lines(bool (*each)(void *data, const struct mount_line *line), void *data)
{
    FILE *file = fopen(MOUNTINFO, "re");
    struct mount_line line;
    char *text = NULL;
    size_t size = 0;
    bool is_whole = file != NULL;

    if (!file)
        return false;
    errno = 0;
    while (is_whole && getline(&text, &size, file) > 0)
        if (mount_line_parse(text, &line))
            is_whole = each(data, &line);
    is_whole = is_whole && feof(file);
    free(text);
    fclose(file);
    return is_whole;
}

struct reading {
    const struct config *config;
    struct list list;
};

static bool take(void *data, const struct mount_line *line)
{
    struct reading *reading = data;
    struct entry *entry = add(&reading->list);

    if (!entry)
        return errno == E2BIG; /* those that there is room for are better than none */
    memset(entry, 0, sizeof(*entry));
    entry->id = line->id;
    entry->mount.is_new = true;
    fill(&entry->mount, line);
    entry->mount.is_removable = is_removable(reading->config, line);
    return true;
}

/* On the way to `point`, nobody else's program or server has to be asked. */
static bool can_be_reached(const struct list *list, const char *point)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct mount *mount = &list->entries[i].mount;
        enum mount_kind kind = mount_line_kind(mount->type);

        if ((kind == KIND_NETWORK || kind == KIND_FUSE || strncmp(mount->type, "fuse", 4) == 0 ||
             strcmp(mount->type, "autofs") == 0) &&
            template_holds(mount->point, point))
            return false;
    }
    return true;
}

/* A btrfs file's st_dev is its subvolume's, which only stat(2) of the mount point knows. */
static void learn_dev(const struct list *list, struct entry *entry)
{
    struct statx about;

    if (strcmp(entry->mount.type, "btrfs") == 0 && entry->mount.is_local && can_be_reached(list, entry->mount.point) &&
        statx(AT_FDCWD, entry->mount.point, AT_NO_AUTOMOUNT | AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC,
              STATX_TYPE | STATX_MNT_ID, &about) == 0 &&
        about.stx_mask & STATX_MNT_ID && (long)about.stx_mnt_id == entry->id)
        entry->mount.dev = makedev(about.stx_dev_major, about.stx_dev_minor);
}

static bool is_same(const struct entry *one, const struct entry *other)
{
    return one->id == other->id && strcmp(one->mount.point, other->mount.point) == 0 &&
           strcmp(one->mount.device, other->mount.device) == 0 && strcmp(one->mount.type, other->mount.type) == 0;
}

/* Both lists stand in nearly the same order, so the search begins where the last one ended. */
static struct entry *find(const struct list *list, const struct entry *wanted, size_t *from)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t at = (*from + i) % list->count;

        if (is_same(&list->entries[at], wanted)) {
            *from = at + 1;
            return &list->entries[at];
        }
    }
    return NULL;
}

struct mounts *mounts_open(const struct config *config)
{
    struct mounts *mounts = calloc(1, sizeof(*mounts));

    if (!mounts)
        return NULL;
    mounts->config = config;
    mounts->fd = open(MOUNTINFO, O_RDONLY | O_CLOEXEC);
    if (mounts->fd >= 0)
        return mounts;
    free(mounts);
    return NULL;
}

void mounts_close(struct mounts *mounts)
{
    close(mounts->fd);
    free(mounts->list.entries);
    free(mounts);
}

int mounts_fd(const struct mounts *mounts)
{
    return mounts->fd;
}

bool mounts_read(struct mounts *mounts, void (*gone)(void *data, const struct mount *mount), void *data)
{
    struct reading reading = {.config = mounts->config};
    struct list *list = &mounts->list;
    size_t from = 0;

    if (!read_lines(take, &reading)) {
        free(reading.list.entries);
        return false;
    }
    for (size_t i = 0; i < reading.list.count; i++)
        learn_dev(&reading.list, &reading.list.entries[i]);
    for (size_t i = 0; i < list->count; i++) {
        struct entry *same = find(&reading.list, &list->entries[i], &from);

        if (same)
            same->mount.is_new = false;
        else if (gone)
            gone(data, &list->entries[i].mount);
    }
    free(list->entries);
    *list = reading.list;
    return true;
}

const struct mount *mounts_at(const struct mounts *mounts, size_t n)
{
    return n < mounts->list.count ? &mounts->list.entries[n].mount : NULL;
}

const struct mount *mounts_of(const struct mounts *mounts, uint64_t dev)
{
    for (size_t i = 0; i < mounts->list.count; i++)
        if (mounts->list.entries[i].mount.dev == dev)
            return &mounts->list.entries[i].mount;
    return NULL;
}

struct search {
    const char *path;
    struct mount *mount;
    size_t longest;
};

/* Of two at one place the later lies over the earlier. */
static bool compare(void *data, const struct mount_line *line)
{
    struct search *search = data;
    size_t length = strlen(line->point);

    if (template_holds(line->point, search->path) && length >= search->longest) {
        search->longest = length;
        memset(search->mount, 0, sizeof(*search->mount));
        fill(search->mount, line);
    }
    return true;
}

bool mounts_find(const char *path, struct mount *mount)
{
    struct search search = {.path = path, .mount = mount};

    return read_lines(compare, &search) && search.longest > 0;
}
