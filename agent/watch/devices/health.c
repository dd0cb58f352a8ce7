/* How a record folder's device is. Owns statvfs(3), /sys/fs and /sys/dev/block; must not touch what is on other
 * machines or behind a FUSE program: statvfs on a dead one never returns. In: a folder, what was told of it. Out:
 * words. */
#include "agent/watch/devices/health.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <confide/event.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/devices/mounts.h"

/* Percent that people may still use; told below the first, well again above the second. RECENT_S: an error that the
 * file system remembers from before we looked is told when it is no older. */
enum { FULL_BELOW = 2, ROOM_ABOVE = 4, RECENT_S = 24 * 60 * 60 };

struct look {
    struct health *health;
    const char *path;
    const struct mount *mount;
    char *words;
    size_t size;
};

static uint64_t bit(enum event_action action)
{
    return (uint64_t)1 << action;
}

/* True once, when `is_so` begins to hold; forgotten when `is_well`. Between the two it stays as it is. */
static bool is_news(struct health *health, enum event_action action, bool is_so, bool is_well)
{
    bool is_told = health->told & bit(action);

    if (is_well)
        health->told &= ~bit(action);
    else if (is_so)
        health->told |= bit(action);
    return is_so && !is_told;
}

/* A number from a file of /sys; 0 when there is none. */
static uint64_t read_number(const char *path)
{
    char text[32];
    int64_t number = 0;
    ssize_t size;
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return 0;
    size = read(fd, text, sizeof(text) - 1);
    close(fd);
    if (size <= 0)
        return 0;
    text[size] = '\0';
    text[strcspn(text, "\n")] = '\0';
    return text_number(text, 0, INT64_MAX, &number) ? (uint64_t)number : 0;
}

/* vfat and btrfs have no table of files that could be full: f_files is 0 there. */
static bool look_at_room(const struct look *look, const struct statvfs *room)
{
    bool has_files = room->f_files == 0 || room->f_favail > 0;
    bool is_full = !has_files || room->f_bavail < (room->f_blocks * FULL_BELOW + 99) / 100;
    bool is_well = has_files && room->f_bavail > room->f_blocks / 100 * ROOM_ABOVE;

    if (room->f_blocks == 0 || !is_news(look->health, ACTION_FULL, is_full, is_well))
        return false;
    if (has_files)
        text_format(
            look->words, look->size,
            "the file system of %.80s is full: %llu of %llu MiB are left. What is saved there may be lost: make "
            "room, or give it more",
            look->mount->point, (unsigned long long)(room->f_bavail * room->f_frsize >> 20),
            (unsigned long long)(room->f_blocks * room->f_frsize >> 20));
    else
        text_format(look->words, look->size,
                    "the file system of %.80s takes no more files, though it may have room: remove files that are not "
                    "needed",
                    look->mount->point);
    return true;
}

static bool look_at_writing(const struct look *look)
{
    bool is_readonly = look->mount->is_readonly;

    if (!is_news(look->health, ACTION_READONLY, is_readonly, !is_readonly))
        return false;
    text_format(look->words, look->size,
                "%.80s is mounted read-only: nobody can save there. After errors the kernel does that by itself: see "
                "`journalctl -k`, check the disk, then mount it read-write again",
                look->mount->point);
    return true;
}

/* How /sys calls the device: "sda1". False with errno when it has none: ENOENT when it is gone. */
static bool find_device(const struct mount *mount, char name[NAME_MAX + 1])
{
    char link[64], target[PATH_MAX];
    ssize_t size;

    text_format(link, sizeof(link), "/sys/dev/block/%u:%u", major(mount->dev), minor(mount->dev));
    size = readlink(link, target, sizeof(target) - 1);
    if (size < 0)
        return false;
    target[size] = '\0';
    return text_copy(name, NAME_MAX + 1, strrchr(target, '/') ? strrchr(target, '/') + 1 : target);
}

/* Numbers with a zero in front are of file systems without a device of their own. */
static bool is_gone(const struct mount *mount)
{
    char name[NAME_MAX + 1];

    return major(mount->dev) != 0 && !find_device(mount, name) && errno == ENOENT &&
           access("/sys/dev/block", F_OK) == 0;
}

/* A folder that was read before is in memory: that it opens proves little, that it does not proves much. */
static int open_and_read(const char *path)
{
    int wrong = 0;
    DIR *folder = opendir(path);

    if (!folder)
        return errno;
    errno = 0;
    if (!readdir(folder))
        wrong = errno;
    closedir(folder);
    return wrong;
}

static bool is_the_disks(int wrong)
{
    return wrong == EIO || wrong == ENODEV || wrong == ENXIO || wrong == EUCLEAN || wrong == ESHUTDOWN ||
           wrong == EBADMSG || wrong == EREMOTEIO || wrong == ENOMEDIUM;
}

/* The count only rises, until the file system is checked. Told at 1, 2, 4, 8 more: a dying disk makes thousands. */
static bool errors_rose(struct health *health, uint64_t errors, uint64_t last_s)
{
    bool is_old = !health->was_looked_at && (int64_t)last_s + RECENT_S < clock_now_ms() / 1000;
    uint64_t more;

    if (is_old || errors < health->errors) {
        health->errors = errors;
        health->errors_told = 0;
    }
    more = errors - health->errors;
    if (more == 0 || more < 2 * health->errors_told)
        return false;
    health->errors_told = more;
    return true;
}

/* btrfs counts for each of its disks, five kinds a file, "read_errs 0" a line; on all of them and all kinds together.
 */
static uint64_t count_in(const char *path)
{
    FILE *file = fopen(path, "re");
    unsigned long long number;
    uint64_t sum = 0;

    if (!file)
        return 0;
    while (fscanf(file, "%*s %llu", &number) == 1)
        sum += number;
    fclose(file);
    return sum;
}

static uint64_t count_of_btrfs(const struct mount *mount)
{
    const char *name = strrchr(mount->device, '/');
    char pattern[MOUNT_DEVICE_SIZE + 64];
    glob_t device, stats;
    uint64_t sum = 0;

    text_format(pattern, sizeof(pattern), "/sys/fs/btrfs/*/devices/%s", name ? name + 1 : mount->device);
    if (glob(pattern, GLOB_NOSORT, NULL, &device) != 0)
        return 0;
    *strstr(device.gl_pathv[0], "/devices/") = '\0';
    text_format(pattern, sizeof(pattern), "%s/devinfo/*/error_stats", device.gl_pathv[0]);
    globfree(&device);
    if (glob(pattern, GLOB_NOSORT, NULL, &stats) != 0)
        return 0;
    for (size_t i = 0; i < stats.gl_pathc; i++)
        sum += count_in(stats.gl_pathv[i]);
    globfree(&stats);
    return sum;
}

static uint64_t count_of_ext4(const struct mount *mount, uint64_t *last_s)
{
    char device[NAME_MAX + 1], path[NAME_MAX + 64];

    if (major(mount->dev) == 0 || !find_device(mount, device))
        return 0;
    text_format(path, sizeof(path), "/sys/fs/ext4/%s/last_error_time", device);
    *last_s = read_number(path);
    text_format(path, sizeof(path), "/sys/fs/ext4/%s/errors_count", device);
    return read_number(path);
}

static bool look_at_errors(const struct look *look)
{
    bool is_btrfs = strcmp(look->mount->type, "btrfs") == 0;
    uint64_t last_s = 0; /* btrfs keeps no time: what it counted before we looked is taken as old */
    uint64_t errors = is_btrfs ? count_of_btrfs(look->mount) : count_of_ext4(look->mount, &last_s);

    if (!errors_rose(look->health, errors, last_s))
        return false;
    text_format(look->words, look->size,
                "the file system of %.80s (%.40s) has met errors, %llu so far. Copy what is on it now; then check the "
                "disk, and %s",
                look->mount->point, look->mount->device, (unsigned long long)errors,
                is_btrfs ? "run btrfs scrub" : "e2fsck -f it unmounted");
    return true;
}

static bool look_at_disk(const struct look *look, int wrong)
{
    bool has_gone = is_gone(look->mount), is_failing = has_gone || is_the_disks(wrong);

    if (!is_news(look->health, ACTION_FAILING, is_failing, !is_failing))
        return !is_failing && look_at_errors(look);
    if (has_gone)
        text_format(
            look->words, look->size,
            "the disk of %.80s (%.40s) is gone, though it is still mounted: put it back, and look after what was "
            "being saved",
            look->mount->point, look->mount->device);
    else
        text_format(look->words, look->size,
                    "%.80s (%.40s) cannot be read: %s. Copy what can still be read; check the disk and its cable",
                    look->mount->point, look->mount->device,
                    look->mount->is_shut ? "the kernel shut it down after errors" : strerror(wrong));
    return true;
}

bool health_look(struct health *health, const char *path, unsigned *action, char *words, size_t size)
{
    struct mount mount;
    struct look look = {health, path, &mount, words, size};
    struct statvfs room;
    int wrong;

    *action = 0;
    if (!mounts_find(path, &mount) || !mount.is_local || strncmp(mount.type, "fuse", 4) == 0)
        return false;
    wrong = mount.is_shut ? EIO : open_and_read(path);
    if (look_at_disk(&look, wrong))
        *action = ACTION_FAILING;
    else if (look_at_writing(&look))
        *action = ACTION_READONLY;
    else if (statvfs(path, &room) == 0 && look_at_room(&look, &room))
        *action = ACTION_FULL;
    health->was_looked_at = true;
    return *action != 0;
}
