/* The store when things go wrong: kills, a second agent, missing keys, strangers' files. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/judge/store/verify.h"

#include "store_help.h"

/* True when the folder's store is refused with `words` in the line. */
static bool is_refused(const char *folder, const char *words)
{
    const struct store_limits limits = {.max_mib = 16, .ballast_mib = 1};
    char error[512] = "";
    struct store *store = store_open(folder, &limits, error, sizeof error);

    if (!store && !strstr(error, words))
        fprintf(stderr, "\n    refused otherwise: %s\n", error);
    store_close(store);
    return !store && strstr(error, words);
}

static void fill_folder(char *folder)
{
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 10), STORE_OK);
    store_close(store);
}

static void refuse_second(void)
{
    char folder[64], pid[64];
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    text_format(pid, sizeof pid, "another confided runs here (pid %ld)", (long)getpid());
    CU_ASSERT_TRUE(is_refused(folder, pid));
    CU_ASSERT_EQUAL(help_store(store, 0, 1), STORE_OK);
    store_close(store);
    store = help_open(folder, 16, 1);
    store_close(store);
    help_remove(folder);
}

static void refuse_missing_key(void)
{
    static const char *const keys[] = {"patient.key", "seal.key"};
    char folder[64], path[128], away[128], words[128];

    fill_folder(folder);
    for (size_t i = 0; i < 2; i++) {
        text_format(path, sizeof path, "%s/keys/%s", folder, keys[i]);
        text_format(away, sizeof away, "%s/%s", folder, keys[i]);
        text_format(words, sizeof words, "%s: missing, but the database was made with it: restore it", keys[i]);
        CU_ASSERT_EQUAL(rename(path, away), 0);
        CU_ASSERT_TRUE(is_refused(folder, words));
        CU_ASSERT_NOT_EQUAL(access(path, F_OK), 0);
        CU_ASSERT_EQUAL(rename(away, path), 0);
    }
    store_close(help_open(folder, 16, 1));
    help_remove(folder);
}

static void refuse_bad_key(void)
{
    char folder[64], path[128];

    fill_folder(folder);
    text_format(path, sizeof path, "%s/keys/seal.key", folder);
    CU_ASSERT_EQUAL(chmod(path, 0444), 0);
    CU_ASSERT_TRUE(is_refused(folder, "seal.key: it must be 32 bytes in a plain file"));
    CU_ASSERT_EQUAL(chmod(path, 0600), 0); /* truncate(2) needs it where root does not run the tests */
    CU_ASSERT_EQUAL(truncate(path, 31), 0);
    CU_ASSERT_TRUE(is_refused(folder, "seal.key: it must be 32 bytes in a plain file"));
    CU_ASSERT_EQUAL(truncate(path, 32), 0);
    CU_ASSERT_TRUE(is_refused(folder, "are not those it was made with"));
    help_remove(folder);
}

static void refuse_foreign_keys(void)
{
    char folder[64], other[64], path[128], from[128];

    fill_folder(folder);
    fill_folder(other);
    text_format(path, sizeof path, "%s/keys/patient.key", folder);
    text_format(from, sizeof from, "%s/keys/patient.key", other);
    CU_ASSERT_EQUAL(rename(from, path), 0);
    CU_ASSERT_TRUE(is_refused(folder, "the files in keys/ are not those it was made with"));
    help_remove(folder);
    help_remove(other);
}

static void refuse_open_folder(void)
{
    char folder[64], path[128];

    fill_folder(folder);
    CU_ASSERT_EQUAL(chmod(folder, 0750), 0);
    CU_ASSERT_TRUE(is_refused(folder, "chmod 700"));
    CU_ASSERT_EQUAL(chmod(folder, 0700), 0);
    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(chmod(path, 0644), 0);
    CU_ASSERT_TRUE(is_refused(folder, "chmod 600"));
    help_remove(folder);
    CU_ASSERT_TRUE(is_refused("/nonexistent/confide", "No such file or directory"));
}

static void refuse_links(void)
{
    char folder[64], path[128], away[128];

    fill_folder(folder);
    text_format(path, sizeof path, "%s/confide.db", folder);
    text_format(away, sizeof away, "%s/elsewhere.db", folder);
    CU_ASSERT_EQUAL(rename(path, away), 0);
    CU_ASSERT_EQUAL(symlink(away, path), 0);
    CU_ASSERT_TRUE(is_refused(folder, "confide.db: Too many levels of symbolic links"));
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0);
    CU_ASSERT_TRUE(is_refused(folder, "it must be a plain file"));
    help_remove(folder);
}

static void refuse_strange_databases(void)
{
    char folder[64], path[128];
    int fd;

    fill_folder(folder);
    help_tamper(folder, "PRAGMA user_version = 8");
    CU_ASSERT_TRUE(is_refused(folder, "made by a newer Confide"));
    help_tamper(folder, "PRAGMA user_version = 0");
    CU_ASSERT_TRUE(is_refused(folder, "it is not Confide's"));
    text_format(path, sizeof path, "%s/confide.db", folder);
    fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);
    CU_ASSERT_EQUAL(write(fd, "Dear Sir or Madam, this is a letter.", 36), 36);
    close(fd);
    CU_ASSERT_TRUE(is_refused(folder, "damaged (file is not a database)"));
    help_remove(folder);
}

/* Every page after the first written over with the same bytes: the file keeps its head and its size. */
static void refuse_damaged(void)
{
    char folder[64], path[128], page[4096];
    int fd;

    fill_folder(folder);
    text_format(path, sizeof path, "%s/confide.db", folder);
    memset(page, 0x5a, sizeof page);
    fd = open(path, O_WRONLY | O_CLOEXEC);
    for (off_t at = 2; at < 6; at++)
        CU_ASSERT_EQUAL(pwrite(fd, page, sizeof page, at * 4096), 4096);
    close(fd);
    CU_ASSERT_TRUE(is_refused(folder, "damaged ("));
    CU_ASSERT_TRUE(is_refused(folder, "keep a copy of the folder as evidence, then restore it from your backup"));
    help_remove(folder);
}

/* SQLite's locks do not bind their own process, so the holder is another one. */
static void refuse_held_database(void)
{
    char folder[64], path[128], ready;
    int ends[2];
    sqlite3 *db = NULL;
    pid_t child;

    fill_folder(folder);
    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
    child = fork();
    CU_ASSERT_TRUE_FATAL(child >= 0);
    if (child == 0) {
        if (sqlite3_open(path, &db) == SQLITE_OK &&
            sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL) == SQLITE_OK && write(ends[1], "r", 1) == 1)
            pause();
        _exit(1);
    }
    CU_ASSERT_EQUAL(read(ends[0], &ready, 1), 1);
    CU_ASSERT_TRUE(is_refused(folder, "another program has it open"));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close(ends[0]);
    close(ends[1]);
    store_close(help_open(folder, 16, 1));
    help_remove(folder);
}

/* ---- kills ---- */

/* Stores batches for ever; after each commit says through `out` how many events are acknowledged. */
static void run_until_killed(const char *folder, int out)
{
    const struct store_limits limits = {.max_mib = 64, .ballast_mib = 1};
    char error[512];
    struct store *store = store_open(folder, &limits, error, sizeof error);
    struct store_counts counts;
    uint32_t next, size;

    if (!store || store_count(store, &counts) != STORE_OK)
        _exit(1);
    next = (uint32_t)counts.events;
    for (;;) {
        size = 1 + next % 40;
        if (help_store(store, next, size) != STORE_OK)
            _exit(1);
        next += size;
        if (write(out, &next, sizeof next) != sizeof next)
            _exit(1);
    }
}

/* One round: how many events were acknowledged when the kill came. */
static uint32_t kill_one(const char *folder, useconds_t after)
{
    uint32_t acknowledged = 0, more;
    int ends[2], status;
    pid_t child;

    CU_ASSERT_EQUAL_FATAL(pipe2(ends, O_CLOEXEC), 0);
    child = fork();
    CU_ASSERT_TRUE_FATAL(child >= 0);
    if (child == 0)
        run_until_killed(folder, ends[1]);
    close(ends[1]);
    usleep(after);
    CU_ASSERT_EQUAL(kill(child, SIGKILL), 0);
    while (read(ends[0], &more, sizeof more) == sizeof more)
        acknowledged = more;
    close(ends[0]);
    CU_ASSERT_EQUAL(waitpid(child, &status, 0), child);
    CU_ASSERT_TRUE(WIFSIGNALED(status));
    return acknowledged;
}

static void check_after_kill(const char *folder, uint32_t acknowledged)
{
    struct store *store = help_open(folder, 64, 1);
    struct verify_outcome outcome;
    bool is_there = true;

    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_TRUE(outcome.events >= acknowledged);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    for (uint32_t n = 0; n < acknowledged && is_there; n++) {
        struct event event = help_event(n);

        is_there = store_add_event(store, &event, help_now_ms) == STORE_ALREADY;
    }
    store_undo(store);
    CU_ASSERT_TRUE(is_there);
    store_close(store);
}

static void survive_kills(void)
{
    char folder[64];
    uint32_t acknowledged = 0, now;
    uint64_t chance;

    help_folder(folder);
    for (int round = 0; round < 50; round++) {
        crypto_random(&chance, sizeof chance);
        now = kill_one(folder, (useconds_t)(chance % 30000));
        acknowledged = now ? now : acknowledged;
        check_after_kill(folder, acknowledged);
    }
    CU_ASSERT_TRUE(acknowledged > 100);
    help_remove(folder);
}

/* ---- altered rows ---- */

static bool count_up(void *data, const struct event *event)
{
    uint32_t *count = data;

    (*count)++;
    return event->count > 0;
}

static void pass_over_altered(void)
{
    char folder[64];
    struct store *store;
    struct case_report report = help_case(1), read;
    uint32_t count = 0;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 10), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    store_close(store);
    help_tamper(folder,
                "UPDATE event SET body = zeroblob(200) WHERE seq = 4; UPDATE case_version SET body = zeroblob(9)");
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_events(store, 0, 100, count_up, &count), STORE_OK);
    CU_ASSERT_EQUAL(count, 9);
    CU_ASSERT_EQUAL(store_case(store, report.id, &read), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(store_error(store), "this case was altered"));
    CU_ASSERT_EQUAL(help_store(store, 10, 1), STORE_OK);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_faults_tests[] = {
    {"a second agent in the folder is refused with the pid of the first", refuse_second},
    {"a database without one of its keys is refused, and no key is made", refuse_missing_key},
    {"a key that others can read, or of the wrong size, is refused", refuse_bad_key},
    {"another store's key is refused", refuse_foreign_keys},
    {"a folder or database that others can open is refused", refuse_open_folder},
    {"a link or a fifo in the database's place is refused", refuse_links},
    {"a newer, a foreign and a broken database are refused", refuse_strange_databases},
    {"a damaged database is refused", refuse_damaged},
    {"a database that another program holds is refused", refuse_held_database},
    {"50 kills lose no acknowledged event and double none", survive_kills},
    {"an altered row is passed over and hides no other", pass_over_altered},
    CU_TEST_INFO_NULL,
};
