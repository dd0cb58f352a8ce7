/* Every SQL statement there is, by number, and the two ways a connection is made safe. Private to store*.c and
 * verify.c. */
#ifndef CONFIDE_JUDGE_STORE_SQL_H
#define CONFIDE_JUDGE_STORE_SQL_H

#include <stdbool.h>
#include <stdint.h>

struct sqlite3;
struct sqlite3_stmt;

/* The layout of the tables. A higher number in a file was written by a newer Confide. */
enum { STORE_SCHEMA_FIRST = 1, STORE_SCHEMA_NAMED = 6, STORE_SCHEMA = 7 };

enum store_sql_number {
    /* transactions and state */
    SQL_BEGIN,
    SQL_COMMIT,
    SQL_ROLLBACK,
    SQL_QUICK_CHECK,
    SQL_USER_VERSION,
    SQL_TABLE_COUNT,
    SQL_PAGES,
    SQL_FREE_PAGES,
    /* write */
    SQL_ADD_ORIGIN,
    SQL_ADD_CHAIN,
    SQL_ADD_EVENT,
    SQL_ADD_CASE,
    SQL_ADD_MESSAGE,
    SQL_ADD_DELIVERY,
    SQL_ADD_DECISION,
    SQL_ADD_QUESTION,
    SQL_ADD_OUTCOME,
    SQL_SET_REPORT,
    SQL_SET_ANCHOR,
    SQL_SET_FORM,
    SQL_SET_HEAD,
    SQL_ADD_NAMED,
    SQL_ADD_PURGE,
    SQL_ERASE_EVENT,
    SQL_ERASE_CASE,
    SQL_ERASE_REPORT,
    SQL_ERASE_DELIVERY,
    SQL_ERASE_QUESTION,
    SQL_ERASE_OUTCOME,
    SQL_ERASE_NAMED,
    SQL_SET_UNJUDGED,
    SQL_ALL_JUDGED,
    SQL_PUT_COUNTER,
    SQL_DROP_COUNTER,
    /* read */
    SQL_ORIGIN,
    SQL_CHAIN_LAST,
    SQL_HIGHEST,
    SQL_HIGHEST_DECISION,
    SQL_HIGHEST_ASKED,
    SQL_HIGHEST_PURGE,
    SQL_EVENTS_FROM,
    SQL_EVENTS,
    SQL_PAST,
    SQL_BACKLOG,
    SQL_UNJUDGED,
    SQL_LOGINS,
    SQL_CASES,
    SQL_CASE,
    SQL_CASE_VERSIONS,
    SQL_EVENT_AT,
    SQL_NEXT,
    SQL_MESSAGE_AT,
    SQL_MESSAGE_BODY,
    SQL_PENDING,
    SQL_CASE_MESSAGES,
    SQL_REPORT,
    SQL_CASE_REPORTS,
    SQL_REFUSALS,
    SQL_TURNS,
    SQL_CASE_TURNS,
    SQL_ANCHOR,
    SQL_FORM,
    SQL_HASH_AT,
    SQL_DECISIONS,
    SQL_QUESTIONS,
    SQL_OUTCOMES,
    SQL_COUNTS,
    SQL_ALARMS,
    SQL_TALLY,
    SQL_PURGED,
    SQL_STORED_AT,
    SQL_ALL_CASES,
    SQL_OVER_EVENTS,
    SQL_OVER_CASES,
    SQL_OVER_QUESTIONS,
    SQL_OVER_MESSAGES,
    SQL_OUTCOMES_OF,
    SQL_DELIVERIES_OF,
    SQL_COUNTERS,
    SQL_OPENS,
    SQL_LOGIN_EVENT,
    /* verify: for each kind its committed columns, salt first, by seq */
    SQL_CHAIN_COUNT,
    SQL_CHAIN,
    SQL_CHAIN_FROM,
    SQL_ROW_START,
    SQL_ROW_EVENT,
    SQL_ROW_CASE,
    SQL_ROW_REPORT,
    SQL_ROW_MESSAGE,
    SQL_ROW_DELIVERY,
    SQL_ROW_DECISION,
    SQL_ROW_QUESTION,
    SQL_ROW_OUTCOME,
    SQL_ROW_PURGE,
    SQL_PURGES_OF,
    SQL_LEDGER,
    SQL_ORPHAN,
    SQL_ORPHAN_DECISION,
    SQL_ORPHAN_ASKED,
    SQL_ORPHAN_PURGE,
    SQL_STRAY_REPORT,
    SQL_COUNT
};

struct store_sql {
    struct sqlite3 *db;
    struct sqlite3_stmt *prepared[SQL_COUNT];
    bool is_open; /* between BEGIN and its end, as we know it */
};

/* The statement, reset and without bindings; prepared at its first use. NULL: ask sqlite3_errmsg why; or the
 * transaction is over, though nobody ended it: SQLite undoes all of it where a single statement, even one that reads,
 * finds no memory (its lang_transaction.html, section 3). */
struct sqlite3_stmt *store_sql_get(struct store_sql *sql, enum store_sql_number number);

/* Runs a statement that needs no values and gives no rows. An SQLite result code, SQLITE_OK when it ran. */
int store_sql_run(struct store_sql *sql, enum store_sql_number number);

/* The first column of the first row as a number, -1 when there is none. */
int64_t store_sql_number(struct store_sql *sql, enum store_sql_number number);

/* Bounds what a hostile database file can make this connection do. */
void store_sql_harden(struct sqlite3 *db);

/* The settings of the one connection that writes. False: ask sqlite3_errmsg. */
bool store_sql_tune(struct sqlite3 *db);

/* Sets the most pages the file may have; it never shrinks below what it has. */
bool store_sql_limit(struct sqlite3 *db, int64_t pages);

/* Makes the tables that layout `from` lacks (0: all of them), inside a transaction. */
bool store_sql_layout(struct sqlite3 *db, int from);

/* Finalises all statements and closes the connection. */
void store_sql_close(struct store_sql *sql);

#endif
