/* agent/watch/mount_line and mounts: what the kernel says of a mount, and the mounts of this machine. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/devices/mount_line.h"
#include "agent/watch/devices/mounts.h"

/* Its fields point into a room of their own, as large as any line here. */
static bool parse(const char *text, struct mount_line *is)
{
    static char line[8192];

    text_copy(line, sizeof(line), text);
    return mount_line_parse(line, is);
}

static void reads_a_line(void)
{
    struct mount_line is;

    CU_ASSERT(parse("36 35 98:2 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue\n", &is));
    CU_ASSERT_EQUAL(is.id, 36);
    CU_ASSERT_EQUAL(is.dev, makedev(98, 2));
    CU_ASSERT_STRING_EQUAL(is.root, "/mnt1");
    CU_ASSERT_STRING_EQUAL(is.point, "/mnt2");
    CU_ASSERT_STRING_EQUAL(is.type, "ext3");
    CU_ASSERT_STRING_EQUAL(is.device, "/dev/root");
}

static void skips_optional_fields(void)
{
    struct mount_line is;

    CU_ASSERT(parse("1 0 8:1 / / rw - ext4 /dev/sda1 rw\n", &is));
    CU_ASSERT_STRING_EQUAL(is.type, "ext4");
    CU_ASSERT(parse("1 0 8:1 / / rw shared:1 master:2 propagate_from:3 new_kind - xfs /dev/sda1 rw", &is));
    CU_ASSERT_STRING_EQUAL(is.type, "xfs");
    CU_ASSERT(parse("1 0 8:1 / / rw - tmpfs - rw\n", &is));
    CU_ASSERT_STRING_EQUAL(is.device, "-");
}

static void unescapes_names(void)
{
    struct mount_line is;

    CU_ASSERT(parse("1 0 8:1 /a\\040b /media/My\\040Stick\\011\\012\\134 rw - ext4 /dev/x\\0401 rw\n", &is));
    CU_ASSERT_STRING_EQUAL(is.root, "/a b");
    CU_ASSERT_STRING_EQUAL(is.point, "/media/My Stick\t\n\\");
    CU_ASSERT_STRING_EQUAL(is.device, "/dev/x 1");
}

static void an_escape_that_is_none_stays(void)
{
    struct mount_line is;

    CU_ASSERT(parse("1 0 8:1 / /a\\9\\04\\777\\ rw - ext4 /dev/sda1\\0 rw\n", &is));
    CU_ASSERT_STRING_EQUAL(is.point, "/a\\9\\04\\777\\");
    CU_ASSERT_STRING_EQUAL(is.device, "/dev/sda1\\0");
}

static void a_source_without_a_name_shifts_nothing(void)
{
    struct mount_line is;

    CU_ASSERT(parse("1 0 0:40 / /m rw - tmpfs  rw,size=1k\n", &is));
    CU_ASSERT_STRING_EQUAL(is.device, "");
}

static void refuses_what_is_no_line(void)
{
    static const char *const wrong[] = {"",
                                        "\n",
                                        " ",
                                        "1 0 8:1 / / rw",
                                        "1 0 8:1 / / rw -",
                                        "1 0 8:1 / / rw - ext4",
                                        "1 0 8:1 / / rw shared:1 ext4 /dev/sda1 rw",
                                        "x 0 8:1 / / rw - ext4 /dev/sda1 rw",
                                        "-1 0 8:1 / / rw - ext4 /dev/sda1 rw",
                                        "1 0 8 / / rw - ext4 /dev/sda1 rw",
                                        "1 0 8: / / rw - ext4 /dev/sda1 rw",
                                        "1 0 8:99999999999 / / rw - ext4 /dev/sda1 rw",
                                        "1 0 8:1 / no-path rw - ext4 /dev/sda1 rw",
                                        "1 0 8:1 /  rw - ext4 /dev/sda1 rw"};
    struct mount_line is;

    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        CU_ASSERT_FALSE(parse(wrong[i], &is));
}

static void reads_options(void)
{
    struct mount_line is;

    CU_ASSERT(parse("1 0 8:1 / /m rw,noatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro,emergency_ro\n", &is));
    CU_ASSERT(mount_line_says(is.options, "rw"));
    CU_ASSERT(mount_line_says(is.options, "noatime"));
    CU_ASSERT_FALSE(mount_line_says(is.options, "ro"));
    CU_ASSERT(mount_line_says(is.inside, "emergency_ro"));
    CU_ASSERT_FALSE(mount_line_says(is.inside, "ro"));
    CU_ASSERT_FALSE(mount_line_says(is.inside, "errors"));
    CU_ASSERT(parse("1 0 8:1 / /m ro - ext4 /dev/sda1\n", &is));
    CU_ASSERT(mount_line_says(is.options, "ro"));
    CU_ASSERT_FALSE(mount_line_says(is.inside, "ro"));
}

static void knows_kinds(void)
{
    CU_ASSERT_EQUAL(mount_line_kind("ext4"), KIND_DISK);
    CU_ASSERT_EQUAL(mount_line_kind("fuseblk"), KIND_DISK);
    CU_ASSERT_EQUAL(mount_line_kind("tmpfs"), KIND_DISK);
    CU_ASSERT_EQUAL(mount_line_kind("nfs4"), KIND_NETWORK);
    CU_ASSERT_EQUAL(mount_line_kind("fuse.sshfs"), KIND_NETWORK);
    CU_ASSERT_EQUAL(mount_line_kind("fuse.bindfs"), KIND_FUSE);
    CU_ASSERT_EQUAL(mount_line_kind("fuse"), KIND_FUSE);
    CU_ASSERT_EQUAL(mount_line_kind("overlay"), KIND_OVERLAY);
    CU_ASSERT_EQUAL(mount_line_kind("proc"), KIND_OTHER);
    CU_ASSERT_EQUAL(mount_line_kind("squashfs"), KIND_OTHER);
    CU_ASSERT_EQUAL(mount_line_kind("ext4 xfs"), KIND_OTHER);
    CU_ASSERT_EQUAL(mount_line_kind(""), KIND_OTHER);
}

static void count_gone(void *data, const struct mount *mount)
{
    (void)mount;
    ++*(unsigned *)data;
}

static void finds_this_machines_mounts(void)
{
    static struct config config;
    struct mounts *mounts;
    struct stat status;
    unsigned gone = 0;
    size_t count = 0;

    config_defaults(&config);
    mounts = mounts_open(&config);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mounts);
    CU_ASSERT_PTR_NULL(mounts_at(mounts, 0));
    CU_ASSERT(mounts_read(mounts, count_gone, &gone));
    while (mounts_at(mounts, count))
        CU_ASSERT(mounts_at(mounts, count++)->is_new);
    CU_ASSERT(count > 0);
    CU_ASSERT(mounts_read(mounts, count_gone, &gone));
    CU_ASSERT_PTR_NOT_NULL_FATAL(mounts_at(mounts, 0));
    CU_ASSERT_FALSE(mounts_at(mounts, 0)->is_new);
    CU_ASSERT_EQUAL(gone, 0);
    CU_ASSERT_EQUAL_FATAL(stat("/proc", &status), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mounts_of(mounts, status.st_dev));
    CU_ASSERT_STRING_EQUAL(mounts_of(mounts, status.st_dev)->type, "proc");
    CU_ASSERT_FALSE(mounts_of(mounts, status.st_dev)->is_local);
    CU_ASSERT_FALSE(mounts_of(mounts, status.st_dev)->is_removable);
    CU_ASSERT_PTR_NULL(mounts_of(mounts, UINT64_MAX));
    mounts_close(mounts);
}

static void what_is_listed_is_removable(void)
{
    static struct config config;
    struct mounts *mounts;
    struct stat status;

    config_defaults(&config);
    text_copy(config.removable[config.removable_count++], CONFIG_PATH, "/proc");
    mounts = mounts_open(&config);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mounts);
    CU_ASSERT(mounts_read(mounts, NULL, NULL));
    CU_ASSERT_EQUAL_FATAL(stat("/proc", &status), 0);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mounts_of(mounts, status.st_dev));
    CU_ASSERT(mounts_of(mounts, status.st_dev)->is_removable);
    mounts_close(mounts);
}

static void finds_the_mount_of_a_path(void)
{
    struct mount mount;

    CU_ASSERT(mounts_find("/proc/self/status", &mount));
    CU_ASSERT_STRING_EQUAL(mount.point, "/proc");
    CU_ASSERT_STRING_EQUAL(mount.type, "proc");
    CU_ASSERT_FALSE(mount.is_local);
    CU_ASSERT(mounts_find("/processes-of-nobody/1", &mount));
    CU_ASSERT_STRING_EQUAL(mount.point, "/");
    CU_ASSERT_FALSE(mounts_find("no-path", &mount));
}

CU_TestInfo mounts_tests[] = {{"a line of mountinfo is read", reads_a_line},
                              {"optional fields are skipped, however many", skips_optional_fields},
                              {"blanks and the like in names are unescaped", unescapes_names},
                              {"an escape that is none stays as it is", an_escape_that_is_none_stays},
                              {"a source without a name shifts no field", a_source_without_a_name_shifts_nothing},
                              {"what is no line is refused", refuses_what_is_no_line},
                              {"options are whole words", reads_options},
                              {"disk, network, FUSE and overlay are told apart", knows_kinds},
                              {"this machine's mounts are read, new ones but once", finds_this_machines_mounts},
                              {"a mount point that is listed is removable", what_is_listed_is_removable},
                              {"the mount of a path is found", finds_the_mount_of_a_path},
                              CU_TEST_INFO_NULL};
