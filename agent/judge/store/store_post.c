/* Owns: how messages on their way out turn into rows and back, and how far each endpoint holds our history. Must not
 * own: what a message says or when it is due (outbox), the SQL (store_sql.c), the turn itself (store_note_attempt).
 * A pending message that was altered is passed over, so that it cannot hold up the others: verify names it.
 * In: messages, anchors. Out: entries of the chain; what is pending, and the ledger. */
#include "store_post.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_private.h"
#include "store_sealed.h"

enum store_result store_add_message(struct store *store, const struct store_message *message, int64_t now_ms)
{
    struct store_row row = {0};
    enum store_result result = store_may_write(store, true);

    if (result != STORE_OK)
        return result;
    if (message->size == 0 || message->size > sizeof(store->plain))
        return store_reject(store, "a message is empty or too long: this is a mistake in confided");
    memcpy(store->plain, message->body, message->size);
    store_row_text(&row, message->id, REPORT_ID_SIZE);
    store_row_text(&row, message->case_id, CASE_ID_SIZE);
    store_row_text(&row, message->endpoint, WIRE_NAME);
    store_row_number(&row, message->severity);
    store_row_number(&row, message->due_ms);
    store_row_sealed(store, &row, message->size);
    return store_append(store, CHAIN_MESSAGE, SQL_ADD_MESSAGE, &row, now_ms);
}

/* ---- messages --------------------------------------------------------------------------------- */

static bool bind_text(struct sqlite3_stmt *statement, int column, const char *text)
{
    return statement && sqlite3_bind_text(statement, column, text, -1, SQLITE_STATIC) == SQLITE_OK;
}

static bool bind_number(struct sqlite3_stmt *statement, int column, int64_t number)
{
    return statement && sqlite3_bind_int64(statement, column, number) == SQLITE_OK;
}

/* What one step gave: a row, or none. */
static enum store_result finish_one(struct store *store, struct sqlite3_stmt *statement, int code)
{
    enum store_result result = store_finish(store, statement, code);

    return result == STORE_OK && code == SQLITE_DONE ? STORE_NOTHING : result;
}

/* Takes the body out of its row: what came before there were endpoints was not sealed. False when it was altered, or
 * does not fit. */
static bool take_body(struct store *store, struct sqlite3_stmt *statement, void *body, size_t capacity, uint32_t *size)
{
    const int kind = sqlite3_column_int(statement, 1);
    const void *bytes = kind == CHAIN_REPORT ? sqlite3_column_blob(statement, 0) : store->plain;
    size_t length = (size_t)sqlite3_column_bytes(statement, 0);

    if (kind != CHAIN_REPORT && !store_unseal(store, statement, 0, &length))
        return false;
    if (!bytes || length > capacity)
        return false;
    memcpy(body, bytes, length);
    *size = (uint32_t)length;
    return true;
}

/* STORE_NOTHING where the body does not come out whole. */
static enum store_result read_body(struct store *store, struct store_report *report, void *body, size_t capacity)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_MESSAGE_BODY);
    int code = bind_text(statement, 1, report->id) ? sqlite3_step(statement) : SQLITE_ERROR;
    bool is_whole = code == SQLITE_ROW && take_body(store, statement, body, capacity, &report->size);
    enum store_result result = finish_one(store, statement, code);

    return result == STORE_OK && !is_whole ? STORE_NOTHING : result;
}

static enum store_result read_at(struct store *store, int64_t seq, struct store_report *report)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_MESSAGE_AT);
    int code = bind_number(statement, 1, seq) ? sqlite3_step(statement) : SQLITE_ERROR;

    if (code == SQLITE_ROW)
        store_read_report(statement, report);
    return finish_one(store, statement, code);
}

enum store_result store_next_message(struct store *store, const char *endpoint, int64_t now_ms,
                                     struct store_report *report, void *body, size_t capacity)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_NEXT);
    enum store_result found = STORE_NOTHING, ended;
    int code = SQLITE_ERROR;

    if (bind_number(statement, 1, now_ms) && bind_text(statement, 2, endpoint))
        while (found == STORE_NOTHING && (code = sqlite3_step(statement)) == SQLITE_ROW) {
            found = read_at(store, sqlite3_column_int64(statement, 0), report);
            if (found == STORE_OK)
                found = read_body(store, report, body, capacity);
        }
    ended = store_finish(store, statement, code);
    return ended == STORE_OK ? found : ended;
}

enum store_result store_message(struct store *store, const char *id, struct store_report *report, void *body,
                                size_t capacity)
{
    enum store_result result = store_report(store, id, report);

    if (result != STORE_OK || !body)
        return result;
    result = read_body(store, report, body, capacity);
    return result == STORE_NOTHING ? store_reject(store, "this message was altered: run confidectl verify") : result;
}

static enum store_result walk(struct store *store, struct sqlite3_stmt *statement, bool goes_on,
                              bool (*each)(void *data, const struct store_report *report), void *data)
{
    struct store_report report;
    int code = SQLITE_ERROR;

    while (goes_on && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        store_read_report(statement, &report);
        goes_on = each(data, &report);
    }
    return store_finish(store, statement, code);
}

enum store_result store_pending(struct store *store, bool (*each)(void *data, const struct store_report *report),
                                void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_PENDING);

    return walk(store, statement, statement != NULL, each, data);
}

enum store_result store_case_messages(struct store *store, const char *case_id,
                                      bool (*each)(void *data, const struct store_report *report), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_CASE_MESSAGES);

    return walk(store, statement, bind_text(statement, 1, case_id), each, data);
}

/* ---- the ledger ------------------------------------------------------------------------------- */

/* The columns of TURN_COLUMNS in store_sql.c. */
static void read_turn(struct sqlite3_stmt *statement, struct store_turn *turn)
{
    *turn = (struct store_turn){.attempt = (uint32_t)sqlite3_column_int64(statement, 3),
                                .state = (enum report_state)sqlite3_column_int(statement, 4),
                                .at_ms = sqlite3_column_int64(statement, 5),
                                .transfer = sqlite3_column_int(statement, 6),
                                .status = sqlite3_column_int(statement, 7)};
    store_read_text(turn->report, sizeof turn->report, statement, 0);
    store_read_text(turn->case_id, sizeof turn->case_id, statement, 1);
    store_read_text(turn->endpoint, sizeof turn->endpoint, statement, 2);
    store_read_text(turn->words, sizeof turn->words, statement, 8);
}

enum store_result store_ledger(struct store *store, const char *case_id, int64_t since_ms,
                               bool (*each)(void *data, const struct store_turn *turn), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, case_id ? SQL_CASE_TURNS : SQL_TURNS);
    bool goes_on = bind_number(statement, 1, since_ms) && (!case_id || bind_text(statement, 2, case_id));
    struct store_turn turn;
    int code = SQLITE_ERROR;

    while (goes_on && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        read_turn(statement, &turn);
        goes_on = each(data, &turn);
    }
    return store_finish(store, statement, code);
}

/* ---- how far an endpoint holds our history ------------------------------------------------------ */

enum store_result store_set_anchor(struct store *store, const char *endpoint, uint64_t seq, int64_t now_ms)
{
    enum store_result result = store_may_write(store, true);
    struct sqlite3_stmt *statement;

    if (result != STORE_OK)
        return result;
    statement = store_sql_get(&store->sql, SQL_SET_ANCHOR);
    if (bind_text(statement, 1, endpoint) && bind_number(statement, 2, (int64_t)seq) &&
        bind_number(statement, 3, now_ms) && sqlite3_step(statement) == SQLITE_DONE &&
        sqlite3_reset(statement) == SQLITE_OK)
        return STORE_OK;
    return store_refuse(store);
}

enum store_result store_anchor(struct store *store, const char *endpoint, uint64_t *seq, int64_t *told_ms)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_ANCHOR);
    int code = bind_text(statement, 1, endpoint) ? sqlite3_step(statement) : SQLITE_ERROR;

    *seq = code == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(statement, 0) : 0;
    *told_ms = code == SQLITE_ROW ? sqlite3_column_int64(statement, 1) : 0;
    return store_finish(store, statement, code);
}

static enum store_result set_form(struct store *store, const char *endpoint, const char *form, uint64_t since)
{
    enum store_result result = store_may_write(store, true);
    struct sqlite3_stmt *statement;

    if (result != STORE_OK)
        return result;
    statement = store_sql_get(&store->sql, SQL_SET_FORM);
    if (bind_text(statement, 1, endpoint) && bind_text(statement, 2, form) &&
        bind_number(statement, 3, (int64_t)since) && sqlite3_step(statement) == SQLITE_DONE &&
        sqlite3_reset(statement) == SQLITE_OK)
        return STORE_OK;
    return store_refuse(store);
}

enum store_result store_form(struct store *store, const char *endpoint, const char *form, uint64_t *since)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_FORM);
    int code = bind_text(statement, 1, endpoint) ? sqlite3_step(statement) : SQLITE_ERROR;
    const char *before = code == SQLITE_ROW ? (const char *)sqlite3_column_text(statement, 0) : NULL;
    bool is_same = before && strcmp(before, form) == 0;
    enum store_result result;

    *since = is_same ? (uint64_t)sqlite3_column_int64(statement, 1) : before ? store->head.seq : 0;
    result = store_finish(store, statement, code);
    return result == STORE_OK && !is_same ? set_form(store, endpoint, form, *since) : result;
}

enum store_result store_hash_at(struct store *store, uint64_t seq, char hash[65])
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_HASH_AT);
    int code = bind_number(statement, 1, (int64_t)seq) ? sqlite3_step(statement) : SQLITE_ERROR;
    bool is_hash = code == SQLITE_ROW && sqlite3_column_bytes(statement, 0) == CRYPTO_HASH_SIZE;
    enum store_result result;

    if (is_hash)
        text_hex(hash, sqlite3_column_blob(statement, 0), CRYPTO_HASH_SIZE);
    result = store_finish(store, statement, code);
    return result == STORE_OK && !is_hash ? STORE_NOTHING : result;
}

enum store_result store_refusals(struct store *store, const char *id, int32_t status, uint32_t *count)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_REFUSALS);
    int code = SQLITE_ERROR;

    *count = 0;
    if (statement && sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_int(statement, 2, status) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        *count = (uint32_t)sqlite3_column_int64(statement, 0);
    return store_finish(store, statement, code);
}

enum store_result store_tally(struct store *store, struct store_tally *tally)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_TALLY);
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

    *tally = (struct store_tally){.events = store->sql.is_open ? store->added_events : 0,
                                  .gaps = store->sql.is_open ? store->added_gaps : 0};
    if (code == SQLITE_ROW) {
        tally->events += (uint64_t)sqlite3_column_int64(statement, 0);
        tally->gaps += (uint64_t)sqlite3_column_int64(statement, 1);
        tally->pending = (uint64_t)sqlite3_column_int64(statement, 2);
        tally->held = (uint64_t)sqlite3_column_int64(statement, 3);
        tally->oldest_ms = sqlite3_column_int64(statement, 4);
    }
    return store_finish(store, statement, code);
}
