/* Owns: how rows become Confide's structs again. Must not own: the SQL (store_sql.c), or anything that changes a row.
 * A sealed body that does not open is passed over, so that one altered row cannot hide the others, and is told at the
 * end. In: what is asked for. Out: structs. */
#include "store_read.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/json_event.h"
#include "agent/base/text.h"

#include "store_private.h"
#include "store_sealed.h"

bool store_unseal(struct store *store, struct sqlite3_stmt *statement, int column, size_t *length)
{
    const uint8_t *sealed = sqlite3_column_blob(statement, column);
    size_t size = (size_t)sqlite3_column_bytes(statement, column);

    *length = size < CRYPTO_SEAL_EXTRA ? 0 : size - CRYPTO_SEAL_EXTRA;
    return sealed && size >= CRYPTO_SEAL_EXTRA && size <= sizeof(store->sealed) &&
           crypto_open(store->plain, store->seal_key, sealed, size);
}

size_t store_open_body(struct store *store, struct sqlite3_stmt *statement, int column)
{
    size_t length;

    return store_unseal(store, statement, column, &length) ? length : 0;
}

enum store_result store_finish(struct store *store, struct sqlite3_stmt *statement, int code)
{
    const bool is_good = code == SQLITE_ROW || code == SQLITE_DONE;
    enum store_result result = is_good ? STORE_OK : store_refuse(store);

    if (statement)
        sqlite3_reset(statement);
    return result;
}

bool store_open_event(struct store *store, struct sqlite3_stmt *statement, int column, struct event *event)
{
    size_t length = store_open_body(store, statement, column);
    char error[256];

    return length && json_event_read(event, (const char *)store->plain, length, error, sizeof(error));
}

/* The `limit` last events begin here: found first, so that the bodies are read in their order and never sorted. */
static enum store_result find_start(struct store *store, int64_t since_ms, uint32_t limit, int64_t *time_ms,
                                    int64_t *seq)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_EVENTS_FROM);
    int code = SQLITE_ERROR;

    *time_ms = since_ms;
    *seq = 0;
    if (statement && sqlite3_bind_int64(statement, 1, since_ms) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, (sqlite3_int64)limit - 1) == SQLITE_OK)
        code = sqlite3_step(statement);
    if (code == SQLITE_ROW) {
        *time_ms = sqlite3_column_int64(statement, 0);
        *seq = sqlite3_column_int64(statement, 1);
    }
    return store_finish(store, statement, code);
}

enum store_result store_events(struct store *store, int64_t since_ms, uint32_t limit,
                               bool (*each)(void *data, const struct event *event), void *data)
{
    struct sqlite3_stmt *statement;
    struct event event;
    int64_t time_ms, seq;
    int code = SQLITE_ERROR;
    enum store_result result = limit == 0 ? STORE_OK : find_start(store, since_ms, limit, &time_ms, &seq);

    if (limit == 0 || result != STORE_OK)
        return result;
    statement = store_sql_get(&store->sql, SQL_EVENTS);
    if (statement && sqlite3_bind_int64(statement, 1, time_ms) == SQLITE_OK &&
        sqlite3_bind_int64(statement, 2, seq) == SQLITE_OK) {
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            if (store_open_event(store, statement, 1, &event) && !each(data, &event))
                break;
        }
    }
    return store_finish(store, statement, code);
}

bool store_read_case(struct store *store, struct sqlite3_stmt *statement, struct case_report *report)
{
    char error[256];
    size_t length = store_open_body(store, statement, 1);

    return length && json_case_read(report, (const char *)store->plain, length, error, sizeof(error));
}

enum store_result store_cases(struct store *store, int64_t since_ms,
                              bool (*each)(void *data, const struct case_report *report), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_CASES);
    struct case_report report;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_int64(statement, 1, since_ms) == SQLITE_OK) {
        while ((code = sqlite3_step(statement)) == SQLITE_ROW) {
            if (store_read_case(store, statement, &report) && !each(data, &report))
                break;
        }
    }
    return store_finish(store, statement, code);
}

static int step_by_text(struct sqlite3_stmt *statement, const char *text)
{
    if (!statement || sqlite3_bind_text(statement, 1, text, -1, SQLITE_STATIC) != SQLITE_OK)
        return SQLITE_ERROR;
    return sqlite3_step(statement);
}

enum store_result store_case(struct store *store, const char *id, struct case_report *report)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_CASE);
    int code = step_by_text(statement, id);
    bool is_read = code == SQLITE_ROW && store_read_case(store, statement, report);
    enum store_result result = store_finish(store, statement, code);

    if (result == STORE_OK && code == SQLITE_DONE)
        return STORE_NOTHING;
    return result == STORE_OK && !is_read ? store_reject(store, "this case was altered: run confidectl verify")
                                          : result;
}

/* ---- reports and decisions ---- */

void store_read_text(char *to, size_t size, struct sqlite3_stmt *statement, int column)
{
    const unsigned char *text = sqlite3_column_text(statement, column);

    text_copy(to, size, text ? (const char *)text : "");
}

void store_read_report(struct sqlite3_stmt *statement, struct store_report *report)
{
    const int size = sqlite3_column_int(statement, 7);
    const bool is_sealed = sqlite3_column_int(statement, 8) == CHAIN_MESSAGE;

    *report = (struct store_report){
        .state = (enum report_state)sqlite3_column_int(statement, 3),
        .severity = (unsigned)sqlite3_column_int(statement, 4),
        .attempts = (uint32_t)sqlite3_column_int64(statement, 5),
        .due_ms = sqlite3_column_int64(statement, 6),
        .size = (uint32_t)(!is_sealed                 ? size
                           : size < CRYPTO_SEAL_EXTRA ? 0
                                                      : size - CRYPTO_SEAL_EXTRA),
        .stored_ms = sqlite3_column_int64(statement, 9),
        .delivered_ms = sqlite3_column_int64(statement, 10),
        .seq = (uint64_t)sqlite3_column_int64(statement, 12),
    };
    store_read_text(report->id, sizeof(report->id), statement, 0);
    store_read_text(report->case_id, sizeof(report->case_id), statement, 1);
    store_read_text(report->endpoint, sizeof(report->endpoint), statement, 2);
    store_read_text(report->words, sizeof(report->words), statement, 11);
}

static enum store_result read_one_report(struct store *store, struct sqlite3_stmt *statement, int code,
                                         struct store_report *report)
{
    enum store_result result;

    if (code == SQLITE_ROW)
        store_read_report(statement, report);
    result = store_finish(store, statement, code);
    return result == STORE_OK && code == SQLITE_DONE ? STORE_NOTHING : result;
}

enum store_result store_report(struct store *store, const char *id, struct store_report *report)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_REPORT);

    return read_one_report(store, statement, step_by_text(statement, id), report);
}

enum store_result store_case_reports(struct store *store, const char *case_id, struct store_report *reports,
                                     size_t limit, size_t *count)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_CASE_REPORTS);
    int code = SQLITE_ERROR;

    *count = 0;
    if (statement && sqlite3_bind_int64(statement, 2, (sqlite3_int64)limit) == SQLITE_OK)
        code = step_by_text(statement, case_id);
    for (; code == SQLITE_ROW && *count < limit; code = sqlite3_step(statement))
        store_read_report(statement, &reports[(*count)++]);
    return store_finish(store, statement, code);
}

/* The columns of SQL_DECISIONS. False when it was altered. Only who takes note may do so without a word. */
static bool read_decision(struct store *store, struct sqlite3_stmt *statement, struct decision *decision)
{
    size_t length = 0;
    bool is_whole = store_unseal(store, statement, 7, &length);

    *decision = (struct decision){.version = (uint32_t)sqlite3_column_int64(statement, 1),
                                  .verb = (uint8_t)sqlite3_column_int(statement, 2),
                                  .uid = (uint32_t)sqlite3_column_int64(statement, 3),
                                  .decided_ms = sqlite3_column_int64(statement, 5),
                                  .until_ms = sqlite3_column_int64(statement, 6)};
    store_read_text(decision->case_id, sizeof(decision->case_id), statement, 0);
    store_read_text(decision->by, sizeof(decision->by), statement, 4);
    if (!is_whole || length >= sizeof(decision->reason) || (length == 0 && decision->verb != DECISION_ACKNOWLEDGE))
        return false;
    memcpy(decision->reason, store->plain, length);
    return decision->verb >= DECISION_CONFIRM && decision->verb <= DECISION_ACKNOWLEDGE;
}

enum store_result store_decisions(struct store *store, const char *case_id,
                                  bool (*each)(void *data, const struct decision *decision), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_DECISIONS);
    struct decision decision;
    int code = SQLITE_ERROR;

    if (statement && (!case_id || sqlite3_bind_text(statement, 1, case_id, -1, SQLITE_STATIC) == SQLITE_OK))
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            if (read_decision(store, statement, &decision) && !each(data, &decision))
                break;
    return store_finish(store, statement, code);
}

/* Those that are a statement each. False, with the database's own error, when one of them cannot be read. */
static bool read_numbers(struct store *store, struct store_counts *counts)
{
    const int64_t alarms = store_sql_number(&store->sql, SQL_ALARMS);
    const int64_t pages = alarms < 0 ? -1 : store_sql_number(&store->sql, SQL_PAGES);
    const int64_t free_pages = pages < 0 ? -1 : store_sql_number(&store->sql, SQL_FREE_PAGES);

    *counts = (struct store_counts){.page_size = STORE_PAGE_SIZE,
                                    .pages = (uint64_t)(pages - free_pages),
                                    .pages_max = (uint64_t)store->limits.max_mib * STORE_PAGES_PER_MIB,
                                    .reports_quarantined = (uint64_t)alarms};
    return free_pages >= 0;
}

enum store_result store_count(struct store *store, struct store_counts *counts)
{
    struct sqlite3_stmt *statement = read_numbers(store, counts) ? store_sql_get(&store->sql, SQL_COUNTS) : NULL;
    int code = statement ? sqlite3_step(statement) : SQLITE_ERROR;

    if (code == SQLITE_ROW) {
        counts->events = (uint64_t)sqlite3_column_int64(statement, 0);
        counts->cases = (uint64_t)sqlite3_column_int64(statement, 1);
        counts->reports_pending = (uint64_t)sqlite3_column_int64(statement, 2);
        counts->reports_delivered = (uint64_t)sqlite3_column_int64(statement, 3);
        counts->last_event_ms = sqlite3_column_int64(statement, 4);
        counts->oldest_pending_ms = sqlite3_column_int64(statement, 5);
        counts->reports_superseded = (uint64_t)sqlite3_column_int64(statement, 6);
    }
    return store_finish(store, statement, code);
}
