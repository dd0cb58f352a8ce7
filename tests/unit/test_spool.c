/* pam_module/spool.c: a fact is there whole or not at all, and nothing else is taken for one. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include <confide/wire.h>

#include "agent/base/text.h"
#include "pam_module/spool.h"

struct folder {
    char path[64];
    int fd;
};

static struct folder make_folder(void)
{
    struct folder folder = {.path = "/tmp/confide-spool.XXXXXX"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder.path));
    folder.fd = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    CU_ASSERT_FATAL(folder.fd >= 0);
    return folder;
}

/* Calls `each`, when there is one, with every name; returns how many there are. */
static unsigned visit(const struct folder *folder, void (*each)(int fd, const char *name))
{
    DIR *entries = opendir(folder->path);
    struct dirent *entry;
    unsigned count = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(entries);
    while ((entry = readdir(entries)))
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
            count++;
            if (each)
                each(folder->fd, entry->d_name);
        }
    closedir(entries);
    return count;
}

static void remove_name(int fd, const char *name)
{
    CU_ASSERT(unlinkat(fd, name, 0) == 0 || unlinkat(fd, name, AT_REMOVEDIR) == 0);
}

static void remove_folder(struct folder *folder)
{
    visit(folder, remove_name);
    close(folder->fd);
    CU_ASSERT_EQUAL(rmdir(folder->path), 0);
}

static struct event fact(uint8_t number)
{
    struct event event = {
        .id = {0xab, number}, .kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .count = 1};

    text_copy(event.login, sizeof event.login, "anna");
    return event;
}

static const char first_name[] = "ab010000000000000000000000000000.fact";

static void test_round_trip(void)
{
    struct folder folder = make_folder();
    struct event event = fact(1), back;
    struct stat status;
    char error[512];
    mode_t old = umask(077);

    CU_ASSERT_TRUE(spool_write(folder.path, &event, error, sizeof error));
    umask(old);
    CU_ASSERT_EQUAL(visit(&folder, NULL), 1);
    CU_ASSERT(fstatat(folder.fd, first_name, &status, 0) == 0 && (status.st_mode & 07777) == 0640);
    CU_ASSERT_TRUE(spool_read(folder.fd, first_name, &back));
    CU_ASSERT_EQUAL(memcmp(&event, &back, sizeof event), 0);
    event = fact(2);
    CU_ASSERT_TRUE(spool_write(folder.path, &event, error, sizeof error));
    CU_ASSERT_EQUAL(visit(&folder, NULL), 2);
    remove_folder(&folder);
}

static void refuses_folder(const char *path, const char *why)
{
    struct event event = fact(1);
    char error[512] = "";

    CU_ASSERT_FALSE(spool_write(path, &event, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, path));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, why));
}

static void test_bad_folders(void)
{
    struct folder folder = make_folder();
    char path[128];

    text_format(path, sizeof path, "%s/none", folder.path);
    refuses_folder(path, "No such file");
    CU_ASSERT_EQUAL(symlink(folder.path, path), 0);
    refuses_folder(path, "Not a directory");
    chmod(folder.path, 0777);
    refuses_folder(folder.path, "others may write there");
    chmod(folder.path, 02770); /* as installed: the judge's group removes what it has read */
    CU_ASSERT_EQUAL(visit(&folder, NULL), 1);
    if (geteuid() == 0) {
        CU_ASSERT_EQUAL(chown(folder.path, 65534, 0), 0);
        refuses_folder(folder.path, "belongs to another user");
    }
    remove_folder(&folder);
}

static void test_full(void)
{
    struct folder folder = make_folder();
    struct event event = fact(1);
    char name[32], error[512];

    for (int i = 0; i < SPOOL_MAX; i++) {
        text_format(name, sizeof name, "%d", i);
        close(openat(folder.fd, name, O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
    }
    refuses_folder(folder.path, "it is full: start confided");
    CU_ASSERT_EQUAL(visit(&folder, NULL), SPOOL_MAX);
    unlinkat(folder.fd, "0", 0);
    CU_ASSERT_TRUE(spool_write(folder.path, &event, error, sizeof error));
    remove_folder(&folder);
}

/* What `ulimit -f` brings along into su; the signal that follows a write beyond it would kill the test. */
static void test_callers_limit(void)
{
    const struct event event = {.id = {3}};
    struct folder folder = make_folder();
    struct rlimit before, low, after;
    char error[128];

    CU_ASSERT_EQUAL_FATAL(getrlimit(RLIMIT_FSIZE, &before), 0);
    low = before;
    low.rlim_cur = 100;
    CU_ASSERT_EQUAL_FATAL(setrlimit(RLIMIT_FSIZE, &low), 0);
    CU_ASSERT_TRUE(spool_write(folder.path, &event, error, sizeof error));
    CU_ASSERT_EQUAL(getrlimit(RLIMIT_FSIZE, &after), 0);
    CU_ASSERT_EQUAL(after.rlim_cur, low.rlim_cur);
    CU_ASSERT_EQUAL(after.rlim_max, before.rlim_max);
    setrlimit(RLIMIT_FSIZE, &before);
    remove_folder(&folder);
}

/* Exits with 0 when the fact was refused in words and nothing was left behind. */
static void write_unprivileged(const struct folder *folder)
{
    const struct rlimit callers = {.rlim_cur = 100, .rlim_max = 100};
    const struct event event = {.id = {4}};
    char error[128];

    if ((geteuid() == 0 && (chown(folder->path, 65534, 65534) != 0 || setuid(65534) != 0)) ||
        setrlimit(RLIMIT_FSIZE, &callers) != 0)
        _exit(2);
    _exit(spool_write(folder->path, &event, error, sizeof error) || !strstr(error, "File too large"));
}

static void test_own_limit(void)
{
    struct folder folder = make_folder();
    int status = -1;
    pid_t child = fork();

    if (child == 0)
        write_unprivileged(&folder);
    waitpid(child, &status, 0);
    CU_ASSERT_EQUAL(status, 0);
    CU_ASSERT_EQUAL(visit(&folder, NULL), 0);
    remove_folder(&folder);
}

static void test_planted_link(void)
{
    struct folder folder = make_folder();
    char target[128];
    struct stat status;

    text_format(target, sizeof target, "%s.target", folder.path);
    CU_ASSERT_EQUAL(symlinkat(target, folder.fd, ".ab010000000000000000000000000000.tmp"), 0);
    refuses_folder(folder.path, "File exists");
    CU_ASSERT_NOT_EQUAL(stat(target, &status), 0);
    remove_folder(&folder);
}

static void put(const struct folder *folder, const char *name, const void *bytes, size_t size)
{
    int fd = openat(folder->fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0640);

    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, bytes, size), (ssize_t)size);
    close(fd);
}

static void test_no_facts(void)
{
    struct {
        struct wire_head head;
        struct event event;
        char more;
    } file;
    const struct wire_head good = {
        .magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_EVENT, .size = sizeof file.event};
    const struct wire_head bad[] = {
        {.magic = 1, .version = WIRE_VERSION, .type = WIRE_EVENT, .size = sizeof file.event},
        {.magic = WIRE_MAGIC, .version = 9, .type = WIRE_EVENT, .size = sizeof file.event},
        {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_ACK, .size = sizeof file.event},
        {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_EVENT, .size = 5},
        {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_EVENT, .size = sizeof file.event, .seq = 7}};
    const size_t whole = sizeof file.head + sizeof file.event;
    struct folder folder = make_folder();
    struct event back;

    memset(&file, 0, sizeof file);
    file.event = fact(1);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        file.head = bad[i];
        put(&folder, "x.fact", &file, whole);
        CU_ASSERT_FALSE(spool_read(folder.fd, "x.fact", &back));
    }
    file.head = good;
    put(&folder, "x.fact", &file, whole - 1);
    CU_ASSERT_FALSE(spool_read(folder.fd, "x.fact", &back));
    put(&folder, "x.fact", &file, whole + 1);
    CU_ASSERT_FALSE(spool_read(folder.fd, "x.fact", &back));
    put(&folder, "x.fact", &file, 0);
    CU_ASSERT_FALSE(spool_read(folder.fd, "x.fact", &back));
    put(&folder, "x.fact", &file, whole);
    CU_ASSERT_TRUE(spool_read(folder.fd, "x.fact", &back));
    CU_ASSERT_EQUAL(symlinkat("x.fact", folder.fd, "link.fact"), 0);
    CU_ASSERT_FALSE(spool_read(folder.fd, "link.fact", &back));
    CU_ASSERT_EQUAL(mkfifoat(folder.fd, "fifo.fact", 0640), 0);
    CU_ASSERT_FALSE(spool_read(folder.fd, "fifo.fact", &back));
    CU_ASSERT_FALSE(spool_read(folder.fd, "none.fact", &back));
    remove_folder(&folder);
}

CU_TestInfo spool_tests[] = {
    {"what is written is read back, readable for the judge's group whatever the umask", test_round_trip},
    {"a folder that is missing, a link, open to others or another user's is refused", test_bad_folders},
    {"a full spool says so, and takes facts again once there is room", test_full},
    {"the caller's limit of a file's size loses no fact and kills no login", test_callers_limit},
    {"where it cannot be lifted nothing is written, and that is said", test_own_limit},
    {"a link planted in a fact's place is not followed", test_planted_link},
    {"what is not exactly one fact is not read as one", test_no_facts},
    CU_TEST_INFO_NULL};
