/* How what is sealed gets into a row and out of it. Private to store*.c. */
#ifndef CONFIDE_JUDGE_STORE_SEALED_H
#define CONFIDE_JUDGE_STORE_SEALED_H

#include "store.h"

struct sqlite3_stmt;
struct store_report;
struct store_row;

/* Whether an entry may be put into the transaction now, and into the reserve; else why not. */
enum store_result store_may_write(struct store *store, bool may_use_reserve);

/* Seals `length` bytes of store->plain as the row's last value. */
void store_row_sealed(struct store *store, struct store_row *row, size_t length);

/* Opens the sealed body in `column` into store->plain. False when it was altered. */
bool store_unseal(struct store *store, struct sqlite3_stmt *statement, int column, size_t *length);

/* The same of a body that is never empty: its length, 0 when it was altered. */
size_t store_open_body(struct store *store, struct sqlite3_stmt *statement, int column);

/* Opens the sealed event in `column`. False when it was altered. */
bool store_open_event(struct store *store, struct sqlite3_stmt *statement, int column, struct event *event);

/* Reads the case in column 1. False when it was altered. */
bool store_read_case(struct store *store, struct sqlite3_stmt *statement, struct case_report *report);

/* Columns of REPORT_COLUMNS (store_sql.c), from a statement that stands on one. */
void store_read_report(struct sqlite3_stmt *statement, struct store_report *report);
void store_read_text(char *to, size_t size, struct sqlite3_stmt *statement, int column);

#endif
