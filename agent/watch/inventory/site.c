/* A root as the inventory finds it. Owns statfs(2) and what makes a folder the same after a reboot: its number, its
 * birth, its file system. Must not look into it. In: a path. Out: the open folder, and which one it is. */
#include "agent/watch/inventory/site.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <string.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "agent/watch/inventory/look.h"

enum { XFS_MAGIC = 0x58465342 }; /* linux/magic.h has it from Linux 6.13 on only */

static bool is_own(uint64_t type)
{
    return type == EXT4_SUPER_MAGIC || type == XFS_MAGIC || type == BTRFS_SUPER_MAGIC || type == TMPFS_MAGIC;
}

enum site_state site_open(struct site *site, struct listing_head *head)
{
    struct statfs system;
    struct look look;

    site->fd = open(head->root, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (site->fd < 0)
        return SITE_MISSING;
    if (fstatfs(site->fd, &system) < 0 || look_at(site->fd, "", 0, &look) != LOOK_FOLDER) {
        close(site->fd);
        return SITE_MISSING;
    }
    if (!is_own((uint64_t)system.f_type)) {
        close(site->fd);
        return SITE_SHARED;
    }
    site->dev = look.dev;
    site->mount = look.mount;
    head->ino = look.record.ino;
    head->birth_ns = look.birth_ns;
    head->type = (uint64_t)system.f_type;
    memcpy(&head->fsid, &system.f_fsid, sizeof(head->fsid));
    return SITE_GOOD;
}

bool site_same(const struct listing_head *one, const struct listing_head *two)
{
    bool is_same = one->ino == two->ino && one->type == two->type;

    /* XFS makes its f_fsid from the disk's number, which another order of disks changes; births stay. */
    if (is_same && one->birth_ns != 0 && two->birth_ns != 0)
        return one->birth_ns == two->birth_ns;
    return is_same && one->fsid == two->fsid;
}
