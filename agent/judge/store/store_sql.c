/* Owns: every SQL statement. There is no other SQL in Confide but the tables themselves (store_layout.c), and none is
 * put together at run time (SQLite takes no bound values in a pragma: its one number is formatted here). Must not own:
 * transactions, errors, what the columns mean. In: a number. Out: a prepared statement. */
#include "store_sql.h"

#include <sqlite3.h>

#include "agent/base/text.h"

/* What the entry's kind in the chain says: 9 = its body is sealed, 4 = it was stored before there were endpoints. */
#define REPORT_COLUMNS                                                                                                 \
    "SELECT r.id, r.case_id, r.endpoint, r.state, r.severity, r.attempts, r.due_ms, length(r.body), o.kind,"           \
    " o.stored_ms, CASE WHEN r.state = 2 THEN k.stored_ms ELSE 0 END, d.words, r.seq FROM report r"                    \
    " LEFT JOIN chain o ON o.seq = r.seq LEFT JOIN delivery d ON d.report = r.id AND d.attempt = r.attempts"           \
    " LEFT JOIN chain k ON k.seq = d.seq "

#define TURN_COLUMNS                                                                                                   \
    "SELECT d.report, r.case_id, r.endpoint, d.attempt, d.state, k.stored_ms, d.transfer, d.status, d.words"           \
    " FROM delivery d JOIN report r ON r.id = d.report JOIN chain k ON k.seq = d.seq "

static const char *const statements[SQL_COUNT] = {
    [SQL_BEGIN] = "BEGIN IMMEDIATE",
    [SQL_COMMIT] = "COMMIT",
    [SQL_ROLLBACK] = "ROLLBACK",
    [SQL_QUICK_CHECK] = "PRAGMA quick_check(1)",
    [SQL_USER_VERSION] = "PRAGMA user_version",
    [SQL_TABLE_COUNT] = "SELECT count(*) FROM sqlite_schema",
    [SQL_PAGES] = "PRAGMA page_count",
    [SQL_FREE_PAGES] = "PRAGMA freelist_count",

    [SQL_ADD_ORIGIN] = "INSERT INTO origin (seq, salt, chain_id, machine, patient_check, seal_check)"
                       " VALUES (?, ?, ?, ?, ?, ?)",
    [SQL_ADD_CHAIN] = "INSERT INTO chain (seq, kind, stored_ms, commitment, previous, hash) VALUES (?, ?, ?, ?, ?, ?)",
    [SQL_ADD_EVENT] = "INSERT INTO event (seq, salt, id, time_ms, kind, action, source, login, patient, body)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    [SQL_ADD_CASE] =
        "INSERT INTO case_version (seq, salt, id, version, class, severity, login, first_ms, last_ms, raised_ms,"
        " body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id, version) DO NOTHING",
    [SQL_ADD_MESSAGE] = "INSERT INTO report (seq, salt, id, case_id, endpoint, severity, first_due_ms, body, due_ms)"
                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?7) ON CONFLICT (id) DO NOTHING",
    [SQL_ADD_DELIVERY] =
        "INSERT INTO delivery (seq, salt, report, attempt, state, due_ms, transfer, status, retry_after_s,"
        " answer_size, answer_hash, error, words) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [SQL_ADD_DECISION] =
        "INSERT INTO decision (seq, salt, case_id, version, verb, uid, by, decided_ms, until_ms, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [SQL_ADD_QUESTION] = "INSERT INTO question (seq, salt, id, login, patient, asked_ms, body)"
                         " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
    [SQL_ADD_OUTCOME] = "INSERT INTO outcome (seq, salt, question, outcome, at_ms, uid, reason)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (question, outcome) DO NOTHING",
    [SQL_SET_REPORT] = "UPDATE report SET state = ?2, due_ms = ?3, attempts = attempts + 1 WHERE id = ?1",
    [SQL_SET_ANCHOR] = "INSERT OR REPLACE INTO anchor (endpoint, seq, told_ms) VALUES (?, ?, ?)",
    [SQL_SET_FORM] = "INSERT OR REPLACE INTO form (endpoint, form, since) VALUES (?, ?, ?)",
    [SQL_SET_HEAD] = "UPDATE origin SET head_seq = ?, head_hash = ?, events = events + ?, gaps = gaps + ?",

    [SQL_ADD_NAMED] = "INSERT OR IGNORE INTO named (event, case_id) VALUES (?, ?)",
    [SQL_ADD_PURGE] = "INSERT INTO purge (seq, salt, kind, count, until_ms, first, last, entries, proof)"
                      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    [SQL_ERASE_EVENT] = "DELETE FROM event WHERE seq = ?",
    [SQL_ERASE_CASE] = "DELETE FROM case_version WHERE seq = ?",
    [SQL_ERASE_REPORT] = "DELETE FROM report WHERE seq = ?",
    [SQL_ERASE_DELIVERY] = "DELETE FROM delivery WHERE seq = ?",
    [SQL_ERASE_QUESTION] = "DELETE FROM question WHERE seq = ?",
    [SQL_ERASE_OUTCOME] = "DELETE FROM outcome WHERE seq = ?",
    [SQL_ERASE_NAMED] = "DELETE FROM named WHERE case_id = (SELECT id FROM case_version WHERE seq = ?1)"
                        " AND NOT EXISTS (SELECT 1 FROM case_version n WHERE n.id = named.case_id AND n.seq > ?1)",

    [SQL_SET_UNJUDGED] = "INSERT OR REPLACE INTO unjudged (one, first) VALUES (1, ?)",
    [SQL_ALL_JUDGED] = "DELETE FROM unjudged",

    [SQL_PUT_COUNTER] = "INSERT OR REPLACE INTO counter (login, origin, row, first_ms, last_ms, tries)"
                        " VALUES (?, ?, ?, ?, ?, ?)",
    [SQL_DROP_COUNTER] = "DELETE FROM counter WHERE login = ? AND origin = ?",

    [SQL_ORIGIN] = "SELECT chain_id, machine, patient_check, seal_check, head_seq, head_hash FROM origin WHERE seq = 1",
    [SQL_CHAIN_LAST] = "SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1",
    [SQL_HIGHEST] =
        "SELECT max(coalesce((SELECT max(seq) FROM event), 0), coalesce((SELECT max(seq) FROM case_version), 0),"
        " coalesce((SELECT max(seq) FROM report), 0), coalesce((SELECT max(seq) FROM delivery), 0))",
    [SQL_HIGHEST_DECISION] = "SELECT max(seq) FROM decision",
    [SQL_HIGHEST_ASKED] =
        "SELECT max(coalesce((SELECT max(seq) FROM question), 0), coalesce((SELECT max(seq) FROM outcome), 0))",
    [SQL_HIGHEST_PURGE] = "SELECT max(seq) FROM purge",
    [SQL_EVENTS_FROM] =
        "SELECT time_ms, seq FROM event WHERE time_ms >= ? ORDER BY time_ms DESC, seq DESC LIMIT 1 OFFSET ?",
    [SQL_EVENTS] = "SELECT seq, body FROM event WHERE (time_ms, seq) >= (?, ?) ORDER BY time_ms, seq",
    [SQL_PAST] = "SELECT seq, time_ms, body FROM event WHERE (time_ms, seq) > (?, ?) AND seq < ? ORDER BY time_ms, seq",
    [SQL_BACKLOG] = "SELECT e.seq, k.stored_ms, e.body FROM event e JOIN chain k ON k.seq = e.seq WHERE e.seq >= ?"
                    " ORDER BY e.seq",
    [SQL_UNJUDGED] = "SELECT first FROM unjudged",
    [SQL_LOGINS] = "SELECT seq, body FROM event WHERE kind = 2 AND time_ms >= ? ORDER BY time_ms",
    [SQL_CASES] = "SELECT c.seq, c.body FROM case_version c JOIN chain k ON k.seq = c.seq WHERE k.stored_ms >= ?"
                  " AND c.version = (SELECT max(n.version) FROM case_version n WHERE n.id = c.id) ORDER BY c.seq",
    [SQL_CASE] = "SELECT seq, body FROM case_version WHERE id = ? ORDER BY version DESC LIMIT 1",
    [SQL_CASE_VERSIONS] = "SELECT c.body, k.stored_ms FROM case_version c JOIN chain k ON k.seq = c.seq WHERE c.id = ?1"
                          " AND c.version > (SELECT max(n.version) FROM case_version n WHERE n.id = ?1) - ?2"
                          " ORDER BY c.version",
    [SQL_EVENT_AT] = "SELECT e.body, k.stored_ms FROM event e JOIN chain k ON k.seq = e.seq WHERE e.id = ?",
    [SQL_NEXT] = "SELECT seq FROM report WHERE state = 1 AND endpoint = ?2"
                 " AND seq > coalesce((SELECT since FROM form WHERE endpoint = ?2), 0) ORDER BY due_ms <= ?1 DESC,"
                 " CASE WHEN due_ms <= ?1 THEN severity END DESC, due_ms, seq",
    [SQL_MESSAGE_AT] = REPORT_COLUMNS "WHERE r.seq = ?",
    [SQL_PENDING] = REPORT_COLUMNS "WHERE r.state = 1 ORDER BY r.seq",
    [SQL_CASE_MESSAGES] = REPORT_COLUMNS "WHERE r.case_id = ? ORDER BY r.seq",
    [SQL_MESSAGE_BODY] = "SELECT r.body, o.kind FROM report r LEFT JOIN chain o ON o.seq = r.seq WHERE r.id = ?",
    [SQL_REPORT] = REPORT_COLUMNS "WHERE r.id = ?",
    [SQL_CASE_REPORTS] = REPORT_COLUMNS "WHERE r.case_id = ? ORDER BY r.seq LIMIT ?",
    [SQL_REFUSALS] = "SELECT count(*) FROM delivery WHERE report = ?1 AND transfer = 0 AND status = ?2",
    [SQL_TURNS] = TURN_COLUMNS "WHERE k.stored_ms >= ?1 ORDER BY d.seq",
    [SQL_CASE_TURNS] = TURN_COLUMNS "WHERE k.stored_ms >= ?1 AND r.case_id = ?2 ORDER BY d.seq",
    [SQL_FORM] = "SELECT form, since FROM form WHERE endpoint = ?",
    [SQL_ANCHOR] = "SELECT seq, told_ms FROM anchor WHERE endpoint = ?",
    [SQL_HASH_AT] = "SELECT hash FROM chain WHERE seq = ?",
    [SQL_DECISIONS] = "SELECT case_id, version, verb, uid, by, decided_ms, until_ms, reason FROM decision"
                      " WHERE ?1 IS NULL OR case_id = ?1 ORDER BY case_id, seq",
    [SQL_QUESTIONS] = "SELECT id, login, asked_ms, body FROM question WHERE asked_ms >= ? ORDER BY asked_ms, seq",
    [SQL_OUTCOMES] = "SELECT question, outcome, at_ms, uid, reason FROM outcome"
                     " WHERE (?1 IS NULL OR question = ?1) AND at_ms >= ?2 ORDER BY seq",
    [SQL_COUNTS] = "SELECT (SELECT count(*) FROM event), (SELECT count(DISTINCT id) FROM case_version),"
                   " (SELECT count(*) FROM report WHERE state = 1), (SELECT count(*) FROM report WHERE state = 2),"
                   " (SELECT max(time_ms) FROM event),"
                   " (SELECT k.stored_ms FROM report r JOIN chain k ON k.seq = r.seq WHERE r.state = 1 ORDER BY r.seq"
                   " LIMIT 1), (SELECT count(*) FROM report WHERE state = 4)",
    /* refused, and nobody has looked after its case since; of no case: nothing was taken since */
    [SQL_ALARMS] = "SELECT count(*) FROM report r WHERE state = 3"
                   " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.case_id = r.case_id AND d.seq > r.seq)"
                   " AND NOT (case_id = '' AND EXISTS (SELECT 1 FROM report l"
                   " WHERE l.endpoint = r.endpoint AND l.seq > r.seq AND l.state = 2))",

    [SQL_TALLY] = "SELECT events, gaps, (SELECT count(*) FROM report WHERE state = 1),"
                  " (SELECT count(*) FROM report WHERE state = 3), (SELECT k.stored_ms FROM report r"
                  " JOIN chain k ON k.seq = r.seq WHERE r.state = 1 ORDER BY r.seq LIMIT 1) FROM origin",
    [SQL_PURGED] = "SELECT coalesce(sum(count), 0) FROM purge",
    [SQL_STORED_AT] = "SELECT stored_ms FROM chain WHERE seq = ?",
    [SQL_ALL_CASES] = "SELECT seq, body FROM case_version ORDER BY seq",
    /* what is over: stored before the entry ?1 and until ?2; at most ?3; it is ?4 now */
    [SQL_OVER_EVENTS] = "SELECT e.seq, k.kind FROM event e JOIN chain k ON k.seq = e.seq AND k.kind = 2"
                        " WHERE e.seq < ?1 AND k.stored_ms <= ?2 AND ?4 > 0"
                        " AND NOT EXISTS (SELECT 1 FROM named n WHERE n.event = e.id) ORDER BY e.seq LIMIT ?3",
    [SQL_OVER_CASES] = "SELECT c.seq, k.kind FROM case_version c JOIN chain k ON k.seq = c.seq AND k.kind = 3"
                       " WHERE c.seq < ?1 AND k.stored_ms <= ?2 AND NOT EXISTS (SELECT 1 FROM case_version n"
                       " JOIN chain l ON l.seq = n.seq WHERE n.id = c.id AND l.stored_ms > ?2)"
                       " AND NOT EXISTS (SELECT 1 FROM report r WHERE r.case_id = c.id AND r.state = 1)"
                       " AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.case_id = c.id AND d.until_ms > ?4)"
                       " ORDER BY c.seq LIMIT ?3",
    [SQL_OVER_QUESTIONS] =
        "SELECT q.seq, k.kind FROM question q JOIN chain k ON k.seq = q.seq AND k.kind = 7 WHERE q.seq < ?1"
        " AND k.stored_ms <= ?2 AND ?4 > 0 AND NOT EXISTS (SELECT 1 FROM outcome o JOIN chain l ON l.seq = o.seq"
        " WHERE o.question = q.id AND l.stored_ms > ?2) ORDER BY q.seq LIMIT ?3",
    [SQL_OVER_MESSAGES] =
        "SELECT r.seq, k.kind FROM report r JOIN chain k ON k.seq = r.seq AND k.kind IN (4, 9)"
        " WHERE r.state IN (2, 3, 4) AND r.seq < ?1 AND k.stored_ms <= ?2 AND ?4 > 0 AND NOT EXISTS (SELECT 1"
        " FROM delivery d JOIN chain l ON l.seq = d.seq WHERE d.report = r.id AND l.stored_ms > ?2)"
        " ORDER BY r.seq LIMIT ?3",
    [SQL_OUTCOMES_OF] = "SELECT seq, 8 FROM outcome WHERE question = (SELECT id FROM question WHERE seq = ?1) LIMIT ?2",
    [SQL_DELIVERIES_OF] = "SELECT seq, 5 FROM delivery WHERE report = (SELECT id FROM report WHERE seq = ?1) LIMIT ?2",

    [SQL_COUNTERS] = "SELECT login, origin, row, first_ms, last_ms, tries FROM counter ORDER BY last_ms",
    [SQL_OPENS] = "SELECT seq, body FROM event WHERE login = ? AND time_ms < ? AND kind = 2 AND action = 10"
                  " ORDER BY time_ms DESC LIMIT ?",

    [SQL_LOGIN_EVENT] = "SELECT seq, body FROM event WHERE id = ? AND kind = 2",

    [SQL_CHAIN_COUNT] = "SELECT count(*) FROM chain",
    [SQL_CHAIN] = "SELECT seq, kind, stored_ms, commitment, previous, hash FROM chain ORDER BY seq",
    [SQL_CHAIN_FROM] =
        "SELECT seq, kind, stored_ms, commitment, previous, hash FROM chain WHERE seq >= ? ORDER BY seq LIMIT ?",
    [SQL_ROW_START] = "SELECT salt, chain_id, machine, patient_check, seal_check FROM origin WHERE seq = ?",
    [SQL_ROW_EVENT] = "SELECT salt, id, time_ms, kind, action, source, login, patient, body FROM event WHERE seq = ?",
    [SQL_ROW_CASE] = "SELECT salt, id, version, class, severity, login, first_ms, last_ms, raised_ms, body"
                     " FROM case_version WHERE seq = ?",
    [SQL_ROW_REPORT] = "SELECT salt, id, case_id, severity, first_due_ms, body FROM report WHERE seq = ?",
    [SQL_ROW_MESSAGE] = "SELECT salt, id, case_id, endpoint, severity, first_due_ms, body FROM report WHERE seq = ?",
    [SQL_ROW_DELIVERY] = "SELECT salt, report, attempt, state, due_ms, transfer, status, retry_after_s, answer_size,"
                         " answer_hash, error, words FROM delivery WHERE seq = ?",
    [SQL_ROW_DECISION] = "SELECT salt, case_id, version, verb, uid, by, decided_ms, until_ms, reason FROM decision"
                         " WHERE seq = ?",
    [SQL_ROW_QUESTION] = "SELECT salt, id, login, patient, asked_ms, body FROM question WHERE seq = ?",
    [SQL_ROW_OUTCOME] = "SELECT salt, question, outcome, at_ms, uid, reason FROM outcome WHERE seq = ?",
    [SQL_ROW_PURGE] = "SELECT salt, kind, count, until_ms, first, last, entries, proof FROM purge WHERE seq = ?",
    [SQL_PURGES_OF] = "SELECT entries FROM purge WHERE kind = ?1 AND last >= ?2 AND first <= ?2 AND seq > ?2"
                      " AND until_ms >= ?3",
    [SQL_LEDGER] = "SELECT r.attempts = (SELECT count(*) FROM delivery d WHERE d.report = r.id)"
                   " AND r.state = coalesce((SELECT d.state FROM delivery d WHERE d.report = r.id"
                   " ORDER BY d.attempt DESC LIMIT 1), 1)"
                   " AND r.due_ms = coalesce((SELECT d.due_ms FROM delivery d WHERE d.report = r.id"
                   " ORDER BY d.attempt DESC LIMIT 1), r.first_due_ms) FROM report r WHERE r.seq = ?",
    [SQL_ORPHAN] = "SELECT seq, kind FROM ("
                   "SELECT seq, 2 AS kind FROM event UNION ALL SELECT seq, 3 FROM case_version"
                   " UNION ALL SELECT seq, 4 FROM report UNION ALL SELECT seq, 5 FROM delivery) row"
                   " WHERE NOT EXISTS (SELECT 1 FROM chain k WHERE k.seq = row.seq"
                   " AND (k.kind = row.kind OR (k.kind = 9 AND row.kind = 4)))"
                   " AND seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT 1",
    [SQL_ORPHAN_DECISION] = "SELECT d.seq, 6 FROM decision d WHERE NOT EXISTS (SELECT 1 FROM chain k"
                            " WHERE k.seq = d.seq AND k.kind = 6) AND d.seq BETWEEN ?1 AND ?2 ORDER BY d.seq LIMIT 1",
    [SQL_ORPHAN_ASKED] = "SELECT seq, kind FROM ("
                         "SELECT seq, 7 AS kind FROM question UNION ALL SELECT seq, 8 FROM outcome) row"
                         " WHERE NOT EXISTS (SELECT 1 FROM chain k WHERE k.seq = row.seq AND k.kind = row.kind)"
                         " AND seq BETWEEN ?1 AND ?2 ORDER BY seq LIMIT 1",
    [SQL_ORPHAN_PURGE] = "SELECT p.seq, 10 FROM purge p WHERE NOT EXISTS (SELECT 1 FROM chain k"
                         " WHERE k.seq = p.seq AND k.kind = 10) AND p.seq BETWEEN ?1 AND ?2 ORDER BY p.seq LIMIT 1",
    [SQL_STRAY_REPORT] = "SELECT r.seq, 4 FROM report r JOIN chain k ON k.seq = r.seq"
                         " WHERE k.kind = 4 AND r.endpoint <> '' AND r.seq BETWEEN ?1 AND ?2 ORDER BY r.seq LIMIT 1",
};

struct sqlite3_stmt *store_sql_get(struct store_sql *sql, enum store_sql_number number)
{
    struct sqlite3_stmt *statement = sql->prepared[number];

    if (sql->is_open && number > SQL_FREE_PAGES && sqlite3_get_autocommit(sql->db))
        return NULL; /* each write would be kept by itself */
    if (!statement &&
        sqlite3_prepare_v3(sql->db, statements[number], -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) == SQLITE_OK)
        sql->prepared[number] = statement;
    if (statement) {
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
    return statement;
}

int store_sql_run(struct store_sql *sql, enum store_sql_number number)
{
    struct sqlite3_stmt *statement = store_sql_get(sql, number);
    int code = statement ? sqlite3_step(statement) : sqlite3_extended_errcode(sql->db);

    if (!statement && code == SQLITE_OK)
        code = SQLITE_ABORT;
    if (code == SQLITE_DONE)
        code = sqlite3_reset(statement);
    return code;
}

int64_t store_sql_number(struct store_sql *sql, enum store_sql_number number)
{
    struct sqlite3_stmt *statement = store_sql_get(sql, number);
    int64_t value = statement && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;

    if (statement)
        sqlite3_reset(statement);
    return value;
}

void store_sql_harden(struct sqlite3 *db)
{
    /* The "high-security" column of SQLite's security.html, section 1.1; larger where our own statements need it. */
    static const struct {
        int limit, most;
    } limits[] = {
        {SQLITE_LIMIT_LENGTH, 1000000},     {SQLITE_LIMIT_SQL_LENGTH, 100000}, {SQLITE_LIMIT_COLUMN, 100},
        {SQLITE_LIMIT_EXPR_DEPTH, 20},      {SQLITE_LIMIT_COMPOUND_SELECT, 4}, {SQLITE_LIMIT_VDBE_OP, 25000},
        {SQLITE_LIMIT_FUNCTION_ARG, 8},     {SQLITE_LIMIT_ATTACHED, 0},        {SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50},
        {SQLITE_LIMIT_VARIABLE_NUMBER, 16}, {SQLITE_LIMIT_TRIGGER_DEPTH, 1},
    };
    static const struct {
        int setting, value;
    } settings[] = {
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
        {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
        {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0},
        {SQLITE_DBCONFIG_DQS_DML, 0},
        {SQLITE_DBCONFIG_DQS_DDL, 0},
        {SQLITE_DBCONFIG_ENABLE_FKEY, 1},
    };

    for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
        sqlite3_limit(db, limits[i].limit, limits[i].most);
    for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
        sqlite3_db_config(db, settings[i].setting, settings[i].value, NULL);
}

bool store_sql_tune(struct sqlite3 *db)
{
    /* secure_delete: what was erased must not lie in the file's free room. locking_mode stands first: a connection that
     * holds the file alone keeps the WAL's index in its own memory, so there is no second connection (Debian 12's
     * SQLite has a WAL bug that needs two) and no mapped file to die of at a full disk. FULL, because NORMAL loses
     * acknowledged rows at a power cut. */
    static const char *const pragmas[] = {
        "PRAGMA locking_mode = EXCLUSIVE",     "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",           "PRAGMA mmap_size = 0",
        "PRAGMA cell_size_check = ON",         "PRAGMA cache_size = -8192",
        "PRAGMA temp_store = MEMORY",          "PRAGMA wal_autocheckpoint = 0",
        "PRAGMA journal_size_limit = 8388608", "PRAGMA secure_delete = ON",
    };
    bool is_tuned = true;

    for (size_t i = 0; i < sizeof(pragmas) / sizeof(*pragmas) && is_tuned; i++)
        is_tuned = sqlite3_exec(db, pragmas[i], NULL, NULL, NULL) == SQLITE_OK;
    return is_tuned;
}

bool store_sql_limit(struct sqlite3 *db, int64_t pages)
{
    char pragma[64];

    return text_format(pragma, sizeof(pragma), "PRAGMA max_page_count = %lld", (long long)pages) &&
           sqlite3_exec(db, pragma, NULL, NULL, NULL) == SQLITE_OK;
}

void store_sql_close(struct store_sql *sql)
{
    for (int i = 0; i < SQL_COUNT; i++)
        sqlite3_finalize(sql->prepared[i]);
    sqlite3_close(sql->db);
    *sql = (struct store_sql){0};
}
