/* The context tables' files: CSV with a header line (RFC 4180), columns in any order, unknown ones ignored. Owns
 * libcsv. */
#ifndef CONFIDE_BASE_CSV_H
#define CONFIDE_BASE_CSV_H

#include <stdbool.h>
#include <stddef.h>

enum { CSV_COLUMNS_MAX = 32, CSV_ERROR_SIZE = 512, CSV_BAD_ROWS = 20 };

struct csv_table {
    const char *const *columns; /* the names this program knows; NULL ends the list */
    unsigned required;          /* the first so many of them must stand in the header, and must not be empty in a row */
    unsigned named;             /* the first so many must stand in the header, when these are more */
    /* One row: values[i] belongs to columns[i], "" where the file has no such column. `line` is the row's first line in
     * the file. Returns NULL when it is well, else what is wrong and how to mend it. */
    const char *(*row)(void *data, const char *const *values, unsigned line);
    bool keep_going; /* a bad row is counted and the rest still read; else the first one ends the reading */
};

struct csv_outcome {
    unsigned rows;                          /* taken */
    unsigned refused;                       /* bad rows */
    char error[CSV_ERROR_SIZE];             /* the first bad row: "FILE:LINE: what and remedy"; "" when all is well */
    char bad[CSV_BAD_ROWS][CSV_ERROR_SIZE]; /* each of the first bad rows, so; "" ends the list */
};

/* Reads the file. False when nothing of it may be used: it cannot be read, has no good header, is broken as CSV or not
 * UTF-8, or has a bad row and !keep_going. `outcome` is always filled. */
bool csv_read(const char *file, const struct csv_table *table, void *data, struct csv_outcome *outcome);

/* One more bad row, for a reader who sees it only among the others. */
void csv_refuse(struct csv_outcome *outcome, const char *file, unsigned line, const char *what);

#endif
