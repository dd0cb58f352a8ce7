/* After a purge: what somebody deletes beside it is still found, nothing of what it erased is left, and its room is
 * free. */
#include "agent/judge/store/store_row.h"

#include "purge_help.h"

/* ---- a purge hides no deletion ------------------------------------------------------------------ */

static void found(const char *sql, uint64_t seq, const char *words)
{
    const struct store_periods events = {.events = 60};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = help_past(folder); /* 22: the purge, of the events 2, 4 to 11, 14, 18 and 19 */

    CU_ASSERT_EQUAL(help_purge(store, &events, 100, 500), 12);
    store_close(store);
    help_tamper(folder, sql);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, seq);
    CU_ASSERT_STRING_EQUAL(outcome.words, words);
    help_remove(folder);
}

static void deletion_is_found(void)
{
    found("DELETE FROM event WHERE seq = 3", 3, "event 3: it was deleted");    /* old enough, and named by a case */
    found("DELETE FROM event WHERE seq = 20", 20, "event 20: it was deleted"); /* after the bound */
    found("DELETE FROM case_version WHERE seq = 12", 12, "case 12: it was deleted"); /* of another kind */
    found("DELETE FROM purge", 2, "event 2: it was deleted");
    found("DELETE FROM purge; DELETE FROM chain WHERE seq = 22", 2, "event 2: it was deleted");
}

static void edited_purge_is_found(void)
{
    found("UPDATE purge SET entries = CAST(x'0200000000000000' || substr(entries, 9) AS BLOB), first = 1", 22,
          "purge 22: its content does not fit the chain");
    found("UPDATE purge SET until_ms = until_ms + 99999999999; DELETE FROM event WHERE seq = 20", 20,
          "event 20: it was deleted");
    found("UPDATE purge SET count = 11", 22, "purge 22: its content does not fit the chain");
    found("UPDATE purge SET kind = 3; DELETE FROM case_version WHERE seq = 12", 2, "event 2: it was deleted");
}

static void forged_purge_is_found(void)
{
    found("INSERT INTO purge SELECT 23, salt, 2, 1, until_ms + 9999999999, 20, 20,"
          " x'14000000000000001400000000000000', proof FROM purge; DELETE FROM event WHERE seq = 20",
          23, "purge 23: it was put in beside the chain");
}

/* Somebody who knows the form, and has the file but not its keys, adds a purge with an entry of the chain that fits. */
static void forge(const char *folder, int64_t until_ms, int64_t stored_ms)
{
    static const uint8_t span[16] = {20, [8] = 20};
    struct store_row row = {.salt = {1}};
    struct chain_link link = {.seq = 23, .kind = CHAIN_PURGE, .stored_ms = stored_ms};
    uint8_t hash[CRYPTO_HASH_SIZE], chain_id[CHAIN_ID_SIZE], proof[16] = {7};
    char path[128], sql[1024], commitment[65], next[65];
    sqlite3_stmt *read;
    sqlite3 *db;

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_prepare_v2(db, "SELECT chain_id, head_hash FROM origin", -1, &read, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_step(read), SQLITE_ROW);
    memcpy(chain_id, sqlite3_column_blob(read, 0), sizeof chain_id);
    memcpy(link.previous, sqlite3_column_blob(read, 1), sizeof link.previous);
    sqlite3_finalize(read);
    sqlite3_close(db);
    store_row_number(&row, CHAIN_EVENT);
    store_row_number(&row, 1);
    store_row_number(&row, until_ms);
    store_row_number(&row, 20);
    store_row_number(&row, 20);
    store_row_bytes(&row, span, sizeof span);
    store_row_bytes(&row, proof, sizeof proof);
    store_row_commit(&row, link.commitment);
    chain_hash(hash, chain_id, &link);
    text_hex(commitment, link.commitment, sizeof link.commitment);
    text_hex(next, hash, sizeof hash);
    text_format(sql, sizeof sql,
                "DELETE FROM event WHERE seq = 20;"
                "INSERT INTO purge SELECT 23, x'01000000000000000000000000000000', 2, 1, %lld, 20, 20,"
                " x'14000000000000001400000000000000', x'07000000000000000000000000000000';"
                "INSERT INTO chain SELECT 23, 10, %lld, x'%s', head_hash, x'%s' FROM origin;"
                "UPDATE origin SET head_seq = 23, head_hash = x'%s'",
                (long long)until_ms, (long long)stored_ms, commitment, next, next);
    help_tamper(folder, sql);
}

static void forged_chain_is_found(void)
{
    const struct store_periods events = {.events = 60};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = help_past(folder);

    CU_ASSERT_EQUAL(help_purge(store, &events, 100, 500), 12);
    store_close(store);
    forge(folder, help_now_ms + 91 * day_ms, help_now_ms + 100 * day_ms);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "purge 23: what it says of itself does not fit");
    store_close(store);
    help_remove(folder);
    store = help_past(folder);
    CU_ASSERT_EQUAL(help_purge(store, &events, 100, 500), 12);
    store_close(store);
    forge(folder, help_now_ms + 100 * day_ms, help_now_ms + 100 * day_ms); /* nothing is kept for less than a day */
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "purge 23: what it says of itself does not fit");
    help_remove(folder);
}

/* ---- nothing of it is left, and the room is free ------------------------------------------------- */

static void add_named_people(struct store *store, uint32_t first, uint32_t count, int64_t stored_ms)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    for (uint32_t n = first; n < first + count; n++) {
        struct event event = help_event(n);

        text_format(event.login, sizeof event.login, "person-%u-of-old", n);
        crypto_random(event.id, sizeof event.id);
        memcpy(event.id, "old-event", 9);
        if (n % 3 == 0)
            event.kind = EVENT_LOGIN;
        CU_ASSERT_EQUAL(store_add_event(store, &event, stored_ms), STORE_OK);
    }
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static bool is_in_files(const char *folder, const char *text)
{
    return help_file_holds(folder, "confide.db", text) || help_file_holds(folder, "confide.db-wal", text);
}

static void nothing_is_left_in_the_files(void)
{
    char folder[64];
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 64, 1);
    for (uint32_t n = 0; n < 3000; n += 100) { /* in between, what stays: pages are shared, and split anew */
        add_named_people(store, n, 100, help_now_ms);
        CU_ASSERT_EQUAL(help_store(store, 10000 + n, 10), STORE_OK);
    }
    add_named_people(store, 9000, 10, help_now_ms + 99 * day_ms);
    CU_ASSERT_TRUE(is_in_files(folder, "person-1-of-old"));
    CU_ASSERT_TRUE(is_in_files(folder, "old-event"));
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 100, 700), 3300);
    CU_ASSERT_TRUE(is_in_files(folder, "person-9003-of-old"));
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 200, 700), 10);
    CU_ASSERT_FALSE(is_in_files(folder, "-of-old"));
    CU_ASSERT_FALSE(is_in_files(folder, "old-event"));
    store_close(store);
    CU_ASSERT_FALSE(is_in_files(folder, "-of-old"));
    CU_ASSERT_FALSE(is_in_files(folder, "old-event"));
    help_remove(folder);
}

static void room_is_used_again(void)
{
    char folder[64];
    struct store *store;
    struct store_counts before, after;

    help_folder(folder);
    store = help_open(folder, 64, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 2000), STORE_OK);
    CU_ASSERT_EQUAL(store_count(store, &before), STORE_OK);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 100, 500), 2000);
    CU_ASSERT_EQUAL(store_count(store, &after), STORE_OK);
    CU_ASSERT_TRUE(after.pages < before.pages / 2);
    CU_ASSERT_EQUAL(after.events, 0);
    CU_ASSERT_EQUAL(help_store(store, 5000, 800), STORE_OK);
    CU_ASSERT_EQUAL(store_count(store, &after), STORE_OK);
    CU_ASSERT_TRUE(after.pages < before.pages);
    store_close(store);
    help_remove(folder);
}

/* That is when it is wanted. */
static void works_when_full(void)
{
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    uint32_t next = 0;

    help_folder(folder);
    store = help_open(folder, 1, 1);
    while (help_store(store, next, 20) == STORE_OK)
        next += 20;
    store_undo(store);
    CU_ASSERT_EQUAL(help_store(store, next, 1), STORE_FULL);
    store_undo(store);
    CU_ASSERT_TRUE(help_purge(store, &all_100, 100, 100) >= next);
    CU_ASSERT_EQUAL(help_store(store, next + 1000, 50), STORE_OK);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 50);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_purged_tests[] = {
    {"a deletion beside a purge is found", deletion_is_found},
    {"a purge that was edited is found", edited_purge_is_found},
    {"a purge put in beside the chain is found", forged_purge_is_found},
    {"a purge forged with an entry that fits is found, for its forger lacks the key or hurries", forged_chain_is_found},
    {"nothing of what was erased is left in the files", nothing_is_left_in_the_files},
    {"the room is used again", room_is_used_again},
    {"a full database is purged", works_when_full},
    CU_TEST_INFO_NULL,
};
