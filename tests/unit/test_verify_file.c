/* A good history is good, in the agent and in its file; what cannot be read is refused, and reading changes nothing. */
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "verify_help.h"

static void count_progress(void *data, uint64_t done, uint64_t total)
{
    uint64_t *last = data;

    CU_ASSERT_EQUAL(total, HELP_LAST);
    *last = done;
}

static void good_is_good(void)
{
    char folder[64], path[128], error[256], chain_id[33], head[65], machine[64];
    struct store *store = help_history(folder);
    struct verify_outcome running, file;
    uint64_t seq, done = 0;

    store_head(store, chain_id, &seq, head, machine);
    CU_ASSERT_EQUAL(seq, HELP_LAST);
    CU_ASSERT_EQUAL(verify_store(store, count_progress, &done, &running), STORE_OK);
    CU_ASSERT_TRUE(running.good);
    CU_ASSERT_EQUAL(done, HELP_LAST);
    CU_ASSERT_EQUAL(running.entries, HELP_LAST);
    CU_ASSERT_EQUAL(running.events, 13);
    CU_ASSERT_EQUAL(running.cases, 2);
    CU_ASSERT_EQUAL(running.reports, 1);
    CU_ASSERT_EQUAL(running.deliveries, 2);
    CU_ASSERT_EQUAL(running.first_bad, 0);
    CU_ASSERT_STRING_EQUAL(running.words, "");
    CU_ASSERT_STRING_EQUAL(running.chain_id, chain_id);
    CU_ASSERT_STRING_EQUAL(running.head, head);
    store_close(store);
    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(verify_file(path, NULL, NULL, &file, error, sizeof error), STORE_OK);
    CU_ASSERT_EQUAL(memcmp(&file, &running, sizeof file), 0);
    help_remove(folder);
}

static void new_is_good(void)
{
    char folder[64];
    struct verify_outcome outcome;

    help_folder(folder);
    store_close(help_open(folder, 16, 1));
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, 1);
    help_remove(folder);
}

static void refuse_running(void)
{
    char folder[64], path[128], error[256] = "";
    struct store *store = help_history(folder);
    struct verify_outcome outcome;

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(verify_file(path, NULL, NULL, &outcome, error, sizeof error), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "run `confidectl verify` without --db"));
    store_close(store);
    help_remove(folder);
}

static void refuse_no_database(void)
{
    char folder[64], path[128], error[256] = "";
    struct verify_outcome outcome;
    FILE *file;

    help_folder(folder);
    text_format(path, sizeof path, "%s/letter", folder);
    CU_ASSERT_EQUAL(verify_file(path, NULL, NULL, &outcome, error, sizeof error), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "No such file or directory"));
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("Dear Sir or Madam, this is no database.", file);
    fclose(file);
    CU_ASSERT_EQUAL(verify_file(path, NULL, NULL, &outcome, error, sizeof error), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "file is not a database"));
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fclose(file);
    CU_ASSERT_EQUAL(verify_file(path, NULL, NULL, &outcome, error, sizeof error), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "not a database that this Confide can read"));
    help_remove(folder);
}

/* What a killed agent committed stands in the -wal alone. Reading it must change nothing. */
static void read_what_a_kill_left(void)
{
    char folder[64], wal[128], mark;
    struct verify_outcome outcome;
    struct stat before, after;
    struct store *store;
    int ends[2];
    pid_t child;

    help_folder(folder);
    store_close(help_open(folder, 16, 1));
    CU_ASSERT_EQUAL_FATAL(pipe2(ends, 0), 0);
    child = fork();
    CU_ASSERT_TRUE_FATAL(child >= 0);
    if (child == 0) {
        store = help_open(folder, 16, 1);
        if (help_store(store, 0, 25) == STORE_OK && write(ends[1], "x", 1) == 1)
            pause();
        _exit(1);
    }
    CU_ASSERT_EQUAL(read(ends[0], &mark, 1), 1);
    CU_ASSERT_EQUAL(kill(child, SIGKILL), 0);
    CU_ASSERT_EQUAL(waitpid(child, NULL, 0), child);
    close(ends[0]);
    close(ends[1]);
    text_format(wal, sizeof wal, "%s/confide.db-wal", folder);
    CU_ASSERT_EQUAL(stat(wal, &before), 0);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.events, 25);
    CU_ASSERT_EQUAL(stat(wal, &after), 0);
    CU_ASSERT_EQUAL(before.st_size, after.st_size);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 25, 1), STORE_OK);
    store_close(store);
    help_remove(folder);
}

static void read_odd_names(void)
{
    char folder[64], path[160], odd[160], error[256];
    struct verify_outcome outcome;

    store_close(help_history(folder));
    text_format(path, sizeof path, "%s/confide.db", folder);
    text_format(odd, sizeof odd, "%s/copy of ?mode=rwc#100%%.db", folder);
    CU_ASSERT_EQUAL(rename(path, odd), 0);
    CU_ASSERT_EQUAL(verify_file(odd, NULL, NULL, &outcome, error, sizeof error), STORE_OK);
    CU_ASSERT_EQUAL(outcome.entries, HELP_LAST);
    help_remove(folder);
}

CU_TestInfo verify_file_tests[] = {
    {"a good history is good, in the agent and in its file", good_is_good},
    {"a new store is good", new_is_good},
    {"a file that an agent has open is refused", refuse_running},
    {"a file that is no database is refused", refuse_no_database},
    {"what a killed agent left in the -wal is read, and stays", read_what_a_kill_left},
    {"a file's odd name has no meaning", read_odd_names},
    CU_TEST_INFO_NULL,
};
