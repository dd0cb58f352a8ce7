/* One line of /proc/self/mountinfo. Pure: no files, no clock. Must not trust it: whoever may mount something chooses
 * its names. In: a line. Out: its fields, unescaped. */
#include "agent/watch/devices/mount_line.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "agent/base/text.h"

static bool is_octal(const char *three)
{
    return three[0] >= '0' && three[0] <= '3' && three[1] >= '0' && three[1] <= '7' && three[2] >= '0' &&
           three[2] <= '7';
}

/* The kernel writes blank, tab, newline and backslash as \040 and so on (mangle_path). */
static void unescape(char *text)
{
    char *to = text;

    while (*text)
        if (text[0] == '\\' && is_octal(text + 1)) {
            *to++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0'));
            text += 4;
        } else {
            *to++ = *text++;
        }
    *to = '\0';
}

/* The next field, or NULL. Two blanks together are an empty one: a mount's source may be "". */
static char *field(char **rest)
{
    char *is = *rest, *end;

    if (!is)
        return NULL;
    end = is + strcspn(is, " \n");
    *rest = *end == ' ' ? end + 1 : NULL;
    *end = '\0';
    return is;
}

static bool read_dev(char *text, uint64_t *dev)
{
    int64_t large, small;
    char *colon = strchr(text, ':');

    if (!colon)
        return false;
    *colon = '\0';
    if (!text_number(text, 0, UINT_MAX, &large) || !text_number(colon + 1, 0, UINT_MAX, &small))
        return false;
    *dev = makedev((unsigned)large, (unsigned)small);
    return true;
}

bool mount_line_parse(char *line, struct mount_line *is)
{
    char *rest = line, *id = field(&rest), *parent = field(&rest), *dev = field(&rest), *root = field(&rest);
    char *point = field(&rest), *options = field(&rest), *optional, *type, *device, *inside;
    int64_t number;

    if (!id || !parent || !dev || !options || !text_number(id, 0, INT_MAX, &number) || !read_dev(dev, &is->dev))
        return false;
    do
        optional = field(&rest);
    while (optional && strcmp(optional, "-") != 0);
    type = field(&rest);
    device = field(&rest);
    inside = field(&rest);
    if (!device || point[0] != '/')
        return false;
    unescape(root);
    unescape(point);
    unescape(type);
    unescape(device);
    is->id = (long)number;
    is->root = root;
    is->point = point;
    is->type = type;
    is->device = device;
    is->options = options;
    is->inside = inside ? inside : "";
    return true;
}

enum mount_kind mount_line_kind(const char *type)
{
    /* fuseblk: a program (ntfs-3g) answers for it too, but what it serves is this machine's disk. */
    static const char disk[] = "ext2 ext3 ext4 xfs btrfs tmpfs vfat msdos exfat ntfs ntfs3 fuseblk f2fs jfs reiserfs "
                               "nilfs2 hfs hfsplus udf bcachefs zfs";
    static const char network[] = "nfs nfs4 cifs smb3 smbfs ceph 9p afs gfs2 ocfs2 ncpfs coda virtiofs lustre gpfs "
                                  "glusterfs fuse.glusterfs fuse.sshfs fuse.ceph fuse.s3fs fuse.rclone";

    if (text_in_list(disk, type))
        return KIND_DISK;
    if (text_in_list(network, type))
        return KIND_NETWORK;
    if (strcmp(type, "fuse") == 0 || strncmp(type, "fuse.", 5) == 0)
        return KIND_FUSE;
    return text_in_list("overlay aufs ecryptfs", type) ? KIND_OVERLAY : KIND_OTHER;
}

bool mount_line_says(const char *options, const char *word)
{
    size_t length = strlen(word);

    for (const char *at = options; at; at = strchr(at, ',') ? strchr(at, ',') + 1 : NULL)
        if (strncmp(at, word, length) == 0 && (at[length] == ',' || at[length] == '\0'))
            return true;
    return false;
}
