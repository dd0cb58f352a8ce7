/* Owns: the comparison of a whole database with its own chain. Must not own: what makes an entry good (verify_walk.c),
 * or any change of the file: it only reads.
 *
 * Every chain entry is recomputed from the row that it stands for, and the rows are counted against the entries, so
 * both a missing and an added row show. What cannot show here is a history that somebody with the file in hand rewrote
 * as a whole: that shows at the employer, who holds earlier heads. In: a database. Out: the first bad entry, in words.
 */
#include "verify.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_private.h"
#include "verify_walk.h"

enum { PROGRESS_EVERY = 1000 };

static void check_all(struct store_sql *sql, const uint8_t *seal_key,
                      void (*progress)(void *data, uint64_t done, uint64_t total), void *data,
                      struct verify_outcome *outcome)
{
    struct verify_walk walk = {.sql = sql, .outcome = outcome, .seal_key = seal_key};
    const int64_t count = store_sql_number(sql, SQL_CHAIN_COUNT);
    const uint64_t total = count > 0 ? (uint64_t)count : 0;
    struct sqlite3_stmt *statement;
    int code = SQLITE_ERROR;

    *outcome = (struct verify_outcome){.good = true};
    if (!verify_origin(&walk))
        return;
    verify_beside(&walk, INT64_MIN, INT64_MAX);
    statement = store_sql_get(sql, SQL_CHAIN);
    while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW && verify_entry(&walk, statement)) {
        if (progress && outcome->entries % PROGRESS_EVERY == 0)
            progress(data, outcome->entries, total);
    }
    if (code == SQLITE_DONE)
        verify_end(&walk);
    else if (code != SQLITE_ROW)
        verify_find(&walk, walk.head.seq + 1, "entry", sqlite3_errmsg(sql->db));
    if (statement)
        sqlite3_reset(statement);
    if (progress)
        progress(data, outcome->entries, total);
    text_hex(outcome->head, walk.head.hash, CRYPTO_HASH_SIZE);
}

enum store_result verify_store(struct store *store, void (*progress)(void *data, uint64_t done, uint64_t total),
                               void *data, struct verify_outcome *outcome)
{
    char head[2 * CRYPTO_HASH_SIZE + 1];

    if (store->is_lost)
        return STORE_FAILED;
    if (store->sql.is_open)
        return store_reject(store, "a transaction is open: this is a mistake in confided");
    check_all(&store->sql, store->seal_key, progress, data, outcome);
    text_hex(head, store->kept.hash, CRYPTO_HASH_SIZE);
    if (outcome->good && strcmp(head, outcome->head) != 0) {
        outcome->good = false;
        outcome->first_bad = store->kept.seq;
        text_format(outcome->words, sizeof(outcome->words),
                    "entry %llu: the file was exchanged under the running agent", (unsigned long long)store->kept.seq);
    }
    return STORE_OK;
}

/* ---- a file ---- */

/* A file name as SQLite's URI: whatever has a meaning there is written as %HH. */
static bool file_uri(char *to, size_t size, const char *file, const char *options)
{
    size_t length = 5;

    if (!text_copy(to, size, "file:"))
        return false;
    for (const char *from = file; *from; from++) {
        bool is_plain = *from > 0x20 && *from < 0x7f && !strchr("%?#", *from);

        if (!text_format(to + length, size - length, is_plain ? "%c" : "%%%02x", (unsigned char)*from))
            return false;
        length += is_plain ? 1 : 3;
    }
    return text_copy(to + length, size - length, options);
}

/* A file that was closed in good order is read as it stands, and nothing is made beside it. What a killed agent left in
 * FILE-wal belongs to the history, so SQLite reads both then; it makes FILE-shm for that and changes neither. */
static bool open_file(struct store_sql *sql, const char *file, char *error, size_t size)
{
    char name[STORE_PATH + 16], uri[3 * STORE_PATH + 64];
    struct stat about;
    int64_t version;
    bool has_wal;

    if (access(file, R_OK) != 0) {
        text_format(error, size, "%s: cannot be read: %s: %s", file, strerror(errno),
                    errno == EACCES ? "run this as root" : "name the database or a copy of it with --db");
        return false;
    }
    has_wal = text_format(name, sizeof(name), "%s-wal", file) && stat(name, &about) == 0 && about.st_size > 0;
    if (!file_uri(uri, sizeof(uri), file, has_wal ? "?mode=ro" : "?mode=ro&immutable=1")) {
        text_format(error, size, "%.64s...: the path is too long", file);
        return false;
    }
    if (sqlite3_open_v2(uri, &sql->db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        text_format(error, size, "%s: %s", file, sqlite3_errmsg(sql->db));
        return false;
    }
    store_sql_harden(sql->db);
    version = store_sql_number(sql, SQL_USER_VERSION);
    if (version >= STORE_SCHEMA_FIRST && version <= STORE_SCHEMA)
        return true;
    if (version == -1)
        text_format(error, size, "%s: %s%s", file, sqlite3_errmsg(sql->db),
                    has_wal ? ": copy it together with its -wal to a folder of your own, and verify that"
                            : ": name Confide's database or a copy of it");
    else
        text_format(error, size, "%s: not a database that this Confide can read", file);
    return false;
}

enum store_result verify_file(const char *file, void (*progress)(void *data, uint64_t done, uint64_t total), void *data,
                              struct verify_outcome *outcome, char *error, size_t size)
{
    struct store_sql sql = {0};
    enum store_result result = STORE_FAILED;
    int lock = -1;

    if (store_folder_share(file, &lock, error, size) && open_file(&sql, file, error, size)) {
        check_all(&sql, NULL, progress, data, outcome);
        result = STORE_OK;
    }
    store_sql_close(&sql);
    if (lock >= 0)
        close(lock);
    return result;
}
