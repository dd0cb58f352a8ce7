/* The past in pieces. Owns the place where each reading goes on. Must not own: the SQL (store_sql.c), what is made of
 * an event. In: a place. Out: events from there on. An event that was altered is passed over: verify names it. */
#include "store_past.h"

#include <sqlite3.h>

#include "store_private.h"
#include "store_read.h"
#include "store_sealed.h"

static bool bind(struct sqlite3_stmt *statement, int column, int64_t value)
{
    return sqlite3_bind_int64(statement, column, value) == SQLITE_OK;
}

enum store_result store_past(struct store *store, struct store_place *place, uint64_t until_seq,
                             bool (*each)(void *data, const struct event *event), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_PAST);
    bool goes_on = true;
    struct event event;
    int code = SQLITE_ERROR;

    if (statement && bind(statement, 1, place->time_ms) && bind(statement, 2, (int64_t)place->seq) &&
        bind(statement, 3, (int64_t)until_seq))
        while (goes_on && (code = sqlite3_step(statement)) == SQLITE_ROW) {
            place->seq = (uint64_t)sqlite3_column_int64(statement, 0);
            place->time_ms = sqlite3_column_int64(statement, 1);
            goes_on = !store_open_event(store, statement, 2, &event) || each(data, &event);
        }
    return store_finish(store, statement, code);
}

enum store_result store_backlog(struct store *store, uint64_t *next_seq,
                                bool (*each)(void *data, const struct event *event, int64_t stored_ms), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_BACKLOG);
    bool goes_on = true;
    struct event event;
    int code = SQLITE_ERROR;

    if (statement && bind(statement, 1, (int64_t)*next_seq))
        while (goes_on && (code = sqlite3_step(statement)) == SQLITE_ROW) {
            *next_seq = (uint64_t)sqlite3_column_int64(statement, 0) + 1;
            goes_on = !store_open_event(store, statement, 2, &event) ||
                      each(data, &event, sqlite3_column_int64(statement, 1));
        }
    return store_finish(store, statement, code);
}

enum store_result store_set_unjudged(struct store *store, uint64_t first_seq)
{
    enum store_sql_number number = first_seq ? SQL_SET_UNJUDGED : SQL_ALL_JUDGED;
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, number);

    if (store->failure != STORE_OK)
        return store->failure;
    if (statement && (!first_seq || bind(statement, 1, (int64_t)first_seq)) && sqlite3_step(statement) == SQLITE_DONE &&
        sqlite3_reset(statement) == SQLITE_OK)
        return STORE_OK;
    return store_refuse(store);
}

enum store_result store_unjudged(struct store *store, uint64_t *first_seq)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_UNJUDGED);
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

    *first_seq = code == SQLITE_ROW ? (uint64_t)sqlite3_column_int64(statement, 0) : 0;
    return store_finish(store, statement, code);
}

uint64_t store_next_seq(const struct store *store)
{
    return store->head.seq + 1;
}

enum store_result store_logins(struct store *store, int64_t since_ms,
                               bool (*each)(void *data, const struct event *event), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_LOGINS);
    bool goes_on = true;
    struct event event;
    int code = SQLITE_ERROR;

    if (statement && bind(statement, 1, since_ms))
        while (goes_on && (code = sqlite3_step(statement)) == SQLITE_ROW)
            goes_on = !store_open_event(store, statement, 1, &event) || each(data, &event);
    return store_finish(store, statement, code);
}
