/* Owns: what is over, and how it is erased. Must not own: how long anything is kept (confide.conf), the chain's form.
 *
 * A row and its salt go; its entry in the chain stays, and says nothing without them. What was erased is told by an
 * entry of its own, a list of the entries of one kind, so that verify knows it from what somebody deleted. A message
 * goes with all its attempts and a question with its answers, or not at all: each is judged by the other.
 * In: periods and the time. Out: fewer rows, and entries that say so. */
#include "store_purge.h"

#include <string.h>

#include <sqlite3.h>

#include "store_past.h"
#include "store_private.h"
#include "store_sealed.h"
#include "store_spans.h"

enum { LIST_MAX = 512, DAY_MS = 24 * 60 * 60 * 1000, PROOF_SIZE = 16 };

struct list {
    uint64_t seqs[LIST_MAX];
    size_t count;
};

/* One purge, a transaction. */
struct purge {
    struct store *store;
    int64_t now_ms, until_ms; /* what was stored until then is over */
    uint64_t before;          /* and no entry from here on */
    unsigned most, erased;
    struct list lists[CHAIN_LAST]; /* by kind: erased, and not told yet */
};

/* ---- telling it in the chain ---- */

static enum store_result tell(struct purge *purge, uint8_t kind)
{
    struct list *list = &purge->lists[kind];
    uint8_t entries[LIST_MAX * STORE_SPAN_SIZE], proof[PROOF_SIZE];
    struct store_row row = {0};
    uint64_t first, last;
    size_t size;

    if (list->count == 0)
        return STORE_OK;
    size = store_spans_write(list->seqs, list->count, entries);
    store_spans_count(entries, size, &first, &last);
    store_row_number(&row, kind);
    store_row_number(&row, (int64_t)list->count);
    store_row_number(&row, purge->until_ms);
    store_row_number(&row, (int64_t)first);
    store_row_number(&row, (int64_t)last);
    store_row_bytes(&row, entries, size);
    store_row_prove(&row, row.count, purge->store->chain_id, purge->store->seal_key, proof);
    store_row_bytes(&row, proof, sizeof(proof));
    list->count = 0;
    return store_append(purge->store, CHAIN_PURGE, SQL_ADD_PURGE, &row, purge->now_ms);
}

static enum store_result tell_all(struct purge *purge)
{
    enum store_result result = STORE_OK;

    for (uint8_t kind = CHAIN_START; kind < CHAIN_LAST && result == STORE_OK; kind++)
        result = tell(purge, kind);
    return result;
}

/* ---- erasing ---- */

static enum store_result run(struct store *store, enum store_sql_number number, uint64_t seq)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, number);

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK)
        return STORE_OK;
    return store_refuse(store);
}

static enum store_result erase_row(struct purge *purge, uint8_t kind, uint64_t seq)
{
    static const enum store_sql_number numbers[CHAIN_LAST] = {
        [CHAIN_EVENT] = SQL_ERASE_EVENT,       [CHAIN_CASE] = SQL_ERASE_CASE,
        [CHAIN_REPORT] = SQL_ERASE_REPORT,     [CHAIN_MESSAGE] = SQL_ERASE_REPORT,
        [CHAIN_DELIVERY] = SQL_ERASE_DELIVERY, [CHAIN_QUESTION] = SQL_ERASE_QUESTION,
        [CHAIN_OUTCOME] = SQL_ERASE_OUTCOME,
    };
    struct list *list = &purge->lists[kind];
    enum store_result result = list->count == LIST_MAX ? tell(purge, kind) : STORE_OK;

    if (result == STORE_OK && kind == CHAIN_CASE)
        result = run(purge->store, SQL_ERASE_NAMED, seq);
    if (result == STORE_OK)
        result = run(purge->store, numbers[kind], seq);
    if (result == STORE_OK) {
        list->seqs[list->count++] = seq;
        purge->erased++;
    }
    return result;
}

/* Up to `most` rows of seq and kind; read to the end before any is erased. */
struct rows {
    uint64_t seqs[LIST_MAX];
    uint8_t kinds[LIST_MAX];
    size_t count;
};

static enum store_result read_rows(struct store *store, struct sqlite3_stmt *statement, bool is_bound,
                                   struct rows *rows)
{
    int code = SQLITE_ERROR;

    rows->count = 0;
    while (is_bound && (code = sqlite3_step(statement)) == SQLITE_ROW && rows->count < LIST_MAX) {
        rows->seqs[rows->count] = (uint64_t)sqlite3_column_int64(statement, 0);
        rows->kinds[rows->count++] = (uint8_t)sqlite3_column_int(statement, 1);
    }
    return store_finish(store, statement, code);
}

/* What hangs on the entry `seq`, however much that is. */
static enum store_result erase_children(struct purge *purge, enum store_sql_number children, uint64_t seq)
{
    struct rows rows;
    enum store_result result;

    do {
        struct sqlite3_stmt *statement = store_sql_get(&purge->store->sql, children);

        result = read_rows(purge->store, statement,
                           statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK &&
                               sqlite3_bind_int(statement, 2, LIST_MAX) == SQLITE_OK,
                           &rows);
        for (size_t i = 0; i < rows.count && result == STORE_OK; i++)
            result = erase_row(purge, rows.kinds[i], rows.seqs[i]);
    } while (result == STORE_OK && rows.count == LIST_MAX);
    return result;
}

static enum store_result find_over(struct purge *purge, enum store_sql_number over, struct rows *rows)
{
    struct sqlite3_stmt *statement = store_sql_get(&purge->store->sql, over);
    const unsigned left = purge->most - purge->erased;

    return read_rows(purge->store, statement,
                     statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)purge->before) == SQLITE_OK &&
                         sqlite3_bind_int64(statement, 2, purge->until_ms) == SQLITE_OK &&
                         sqlite3_bind_int64(statement, 3, left < LIST_MAX ? left : LIST_MAX) == SQLITE_OK &&
                         sqlite3_bind_int64(statement, 4, purge->now_ms) == SQLITE_OK,
                     rows);
}

static enum store_result erase_over(struct purge *purge, enum store_sql_number over, enum store_sql_number children)
{
    struct rows rows;
    enum store_result result;

    do {
        result = purge->erased < purge->most ? find_over(purge, over, &rows) : STORE_NOTHING;
        for (size_t i = 0; result == STORE_OK && i < rows.count && purge->erased < purge->most; i++) {
            if (children != SQL_COUNT)
                result = erase_children(purge, children, rows.seqs[i]);
            if (result == STORE_OK)
                result = erase_row(purge, rows.kinds[i], rows.seqs[i]);
        }
    } while (result == STORE_OK && rows.count == LIST_MAX);
    return result == STORE_NOTHING ? STORE_OK : result;
}

/* ---- what is over ---- */

static int64_t stored_at(struct store *store, uint64_t seq)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_STORED_AT);
    int64_t stored_ms = INT64_MAX;

    if (statement && sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW)
        stored_ms = sqlite3_column_int64(statement, 0);
    if (statement)
        sqlite3_reset(statement);
    return stored_ms;
}

/* Entries are stored in the order of time, but for a clock that was set: so the first that is not over is found by
 * halves, and the search for what is over ends there. What was stored under a wrong clock is erased later, not
 * earlier. */
static uint64_t first_kept(struct store *store, int64_t until_ms)
{
    uint64_t from = 1, before = store->head.seq + 1;

    while (from < before) {
        uint64_t middle = from + (before - from) / 2;

        if (stored_at(store, middle) <= until_ms)
            from = middle + 1;
        else
            before = middle;
    }
    return from;
}

static enum store_result erase_kind(struct purge *purge, unsigned days, enum store_sql_number over,
                                    enum store_sql_number children)
{
    uint64_t unjudged = 0;
    enum store_result result = STORE_OK;

    if (days == 0 || purge->erased >= purge->most)
        return STORE_OK;
    purge->until_ms = purge->now_ms - (int64_t)days * DAY_MS;
    purge->before = first_kept(purge->store, purge->until_ms);
    if (over == SQL_OVER_EVENTS)
        result = store_unjudged(purge->store, &unjudged);
    if (unjudged > 0 && unjudged < purge->before)
        purge->before = unjudged;
    if (result == STORE_OK)
        result = erase_over(purge, over, children);
    return result == STORE_OK ? tell_all(purge) : result;
}

/* Events last: a case that goes lets its events go. */
static enum store_result purge_once(struct store *store, const struct store_periods *periods, int64_t now_ms,
                                    unsigned most, unsigned *erased)
{
    struct purge purge = {.store = store, .now_ms = now_ms, .most = most};
    enum store_result result = store_begin(store);

    if (result == STORE_OK)
        result = erase_kind(&purge, periods->cases, SQL_OVER_CASES, SQL_COUNT);
    if (result == STORE_OK)
        result = erase_kind(&purge, periods->cases, SQL_OVER_QUESTIONS, SQL_OUTCOMES_OF);
    if (result == STORE_OK)
        result = erase_kind(&purge, periods->ledger, SQL_OVER_MESSAGES, SQL_DELIVERIES_OF);
    if (result == STORE_OK)
        result = erase_kind(&purge, periods->events, SQL_OVER_EVENTS, SQL_COUNT);
    if (result == STORE_OK)
        result = store_commit(store);
    *erased = result == STORE_OK ? purge.erased : 0;
    return result;
}

/* Where there is no room left, the reserve is given up by the first try; and then less is erased at a time, since what
 * is erased is written anew first. The WAL holds pages as they were before: it is copied back and cut, also when an
 * agent was killed before it came to that. */
enum store_result store_purge(struct store *store, const struct store_periods *periods, int64_t now_ms, unsigned most,
                              unsigned *erased)
{
    enum store_result result = purge_once(store, periods, now_ms, most, erased);

    for (; result == STORE_FULL && most > 0; most /= 4) {
        store_undo(store);
        result = purge_once(store, periods, now_ms, most, erased);
    }
    if (result != STORE_OK) {
        store_undo(store);
        return result;
    }
    if (*erased > 0 || !store->is_wal_cut)
        store->is_wal_cut = store_checkpoint(store, SQLITE_CHECKPOINT_TRUNCATE);
    return STORE_OK;
}

enum store_result store_purged(struct store *store, uint64_t *count)
{
    const int64_t purged = store_sql_number(&store->sql, SQL_PURGED);

    *count = purged > 0 ? (uint64_t)purged : 0;
    return purged >= 0 ? STORE_OK : store_refuse(store);
}
