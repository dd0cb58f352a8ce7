/* Owns: how the database comes to be, and how it is taken up again after whatever a kill, a crash or a stranger left.
 * Must not own: transactions (store.c), the SQL (store_sql.c), lock and keys (store_folder.c).
 * In: a folder and its limits. Out: a store that is ready, or one line with the remedy. */
#include "store.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "store_named.h"
#include "store_private.h"

/* A memory limit far above what our statements need stops a hostile file from taking the machine's. */
enum { BUSY_MS = 2000, CHECK_PAGES = 64 * STORE_PAGES_PER_MIB, HEAP = 64 << 20 };

static int remember_wal(void *data, sqlite3 *db, const char *name, int pages)
{
    struct store *store = data;

    (void)db;
    (void)name;
    store->wal_pages = pages;
    return SQLITE_OK;
}

/* A key that is not the database's own would give one patient two pseudonyms, and seal what nobody can open. */
static void check_keys(const struct store *store, uint8_t patient[16], uint8_t seal[16])
{
    crypto_pseudonym(patient, store->patient_key, "confide:key-check");
    crypto_pseudonym(seal, store->seal_key, "confide:key-check");
}

static bool make_tables(struct store *store)
{
    struct store_row row = {0};
    uint8_t machine[16], patient_check[16], seal_check[16];

    crypto_random(store->chain_id, sizeof(store->chain_id));
    crypto_random(machine, sizeof(machine));
    text_hex(store->machine, machine, sizeof(machine));
    check_keys(store, patient_check, seal_check);
    store_row_bytes(&row, store->chain_id, sizeof(store->chain_id));
    store_row_text(&row, store->machine, sizeof(store->machine));
    store_row_bytes(&row, patient_check, sizeof(patient_check));
    store_row_bytes(&row, seal_check, sizeof(seal_check));
    if (store_begin(store) != STORE_OK)
        return false;
    if (!store_sql_layout(store->sql.db, 0)) {
        store_refuse(store);
        return false;
    }
    return store_append(store, CHAIN_START, SQL_ADD_ORIGIN, &row, clock_now_ms()) == STORE_OK &&
           store_commit(store) == STORE_OK;
}

static bool has_bytes(struct sqlite3_stmt *statement, int column, int size)
{
    return sqlite3_column_type(statement, column) == SQLITE_BLOB && sqlite3_column_bytes(statement, column) == size;
}

/* Where somebody cut the chain, moved the head or put rows in, it goes on after the highest of all: what they did stays
 * for verify to find, and the agent keeps its evidence from here. */
static bool take_up_head(struct store *store, struct sqlite3_stmt *origin)
{
    int64_t highest = store_sql_number(&store->sql, SQL_HIGHEST);
    const int64_t highest_decision = store_sql_number(&store->sql, SQL_HIGHEST_DECISION);
    const int64_t highest_asked = store_sql_number(&store->sql, SQL_HIGHEST_ASKED);
    const int64_t highest_purge = store_sql_number(&store->sql, SQL_HIGHEST_PURGE);
    struct sqlite3_stmt *last = store_sql_get(&store->sql, SQL_CHAIN_LAST);

    if (has_bytes(origin, 5, CRYPTO_HASH_SIZE)) {
        store->head.seq = (uint64_t)sqlite3_column_int64(origin, 4);
        memcpy(store->head.hash, sqlite3_column_blob(origin, 5), CRYPTO_HASH_SIZE);
    }
    if (last && sqlite3_step(last) == SQLITE_ROW && has_bytes(last, 1, CRYPTO_HASH_SIZE) &&
        (uint64_t)sqlite3_column_int64(last, 0) >= store->head.seq) {
        store->head.seq = (uint64_t)sqlite3_column_int64(last, 0);
        memcpy(store->head.hash, sqlite3_column_blob(last, 1), CRYPTO_HASH_SIZE);
    }
    if (last)
        sqlite3_reset(last);
    if (highest_decision > highest)
        highest = highest_decision;
    if (highest_asked > highest)
        highest = highest_asked;
    if (highest_purge > highest)
        highest = highest_purge;
    if (highest > 0 && (uint64_t)highest > store->head.seq)
        store->head.seq = (uint64_t)highest;
    store->kept = store->head;
    return store->head.seq > 0 && store->head.seq < INT64_MAX;
}

static bool take_up(struct store *store)
{
    struct sqlite3_stmt *origin = store_sql_get(&store->sql, SQL_ORIGIN);
    uint8_t patient[16], seal[16];
    bool is_ready = false;
    int code;

    check_keys(store, patient, seal);
    code = origin ? sqlite3_step(origin) : SQLITE_ERROR;
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        store_refuse(store);
    } else if (!has_bytes(origin, 0, CHAIN_ID_SIZE) || sqlite3_column_bytes(origin, 1) != 32 ||
               !has_bytes(origin, 2, 16) || !has_bytes(origin, 3, 16)) {
        store_reject(store, "its first entry was altered: keep a copy as evidence, then restore it from your backup");
    } else if (memcmp(sqlite3_column_blob(origin, 2), patient, 16) != 0 ||
               memcmp(sqlite3_column_blob(origin, 3), seal, 16) != 0) {
        store_reject(store, "the files in keys/ are not those it was made with: restore both from one backup");
    } else {
        memcpy(store->chain_id, sqlite3_column_blob(origin, 0), CHAIN_ID_SIZE);
        text_copy(store->machine, sizeof(store->machine), (const char *)sqlite3_column_text(origin, 1));
        is_ready = take_up_head(store, origin);
        if (!is_ready)
            store_reject(store,
                         "its last entry was altered: keep a copy as evidence, then restore it from your backup");
    }
    if (origin)
        sqlite3_reset(origin);
    return is_ready;
}

/* Looks for damage, in a file that is read through within a second or so: to receive again soon matters more than to
 * have looked at all of a large one. Damage there shows when it is read, and to verify. */
static bool is_sound(struct store *store)
{
    struct sqlite3_stmt *check;
    const char *words, *line;
    char why[256];
    bool is_good = false;

    if (store_sql_number(&store->sql, SQL_PAGES) > CHECK_PAGES)
        return true;
    check = store_sql_get(&store->sql, SQL_QUICK_CHECK);
    words = check && sqlite3_step(check) == SQLITE_ROW ? (const char *)sqlite3_column_text(check, 0) : NULL;
    if (!words) {
        store_refuse(store);
    } else if (strcmp(words, "ok") != 0) {
        line = strrchr(words, '\n') ? strrchr(words, '\n') + 1 : words;
        text_format(why, sizeof(why), STORE_DAMAGED, line);
        store_reject(store, why);
    } else {
        is_good = true;
    }
    if (check)
        sqlite3_reset(check);
    return is_good;
}

/* A store that an older Confide made. What is in it stays as it is. */
static enum store_result upgrade(struct store *store, int from)
{
    enum store_result result = store_begin(store);

    if (result == STORE_OK && !store_sql_layout(store->sql.db, from))
        result = store_refuse(store);
    if (result == STORE_OK && from < STORE_SCHEMA_NAMED)
        result = store_name_all(store);
    if (result == STORE_OK)
        result = store_commit(store);
    if (result != STORE_OK)
        store_undo(store);
    return result;
}

/* Where there is no room, the first try gives up the reserve, and the second has it. */
static bool bring_up(struct store *store, int from)
{
    enum store_result result = upgrade(store, from);

    return (result == STORE_FULL ? upgrade(store, from) : result) == STORE_OK;
}

static bool open_database(struct store *store)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int64_t version;
    char why[128];

    sqlite3_hard_heap_limit64(HEAP);
    if (sqlite3_open_v2(store->folder.database, &store->sql.db, flags, NULL) != SQLITE_OK) {
        store_refuse(store);
        return false;
    }
    store_sql_harden(store->sql.db);
    sqlite3_busy_timeout(store->sql.db, BUSY_MS);
    if (!store_sql_tune(store->sql.db) || !store_reserve(store)) {
        store_refuse(store);
        return false;
    }
    sqlite3_wal_hook(store->sql.db, remember_wal, store);
    if (!is_sound(store))
        return false;
    version = store_sql_number(&store->sql, SQL_USER_VERSION);
    if (version == 0 && store_sql_number(&store->sql, SQL_TABLE_COUNT) == 0)
        return make_tables(store);
    if (version >= STORE_SCHEMA_FIRST && version <= STORE_SCHEMA)
        return take_up(store) && (version == STORE_SCHEMA || bring_up(store, (int)version));
    if (version > STORE_SCHEMA)
        text_format(why, sizeof(why),
                    "made by a newer Confide (its tables are number %lld, this one knows %d): install that again",
                    (long long)version, STORE_SCHEMA);
    else
        text_format(why, sizeof(why),
                    "it is not Confide's: move it away, or set `state` in section [paths] to another folder");
    store_reject(store, why);
    return false;
}

struct store *store_open(const char *dir, const struct store_limits *limits, char *error, size_t size)
{
    struct store *store = calloc(1, sizeof(*store));
    bool is_new = false, is_ready = false;

    if (!store) {
        text_format(error, size, "database in %s: %s", dir, strerror(ENOMEM));
        return NULL;
    }
    store->limits = *limits;
    is_ready =
        store_folder_open(&store->folder, dir, store->error, sizeof(store->error)) &&
        store_folder_database(&store->folder, &is_new, store->error, sizeof(store->error)) &&
        store_folder_key(&store->folder, "patient.key", is_new, store->patient_key, store->error,
                         sizeof(store->error)) &&
        store_folder_key(&store->folder, "seal.key", is_new, store->seal_key, store->error, sizeof(store->error)) &&
        store_folder_key(&store->folder, "agent.key", true, store->agent_key, store->error, sizeof(store->error)) &&
        open_database(store);
    store->is_key_new = store->folder.made_key && !is_new;
    if (!is_ready) {
        text_copy(error, size, store->error);
        store_close(store);
        return NULL;
    }
    return store;
}

void store_close(struct store *store)
{
    if (!store)
        return;
    store_sql_close(&store->sql);
    store_folder_close(&store->folder);
    explicit_bzero(store, sizeof(*store));
    free(store);
}
