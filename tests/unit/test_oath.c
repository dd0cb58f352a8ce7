/* What the agent swears to, and by which clock it erases. On a real store. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/judge/outbox/oath_kept.h"
#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_private.h"
#include "store_help.h"

#define MINUTE_MS INT64_C(60000)

struct sworn {
    char folder[64], file[128];
    struct config config;
    struct store *store;
    struct oath *oath;
};

static void open_sworn(struct sworn *sworn, const char *url)
{
    memset(sworn, 0, sizeof *sworn);
    help_folder(sworn->folder);
    config_defaults(&sworn->config);
    text_copy(sworn->config.endpoints[0].url, sizeof sworn->config.endpoints[0].url, url);
    text_format(sworn->file, sizeof sworn->file, "%s/register", sworn->folder);
    text_copy(sworn->config.register_file, sizeof sworn->config.register_file, sworn->file);
    sworn->store = help_open(sworn->folder, 64, 0);
    sworn->oath = oath_open(&sworn->config, sworn->store);
    CU_ASSERT_PTR_NOT_NULL_FATAL(sworn->oath);
}

static void close_sworn(struct sworn *sworn)
{
    oath_close(sworn->oath);
    store_close(sworn->store);
    help_remove(sworn->folder);
}

static void write_file(const char *file, const char *text)
{
    FILE *stream = fopen(file, "we");

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    fputs(text, stream);
    fclose(stream);
}

static void erases_by_no_unheard_clock(void)
{
    const int64_t now = clock_monotonic_ms(), years = now + 1000000 * MINUTE_MS;
    struct sworn sworn;

    open_sworn(&sworn, "https://localhost/");
    CU_ASSERT_FALSE(oath_trusts_clock(sworn.oath, years));
    oath_heard(sworn.oath, false, 0, help_now_ms); /* refused, and without a time */
    CU_ASSERT_FALSE(oath_trusts_clock(sworn.oath, years));
    oath_heard(sworn.oath, true, 0, help_now_ms); /* a mail server says no time, but its certificate held */
    CU_ASSERT_TRUE(oath_trusts_clock(sworn.oath, now));
    close_sworn(&sworn);
}

static void erases_by_no_disputed_clock(void)
{
    const int64_t now = clock_monotonic_ms();
    struct sworn sworn;

    open_sworn(&sworn, "https://localhost/");
    oath_heard(sworn.oath, true, help_now_ms + 10 * MINUTE_MS, help_now_ms);
    CU_ASSERT_EQUAL(oath_clock_off(sworn.oath), 0);
    CU_ASSERT_TRUE(oath_trusts_clock(sworn.oath, now));
    oath_heard(sworn.oath, true, help_now_ms + 10 * MINUTE_MS + 1, help_now_ms);
    CU_ASSERT_EQUAL(oath_clock_off(sworn.oath), 10 * MINUTE_MS + 1);
    CU_ASSERT_FALSE(oath_trusts_clock(sworn.oath, now));
    oath_heard(sworn.oath, true, 0, help_now_ms);
    CU_ASSERT_FALSE(oath_trusts_clock(sworn.oath, now));
    oath_heard(sworn.oath, true, help_now_ms - 11 * MINUTE_MS, help_now_ms);
    CU_ASSERT_EQUAL(oath_clock_off(sworn.oath), -11 * MINUTE_MS);
    oath_heard(sworn.oath, true, help_now_ms, help_now_ms);
    CU_ASSERT_TRUE(oath_trusts_clock(sworn.oath, now));
    close_sworn(&sworn);
}

static void alone_after_an_hour(void)
{
    const int64_t now = clock_monotonic_ms();
    struct sworn sworn;

    open_sworn(&sworn, "");
    CU_ASSERT_FALSE(oath_trusts_clock(sworn.oath, now + 59 * MINUTE_MS));
    CU_ASSERT_TRUE(oath_trusts_clock(sworn.oath, now + 61 * MINUTE_MS));
    close_sworn(&sworn);
}

static void stands_where_it_stands(void)
{
    char hash[65], before[65];
    struct statement statement;
    struct sworn sworn;

    open_sworn(&sworn, "");
    CU_ASSERT_EQUAL(help_store(sworn.store, 0, 3), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(sworn.store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(sworn.store, "mail", 2, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(sworn.store), STORE_OK);
    CU_ASSERT_EQUAL(store_hash_at(sworn.store, 4, hash), STORE_OK);
    CU_ASSERT_EQUAL(store_hash_at(sworn.store, 2, before), STORE_OK);
    oath_refused(sworn.oath);
    oath_state(sworn.oath, "mail", help_now_ms, &statement);
    CU_ASSERT_EQUAL(statement.seq, 4);
    CU_ASSERT_STRING_EQUAL(statement.head, hash);
    CU_ASSERT_EQUAL(statement.previous_seq, 2);
    CU_ASSERT_STRING_EQUAL(statement.previous_head, before);
    CU_ASSERT_EQUAL(statement.events, 3);
    CU_ASSERT_EQUAL(statement.refused, 1);
    CU_ASSERT_EQUAL(statement.time_ms, help_now_ms);
    CU_ASSERT_FALSE(statement.is_watched);
    CU_ASSERT_STRING_EQUAL(statement.key, oath_key(sworn.oath));
    oath_state(sworn.oath, "", help_now_ms, &statement); /* another endpoint has its own place */
    CU_ASSERT_EQUAL(statement.previous_seq, 0);
    close_sworn(&sworn);
}

static void a_place_that_is_gone(void)
{
    struct statement statement;
    struct sworn sworn;

    open_sworn(&sworn, "");
    CU_ASSERT_EQUAL(store_begin(sworn.store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(sworn.store, "", 99, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(sworn.store), STORE_OK);
    oath_state(sworn.oath, "", help_now_ms, &statement);
    CU_ASSERT_EQUAL(statement.previous_seq, 99);
    CU_ASSERT_STRING_EQUAL(statement.previous_head, "");
    close_sworn(&sworn);
}

static void the_register_as_it_is(void)
{
    char first[65];
    struct statement statement;
    struct sworn sworn;

    open_sworn(&sworn, "");
    oath_state(sworn.oath, "", help_now_ms, &statement);
    CU_ASSERT_STRING_EQUAL(statement.register_sha256, "");
    write_file(sworn.file, "abc");
    oath_state(sworn.oath, "", help_now_ms, &statement);
    /* FIPS 180-2, B.1 */
    CU_ASSERT_STRING_EQUAL(statement.register_sha256,
                           "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    text_copy(first, sizeof first, statement.register_sha256);
    write_file(sworn.file, "abcd");
    oath_state(sworn.oath, "", help_now_ms, &statement);
    CU_ASSERT_STRING_NOT_EQUAL(statement.register_sha256, first);
    remove(sworn.file);
    oath_state(sworn.oath, "", help_now_ms, &statement);
    CU_ASSERT_STRING_EQUAL(statement.register_sha256, "");
    write_file(sworn.file, "abc");
    oath_state(sworn.oath, "", help_now_ms, &statement);
    CU_ASSERT_STRING_EQUAL(statement.register_sha256, first);
    close_sworn(&sworn);
}

static void rests_between_two_rounds(void)
{
    const int64_t second = 1000, now = 50 * second;
    char words[256] = "";
    uint64_t seq = 0;
    struct sworn sworn;

    open_sworn(&sworn, "");
    CU_ASSERT_EQUAL(help_store(sworn.store, 0, 3), STORE_OK);
    CU_ASSERT_TRUE(oath_check(sworn.oath, now, &seq, words, sizeof words));
    CU_ASSERT_TRUE(oath_is_whole(sworn.oath));
    CU_ASSERT_TRUE(store_checkpoint(sworn.store, SQLITE_CHECKPOINT_TRUNCATE));
    help_tamper_beneath(sworn.folder, "UPDATE event SET login = 'bjones' WHERE seq = 3");
    CU_ASSERT_TRUE(oath_check(sworn.oath, now + 59 * second, &seq, words, sizeof words));
    CU_ASSERT_TRUE(oath_is_whole(sworn.oath));
    CU_ASSERT_FALSE(oath_check(sworn.oath, now + 60 * second, &seq, words, sizeof words));
    CU_ASSERT_EQUAL(seq, 3);
    CU_ASSERT_FALSE(oath_is_whole(sworn.oath));
    CU_ASSERT_TRUE(oath_check(sworn.oath, now + 180 * second, &seq, words, sizeof words)); /* told once */
    close_sworn(&sworn);
}

CU_TestInfo oath_tests[] = {
    {"nothing is erased by a clock that no endpoint has confirmed", erases_by_no_unheard_clock},
    {"nor by one that an endpoint's disagrees with", erases_by_no_disputed_clock},
    {"where there is no endpoint, an hour after the start", alone_after_an_hour},
    {"a statement says where the history stands, and where it stood for that endpoint", stands_where_it_stands},
    {"a place that is gone is said to be gone", a_place_that_is_gone},
    {"the register's digest follows the file", the_register_as_it_is},
    {"between two rounds of checks it rests, and what was altered meanwhile is found by the next",
     rests_between_two_rounds},
    CU_TEST_INFO_NULL,
};
