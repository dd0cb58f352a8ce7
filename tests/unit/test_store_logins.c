/* agent/judge/store_logins: counters of wrong passwords and the last use of a login outlive a restart. */
#include "agent/judge/store/store_logins.h"
#include "agent/judge/store/verify.h"

#include "store_help.h"

struct seen {
    struct pace_record records[8];
    char services[8][32];
    unsigned count;
};

static void see_counter(void *data, const struct pace_record *record)
{
    struct seen *seen = data;

    seen->records[seen->count++ % 8] = *record;
}

static bool see_open(void *data, const struct event *event)
{
    struct seen *seen = data;

    text_copy(seen->services[seen->count++ % 8], 32, event->service);
    return true;
}

static struct pace_record counter(const char *login, uint32_t row)
{
    struct pace_record record = {
        .row = row, .first_ms = help_now_ms, .last_ms = help_now_ms + 7, .tries_ms = {[9] = 5}};

    text_copy(record.login, sizeof record.login, login);
    text_copy(record.origin, sizeof record.origin, "host 192.0.2.7");
    return record;
}

static void put(struct store *store, const struct pace_record *record)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_counter(store, record), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static void counters_are_kept(void)
{
    struct pace_record anna = counter("anna", 3), ben = counter("ben", 1), none = counter("ben", 0);
    struct seen seen = {.count = 0};
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    put(store, &ben);
    put(store, &anna);
    put(store, &none);
    anna.row = 4;
    put(store, &anna);
    store_close(store);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_counters(store, see_counter, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 1);
    CU_ASSERT_EQUAL(memcmp(&seen.records[0], &anna, sizeof anna), 0);
    store_close(store);
    help_remove(folder);
}

static void add_open(struct store *store, uint32_t n, const char *login, const char *service)
{
    struct event event = help_event(n);

    event.kind = EVENT_LOGIN;
    event.action = ACTION_OPEN;
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.service, sizeof event.service, service);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static void the_last_use_is_found(void)
{
    struct seen seen = {.count = 0};
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    add_open(store, 1, "anna", "login");
    add_open(store, 3, "anna", "sshd");
    add_open(store, 2, "ben", "su");
    add_open(store, 9, "anna", "gdm-password");
    CU_ASSERT_EQUAL(store_opens(store, "anna", help_now_ms + 9, 5, see_open, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 2);
    CU_ASSERT_STRING_EQUAL(seen.services[0], "sshd");
    CU_ASSERT_STRING_EQUAL(seen.services[1], "login");
    CU_ASSERT_EQUAL(store_opens(store, "nobody", INT64_MAX, 5, see_open, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 2);
    store_close(store);
    help_remove(folder);
}

static void make_old(const char *folder)
{
    struct sqlite3 *db = NULL;
    char path[128];

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(db,
                                 HELP_BACK_TO_3 "DROP TABLE counter; DROP INDEX event_open; DROP TABLE decision;"
                                                "PRAGMA user_version = 1",
                                 NULL, NULL, NULL),
                    SQLITE_OK);
    sqlite3_close(db);
}

static void an_older_store_is_taken_over(void)
{
    struct pace_record anna = counter("anna", 3);
    struct seen seen = {.count = 0};
    struct verify_outcome outcome;
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    add_open(store, 1, "anna", "login");
    store_close(store);
    make_old(folder);
    store = help_open(folder, 16, 0);
    put(store, &anna);
    CU_ASSERT_EQUAL(store_opens(store, "anna", INT64_MAX, 5, see_open, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 1);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.events, 1);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_logins_tests[] = {
    {"counters are replaced, deleted and kept", counters_are_kept},
    {"the last use of a login is found, the latest first", the_last_use_is_found},
    {"a store that an older Confide made is taken over whole", an_older_store_is_taken_over},
    CU_TEST_INFO_NULL};
