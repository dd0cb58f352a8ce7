/* The receiver's tables and statements, by number. The inside of the shelf; SQLite stays with the shelf_*.c. */
#ifndef CONFIDE_RECEIVE_SHELF_SQL_H
#define CONFIDE_RECEIVE_SHELF_SQL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sqlite3;
struct sqlite3_stmt;

enum { SHELF_LAYOUT = 1 };

enum shelf_sql_number {
    SHELF_BEGIN,
    SHELF_COMMIT,
    SHELF_ROLLBACK,
    SHELF_QUICK_CHECK,
    SHELF_USER_VERSION,
    SHELF_TABLE_COUNT,
    SHELF_SELF,
    SHELF_SET_SELF,
    SHELF_MACHINE,
    SHELF_ADD_MACHINE,
    SHELF_SET_MACHINE,
    SHELF_EACH_MACHINE,
    SHELF_CLAIMED,
    SHELF_CLAIM,
    SHELF_KNOWS_CHAIN,
    SHELF_MESSAGE,
    SHELF_ADD_MESSAGE,
    SHELF_FORGET,
    SHELF_CASE,
    SHELF_PUT_CASE,
    SHELF_EACH_CASE,
    SHELF_FIND_CASE,
    SHELF_ACKNOWLEDGE,
    SHELF_ADD_FINDING,
    SHELF_EACH_FINDING,
    SHELF_ADD_ALERT,
    SHELF_UNSAID,
    SHELF_SET_SAID,
    SHELF_UNMAILED,
    SHELF_SET_MAILED,
    SHELF_SQL_COUNT
};

struct shelf_sql {
    struct sqlite3 *db;
    struct sqlite3_stmt *prepared[SHELF_SQL_COUNT];
};

/* The statement, reset and without bindings; prepared at its first use. NULL: ask sqlite3_errmsg why. */
struct sqlite3_stmt *shelf_sql_get(struct shelf_sql *sql, enum shelf_sql_number number);

/* Runs a statement that needs no values and gives no rows. SQLite's code. */
int shelf_sql_run(struct shelf_sql *sql, enum shelf_sql_number number);

/* The first column of the first row as a number, -1 when there is none. */
int64_t shelf_sql_value(struct shelf_sql *sql, enum shelf_sql_number number);

/* Binds the values of `types` in order: i = int64_t, t = const char *, b = const void *, size_t. False when memory is
 * short or the statement is NULL. Texts and bytes must live until it is run. */
bool shelf_sql_bind(struct sqlite3_stmt *statement, const char *types, ...);

/* The text of a column, cut to `size`. */
void shelf_sql_text(struct sqlite3_stmt *statement, int column, char *to, size_t size);

/* Hardens and tunes the one connection, and bounds the file. False: ask sqlite3_errmsg. */
bool shelf_sql_tune(struct sqlite3 *db, unsigned max_mib);

/* Makes the tables that layout `from` lacks (0: all of them), inside a transaction. */
bool shelf_sql_layout(struct sqlite3 *db, int from);

/* Finalises all statements and closes the connection. */
void shelf_sql_close(struct shelf_sql *sql);

#endif
