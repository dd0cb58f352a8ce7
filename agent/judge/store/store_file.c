/* Owns: how one case's past is read. Must not own: the SQL (store_sql.c). In: an id. Out: structs, with when they were
 * stored. */
#include "store_file.h"

#include <sqlite3.h>

#include "store_private.h"
#include "store_sealed.h"

static bool read_version(struct store *store, struct sqlite3_stmt *statement, struct case_report *report)
{
    char error[256];
    size_t length = store_open_body(store, statement, 0);

    return length && json_case_read(report, (const char *)store->plain, length, error, sizeof error);
}

enum store_result store_versions(struct store *store, const char *id, uint32_t most,
                                 bool (*each)(void *data, const struct case_report *report, int64_t written_ms),
                                 void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_CASE_VERSIONS);
    struct case_report report;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, most) == SQLITE_OK) {
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            int64_t written_ms = sqlite3_column_int64(statement, 1);

            if (read_version(store, statement, &report) && !each(data, &report, written_ms))
                break;
        }
    }
    return store_finish(store, statement, code);
}

enum store_result store_event_at(struct store *store, const uint8_t id[EVENT_ID_SIZE], struct event *event,
                                 int64_t *stored_ms)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_EVENT_AT);
    enum store_result result;
    int code = SQLITE_ERROR;
    bool is_read;

    if (statement && sqlite3_bind_blob(statement, 1, id, EVENT_ID_SIZE, SQLITE_STATIC) == SQLITE_OK)
        code = sqlite3_step(statement);
    is_read = code == SQLITE_ROW && store_open_event(store, statement, 0, event);
    *stored_ms = code == SQLITE_ROW ? sqlite3_column_int64(statement, 1) : 0;
    result = store_finish(store, statement, code);
    return result == STORE_OK && !is_read ? STORE_NOTHING : result;
}
