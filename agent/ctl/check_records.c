/* What the watch will see of each record folder. Looks and changes nothing. In: record templates, this machine's
 * mounts, the kernel's settings. Out: findings; what is measured of each file system stands in confide-watch(8). */
#include "check_records.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <confide/event.h>

#include "agent/base/text.h"
#include "agent/watch/devices/mount_line.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/tree/template.h"

/* LEAST_QUEUE: what Linux gives. LEAST_GROUPS: those that one watcher opens, twice over for a restart. */
enum { LEAST_QUEUE = 16384, LEAST_GROUPS = 8, WORDS_SIZE = 1024 };

struct folder {
    const struct config *config;
    const char *config_file, *root;
    struct findings *findings;
    const char *named;   /* as the configuration calls it */
    char real[PATH_MAX]; /* without symbolic links */
    struct stat about;
    struct mount mount;
    const struct mounts *mounts; /* all there are, or NULL */
};

static void warn(const struct folder *folder, const char *words)
{
    findings_add(folder->findings, FINDING_WARNING, folder->named, "%s", words);
}

/* The agent's own folders: what it writes there must not wake the watch, nor wait for it. */
struct own {
    const char *key, *path;
};

static unsigned own_folders(const struct config *config, struct own own[4])
{
    own[0] = (struct own){"state", config->state};
    own[1] = (struct own){"spool", config->spool};
    own[2] = (struct own){"run", config->run};
    own[3] = (struct own){"inventory", config->inventory};
    return 4;
}

/* The first of its own folders on the same file system, or NULL. */
static const char *own_beside(const struct folder *folder, struct own own[4])
{
    unsigned count = own_folders(folder->config, own);
    struct stat about;

    for (unsigned i = 0; i < count; i++)
        if (stat(own[i].path, &about) == 0 && about.st_dev == folder->about.st_dev)
            return own[i].key;
    return NULL;
}

static void check_own(const struct folder *folder)
{
    char real[PATH_MAX];
    struct own own[4];
    unsigned count = own_folders(folder->config, own);

    for (unsigned i = 0; i < count; i++)
        if (template_holds(folder->real, realpath(own[i].path, real) ? real : own[i].path))
            findings_add(folder->findings, FINDING_ERROR, folder->config_file,
                         "[paths] %s = %s lies among the records of %s, where the agent would watch itself: move it",
                         own[i].key, own[i].path, folder->named);
}

static bool waits(const struct folder *folder)
{
    return folder->config->attribution == WATCH_BARRIER &&
           text_in_list("ext4 ext3 ext2 xfs btrfs tmpfs", folder->mount.type);
}

static bool can_be_taken(const struct folder *folder)
{
    const struct mount *mount;

    for (size_t i = 0; folder->mounts && (mount = mounts_at(folder->mounts, i)); i++)
        if (mount->is_removable && strcmp(mount->point, folder->mount.point) == 0)
            return true;
    return false;
}

/* A file system that holds nothing else begins at the record folder. */
static bool is_whole(const struct folder *folder)
{
    return strcmp(folder->mount.point, folder->real) == 0 && strcmp(folder->mount.root, "/") == 0 &&
           folder->mount.is_local && !can_be_taken(folder);
}

/* Marks are on the files themselves, so a bind mount hides nothing; but who reads the list should know of it. */
static const char *other_way(const struct folder *folder)
{
    size_t skip = strcmp(folder->mount.point, "/") == 0 ? 0 : strlen(folder->mount.point);
    char inside[2 * PATH_MAX];
    const struct mount *other;

    text_format(inside, sizeof inside, "%s%s", strcmp(folder->mount.root, "/") == 0 ? "" : folder->mount.root,
                folder->real + skip);
    for (size_t i = 0; folder->mounts && (other = mounts_at(folder->mounts, i)); i++)
        if (strcmp(other->device, folder->mount.device) == 0 && strcmp(other->type, folder->mount.type) == 0 &&
            other->dev == folder->about.st_dev && strcmp(other->point, folder->mount.point) != 0 &&
            (template_holds(other->root, inside) || template_holds(inside, other->root)))
            return other->point;
    return NULL;
}

static void describe(const struct folder *folder)
{
    const char *other = other_way(folder), *beside;
    char also[CONFIG_PATH + 64] = "";
    struct own own[4];

    if (other)
        text_format(also, sizeof also, " What is opened through %s is seen too.", other);
    beside = own_beside(folder, own);
    findings_add(
        folder->findings, FINDING_GOOD, folder->named,
        "is %s on %s. %s; changes, renames and deletions are told with who did them. %s%s", folder->mount.type,
        folder->mount.device, waits(folder) ? "Opens wait until the reader is named" : "Opens are told and do not wait",
        is_whole(folder) && !beside ? "The whole file system is watched." : "It is watched folder by folder.", also);
    if (is_whole(folder) && beside)
        findings_add(
            folder->findings, FINDING_WARNING, folder->named,
            "could be watched as a whole if [paths] %s did not lie on its file system: move that, or the records",
            beside);
}

/* Linux before 6.8 tells changes only where a file system has one number for all of it. */
static bool is_older_than(unsigned major, unsigned minor, const char *root, char release[64])
{
    char path[PATH_MAX];
    unsigned has_major = 0, has_minor = 0;
    FILE *file;

    release[0] = '\0';
    text_format(path, sizeof path, "%s/proc/sys/kernel/osrelease", root);
    file = fopen(path, "re");
    if (!file)
        return false;
    if (!fgets(release, 64, file) || sscanf(release, "%u.%u", &has_major, &has_minor) != 2)
        has_major = UINT_MAX;
    release[strcspn(release, "\n")] = '\0';
    fclose(file);
    return has_major < major || (has_major == major && has_minor < minor);
}

static void check_sight(const struct folder *folder)
{
    enum mount_kind kind = mount_line_kind(folder->mount.type);

    if (folder->config->attribution != WATCH_BARRIER)
        warn(folder, "attribution = best-effort: who reads a record and ends at once may stay unnamed");
    else if (!waits(folder) && kind == KIND_DISK)
        warn(folder, "opens do not wait on this kind of file system, so who reads a record and ends at once may stay "
                     "unnamed: keep records on ext4, xfs or btrfs");
    if (folder->mount.is_readonly)
        warn(folder, "is mounted read-only: nobody can save there. See `journalctl -k` if that was not wanted");
    if (can_be_taken(folder))
        warn(folder, "lies on removable media, which anybody can carry off: move the records to a disk that stays");
    if (kind == KIND_OVERLAY)
        warn(folder, "lies on layers, and what happens in those below by their own paths is not seen: give the records "
                     "a file system of their own");
    if (!is_whole(folder) && folder->config->inventory_hours == 0)
        warn(folder, "shares its file system, and there are no inventories: a record that had a further name (a hard "
                     "link) outside before the watch began is not seen being read by it. Set inventory_hours");
}

/* Neither may answer, so it is not even asked whether it is there. */
static bool check_behind(const struct folder *folder)
{
    char words[WORDS_SIZE], release[64];
    enum mount_kind kind = mount_line_kind(folder->mount.type);
    bool is_program = kind == KIND_FUSE || strncmp(folder->mount.type, "fuse", 4) == 0;
    bool is_blind = is_older_than(6, 8, folder->root, release);

    if (kind != KIND_NETWORK && !is_program)
        return false;
    text_format(words, sizeof words,
                "is %s from %s. Opens are told and do not wait, and only this machine's are: %s. Watch %s instead",
                folder->mount.type, folder->mount.device,
                kind == KIND_NETWORK ? "what others do with these records is not seen here"
                                     : "what its program does behind it is not seen here",
                kind == KIND_NETWORK ? "on the server" : "the folder that lies behind it");
    if (is_blind)
        findings_add(folder->findings, FINDING_ERROR, folder->named,
                     "is %s from %s, of which Linux %s tells nothing. Watch %s instead, or take Linux 6.8 or later",
                     folder->mount.type, folder->mount.device, release,
                     kind == KIND_NETWORK ? "on the server" : "the folder that lies behind it");
    else
        warn(folder, words);
    return true;
}

/* The top-level subvolume, which has the file system's own number, is mounted from "/". */
static bool is_subvolume(const struct folder *folder)
{
    struct stat about;

    return strcmp(folder->mount.type, "btrfs") == 0 &&
           (strcmp(folder->mount.root, "/") != 0 || stat(folder->mount.point, &about) != 0 ||
            about.st_dev != folder->about.st_dev);
}

static void check_local(const struct folder *folder)
{
    char release[64];
    bool has_one_number = !is_subvolume(folder) && mount_line_kind(folder->mount.type) != KIND_OVERLAY;

    if (mount_line_kind(folder->mount.type) == KIND_OTHER) {
        findings_add(folder->findings, FINDING_ERROR, folder->named,
                     "is %s, where records cannot be kept: give them a folder on ext4, xfs or btrfs",
                     folder->mount.type);
        return;
    }
    if (!has_one_number && is_older_than(6, 8, folder->root, release)) {
        findings_add(
            folder->findings, FINDING_ERROR, folder->named,
            "is %s, of which Linux %s does not tell changes: move the records to ext4 or xfs, or take Linux 6.8 "
            "or later",
            is_subvolume(folder) ? "a subvolume of btrfs" : folder->mount.type, release);
        return;
    }
    describe(folder);
    check_sight(folder);
}

static void check_folder(struct folder *folder, const char *records)
{
    struct template template;
    const char *wrong = template_parse(&template, records);
    const char *named = template.root;

    if (wrong) {
        findings_add(folder->findings, FINDING_ERROR, folder->config_file, "records = %s: %s", records, wrong);
        return;
    }
    folder->named = named;
    if (mounts_find(named, &folder->mount) && check_behind(folder))
        return;
    if (!realpath(named, folder->real) || stat(folder->real, &folder->about) != 0)
        findings_add(folder->findings, FINDING_ERROR, named, "cannot be watched: %s: make it, or mend [watch] records",
                     strerror(errno));
    else if (!S_ISDIR(folder->about.st_mode))
        findings_add(folder->findings, FINDING_ERROR, named, "is not a folder: mend [watch] records");
    else if (!mounts_find(folder->real, &folder->mount))
        findings_add(folder->findings, FINDING_WARNING, named,
                     "is there, but /proc does not say on which file system: mount /proc");
    else if (!check_behind(folder)) {
        check_own(folder);
        check_local(folder);
    }
}

/* The first line that knows a patient for a path decides (root.c): a folder within another one must stand before it. */
static void check_order(const struct config *config, unsigned later, struct findings *findings)
{
    char inside[2 * TEMPLATE_ROOT_SIZE], patient[EVENT_PATIENT_SIZE];
    struct template within, around;

    if (template_parse(&within, config->records[later]))
        return;
    text_format(inside, sizeof inside, "%s/patient/file", within.root);
    for (unsigned i = 0; i < later; i++) {
        if (template_parse(&around, config->records[i]) || strcmp(around.root, within.root) == 0 ||
            !template_holds(around.root, within.root))
            continue;
        template_patient(&around, inside, false, patient, sizeof patient);
        if (patient[0])
            findings_add(findings, FINDING_WARNING, within.root,
                         "lies in %s, and what is in it counts as patient '%s' there: put its line in [watch] before "
                         "records = %s",
                         around.root, patient, config->records[i]);
    }
}

static bool is_script(const char *program)
{
    char first[2] = "";
    FILE *file = fopen(program, "re");
    bool begins = file && fread(first, 1, sizeof first, file) == sizeof first && memcmp(first, "#!", 2) == 0;

    if (file)
        fclose(file);
    return begins;
}

/* The kernel tells which file runs, by its own path: another name for it explains nothing, night after night. */
static void check_daemons(const struct config *config, const char *config_file, struct findings *findings)
{
    char real[PATH_MAX];

    for (unsigned i = 0; i < config->daemon_count; i++) {
        const char *daemon = config->daemons[i];

        if (daemon[0] != '/')
            continue;
        if (!realpath(daemon, real))
            findings_add(findings, FINDING_WARNING, config_file, "daemons = %s: %s: mend its path", daemon,
                         strerror(errno));
        else if (strcmp(daemon, real) != 0)
            findings_add(findings, FINDING_WARNING, config_file,
                         "daemons = %s is another name of what runs, and what that does is nobody's: name %s", daemon,
                         real);
        else if (is_script(daemon))
            findings_add(findings, FINDING_WARNING, config_file,
                         "daemons = %s is a script, which never runs itself: name the program in it that opens the "
                         "records",
                         daemon);
    }
}

void check_records(const char *root, const struct config *config, const char *config_file, struct findings *findings)
{
    struct mounts *mounts = mounts_open(config);

    if (config->record_count == 0)
        findings_add(
            findings, FINDING_WARNING, config_file,
            "no record folder is named, so nothing is watched: set [watch] records = /srv/records/{patient}/...");
    if (mounts)
        mounts_read(mounts, NULL, NULL);
    for (unsigned i = 0; i < config->record_count; i++) {
        struct folder folder = {
            .config = config, .config_file = config_file, .root = root, .findings = findings, .mounts = mounts};

        check_folder(&folder, config->records[i]);
        check_order(config, i, findings);
    }
    check_daemons(config, config_file, findings);
    if (mounts)
        mounts_close(mounts);
}

/* A setting of the kernel; false where there is none. */
static bool read_setting(const char *root, const char *name, char path[PATH_MAX], long *value)
{
    FILE *file;
    bool is_number;

    text_format(path, PATH_MAX, "%s/proc/sys/%s", root, name);
    file = fopen(path, "re");
    if (!file)
        return false;
    is_number = fscanf(file, "%ld", value) == 1;
    fclose(file);
    return is_number;
}

void check_kernel(const char *root, const struct config *config, struct findings *findings)
{
    char path[PATH_MAX], release[64];
    long value;

    if (is_older_than(5, 15, root, release))
        findings_add(findings, FINDING_ERROR, "Linux", "%s is too old to watch with: Confide needs 5.15 or later",
                     release);
    if (read_setting(root, "fs/fanotify/max_queued_events", path, &value) && value < LEAST_QUEUE)
        findings_add(findings, FINDING_WARNING, path,
                     "%ld changes may wait to be seen, and more are lost: put fs.fanotify.max_queued_events = %d into "
                     "/etc/sysctl.d/confide.conf",
                     value, LEAST_QUEUE);
    if (read_setting(root, "fs/fanotify/max_user_groups", path, &value) && value < LEAST_GROUPS)
        findings_add(findings, FINDING_WARNING, path,
                     "%ld watches a user are too few: put fs.fanotify.max_user_groups = 128 into "
                     "/etc/sysctl.d/confide.conf",
                     value);
    if (config->attribution == WATCH_BARRIER && read_setting(root, "fs/leases-enable", path, &value) && value != 0)
        findings_add(findings, FINDING_WARNING, path,
                     "whoever holds a write lease on a record can stop the watch for a second: unless Samba needs "
                     "leases here, put fs.leases-enable = 0 into /etc/sysctl.d/confide.conf");
}
