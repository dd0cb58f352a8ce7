/* Owns: how counters become rows and rows counters again. Must not own: the SQL (store_sql.c), what a counter means
 * (pace.c). In: counters, questions. Out: rows, counters, events. */
#include "store_logins.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_private.h"
#include "store_sealed.h"

static bool bind_key(struct sqlite3_stmt *statement, const struct pace_record *record)
{
    return statement && sqlite3_bind_text(statement, 1, record->login, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_text(statement, 2, record->origin, -1, SQLITE_STATIC) == SQLITE_OK;
}

enum store_result store_put_counter(struct store *store, const struct pace_record *record)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, record->row ? SQL_PUT_COUNTER : SQL_DROP_COUNTER);
    bool is_good = bind_key(statement, record);

    if (store_is_full(store))
        return STORE_NOTHING;
    if (is_good && record->row)
        is_good =
            sqlite3_bind_int64(statement, 3, record->row) == SQLITE_OK &&
            sqlite3_bind_int64(statement, 4, record->first_ms) == SQLITE_OK &&
            sqlite3_bind_int64(statement, 5, record->last_ms) == SQLITE_OK &&
            sqlite3_bind_blob(statement, 6, record->tries_ms, sizeof(record->tries_ms), SQLITE_STATIC) == SQLITE_OK;
    if (!is_good || sqlite3_step(statement) != SQLITE_DONE || sqlite3_reset(statement) != SQLITE_OK)
        return store_refuse(store);
    return STORE_OK;
}

static void read_counter(struct sqlite3_stmt *statement, struct pace_record *record)
{
    const unsigned char *login = sqlite3_column_text(statement, 0), *origin = sqlite3_column_text(statement, 1);
    int64_t row = sqlite3_column_int64(statement, 2);

    *record = (struct pace_record){.row = row > 0 && row < UINT32_MAX ? (uint32_t)row : 0,
                                   .first_ms = sqlite3_column_int64(statement, 3),
                                   .last_ms = sqlite3_column_int64(statement, 4)};
    text_copy(record->login, sizeof(record->login), login ? (const char *)login : "");
    text_copy(record->origin, sizeof(record->origin), origin ? (const char *)origin : "");
    if (sqlite3_column_bytes(statement, 5) == sizeof(record->tries_ms))
        memcpy(record->tries_ms, sqlite3_column_blob(statement, 5), sizeof(record->tries_ms));
}

enum store_result store_counters(struct store *store, void (*each)(void *data, const struct pace_record *record),
                                 void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_COUNTERS);
    struct pace_record record;
    int code = SQLITE_ERROR;

    while (statement && (code = sqlite3_step(statement)) == SQLITE_ROW) {
        read_counter(statement, &record);
        each(data, &record);
    }
    return store_finish(store, statement, code);
}

enum store_result store_opens(struct store *store, const char *login, int64_t before_ms, uint32_t limit,
                              bool (*each)(void *data, const struct event *event), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_OPENS);
    struct event event;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_text(statement, 1, login, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, before_ms) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 3, limit) == SQLITE_OK)
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            if (store_open_event(store, statement, 1, &event) && !each(data, &event))
                break;
    return store_finish(store, statement, code);
}

enum store_result store_typed_reason(struct store *store, const uint8_t id[EVENT_ID_SIZE], char *to, size_t size)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_LOGIN_EVENT);
    struct event event = {.id = {0}};
    int code = SQLITE_ERROR;
    enum store_result result;

    if (statement && sqlite3_bind_blob(statement, 1, id, EVENT_ID_SIZE, SQLITE_STATIC) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW)
        store_open_event(store, statement, 1, &event);
    result = store_finish(store, statement, code);
    if (result == STORE_OK && event.reason[0] == '\0')
        return STORE_NOTHING;
    if (result == STORE_OK)
        text_copy(to, size, event.reason);
    return result;
}
