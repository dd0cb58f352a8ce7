/* Owns: what makes one entry good, and its place among the others. Must not own: how a row becomes bytes (store_row.c),
 * how an entry becomes a hash (chain.c), which entries are looked at (verify.c, verify_slice.c), or any change of the
 * file: it only reads. In: statements that stand on an entry. Out: the first bad one, in words. */
#include "verify_walk.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_private.h"
#include "verify_purge.h"

static const char *kind_name(int64_t kind)
{
    static const char *const names[] = {
        [CHAIN_START] = "start",       [CHAIN_EVENT] = "event",       [CHAIN_CASE] = "case",
        [CHAIN_REPORT] = "report",     [CHAIN_DELIVERY] = "delivery", [CHAIN_DECISION] = "decision",
        [CHAIN_QUESTION] = "question", [CHAIN_OUTCOME] = "answer",    [CHAIN_MESSAGE] = "message",
        [CHAIN_PURGE] = "purge",
    };

    return kind >= CHAIN_START && kind <= CHAIN_LAST ? names[kind] : "entry";
}

/* What cannot be read, for the disk or the memory fails, is not altered for that. A damaged page is. */
static bool cannot_read(struct verify_walk *walk)
{
    const int code = sqlite3_errcode(walk->sql->db) & 0xff;

    return code == SQLITE_IOERR || code == SQLITE_NOMEM || code == SQLITE_CANTOPEN || code == SQLITE_BUSY ||
           code == SQLITE_FULL;
}

/* The first finding stays; always false. */
bool verify_find(struct verify_walk *walk, uint64_t seq, const char *what, const char *words)
{
    struct verify_outcome *outcome = walk->outcome;

    walk->is_blind = walk->is_blind || cannot_read(walk);
    if (outcome->good || seq < outcome->first_bad) {
        outcome->good = false;
        outcome->first_bad = seq;
        text_format(outcome->words, sizeof(outcome->words), "%s %llu: %s", what, (unsigned long long)seq, words);
    }
    return false;
}

bool verify_stumbled(struct verify_walk *walk, uint64_t seq, int code)
{
    const bool has_read = code == SQLITE_ROW || code == SQLITE_DONE;

    return !has_read && !verify_find(walk, seq, "entry", sqlite3_errmsg(walk->sql->db));
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

/* The row that an entry stands for, read by its seq; `*is_there` is false where a purge took it. */
static bool check_row(struct verify_walk *walk, const struct chain_link *link, bool *is_there)
{
    static const enum store_sql_number reads[] = {
        [CHAIN_START] = SQL_ROW_START,       [CHAIN_EVENT] = SQL_ROW_EVENT,       [CHAIN_CASE] = SQL_ROW_CASE,
        [CHAIN_REPORT] = SQL_ROW_REPORT,     [CHAIN_DELIVERY] = SQL_ROW_DELIVERY, [CHAIN_DECISION] = SQL_ROW_DECISION,
        [CHAIN_QUESTION] = SQL_ROW_QUESTION, [CHAIN_OUTCOME] = SQL_ROW_OUTCOME,   [CHAIN_MESSAGE] = SQL_ROW_MESSAGE,
        [CHAIN_PURGE] = SQL_ROW_PURGE,
    };
    const char *name = kind_name(link->kind);
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, reads[link->kind]);
    struct store_row row = {0};
    uint8_t commitment[CRYPTO_HASH_SIZE];
    bool is_good = false;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)link->seq) == SQLITE_OK)
        code = sqlite3_step(statement);
    *is_there = code == SQLITE_ROW;
    if (code == SQLITE_DONE) {
        is_good = verify_was_purged(walk, link) || verify_find(walk, link->seq, name, "it was deleted");
    } else if (code == SQLITE_ROW) {
        is_good = store_row_read(&row, statement);
        if (is_good)
            store_row_commit(&row, commitment);
        is_good = is_good && memcmp(commitment, link->commitment, sizeof(commitment)) == 0;
        if (!is_good)
            verify_find(walk, link->seq, name, "its content does not fit the chain");
        else if (sqlite3_step(statement) != SQLITE_DONE)
            is_good = verify_find(walk, link->seq, name, "it stands there twice");
    } else {
        verify_stumbled(walk, link->seq, code);
    }
    if (statement)
        sqlite3_reset(statement);
    return is_good;
}

/* What changes of a report is not in the chain, but follows from its deliveries, which are. */
static bool check_ledger(struct verify_walk *walk, uint64_t seq, const char *name)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_LEDGER);
    int code = SQLITE_ERROR;
    bool fits;

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK)
        code = sqlite3_step(statement);
    fits = !verify_stumbled(walk, seq, code) && code == SQLITE_ROW && sqlite3_column_int(statement, 0) == 1;
    if (statement)
        sqlite3_reset(statement);
    return fits || verify_find(walk, seq, name, "its state does not fit its deliveries");
}

/* What of an entry follows from other rows. */
static bool check_bonds(struct verify_walk *walk, const struct chain_link *link)
{
    if (link->kind == CHAIN_REPORT || link->kind == CHAIN_MESSAGE)
        return check_ledger(walk, link->seq, kind_name(link->kind));
    return link->kind != CHAIN_PURGE || verify_purge(walk, link) ||
           verify_find(walk, link->seq, "purge", "what it says of itself does not fit");
}

static void count_entry(struct verify_outcome *outcome, unsigned kind, bool is_there)
{
    outcome->entries++;
    outcome->purged += !is_there;
    outcome->events += is_there && kind == CHAIN_EVENT;
    outcome->cases += is_there && kind == CHAIN_CASE;
    outcome->reports += is_there && (kind == CHAIN_REPORT || kind == CHAIN_MESSAGE);
    outcome->deliveries += is_there && kind == CHAIN_DELIVERY;
    outcome->decisions += is_there && kind == CHAIN_DECISION;
    outcome->questions += is_there && kind == CHAIN_QUESTION;
    outcome->answers += is_there && kind == CHAIN_OUTCOME;
}

bool verify_is_last(const struct verify_walk *walk, struct sqlite3_stmt *statement)
{
    uint8_t hash[CRYPTO_HASH_SIZE];

    return (uint64_t)sqlite3_column_int64(statement, 0) == walk->head.seq && read_hash(hash, statement, 5) &&
           memcmp(hash, walk->head.hash, CRYPTO_HASH_SIZE) == 0;
}

/* Numbers as numbers: SQLite would take the text "2, or so" for 2 here, and for no number where it compares. */
static bool is_typed(struct sqlite3_stmt *statement)
{
    bool is_so = true;

    for (int column = 0; column < 6; column++)
        is_so = is_so && sqlite3_column_type(statement, column) == (column < 3 ? SQLITE_INTEGER : SQLITE_BLOB);
    return is_so;
}

bool verify_entry(struct verify_walk *walk, struct sqlite3_stmt *statement)
{
    const bool is_link = is_typed(statement);
    const int64_t kind = sqlite3_column_int64(statement, 1);
    struct chain_link link = {.seq = (uint64_t)sqlite3_column_int64(statement, 0),
                              .kind = (uint8_t)kind,
                              .stored_ms = sqlite3_column_int64(statement, 2)};
    struct store_head head = {.seq = link.seq};
    uint8_t hash[CRYPTO_HASH_SIZE];
    const uint64_t expected = walk->head.seq + 1;
    bool is_there = true;

    if (link.seq < expected)
        return verify_find(walk, link.seq, kind_name(kind), "it stands in the chain twice");
    if (link.seq > expected)
        return verify_find(walk, expected, "entry", "it was deleted from the chain");
    if (kind < CHAIN_START || kind > CHAIN_LAST || (link.seq == 1) != (kind == CHAIN_START))
        return verify_find(walk, link.seq, "entry", "its kind was altered");
    if (!is_link || !read_hash(link.commitment, statement, 3) || !read_hash(link.previous, statement, 4) ||
        !read_hash(hash, statement, 5))
        return verify_find(walk, link.seq, kind_name(kind), "its place in the chain was altered");
    if (memcmp(link.previous, walk->head.hash, CRYPTO_HASH_SIZE) != 0)
        return verify_find(walk, link.seq, kind_name(kind), "it does not follow the entry before it");
    chain_hash(head.hash, walk->chain_id, &link);
    if (memcmp(hash, head.hash, CRYPTO_HASH_SIZE) != 0)
        return verify_find(walk, link.seq, kind_name(kind),
                           "its hash does not fit: it, or the chain's id, was altered");
    if (!check_row(walk, &link, &is_there) || (is_there && !check_bonds(walk, &link)))
        return false;
    walk->head = head;
    count_entry(walk->outcome, (unsigned)kind, is_there);
    return true;
}

/* ---- its place among the others ---- */

static void check_beside(struct verify_walk *walk, enum store_sql_number number, int64_t first, int64_t last,
                         const char *words)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, number);
    int code = statement || cannot_read(walk) ? SQLITE_ERROR : SQLITE_DONE;

    if (statement && sqlite3_bind_int64(statement, 1, first) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, last) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        verify_find(walk, (uint64_t)sqlite3_column_int64(statement, 0), kind_name(sqlite3_column_int64(statement, 1)),
                    words);
    else
        verify_stumbled(walk, first > 0 ? (uint64_t)first : 1, code);
    if (statement)
        sqlite3_reset(statement);
}

/* In a file of an older layout what asks for a newer table is not prepared. */
void verify_beside(struct verify_walk *walk, int64_t first, int64_t last)
{
    static const enum store_sql_number numbers[] = {SQL_ORPHAN, SQL_ORPHAN_DECISION, SQL_ORPHAN_ASKED,
                                                    SQL_ORPHAN_PURGE};

    for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
        check_beside(walk, numbers[i], first, last, "it was put in beside the chain");
    check_beside(walk, SQL_STRAY_REPORT, first, last, "it was given an endpoint");
}

void verify_end(struct verify_walk *walk)
{
    if (walk->recorded.seq > walk->head.seq)
        verify_find(walk, walk->head.seq + 1, "entry", "it and all after it were cut off");
    else if (walk->recorded.seq < walk->head.seq)
        verify_find(walk, walk->recorded.seq + 1, "entry", "it stands after the end that was recorded");
    else if (memcmp(walk->recorded.hash, walk->head.hash, CRYPTO_HASH_SIZE) != 0)
        verify_find(walk, walk->head.seq, "entry", "it is not the end that was recorded");
}

bool verify_origin(struct verify_walk *walk)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_ORIGIN);
    const void *id;
    bool is_read = false;
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

    if (!verify_stumbled(walk, 1, code) && code == SQLITE_DONE)
        verify_find(walk, 1, "start", "it was deleted, and with it the chain's id");
    if (code == SQLITE_ROW) {
        id = sqlite3_column_blob(statement, 0);
        is_read =
            id && sqlite3_column_bytes(statement, 0) == CHAIN_ID_SIZE && read_hash(walk->recorded.hash, statement, 5);
        if (is_read) {
            memcpy(walk->chain_id, id, CHAIN_ID_SIZE);
            walk->recorded.seq = (uint64_t)sqlite3_column_int64(statement, 4);
            text_hex(walk->outcome->chain_id, walk->chain_id, CHAIN_ID_SIZE);
        } else {
            verify_find(walk, 1, "start", "its content does not fit the chain");
        }
    }
    if (statement)
        sqlite3_reset(statement);
    return is_read;
}
