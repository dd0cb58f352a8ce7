/* A store whose rows somebody with the file in hand altered: cells of any type in any column, rows deleted, doubled,
 * moved. The agent opens it or refuses with a word, reads all of it, erases what is over, and goes on storing; and
 * verify finds every alteration of what the chain vouches for.
 *
 * An input is a list of alterations, seven bytes and a value each: what, table, column, row, another row, type, length.
 * The history and its keys are made once, in the working folder; each input begins with that file. */
#include "agent/judge/store/store_read.h"
#include "agent/judge/store/verify.h"
#include "tests/fuzz/rows_history.h"

enum { HEADER = 7, COLUMNS = 14, ROWS = 32, ALTERATIONS = 8, VALUE_MOST = 64 };
enum { CELL, DELETE, COPY_ROW, COPY_CELL, LOOSE, KINDS };

/* ---- one alteration ---- */

static void bind(sqlite3_stmt *statement, uint8_t type, const uint8_t *value, size_t size)
{
    int64_t number = 0;
    double real;

    memcpy(&number, value, size < sizeof number ? size : sizeof number);
    memcpy(&real, &number, sizeof real);
    if (type % 5 == 0)
        sqlite3_bind_null(statement, 1);
    else if (type % 5 == 1)
        sqlite3_bind_int64(statement, 1, number);
    else if (type % 5 == 2)
        sqlite3_bind_text(statement, 1, (const char *)value, (int)size, SQLITE_STATIC);
    else if (type % 5 == 3)
        sqlite3_bind_blob(statement, 1, value, (int)size, SQLITE_STATIC);
    else
        sqlite3_bind_double(statement, 1, real);
}

/* What SQLite refuses changes nothing. */
static void run(sqlite3 *db, const char *sql, const uint8_t *head, const uint8_t *value, size_t size)
{
    sqlite3_stmt *statement = NULL;

    for (const char *rest = sql; rest && *rest; sqlite3_finalize(statement)) {
        if (sqlite3_prepare_v2(db, rest, -1, &statement, &rest) != SQLITE_OK)
            return;
        if (sqlite3_bind_parameter_count(statement) > 0)
            bind(statement, head[5], value, size);
        sqlite3_step(statement);
    }
}

static void column_name(sqlite3 *db, const struct table *table, uint8_t which, char *name, size_t size)
{
    char sql[TEXT];
    sqlite3_stmt *rows = NULL;

    text_copy(name, size, table->key);
    text_format(sql, sizeof sql, "SELECT name FROM pragma_table_info('%s') LIMIT 1 OFFSET %d", table->name,
                which % COLUMNS);
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK && sqlite3_step(rows) == SQLITE_ROW)
        text_copy(name, size, (const char *)sqlite3_column_text(rows, 0));
    sqlite3_finalize(rows);
}

static void alter(sqlite3 *db, const uint8_t *head, const uint8_t *value, size_t size)
{
    const struct table *table = &tables[head[1] % TABLES];
    char column[TEXT], row[TEXT], other[TEXT], sql[TEXT * 6] = "";

    column_name(db, table, head[2], column, sizeof column);
    text_format(row, sizeof row, "(SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d)", table->key, table->name,
                table->key, head[3] % ROWS);
    text_format(other, sizeof other, "(SELECT %s FROM %s ORDER BY %s LIMIT 1 OFFSET %d)", column, table->name,
                table->key, head[4] % ROWS);
    switch (head[0] % KINDS) {
    case CELL:
        text_format(sql, sizeof sql, "UPDATE %s SET %s = ?1 WHERE %s = %s", table->name, column, table->key, row);
        break;
    case DELETE:
        text_format(sql, sizeof sql, "DELETE FROM %s WHERE %s = %s", table->name, table->key, row);
        break;
    case COPY_ROW:
        text_format(sql, sizeof sql,
                    "DROP TABLE IF EXISTS temp.twin; CREATE TEMP TABLE twin AS SELECT * FROM %s WHERE %s = %s;"
                    "UPDATE twin SET %s = ?1; INSERT OR REPLACE INTO %s SELECT * FROM twin",
                    table->name, table->key, row, column, table->name);
        break;
    case COPY_CELL:
        text_format(sql, sizeof sql, "UPDATE %s SET %s = %s WHERE %s = %s", table->name, column, other, table->key,
                    row);
        break;
    default: /* from the next opening on, any type stands anywhere */
        text_copy(sql, sizeof sql,
                  "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(replace(sql, ' STRICT', ''),"
                  " ' NOT NULL', '') WHERE type = 'table' AND sql NOT LIKE '%WITHOUT ROWID%'");
    }
    run(db, sql, head, value, size);
}

static void alter_all(const char *file, const uint8_t *data, size_t size)
{
    for (unsigned n = 0; n < ALTERATIONS && size >= HEADER; n++) {
        const size_t wanted = data[6] % VALUE_MOST, length = wanted < size - HEADER ? wanted : size - HEADER;
        sqlite3 *db = NULL;

        must(sqlite3_open(file, &db) == SQLITE_OK);
        sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
        alter(db, data, data + HEADER, length);
        sqlite3_close(db);
        data += HEADER + length;
        size -= HEADER + length;
    }
}

/* ---- what the agent does with it ---- */

static bool each_event(void *data, const struct event *event)
{
    (void)data;
    must(strnlen(event->login, sizeof event->login) < sizeof event->login);
    must(strnlen(event->object, sizeof event->object) < sizeof event->object);
    return true;
}

static bool each_late(void *data, const struct event *event, int64_t stored_ms)
{
    (void)stored_ms;
    return each_event(data, event);
}

static bool each_case(void *data, const struct case_report *report)
{
    (void)data;
    must(strnlen(report->id, sizeof report->id) < sizeof report->id);
    return true;
}

static bool each_decision(void *data, const struct decision *decision)
{
    (void)data;
    must(strnlen(decision->reason, sizeof decision->reason) < sizeof decision->reason);
    return true;
}

static bool each_message(void *data, const struct store_report *report)
{
    (void)data;
    must(strnlen(report->endpoint, sizeof report->endpoint) < sizeof report->endpoint);
    return true;
}

static bool each_turn(void *data, const struct store_turn *turn)
{
    (void)data;
    must(strnlen(turn->words, sizeof turn->words) < sizeof turn->words);
    return true;
}

static bool each_question(void *data, const struct question *question)
{
    (void)data;
    must(question->count <= QUESTION_EVENTS_MAX || question->count <= question->event_total);
    return true;
}

static bool each_outcome(void *data, const struct answer *answer, enum asked_outcome outcome)
{
    (void)data;
    (void)outcome;
    must(strnlen(answer->reason, sizeof answer->reason) < sizeof answer->reason);
    return true;
}

static void each_counter(void *data, const struct pace_record *record)
{
    (void)data;
    must(strnlen(record->login, sizeof record->login) < sizeof record->login);
}

static void read_all(struct store *store)
{
    static char body[1 << 16];
    struct store_place place = {0};
    struct store_counts counts;
    struct store_tally tally;
    struct store_report report;
    struct case_report latest;
    uint64_t next = 1, anchor;
    int64_t told_ms;

    store_past(store, &place, UINT64_MAX >> 1, each_event, NULL);
    store_backlog(store, &next, each_late, NULL);
    store_unjudged(store, &next);
    store_cases(store, 0, each_case, NULL);
    store_case(store, "C-0123456789abcdef", &latest);
    store_decisions(store, NULL, each_decision, NULL);
    store_pending(store, each_message, NULL);
    store_case_messages(store, "C-0123456789abcdef", each_message, NULL);
    store_next_message(store, "it", NOW_MS + DAY_MS, &report, body, sizeof body);
    store_message(store, "R-1", &report, body, sizeof body);
    store_ledger(store, NULL, 0, each_turn, NULL);
    store_questions(store, 0, each_question, NULL);
    store_outcomes(store, NULL, 0, each_outcome, NULL);
    store_counters(store, each_counter, NULL);
    store_opens(store, "maya", INT64_MAX, 9, each_event, NULL);
    store_anchor(store, "it", &anchor, &told_ms);
    store_count(store, &counts);
    store_tally(store, &tally);
}

/* Every one of these may be refused; then nothing of it is kept. */
static void goes_on(struct store *store)
{
    const struct store_periods periods = {1, 1, 1};
    const struct wire_result accepted = {.id = "R-1", .status = 204, .retry_after_s = -1};
    struct event event = event_of(99);
    unsigned erased;

    if (store_begin(store) != STORE_OK || store_add_event(store, &event, NOW_MS + DAY_MS) != STORE_OK ||
        store_note_attempt(store, &accepted, REPORT_DELIVERED, NOW_MS, "HTTP 204", NOW_MS) != STORE_OK ||
        store_commit(store) != STORE_OK)
        store_undo(store);
    if (store_purge(store, &periods, NOW_MS + 9 * DAY_MS, 50, &erased) != STORE_OK)
        store_undo(store);
}

static void check_all(struct store *store)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;

    for (unsigned n = 0; n < 12; n++)
        verify_some(store, &place, 7, &outcome);
    verify_store(store, NULL, NULL, &outcome);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct history history;
    struct verify_outcome outcome;
    uint8_t digest[CRYPTO_HASH_SIZE];
    char error[512] = "";
    enum store_result result;
    struct store *store;

    if (history.size == 0) {
        make_history(&history);
        keep_file(&history);
        must(verify_file(history.file, NULL, NULL, &outcome, error, sizeof error) == STORE_OK && outcome.good);
    }
    restore_file(&history);
    alter_all(history.file, data, size);
    digest_file(history.file, digest);
    result = verify_file(history.file, NULL, NULL, &outcome, error, sizeof error);
    must(result == STORE_OK || error[0]);
    must(result != STORE_OK || !outcome.good || memcmp(digest, history.digest, sizeof digest) == 0);
    store = open_store(history.folder);
    if (store) {
        read_all(store);
        goes_on(store);
        check_all(store);
        store_close(store);
    }
    return 0;
}
