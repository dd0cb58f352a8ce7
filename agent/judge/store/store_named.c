/* Owns: the list of the events that cases name. Must not own: when an event or a case is erased (store_purge.c).
 * A case names its events inside its sealed body, so that finding them anew would mean to open every case.
 * In: cases. Out: rows of the table `named`. */
#include "store_named.h"

#include <string.h>

#include <sqlite3.h>

#include "store_private.h"
#include "store_sealed.h"

enum store_result store_name_events(struct store *store, const struct case_report *report)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_ADD_NAMED);
    const uint32_t count = report->event_total < CASE_EVENTS_MAX ? report->event_total : CASE_EVENTS_MAX;
    const int length = (int)strnlen(report->id, sizeof(report->id));
    bool is_good = statement && sqlite3_bind_text(statement, 2, report->id, length, SQLITE_STATIC) == SQLITE_OK;

    for (uint32_t i = 0; i < count && is_good; i++)
        is_good = sqlite3_bind_blob(statement, 1, report->events[i], EVENT_ID_SIZE, SQLITE_STATIC) == SQLITE_OK &&
                  sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK;
    if (!is_good)
        return store_refuse(store);
    sqlite3_clear_bindings(statement);
    return STORE_OK;
}

enum store_result store_name_all(struct store *store)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_ALL_CASES);
    enum store_result result = STORE_OK, ended;
    struct case_report report;
    int code = SQLITE_ERROR;

    while (statement && result == STORE_OK && (code = sqlite3_step(statement)) == SQLITE_ROW)
        if (store_read_case(store, statement, &report))
            result = store_name_events(store, &report);
    ended = store_finish(store, statement, code);
    return result == STORE_OK ? ended : result;
}
