/* The inside of the shelf, shared by the shelf*.c and by nobody else. */
#ifndef CONFIDE_RECEIVE_SHELF_PRIVATE_H
#define CONFIDE_RECEIVE_SHELF_PRIVATE_H

#include "agent/base/config.h"

#include "shelf.h"
#include "shelf_sql.h"

struct shelf {
    struct shelf_sql sql;
    char file[CONFIG_PATH];
    bool is_open; /* between begin and commit or undo */
    char error[512];
};

/* Takes note of what SQLite just refused: the result to hand on. */
enum shelf_result shelf_refuse(struct shelf *shelf);

/* Runs a bound statement that gives no rows, and resets it. `is_bound` is what shelf_sql_bind said. SHELF_ALREADY when
 * it changed nothing. */
enum shelf_result shelf_run(struct shelf *shelf, struct sqlite3_stmt *statement, bool is_bound);

/* The next row of a bound statement: SHELF_OK, SHELF_NOTHING when there is none any more (it is then reset). */
enum shelf_result shelf_step(struct shelf *shelf, struct sqlite3_stmt *statement, bool is_bound);

#endif
