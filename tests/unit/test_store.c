/* What is put into the store comes out again, once, and names no patient on the way. */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/judge/store/store_private.h"
#include "agent/judge/store/verify.h"

#include "store_help.h"

struct seen {
    uint32_t count;
    struct event first, last;
    struct case_report report;
};

static bool see_event(void *data, const struct event *event)
{
    struct seen *seen = data;

    if (seen->count++ == 0)
        seen->first = *event;
    seen->last = *event;
    return true;
}

static bool see_one(void *data, const struct event *event)
{
    see_event(data, event);
    return false;
}

static bool see_case(void *data, const struct case_report *report)
{
    struct seen *seen = data;

    seen->count++;
    seen->report = *report;
    return true;
}

static uint64_t count_events(struct store *store)
{
    struct store_counts counts;

    CU_ASSERT_EQUAL(store_count(store, &counts), STORE_OK);
    return counts.events;
}

static void make_private_files(void)
{
    static const struct {
        const char *name;
        mode_t mode;
    } files[] = {{"", 0700},      {"/confide.db", 0600},       {"/confide.db-wal", 0600}, {"/lock", 0600},
                 {"/keys", 0700}, {"/keys/patient.key", 0400}, {"/keys/seal.key", 0400},  {"/ballast", 0600}};
    char folder[64], path[128];
    struct stat about;
    struct store *store;

    help_folder(folder);
    CU_ASSERT_EQUAL(rmdir(folder), 0);
    store = help_open(folder, 16, 1);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        text_format(path, sizeof path, "%s%s", folder, files[i].name);
        CU_ASSERT_EQUAL(stat(path, &about), 0);
        CU_ASSERT_EQUAL(about.st_mode & 07777, files[i].mode);
    }
    store_close(store);
    help_remove(folder);
}

static void store_once(void)
{
    char folder[64];
    struct store *store;
    struct event event = help_event(1);

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    event.time_ms++;
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(count_events(store), 1);
    store_close(store);
    help_remove(folder);
}

static void refuse_no_id(void)
{
    char folder[64];
    struct store *store;
    struct event event = help_event(1);

    help_folder(folder);
    store = help_open(folder, 16, 1);
    memset(event.id, 0, sizeof event.id);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(count_events(store), 0);
    store_close(store);
    help_remove(folder);
}

/* `deed` is one of a transaction that is undone; by it all is as it was, and the chain goes on. */
static void undo_after(void (*deed)(struct store *store))
{
    char folder[64], chain_id[33], head[65], head_after[65], machine[64];
    struct verify_outcome outcome;
    struct store *store;
    struct event event = help_event(9);
    uint64_t seq, seq_after;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 5), STORE_OK);
    store_head(store, chain_id, &seq, head, machine);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_OK);
    deed(store);
    store_undo(store);
    store_head(store, chain_id, &seq_after, head_after, machine);
    CU_ASSERT_EQUAL(seq, seq_after);
    CU_ASSERT_STRING_EQUAL(head, head_after);
    CU_ASSERT_EQUAL(count_events(store), 5);
    CU_ASSERT_EQUAL(help_store(store, 9, 1), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.events, 6);
    store_close(store);
    help_remove(folder);
}

static void do_nothing(struct store *store)
{
    (void)store;
}

static void undo_leaves_nothing(void)
{
    undo_after(do_nothing);
}

/* As SQLite does where one statement of it, even one that reads, found no memory (lang_transaction.html, section 3). */
static void write_once_it_is_undone(struct store *store)
{
    struct event event = help_event(8);

    CU_ASSERT_EQUAL(sqlite3_exec(store->sql.db, "ROLLBACK", NULL, NULL, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(store_error(store), "found no memory"));
    CU_ASSERT_EQUAL(store_commit(store), STORE_FAILED);
}

static void undone_by_the_database(void)
{
    undo_after(write_once_it_is_undone);
}

static void refuse_outside_transaction(void)
{
    char folder[64];
    struct store *store;
    struct event event = help_event(1);

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_FAILED);
    CU_ASSERT_EQUAL(store_commit(store), STORE_FAILED);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_FAILED);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_FAILED);
    CU_ASSERT_EQUAL(store_commit(store), STORE_FAILED);
    store_undo(store);
    CU_ASSERT_EQUAL(count_events(store), 0);
    store_close(store);
    help_remove(folder);
}

static void reopen_keeps(void)
{
    char folder[64], chain_id[33], chain_id_after[33], head[65], head_after[65], machine[64], machine_after[64];
    struct seen seen = {0};
    struct store *store;
    struct event wanted = help_event(2);
    uint64_t seq, seq_after;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 3), STORE_OK);
    store_head(store, chain_id, &seq, head, machine);
    store_close(store);
    store = help_open(folder, 16, 1);
    store_head(store, chain_id_after, &seq_after, head_after, machine_after);
    CU_ASSERT_EQUAL(seq, 4);
    CU_ASSERT_EQUAL(seq, seq_after);
    CU_ASSERT_STRING_EQUAL(chain_id, chain_id_after);
    CU_ASSERT_STRING_EQUAL(head, head_after);
    CU_ASSERT_STRING_EQUAL(machine, machine_after);
    CU_ASSERT_EQUAL(strlen(machine), 32);
    CU_ASSERT_EQUAL(store_events(store, 0, 100, see_event, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 3);
    CU_ASSERT_EQUAL(memcmp(&seen.last, &wanted, sizeof wanted), 0);
    store_close(store);
    help_remove(folder);
}

static void read_the_last_oldest_first(void)
{
    char folder[64];
    struct seen seen = {0};
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 50, 50), STORE_OK);
    CU_ASSERT_EQUAL(help_store(store, 0, 50), STORE_OK);
    CU_ASSERT_EQUAL(store_events(store, 0, 10, see_event, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 10);
    CU_ASSERT_EQUAL(seen.first.time_ms, help_now_ms + 90);
    CU_ASSERT_EQUAL(seen.last.time_ms, help_now_ms + 99);
    seen = (struct seen){0};
    CU_ASSERT_EQUAL(store_events(store, help_now_ms + 97, 10, see_event, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 3);
    seen = (struct seen){0};
    CU_ASSERT_EQUAL(store_events(store, 0, 100, see_one, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 1);
    CU_ASSERT_EQUAL(seen.first.time_ms, help_now_ms);
    CU_ASSERT_EQUAL(store_events(store, 0, 0, see_event, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 1);
    store_close(store);
    help_remove(folder);
}

static void name_no_patient(void)
{
    char folder[64];
    struct store *store;
    struct event event = help_event(1);
    struct case_report report = help_case(1);

    help_folder(folder);
    store = help_open(folder, 16, 1);
    text_copy(event.query, sizeof event.query, "NHS0000001");
    text_copy(event.to, sizeof event.to, "/media/NHS0000001");
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_TRUE(help_file_holds(folder, "confide.db-wal", "asmith"));
    CU_ASSERT_FALSE(help_file_holds(folder, "confide.db-wal", "NHS0000001"));
    store_close(store);
    CU_ASSERT_TRUE(help_file_holds(folder, "confide.db", "asmith"));
    CU_ASSERT_FALSE(help_file_holds(folder, "confide.db", "NHS0000001"));
    help_remove(folder);
}

static void latest_case_is_read(void)
{
    char folder[64];
    struct seen seen = {0};
    struct store *store;
    struct case_report report = help_case(1), read;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_case(store, report.id, &read), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_ALREADY);
    report.version = 2;
    report.severity = 5;
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms + 5), STORE_OK);
    text_copy(report.id, sizeof report.id, "C-fedcba9876543210");
    report.version = 1;
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_case(store, "C-0123456789abcdef", &read), STORE_OK);
    CU_ASSERT_EQUAL(read.version, 2);
    CU_ASSERT_EQUAL(read.severity, 5);
    CU_ASSERT_STRING_EQUAL(read.patients[0], "NHS0000001");
    CU_ASSERT_EQUAL(store_cases(store, 0, see_case, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 2);
    seen.count = 0;
    CU_ASSERT_EQUAL(store_cases(store, help_now_ms + 1, see_case, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 1);
    CU_ASSERT_STRING_EQUAL(seen.report.id, "C-0123456789abcdef");
    store_close(store);
    help_remove(folder);
}

static void salts(void)
{
    char here[64], there[64];
    uint8_t first[16], again[16], other[16];
    struct store *store;

    help_folder(here);
    help_folder(there);
    store = help_open(here, 64, 0);
    store_salt(store, first);
    store_close(store);
    store = help_open(here, 64, 0);
    store_salt(store, again);
    store_close(store);
    store = help_open(there, 64, 0);
    store_salt(store, other);
    store_close(store);
    CU_ASSERT_EQUAL(memcmp(first, again, sizeof first), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(first, other, sizeof first), 0);
    help_remove(here);
    help_remove(there);
}

CU_TestInfo store_tests[] = {
    {"a new store's folder, keys and files are its user's alone", make_private_files},
    {"an event is stored once by its id", store_once},
    {"an event without an id is refused", refuse_no_id},
    {"what is undone leaves nothing, and the chain goes on", undo_leaves_nothing},
    {"a write outside a transaction is refused", refuse_outside_transaction},
    {"nothing is written in a transaction that the database has undone", undone_by_the_database},
    {"what is committed is there after closing and opening", reopen_keeps},
    {"the last events come oldest first, however they arrived", read_the_last_oldest_first},
    {"no patient stands readable in the files", name_no_patient},
    {"of a case the latest version is read", latest_case_is_read},
    {"each store has its own salt, the same at every opening", salts},
    CU_TEST_INFO_NULL,
};
