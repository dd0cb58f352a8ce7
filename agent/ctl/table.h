/* Tables people like to read. Owns libsmartcols. What stands in a cell cannot break the terminal: control characters
 * are shown as \xHH. Colours only on a terminal, and not where NO_COLOR is set; off a terminal nothing is cut, wrapped
 * or left out. */
#ifndef CONFIDE_CTL_TABLE_H
#define CONFIDE_CTL_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct table;

/* How a column's cells stand, and what becomes of them where the terminal is too narrow: CUT ones lose their ends,
 * SPARE ones are left out, a WRAP one (the last column only) is broken between words. */
enum table_column_kind { TABLE_PLAIN = 0, TABLE_RIGHT, TABLE_CUT, TABLE_SPARE, TABLE_SPARE_RIGHT, TABLE_WRAP };

struct table_column {
    const char *heading; /* NULL: the table has no line of headings */
    enum table_column_kind kind;
};

enum table_colour { TABLE_NO_COLOUR = 0, TABLE_GOOD, TABLE_POOR, TABLE_BAD };

/* `columns` is borrowed and must outlive the table. NULL when memory is short. */
struct table *table_new(const struct table_column *columns, size_t count);
void table_free(struct table *table);

/* Adds a line, with as many cells as there are columns; they are copied, and NULL is an empty one. */
bool table_add(struct table *table, const char *const *cells);

/* Colours one cell of the line last added. */
void table_colour(struct table *table, size_t column, enum table_colour colour);

/* Prints the table on standard output. */
bool table_print(struct table *table);

#endif
