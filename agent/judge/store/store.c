/* Owns: the one transaction, the reserve, and what is said when the disk refuses. Must not own: opening (store_open.c),
 * what stands in the rows (store_write.c, store_read.c), the SQL (store_sql.c), the files beside the database
 * (store_folder.c).
 *
 * A full disk or a full database must not stop deliveries from being noted, else reports are sent for ever. So a
 * reserve is held back: a ballast file on the disk, and the last pages under the limit. When a wall is hit, the reserve
 * is given up, and as long as it is, deliveries may be written and nothing else.
 *
 * After an I/O error nothing more is written: a later fsync may succeed without having written what an earlier one
 * lost. */
#include "store.h"

#include <errno.h>
#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_private.h"

/* A wall is near when this much is left before it: more than noting a delivery takes. */
enum { CHECKPOINT_PAGES = 1000, NEAR_PAGES = 8, NEAR_BYTES = 1 << 20 };

static int64_t pages_max(const struct store *store)
{
    return (int64_t)store->limits.max_mib * STORE_PAGES_PER_MIB;
}

static int64_t pages_spare(const struct store *store)
{
    int64_t ballast = (int64_t)store->limits.ballast_mib * STORE_PAGES_PER_MIB;
    int64_t most = pages_max(store) / 8, least = 2 * NEAR_PAGES;

    return ballast < least ? least : ballast < most ? ballast : most;
}

static int64_t pages_used(struct store *store)
{
    return store_sql_number(&store->sql, SQL_PAGES) - store_sql_number(&store->sql, SQL_FREE_PAGES);
}

/* ---- the reserve ---- */

bool store_reserve(struct store *store)
{
    const int64_t most = pages_max(store) - pages_spare(store);
    const bool is_tight = pages_used(store) + NEAR_PAGES > most;

    store->lacks_ballast = !store_folder_ballast(&store->folder, store->limits.ballast_mib);
    store->lacks_pages = is_tight;
    return store_sql_limit(store->sql.db, is_tight ? pages_max(store) : most);
}

static void give_up_pages(struct store *store)
{
    store_sql_limit(store->sql.db, pages_max(store));
    store->lacks_pages = true;
}

static void give_up_ballast(struct store *store)
{
    store_folder_drop_ballast(&store->folder);
    store->lacks_ballast = true;
}

/* Before each transaction: given up when a wall is near, so that a delivery is noted at the first try; set aside again
 * when twice as much is free, so that the store does not change its mind with every page. */
static void weigh_reserve(struct store *store)
{
    const int64_t most = pages_max(store) - pages_spare(store);
    const int64_t used = pages_used(store);

    if (store->lacks_ballast)
        store->lacks_ballast = !store_folder_ballast(&store->folder, store->limits.ballast_mib);
    if (!store->lacks_ballast && store_folder_room(&store->folder) < NEAR_BYTES)
        give_up_ballast(store);
    if (store->lacks_pages && used + pages_spare(store) <= most)
        store->lacks_pages = !store_sql_limit(store->sql.db, most);
    if (!store->lacks_pages && used + NEAR_PAGES > most)
        give_up_pages(store);
}

bool store_is_full(const struct store *store)
{
    return store->lacks_ballast || store->lacks_pages;
}

/* ---- refusals ---- */

enum store_result store_report_full(struct store *store)
{
    store->failure = STORE_FULL;
    if (store->lacks_pages)
        text_format(store->error, sizeof(store->error),
                    "database %s: full (%u MiB, as configured): raise max_mib in section [store] of confide.conf",
                    store->folder.database, store->limits.max_mib);
    else
        text_format(store->error, sizeof(store->error),
                    "database %s: disk full (%s): free %u MiB or more on the disk of %s; what is stored is safe",
                    store->folder.database, strerror(ENOSPC), store->limits.ballast_mib + 1, store->folder.path);
    return STORE_FULL;
}

/* SQLite says the same of both walls: the nearer one was hit. */
static enum store_result hit_a_wall(struct store *store)
{
    int64_t most = pages_max(store) - (store->lacks_pages ? 0 : pages_spare(store));
    int64_t left = (most - store_sql_number(&store->sql, SQL_PAGES)) * STORE_PAGE_SIZE;

    if (left < (int64_t)store_folder_room(&store->folder))
        give_up_pages(store);
    else
        give_up_ballast(store);
    return store_report_full(store);
}

enum store_result store_reject(struct store *store, const char *why)
{
    store->failure = STORE_FAILED;
    text_format(store->error, sizeof(store->error), "database %s: %s", store->folder.database, why);
    return STORE_FAILED;
}

enum store_result store_refuse(struct store *store)
{
    const int code = sqlite3_extended_errcode(store->sql.db) & 0xff;
    const int cause = sqlite3_system_errno(store->sql.db);
    const bool is_disk = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;
    char why[256];

    if (code == SQLITE_FULL || (is_disk && (cause == ENOSPC || cause == EDQUOT)))
        return hit_a_wall(store);
    if (is_disk) {
        store->is_lost = true;
        text_format(why, sizeof(why), "%s (%s): look at the disk, then start confided again",
                    sqlite3_errmsg(store->sql.db), strerror(cause ? cause : EIO));
    } else if (code == SQLITE_CORRUPT || code == SQLITE_NOTADB) {
        store->is_lost = true;
        text_format(why, sizeof(why), STORE_DAMAGED, sqlite3_errmsg(store->sql.db));
    } else if (code == SQLITE_BUSY) {
        text_format(why, sizeof(why), "another program has it open: close that, then start confided again");
    } else if (store->sql.is_open && sqlite3_get_autocommit(store->sql.db)) {
        text_format(why, sizeof(why), "a transaction found no memory, and was undone: give this machine more memory");
    } else {
        text_format(why, sizeof(why), "%s: start confided again", sqlite3_errmsg(store->sql.db));
    }
    return store_reject(store, why);
}

const char *store_error(const struct store *store)
{
    return store->error;
}

/* ---- transactions ---- */

enum store_result store_begin(struct store *store)
{
    if (store->is_lost)
        return STORE_FAILED;
    if (store->sql.is_open)
        return store_reject(store, "a transaction is open already: this is a mistake in confided");
    weigh_reserve(store);
    store->failure = STORE_OK;
    store->added_events = store->added_gaps = 0;
    if (store_sql_run(&store->sql, SQL_BEGIN) != SQLITE_OK)
        return store_refuse(store);
    store->sql.is_open = true;
    return STORE_OK;
}

/* Here and nowhere else, so that a disk that fails while the WAL is copied back is noticed, which SQLite's own
 * checkpoint after a commit does not say. What was committed stays so: the WAL holds it. */
bool store_checkpoint(struct store *store, int mode)
{
    store->wal_pages = 0;
    if (sqlite3_wal_checkpoint_v2(store->sql.db, NULL, mode, NULL, NULL) == SQLITE_OK)
        return true;
    if (store_refuse(store) == STORE_FULL)
        store->failure = STORE_OK;
    return false;
}

static bool put_head(struct store *store)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_SET_HEAD);

    return statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)store->head.seq) == SQLITE_OK &&
           sqlite3_bind_blob(statement, 2, store->head.hash, CRYPTO_HASH_SIZE, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_int64(statement, 3, store->added_events) == SQLITE_OK &&
           sqlite3_bind_int64(statement, 4, store->added_gaps) == SQLITE_OK && sqlite3_step(statement) == SQLITE_DONE &&
           sqlite3_reset(statement) == SQLITE_OK;
}

enum store_result store_commit(struct store *store)
{
    if (store->failure != STORE_OK)
        return store->failure;
    if (!store->sql.is_open)
        return store_reject(store, "no transaction is open: this is a mistake in confided");
    if (store->head.seq != store->kept.seq && !put_head(store))
        return store_refuse(store);
    if (store_sql_run(&store->sql, SQL_COMMIT) != SQLITE_OK)
        return store_refuse(store);
    store->sql.is_open = false;
    store->kept = store->head;
    if (store->wal_pages >= CHECKPOINT_PAGES)
        store_checkpoint(store, SQLITE_CHECKPOINT_PASSIVE);
    return STORE_OK;
}

void store_undo(struct store *store)
{
    store->sql.is_open = false;
    if (!sqlite3_get_autocommit(store->sql.db))
        store_sql_run(&store->sql, SQL_ROLLBACK);
    store->head = store->kept;
    store->failure = STORE_OK;
}

enum store_result store_append(struct store *store, enum chain_kind kind, enum store_sql_number number,
                               struct store_row *row, int64_t now_ms)
{
    struct chain_link link = {.seq = store->head.seq + 1, .kind = (uint8_t)kind, .stored_ms = now_ms};
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, number);
    struct store_head head = {.seq = link.seq};

    crypto_random(row->salt, sizeof(row->salt));
    if (!statement || !store_row_bind(row, statement, link.seq) || sqlite3_step(statement) != SQLITE_DONE)
        return store_refuse(store);
    if (sqlite3_changes(store->sql.db) == 0)
        return STORE_ALREADY;
    store_row_commit(row, link.commitment);
    memcpy(link.previous, store->head.hash, CRYPTO_HASH_SIZE);
    chain_hash(head.hash, store->chain_id, &link);

    statement = store_sql_get(&store->sql, SQL_ADD_CHAIN);
    if (!statement || sqlite3_bind_int64(statement, 1, (sqlite3_int64)link.seq) != SQLITE_OK ||
        sqlite3_bind_int(statement, 2, link.kind) != SQLITE_OK ||
        sqlite3_bind_int64(statement, 3, link.stored_ms) != SQLITE_OK ||
        sqlite3_bind_blob(statement, 4, link.commitment, CRYPTO_HASH_SIZE, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_bind_blob(statement, 5, link.previous, CRYPTO_HASH_SIZE, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_bind_blob(statement, 6, head.hash, CRYPTO_HASH_SIZE, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(statement) != SQLITE_DONE)
        return store_refuse(store);
    store->head = head;
    return STORE_OK;
}

void store_salt(const struct store *store, uint8_t salt[16])
{
    crypto_pseudonym(salt, store->patient_key, "confide: the ids of cases");
}
