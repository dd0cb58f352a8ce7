/* Tables people like to read. Owns libsmartcols and the choice of characters and colours. Must not know what is shown.
 * In: columns and cells. Out: standard output. */
#include "table.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct table {
    struct libscols_table *cols;
    struct libscols_line *last;
    size_t count;
};

/* People's names are UTF-8 whatever the locale says: under sudo and cron it is often "C", which would show each umlaut
 * as four hexadecimal digits. */
static void choose_characters(void)
{
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

static bool wants_colours(void)
{
    const char *no_colour = getenv("NO_COLOR"); /* no-color.org: any value but an empty one */
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) && (!no_colour || !*no_colour) && terminal && strcmp(terminal, "dumb") != 0;
}

static int flags_of(enum table_column_kind kind)
{
    static const int flags[] = {
        [TABLE_PLAIN] = 0, [TABLE_RIGHT] = SCOLS_FL_RIGHT, [TABLE_CUT] = SCOLS_FL_TRUNC, [TABLE_WRAP] = SCOLS_FL_WRAP};

    return flags[kind];
}

struct table *table_new(const struct table_column *columns, size_t count)
{
    struct table *table = calloc(1, sizeof *table);

    if (!table)
        return NULL;
    choose_characters();
    table->count = count;
    table->cols = scols_new_table();
    if (!table->cols)
        goto out;
    for (size_t i = 0; i < count; i++) {
        const char *heading = columns[i].heading;

        /* The width hint is the heading's own; columns grow with what they hold. */
        if (!scols_table_new_column(table->cols, heading ? heading : "", heading ? (double)strlen(heading) : 1,
                                    flags_of(columns[i].kind)))
            goto out;
        if (!heading)
            scols_table_enable_noheadings(table->cols, 1);
    }
    scols_table_enable_colors(table->cols, wants_colours());
    return table;
out:
    table_free(table);
    return NULL;
}

void table_free(struct table *table)
{
    if (!table)
        return;
    scols_unref_table(table->cols);
    free(table);
}

bool table_add(struct table *table, const char *const *cells)
{
    table->last = scols_table_new_line(table->cols, NULL);
    for (size_t i = 0; table->last && i < table->count; i++)
        if (scols_line_set_data(table->last, i, cells[i] ? cells[i] : "") != 0)
            return false;
    return table->last != NULL;
}

void table_colour(struct table *table, size_t column, enum table_colour colour)
{
    static const char *const names[] = {
        [TABLE_GOOD] = "green", [TABLE_POOR] = "yellow", [TABLE_BAD] = "lightred", [TABLE_QUIET] = "darkgray"};
    struct libscols_cell *cell = table->last ? scols_line_get_cell(table->last, column) : NULL;

    if (cell && colour != TABLE_NO_COLOUR)
        scols_cell_set_color(cell, names[colour]);
}

bool table_print(struct table *table)
{
    return scols_table_is_empty(table->cols) || scols_print_table(table->cols) == 0;
}
