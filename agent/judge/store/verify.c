/* Owns: the comparison of a database with its own chain. Must not own: how a row becomes bytes (store_row.c), how an
 * entry becomes a hash (chain.c), or any change of the file: it only reads.
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

enum { PROGRESS_EVERY = 1000 };

struct walk {
    struct store_sql *sql;
    struct verify_outcome *outcome;
    uint8_t chain_id[CHAIN_ID_SIZE];
    struct store_head head;     /* of the last entry seen */
    struct store_head recorded; /* as the database says */
};

static const char *kind_name(int64_t kind)
{
    static const char *const names[] = {
        [CHAIN_START] = "start",       [CHAIN_EVENT] = "event",       [CHAIN_CASE] = "case",
        [CHAIN_REPORT] = "report",     [CHAIN_DELIVERY] = "delivery", [CHAIN_DECISION] = "decision",
        [CHAIN_QUESTION] = "question", [CHAIN_OUTCOME] = "answer",    [CHAIN_MESSAGE] = "message",
    };

    return kind >= CHAIN_START && kind <= CHAIN_MESSAGE ? names[kind] : "entry";
}

/* The first finding stays; always false. */
static bool find(struct walk *walk, uint64_t seq, const char *what, const char *words)
{
    struct verify_outcome *outcome = walk->outcome;

    if (outcome->good || seq < outcome->first_bad) {
        outcome->good = false;
        outcome->first_bad = seq;
        text_format(outcome->words, sizeof(outcome->words), "%s %llu: %s", what, (unsigned long long)seq, words);
    }
    return false;
}

/* ---- one entry ---- */

static bool read_hash(uint8_t hash[CRYPTO_HASH_SIZE], struct sqlite3_stmt *statement, int column)
{
    const void *bytes = sqlite3_column_blob(statement, column);
    bool is_hash = bytes && sqlite3_column_bytes(statement, column) == CRYPTO_HASH_SIZE;

    if (is_hash)
        memcpy(hash, bytes, CRYPTO_HASH_SIZE);
    return is_hash;
}

/* The row that an entry stands for, read by its seq. */
static bool check_row(struct walk *walk, const struct chain_link *link)
{
    static const enum store_sql_number reads[] = {
        [CHAIN_START] = SQL_ROW_START,       [CHAIN_EVENT] = SQL_ROW_EVENT,       [CHAIN_CASE] = SQL_ROW_CASE,
        [CHAIN_REPORT] = SQL_ROW_REPORT,     [CHAIN_DELIVERY] = SQL_ROW_DELIVERY, [CHAIN_DECISION] = SQL_ROW_DECISION,
        [CHAIN_QUESTION] = SQL_ROW_QUESTION, [CHAIN_OUTCOME] = SQL_ROW_OUTCOME,   [CHAIN_MESSAGE] = SQL_ROW_MESSAGE,
    };
    const char *name = kind_name(link->kind);
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, reads[link->kind]);
    struct store_row row = {0};
    uint8_t commitment[CRYPTO_HASH_SIZE];
    bool is_good = false;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)link->seq) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_DONE) {
        find(walk, link->seq, name, "it was deleted");
    } else if (code == SQLITE_ROW) {
        is_good = store_row_read(&row, statement);
        if (is_good)
            store_row_commit(&row, commitment);
        is_good = is_good && memcmp(commitment, link->commitment, sizeof(commitment)) == 0;
        if (!is_good)
            find(walk, link->seq, name, "its content does not fit the chain");
        else if (sqlite3_step(statement) != SQLITE_DONE)
            is_good = find(walk, link->seq, name, "it stands there twice");
    } else {
        find(walk, link->seq, name, sqlite3_errmsg(walk->sql->db));
    }
    if (statement)
        sqlite3_reset(statement);
    return is_good;
}

/* What changes of a report is not in the chain, but follows from its deliveries, which are. */
static bool check_ledger(struct walk *walk, uint64_t seq, const char *name)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_LEDGER);
    bool fits = statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_int(statement, 0) == 1;

    if (statement)
        sqlite3_reset(statement);
    return fits || find(walk, seq, name, "its state does not fit its deliveries");
}

static void count_entry(struct verify_outcome *outcome, unsigned kind)
{
    outcome->entries++;
    outcome->events += kind == CHAIN_EVENT;
    outcome->cases += kind == CHAIN_CASE;
    outcome->reports += kind == CHAIN_REPORT || kind == CHAIN_MESSAGE;
    outcome->deliveries += kind == CHAIN_DELIVERY;
    outcome->decisions += kind == CHAIN_DECISION;
    outcome->questions += kind == CHAIN_QUESTION;
    outcome->answers += kind == CHAIN_OUTCOME;
}

static bool check_entry(struct walk *walk, struct sqlite3_stmt *statement)
{
    const int64_t kind = sqlite3_column_int64(statement, 1);
    struct chain_link link = {.seq = (uint64_t)sqlite3_column_int64(statement, 0),
                              .kind = (uint8_t)kind,
                              .stored_ms = sqlite3_column_int64(statement, 2)};
    struct store_head head = {.seq = link.seq};
    uint8_t hash[CRYPTO_HASH_SIZE];
    const uint64_t expected = walk->head.seq + 1;

    if (link.seq < expected)
        return find(walk, link.seq, kind_name(kind), "it stands in the chain twice");
    if (link.seq > expected)
        return find(walk, expected, "entry", "it was deleted from the chain");
    if (kind < CHAIN_START || kind > CHAIN_MESSAGE || (link.seq == 1) != (kind == CHAIN_START))
        return find(walk, link.seq, "entry", "its kind was altered");
    if (!read_hash(link.commitment, statement, 3) || !read_hash(link.previous, statement, 4) ||
        !read_hash(hash, statement, 5))
        return find(walk, link.seq, kind_name(kind), "its place in the chain was altered");
    if (memcmp(link.previous, walk->head.hash, CRYPTO_HASH_SIZE) != 0)
        return find(walk, link.seq, kind_name(kind), "it does not follow the entry before it");
    chain_hash(head.hash, walk->chain_id, &link);
    if (memcmp(hash, head.hash, CRYPTO_HASH_SIZE) != 0)
        return find(walk, link.seq, kind_name(kind), "its hash does not fit: it, or the chain's id, was altered");
    if (!check_row(walk, &link) ||
        ((kind == CHAIN_REPORT || kind == CHAIN_MESSAGE) && !check_ledger(walk, link.seq, kind_name(kind))))
        return false;
    walk->head = head;
    count_entry(walk->outcome, (unsigned)kind);
    return true;
}

/* ---- the whole ---- */

/* Rows that no chain entry speaks of. In a file of an older layout what asks for a newer table is not prepared. */
static void check_orphans(struct walk *walk, enum store_sql_number number, const char *words)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, number);

    if (statement && sqlite3_step(statement) == SQLITE_ROW)
        find(walk, (uint64_t)sqlite3_column_int64(statement, 0), kind_name(sqlite3_column_int64(statement, 1)), words);
    if (statement)
        sqlite3_reset(statement);
}

static void check_end(struct walk *walk)
{
    if (walk->recorded.seq > walk->head.seq)
        find(walk, walk->head.seq + 1, "entry", "it and all after it were cut off");
    else if (walk->recorded.seq < walk->head.seq)
        find(walk, walk->recorded.seq + 1, "entry", "it stands after the end that was recorded");
    else if (memcmp(walk->recorded.hash, walk->head.hash, CRYPTO_HASH_SIZE) != 0)
        find(walk, walk->head.seq, "entry", "it is not the end that was recorded");
}

static bool read_origin(struct walk *walk)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_ORIGIN);
    const void *id;
    bool is_read = false;

    if (!statement || sqlite3_step(statement) != SQLITE_ROW) {
        find(walk, 1, "start", "it was deleted, and with it the chain's id");
    } else {
        id = sqlite3_column_blob(statement, 0);
        is_read =
            id && sqlite3_column_bytes(statement, 0) == CHAIN_ID_SIZE && read_hash(walk->recorded.hash, statement, 5);
        if (is_read) {
            memcpy(walk->chain_id, id, CHAIN_ID_SIZE);
            walk->recorded.seq = (uint64_t)sqlite3_column_int64(statement, 4);
            text_hex(walk->outcome->chain_id, walk->chain_id, CHAIN_ID_SIZE);
        } else {
            find(walk, 1, "start", "its content does not fit the chain");
        }
    }
    if (statement)
        sqlite3_reset(statement);
    return is_read;
}

static void check_all(struct store_sql *sql, void (*progress)(void *data, uint64_t done, uint64_t total), void *data,
                      struct verify_outcome *outcome)
{
    static const char beside[] = "it was put in beside the chain";
    struct walk walk = {.sql = sql, .outcome = outcome};
    const int64_t count = store_sql_number(sql, SQL_CHAIN_COUNT);
    const uint64_t total = count > 0 ? (uint64_t)count : 0;
    struct sqlite3_stmt *statement;
    int code = SQLITE_ERROR;

    *outcome = (struct verify_outcome){.good = true};
    if (!read_origin(&walk))
        return;
    check_orphans(&walk, SQL_ORPHAN, beside);
    check_orphans(&walk, SQL_ORPHAN_DECISION, beside);
    check_orphans(&walk, SQL_ORPHAN_ASKED, beside);
    check_orphans(&walk, SQL_STRAY_REPORT, "it was given an endpoint");
    statement = store_sql_get(sql, SQL_CHAIN);
    while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW && check_entry(&walk, statement)) {
        if (progress && outcome->entries % PROGRESS_EVERY == 0)
            progress(data, outcome->entries, total);
    }
    if (code == SQLITE_DONE)
        check_end(&walk);
    else if (code != SQLITE_ROW)
        find(&walk, walk.head.seq + 1, "entry", sqlite3_errmsg(sql->db));
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
    if (store->is_open)
        return store_reject(store, "a transaction is open: this is a mistake in confided");
    check_all(&store->sql, progress, data, outcome);
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
        check_all(&sql, progress, data, outcome);
        result = STORE_OK;
    }
    store_sql_close(&sql);
    if (lock >= 0)
        close(lock);
    return result;
}
