/* agent/judge/store/store_file: a case's versions and its events' moments, as they were stored; what somebody altered
 * is passed over and never shown. */
#include "agent/judge/store/store_file.h"
#include "store_help.h"

enum { VERSIONS = 5 };

struct seen {
    uint32_t versions[8];
    int64_t written_ms[8];
    unsigned count, most;
};

static bool see(void *data, const struct case_report *report, int64_t written_ms)
{
    struct seen *seen = data;

    seen->versions[seen->count] = report->version;
    seen->written_ms[seen->count++] = written_ms;
    return seen->count < seen->most;
}

/* An event, and five versions of a case, a second apart. */
static struct store *written(char *folder)
{
    struct event event = help_event(1);
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 8, 0);
    CU_ASSERT_EQUAL_FATAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms + 77), STORE_OK);
    for (uint32_t i = 1; i <= VERSIONS; i++) {
        struct case_report report = help_case(i);

        CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms + i * 1000), STORE_OK);
    }
    CU_ASSERT_EQUAL_FATAL(store_commit(store), STORE_OK);
    return store;
}

static void gone(struct store *store, const char *folder)
{
    store_close(store);
    help_remove(folder);
}

static void oldest_first(void)
{
    struct seen seen = {.most = 8};
    char folder[64];
    struct store *store = written(folder);

    CU_ASSERT_EQUAL(store_versions(store, "C-0123456789abcdef", 64, see, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, VERSIONS);
    for (uint32_t i = 0; i < VERSIONS; i++) {
        CU_ASSERT_EQUAL(seen.versions[i], i + 1);
        CU_ASSERT_EQUAL(seen.written_ms[i], help_now_ms + (i + 1) * 1000);
    }
    gone(store, folder);
}

static void the_last_ones(void)
{
    struct seen seen = {.most = 8}, one = {.most = 1}, none = {.most = 8};
    char folder[64];
    struct store *store = written(folder);

    CU_ASSERT_EQUAL(store_versions(store, "C-0123456789abcdef", 2, see, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 2);
    CU_ASSERT_EQUAL(seen.versions[0], VERSIONS - 1);
    CU_ASSERT_EQUAL(store_versions(store, "C-0123456789abcdef", 64, see, &one), STORE_OK);
    CU_ASSERT_EQUAL(one.count, 1);
    CU_ASSERT_EQUAL(store_versions(store, "C-ffffffffffffffff", 64, see, &none), STORE_OK);
    CU_ASSERT_EQUAL(none.count, 0);
    gone(store, folder);
}

static void moment_of_an_event(void)
{
    struct event wanted = help_event(1), other = help_event(2), event;
    char folder[64];
    struct store *store = written(folder);
    int64_t stored_ms = 1;

    CU_ASSERT_EQUAL(store_event_at(store, wanted.id, &event, &stored_ms), STORE_OK);
    CU_ASSERT_EQUAL(stored_ms, help_now_ms + 77);
    CU_ASSERT_STRING_EQUAL(event.patient, wanted.patient);
    CU_ASSERT_EQUAL(store_event_at(store, other.id, &event, &stored_ms), STORE_NOTHING);
    CU_ASSERT_EQUAL(stored_ms, 0);
    gone(store, folder);
}

static void altered(void)
{
    struct seen seen = {.most = 8};
    struct event wanted = help_event(1), event;
    char folder[64], path[128];
    struct store *store = written(folder);
    int64_t stored_ms;

    store_close(store);
    text_format(path, sizeof path, "%s/confide.db", folder);
    help_tamper_file(path, "UPDATE case_version SET body = randomblob(length(body)) WHERE version = 3;"
                           "UPDATE event SET body = randomblob(length(body));");
    store = help_open(folder, 8, 0);
    CU_ASSERT_EQUAL(store_versions(store, "C-0123456789abcdef", 64, see, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, VERSIONS - 1);
    CU_ASSERT_EQUAL(seen.versions[2], 4);
    CU_ASSERT_EQUAL(store_event_at(store, wanted.id, &event, &stored_ms), STORE_NOTHING);
    gone(store, folder);
}

CU_TestInfo store_file_tests[] = {
    {"a case's versions come oldest first, with when each was written", oldest_first},
    {"only the last ones, only as many as are wanted, none of another case", the_last_ones},
    {"an event comes with when it was stored, an unknown one not at all", moment_of_an_event},
    {"what was altered is passed over", altered},
    CU_TEST_INFO_NULL,
};
