/* Tables people like to read. Owns libsmartcols, the choice of characters and colours, and what a narrow terminal
 * shows. Must not know what is shown. In: columns and cells. Out: standard output. */
#include "table.h"

#include <langinfo.h>
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "wrap.h"

enum { USUAL_WIDTH = 80, NARROW_WIDTH = 120, WRAP_LEAST = 20 };

struct table {
    struct libscols_table *cols;
    struct libscols_line *last;
    const struct table_column *columns;
    size_t count;
    size_t width; /* of the terminal, 0 where there is none */
};

/* People's names are UTF-8 whatever the locale says: under sudo and cron it is often "C", which would show each umlaut
 * as hexadecimal digits. */
static void choose_characters(void)
{
    if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
}

static size_t terminal_width(void)
{
    struct winsize window;

    if (!isatty(STDOUT_FILENO))
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : USUAL_WIDTH;
}

static bool wants_colours(void)
{
    const char *no_colour = getenv("NO_COLOR"); /* no-color.org: any value but an empty one */
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) && (!no_colour || !*no_colour) && terminal && strcmp(terminal, "dumb") != 0;
}

static int flags_of(const struct table *table, enum table_column_kind kind)
{
    bool is_spare = kind == TABLE_SPARE || kind == TABLE_SPARE_RIGHT;

    return (kind == TABLE_RIGHT || kind == TABLE_SPARE_RIGHT ? SCOLS_FL_RIGHT : 0) |
           (kind == TABLE_CUT ? SCOLS_FL_TRUNC : 0) | (kind == TABLE_WRAP ? SCOLS_FL_WRAP : 0) |
           (is_spare && table->width && table->width < NARROW_WIDTH ? SCOLS_FL_HIDDEN : 0);
}

static bool add_column(struct table *table, const struct table_column *column)
{
    const char *heading = column->heading ? column->heading : "";
    struct libscols_column *made =
        scols_table_new_column(table->cols, heading, (double)strlen(heading), flags_of(table, column->kind));

    if (!made)
        return false;
    if (!column->heading)
        scols_table_enable_noheadings(table->cols, 1);
    /* Wrapped by us before it is printed: libsmartcols then only parts it at our newlines. */
    return column->kind != TABLE_WRAP || !table->width ||
           (scols_column_set_wrapfunc(made, scols_wrapnl_chunksize, scols_wrapnl_nextchunk, NULL) == 0 &&
            scols_column_set_safechars(made, "\n") == 0);
}

struct table *table_new(const struct table_column *columns, size_t count)
{
    struct table *table = calloc(1, sizeof *table);
    bool good;

    if (!table)
        return NULL;
    choose_characters();
    *table = (struct table){scols_new_table(), NULL, columns, count, terminal_width()};
    good = table->cols != NULL;
    for (size_t i = 0; good && i < count; i++)
        good = add_column(table, &columns[i]);
    if (good) {
        scols_table_enable_colors(table->cols, wants_colours());
        return table;
    }
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
    static const char *const names[] = {[TABLE_GOOD] = "green", [TABLE_POOR] = "yellow", [TABLE_BAD] = "lightred"};
    struct libscols_cell *cell = table->last ? scols_line_get_cell(table->last, column) : NULL;

    if (cell && colour != TABLE_NO_COLOUR)
        scols_cell_set_color(cell, names[colour]);
}

static const char *cell_text(const struct table *table, size_t line, size_t column)
{
    const char *text = scols_cell_get_data(scols_line_get_cell(scols_table_get_line(table->cols, line), column));

    return text ? text : "";
}

/* What the columns before the last leave of the terminal's width. */
static size_t room_for_last(const struct table *table)
{
    size_t taken = 0, lines = scols_table_get_nlines(table->cols);

    for (size_t i = 0; i + 1 < table->count; i++) {
        size_t widest = table->columns[i].heading ? strlen(table->columns[i].heading) : 0;

        if (flags_of(table, table->columns[i].kind) & SCOLS_FL_HIDDEN)
            continue;
        for (size_t line = 0; line < lines; line++) {
            size_t width = wrap_width(cell_text(table, line, i));
            widest = width > widest ? width : widest;
        }
        taken += widest + 1;
    }
    return taken + WRAP_LEAST < table->width ? table->width - taken : WRAP_LEAST;
}

static bool wrap_last(struct table *table)
{
    size_t last = table->count - 1, lines = scols_table_get_nlines(table->cols), width = room_for_last(table);

    for (size_t line = 0; line < lines; line++) {
        char *text = wrap_text(cell_text(table, line, last), width);

        /* The line owns `text` from here on. */
        if (!text || scols_line_refer_data(scols_table_get_line(table->cols, line), last, text) != 0)
            return false;
    }
    return true;
}

bool table_print(struct table *table)
{
    if (scols_table_is_empty(table->cols))
        return true;
    if (table->width && table->columns[table->count - 1].kind == TABLE_WRAP && !wrap_last(table))
        return false;
    return scols_print_table(table->cols) == 0;
}
