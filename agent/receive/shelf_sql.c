/* Owns: the receiver's tables and every SQL statement on them. There is no other SQL in it, and none is put together at
 * run time (a pragma takes no bound values: its one number is formatted here). Must not own: transactions, errors, what
 * the columns mean. In: a number. Out: a prepared statement. */
#include "shelf_sql.h"

#include <sqlite3.h>
#include <stdarg.h>

#include "agent/base/text.h"

enum { PAGES_PER_MIB = 256 }; /* of 4096 bytes, SQLite's own size for new files */

/* A case's number is what we call it ("R-12"): never given twice. `last` is the machine's last heartbeat as JSON. A
 * claim is what a machine once swore: no row of that table ever changes or goes. */
static const char schema[] =
    "CREATE TABLE self (one INTEGER PRIMARY KEY CHECK (one = 1), awake_ms INTEGER NOT NULL, grace_ms INTEGER NOT NULL,"
    " alive_ms INTEGER NOT NULL) STRICT;"
    "INSERT INTO self VALUES (1, 0, 0, 0);"

    "CREATE TABLE machine (n INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE, name TEXT NOT NULL,"
    " enrolled INTEGER NOT NULL, first_ms INTEGER NOT NULL, heard_ms INTEGER NOT NULL,"
    " heard_awake_ms INTEGER NOT NULL, silent INTEGER NOT NULL, last TEXT NOT NULL, missed INTEGER NOT NULL,"
    " confirmed INTEGER NOT NULL) STRICT;"

    "CREATE TABLE claim (n INTEGER PRIMARY KEY, machine INTEGER NOT NULL REFERENCES machine (n), chain TEXT NOT NULL,"
    " seq INTEGER NOT NULL, hash TEXT NOT NULL, UNIQUE (machine, chain, seq, hash)) STRICT;"

    "CREATE TABLE incident (n INTEGER PRIMARY KEY AUTOINCREMENT, machine INTEGER NOT NULL REFERENCES machine (n),"
    " id TEXT NOT NULL, version INTEGER NOT NULL, kind INTEGER NOT NULL, class TEXT NOT NULL,"
    " certainty TEXT NOT NULL, state TEXT NOT NULL, severity INTEGER NOT NULL, says TEXT NOT NULL,"
    " raised_ms INTEGER NOT NULL, report_by_ms INTEGER NOT NULL, received_ms INTEGER NOT NULL,"
    " acknowledged_ms INTEGER NOT NULL DEFAULT 0, acknowledged_by TEXT NOT NULL DEFAULT '',"
    " UNIQUE (machine, id)) STRICT;"

    "CREATE TABLE message (n INTEGER PRIMARY KEY, machine INTEGER NOT NULL REFERENCES machine (n), id TEXT NOT NULL,"
    " kind INTEGER NOT NULL, sha256 BLOB NOT NULL, received_ms INTEGER NOT NULL,"
    " incident INTEGER NOT NULL, body BLOB, UNIQUE (machine, id)) STRICT;"

    "CREATE TABLE finding (n INTEGER PRIMARY KEY, machine INTEGER NOT NULL REFERENCES machine (n),"
    " kind INTEGER NOT NULL, key TEXT NOT NULL, says TEXT NOT NULL, told_ms INTEGER NOT NULL,"
    " UNIQUE (machine, key)) STRICT;"

    "CREATE TABLE alert (n INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, level INTEGER NOT NULL,"
    " word TEXT NOT NULL, machine TEXT NOT NULL, reference TEXT NOT NULL, says TEXT NOT NULL,"
    " said INTEGER NOT NULL DEFAULT 0, mailed INTEGER NOT NULL DEFAULT 0) STRICT;"
    "CREATE INDEX alert_unsaid ON alert (n) WHERE said = 0;"
    "CREATE INDEX alert_unmailed ON alert (n) WHERE mailed = 0;";

#define MACHINE_COLUMNS                                                                                                \
    "SELECT n, key, name, enrolled, first_ms, heard_ms, heard_awake_ms, silent, last, missed, confirmed,"              \
    " (SELECT count(*) FROM finding WHERE finding.machine = machine.n) FROM machine"
#define CASE_COLUMNS                                                                                                   \
    "SELECT i.n, i.machine, m.name, i.id, i.version, i.kind, i.class, i.certainty, i.state, i.severity, i.says,"       \
    " i.raised_ms, i.report_by_ms, i.received_ms, i.acknowledged_ms, i.acknowledged_by"                                \
    " FROM incident i JOIN machine m ON m.n = i.machine"
#define ALERT_COLUMNS "SELECT n, at_ms, level, word, machine, reference, says FROM alert"

static const char *const statements[SHELF_SQL_COUNT] = {
    [SHELF_BEGIN] = "BEGIN IMMEDIATE",
    [SHELF_COMMIT] = "COMMIT",
    [SHELF_ROLLBACK] = "ROLLBACK",
    [SHELF_QUICK_CHECK] = "PRAGMA quick_check(1)",
    [SHELF_USER_VERSION] = "PRAGMA user_version",
    [SHELF_TABLE_COUNT] = "SELECT count(*) FROM sqlite_schema",

    [SHELF_SELF] = "SELECT awake_ms, grace_ms, alive_ms FROM self",
    [SHELF_SET_SELF] = "UPDATE self SET awake_ms = ?, grace_ms = ?, alive_ms = ?",

    [SHELF_MACHINE] = MACHINE_COLUMNS " WHERE key = ?",
    [SHELF_ADD_MACHINE] = "INSERT INTO machine (key, name, enrolled, first_ms, heard_ms, heard_awake_ms, silent, last,"
                          " missed, confirmed) VALUES (?, ?, ?, ?, 0, 0, 0, '', 0, 0)",
    [SHELF_SET_MACHINE] = "UPDATE machine SET name = ?2, heard_ms = ?3, heard_awake_ms = ?4, silent = ?5, last = ?6,"
                          " missed = ?7, confirmed = ?8 WHERE n = ?1",
    [SHELF_EACH_MACHINE] = MACHINE_COLUMNS " ORDER BY name, n",
    [SHELF_CLAIMED] = "SELECT hash FROM claim WHERE machine = ? AND chain = ? AND seq = ? ORDER BY n LIMIT 1",
    [SHELF_CLAIM] = "INSERT INTO claim (machine, chain, seq, hash) VALUES (?, ?, ?, ?)"
                    " ON CONFLICT (machine, chain, seq, hash) DO NOTHING",
    [SHELF_KNOWS_CHAIN] = "SELECT 1 FROM claim WHERE machine = ? AND chain = ? LIMIT 1",

    [SHELF_MESSAGE] = "SELECT kind, sha256, incident FROM message WHERE machine = ? AND id = ?",
    [SHELF_ADD_MESSAGE] = "INSERT INTO message (machine, id, kind, sha256, received_ms, incident, body)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [SHELF_FORGET] = "DELETE FROM message WHERE body IS NULL AND received_ms < ?",

    [SHELF_CASE] = CASE_COLUMNS " WHERE i.n = ?",
    [SHELF_PUT_CASE] =
        "INSERT INTO incident (machine, id, version, kind, class, certainty, state, severity, says, raised_ms,"
        " report_by_ms, received_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)"
        " ON CONFLICT (machine, id) DO UPDATE SET version = ?3, kind = ?4, class = ?5, certainty = ?6, state = ?7,"
        " severity = ?8, says = ?9, raised_ms = ?10, report_by_ms = ?11 WHERE version <= ?3",
    [SHELF_EACH_CASE] = CASE_COLUMNS " ORDER BY i.n",
    [SHELF_FIND_CASE] = CASE_COLUMNS " WHERE i.id = ?1 AND (?2 = 0 OR i.machine = ?2) ORDER BY i.n",
    [SHELF_ACKNOWLEDGE] = "UPDATE incident SET acknowledged_ms = ?2, acknowledged_by = ?3"
                          " WHERE n = ?1 AND acknowledged_ms = 0",

    [SHELF_ADD_FINDING] = "INSERT INTO finding (machine, kind, key, says, told_ms) VALUES (?, ?, ?, ?, ?)"
                          " ON CONFLICT (machine, key) DO NOTHING",
    [SHELF_EACH_FINDING] = "SELECT kind, says, told_ms FROM finding WHERE machine = ? ORDER BY n",
    [SHELF_ADD_ALERT] = "INSERT INTO alert (at_ms, level, word, machine, reference, says, mailed)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)",
    [SHELF_UNSAID] = ALERT_COLUMNS " WHERE said = 0 ORDER BY n LIMIT 100",
    [SHELF_SET_SAID] = "UPDATE alert SET said = 1 WHERE said = 0 AND n <= ?",
    [SHELF_UNMAILED] = ALERT_COLUMNS " WHERE mailed = 0 ORDER BY n LIMIT 100",
    [SHELF_SET_MAILED] = "UPDATE alert SET mailed = 1 WHERE mailed = 0 AND n <= ?",
};

struct sqlite3_stmt *shelf_sql_get(struct shelf_sql *sql, enum shelf_sql_number number)
{
    struct sqlite3_stmt **statement = &sql->prepared[number];

    if (*statement) {
        sqlite3_reset(*statement);
        sqlite3_clear_bindings(*statement);
    } else if (sqlite3_prepare_v3(sql->db, statements[number], -1, SQLITE_PREPARE_PERSISTENT, statement, NULL) !=
               SQLITE_OK) {
        *statement = NULL;
    }
    return *statement;
}

int shelf_sql_run(struct shelf_sql *sql, enum shelf_sql_number number)
{
    struct sqlite3_stmt *statement = shelf_sql_get(sql, number);
    int code = statement ? sqlite3_step(statement) : sqlite3_extended_errcode(sql->db);

    if (statement)
        sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

int64_t shelf_sql_value(struct shelf_sql *sql, enum shelf_sql_number number)
{
    struct sqlite3_stmt *statement = shelf_sql_get(sql, number);
    int64_t value = statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;

    if (statement)
        sqlite3_reset(statement);
    return value;
}

bool shelf_sql_bind(struct sqlite3_stmt *statement, const char *types, ...)
{
    int code = statement ? SQLITE_OK : SQLITE_NOMEM;
    const void *bytes;
    va_list values;

    va_start(values, types);
    for (int i = 1; *types && code == SQLITE_OK; types++, i++) {
        switch (*types) {
        case 'i':
            code = sqlite3_bind_int64(statement, i, va_arg(values, int64_t));
            break;
        case 't':
            code = sqlite3_bind_text(statement, i, va_arg(values, const char *), -1, SQLITE_STATIC);
            break;
        default:
            bytes = va_arg(values, const void *);
            code = sqlite3_bind_blob64(statement, i, bytes, va_arg(values, size_t), SQLITE_STATIC);
            break;
        }
    }
    va_end(values);
    return code == SQLITE_OK;
}

void shelf_sql_text(struct sqlite3_stmt *statement, int column, char *to, size_t size)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);

    text_copy(to, size, text ? text : "");
}

bool shelf_sql_tune(struct sqlite3 *db, unsigned max_mib)
{
    /* EXCLUSIVE first: a connection that holds the file alone keeps the WAL's index in its own memory, so there is no
     * second connection (Debian 12's SQLite has a WAL bug that needs two). FULL, because NORMAL loses acknowledged rows
     * at a power cut. */
    static const char *const pragmas[] = {
        "PRAGMA locking_mode = EXCLUSIVE",
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA mmap_size = 0",
        "PRAGMA cell_size_check = ON",
        "PRAGMA cache_size = -4096",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA trusted_schema = OFF",
        "PRAGMA journal_size_limit = 1048576",
        "PRAGMA wal_autocheckpoint = 256",
    };
    char pragma[64];
    bool is_tuned = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) == SQLITE_OK &&
                    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) == SQLITE_OK &&
                    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) == SQLITE_OK;

    for (size_t i = 0; i < sizeof pragmas / sizeof pragmas[0] && is_tuned; i++)
        is_tuned = sqlite3_exec(db, pragmas[i], NULL, NULL, NULL) == SQLITE_OK;
    text_format(pragma, sizeof pragma, "PRAGMA max_page_count = %u", max_mib * PAGES_PER_MIB);
    return is_tuned && sqlite3_exec(db, pragma, NULL, NULL, NULL) == SQLITE_OK;
}

bool shelf_sql_layout(struct sqlite3 *db, int from)
{
    return (from >= 1 || sqlite3_exec(db, schema, NULL, NULL, NULL) == SQLITE_OK) &&
           sqlite3_exec(db, "PRAGMA user_version = 1", NULL, NULL, NULL) == SQLITE_OK;
}

void shelf_sql_close(struct shelf_sql *sql)
{
    for (int i = 0; i < SHELF_SQL_COUNT; i++)
        sqlite3_finalize(sql->prepared[i]);
    sqlite3_close(sql->db);
    *sql = (struct shelf_sql){0};
}
