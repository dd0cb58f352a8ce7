/* Owns: the difference between what was erased for its age and what was deleted. Must not own: erasing
 * (store_purge.c). A purge is an entry of the chain whose row lists what it erased, so a row may be missing only where
 * one says so, and none can say so afterwards of a row that it left. In: entries. Out: whether they may be without a
 * row. */
#include "verify_purge.h"

#include <string.h>

#include <sqlite3.h>

#include "store_spans.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, PROOF_SIZE = 16 };

/* The columns of SQL_ROW_PURGE after the salt. */
enum { KIND, COUNT, UNTIL_MS, FIRST, LAST, ENTRIES, PROOF, COLUMNS };

/* In a file of an older layout nothing was. */
bool verify_was_purged(struct verify_walk *walk, const struct chain_link *link)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_PURGES_OF);
    bool was_purged = false;
    int code = SQLITE_DONE;

    if (statement && sqlite3_bind_int(statement, 1, link->kind) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)link->seq) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 3, link->stored_ms) == SQLITE_OK)
        while (!was_purged && (code = sqlite3_step(statement)) == SQLITE_ROW)
            was_purged = store_spans_hold(sqlite3_column_blob(statement, 0), (size_t)sqlite3_column_bytes(statement, 0),
                                          link->seq);
    verify_stumbled(walk, link->seq, code);
    if (statement)
        sqlite3_reset(statement);
    return was_purged;
}

static bool may_be_purged(int64_t kind)
{
    return kind >= CHAIN_EVENT && kind <= CHAIN_MESSAGE && kind != CHAIN_DECISION;
}

/* Nothing is kept for less than a day. */
static bool fits(const struct verify_walk *walk, const struct store_row *row, const struct chain_link *link)
{
    const struct store_value *values = row->values;
    uint8_t proof[PROOF_SIZE];
    uint64_t first, last;
    const bool is_whole = row->count == COLUMNS && may_be_purged(values[KIND].number) && values[COUNT].number > 0 &&
                          (uint64_t)values[COUNT].number ==
                              store_spans_count(values[ENTRIES].bytes, values[ENTRIES].size, &first, &last) &&
                          (uint64_t)values[FIRST].number == first && (uint64_t)values[LAST].number == last &&
                          last < link->seq && values[UNTIL_MS].number <= link->stored_ms - DAY_MS &&
                          values[PROOF].size == PROOF_SIZE;

    if (!is_whole || !walk->seal_key)
        return is_whole;
    store_row_prove(row, PROOF, walk->chain_id, walk->seal_key, proof);
    return memcmp(proof, values[PROOF].bytes, PROOF_SIZE) == 0;
}

bool verify_purge(struct verify_walk *walk, const struct chain_link *link)
{
    struct sqlite3_stmt *statement = store_sql_get(walk->sql, SQL_ROW_PURGE);
    struct store_row row = {0};
    int code = SQLITE_ERROR;
    bool is_good;

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)link->seq) == SQLITE_OK)
        code = sqlite3_step(statement);
    is_good = !verify_stumbled(walk, link->seq, code) && code == SQLITE_ROW && store_row_read(&row, statement) &&
              fits(walk, &row, link);
    if (statement)
        sqlite3_reset(statement);
    return is_good;
}
