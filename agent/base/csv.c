/* CSV with a header line (RFC 4180). Owns libcsv, in its strict mode, which refuses stray quotes. */
#include "csv.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

enum { FIELD_MAX = 1024, FIELDS_MAX = 64 };

struct reading {
    const char *file;
    const struct csv_table *table;
    void *data;
    struct csv_outcome *outcome;
    int column_of[FIELDS_MAX]; /* n-th field of a row -> index into table->columns, -1 = unknown */
    unsigned field_count;      /* of the header */
    bool has_header, stopped;
    unsigned line, row_line; /* the line that is being read; the one on which the row began */
    unsigned field;
    char values[CSV_COLUMNS_MAX][FIELD_MAX];
    const char *wrong; /* what is wrong with this row so far */
};

static void say(struct reading *reading, unsigned line, const char *what)
{
    if (reading->outcome->error[0] == '\0')
        text_format(reading->outcome->error, CSV_ERROR_SIZE, "%s:%u: %s", reading->file, line, what);
}

static void stop(struct reading *reading, unsigned line, const char *what)
{
    if (!reading->stopped)
        say(reading, line, what);
    reading->stopped = true;
}

static int column_called(const struct csv_table *table, const char *name)
{
    for (int i = 0; table->columns[i]; i++)
        if (strcmp(table->columns[i], name) == 0)
            return i;
    return -1;
}

static void take_header_field(struct reading *reading, const char *text)
{
    char what[128];
    int column = column_called(reading->table, text);

    if (reading->field >= FIELDS_MAX) {
        stop(reading, reading->line, "the header has more than 64 columns");
        return;
    }
    for (unsigned i = 0; column >= 0 && i < reading->field; i++) {
        if (reading->column_of[i] == column) {
            text_format(what, sizeof what, "the header names column '%.64s' twice: remove one", text);
            stop(reading, reading->line, what);
        }
    }
    reading->column_of[reading->field++] = column;
}

static void take_field(void *field, size_t size, void *data)
{
    struct reading *reading = data;
    const char *text = field ? field : "";
    int column;

    if (reading->stopped)
        return;
    if (!text_is_utf8(text, field ? size : 0))
        reading->wrong = "a field is not UTF-8: save the file as UTF-8";
    else if (field && memchr(field, '\0', size))
        reading->wrong = "a field holds a NUL byte";
    if (!reading->has_header) {
        take_header_field(reading, strncmp(text, "\xef\xbb\xbf", 3) == 0 ? text + 3 : text); /* a BOM, from Excel */
        return;
    }
    column = reading->field < reading->field_count ? reading->column_of[reading->field] : -1;
    reading->field++;
    if (column >= 0 && !text_copy(reading->values[column], FIELD_MAX, text))
        reading->wrong = "a field is longer than 1023 bytes";
}

static void end_header(struct reading *reading)
{
    const struct csv_table *table = reading->table;
    unsigned named = table->named > table->required ? table->named : table->required;
    char what[128];

    for (unsigned i = 0; i < named && !reading->stopped; i++) {
        bool found = false;

        for (unsigned j = 0; j < reading->field; j++)
            found = found || reading->column_of[j] == (int)i;
        if (!found) {
            text_format(what, sizeof what, "the header has no column '%s': add it", reading->table->columns[i]);
            stop(reading, reading->line, what);
        }
    }
    if (reading->wrong)
        stop(reading, reading->line, reading->wrong);
    reading->field_count = reading->field;
    reading->has_header = true;
}

/* What is wrong with the row as CSV, before the table's own judgement; NULL when nothing is. */
static const char *row_shape(struct reading *reading, char *what, size_t size)
{
    if (reading->wrong)
        return reading->wrong;
    if (reading->field != reading->field_count) {
        text_format(what, size, "the row has %u fields, the header %u: add or remove commas", reading->field,
                    reading->field_count);
        return what;
    }
    for (unsigned i = 0; i < reading->table->required; i++) {
        if (reading->values[i][0] == '\0') {
            text_format(what, size, "'%s' is empty: fill it in", reading->table->columns[i]);
            return what;
        }
    }
    return NULL;
}

static void end_row(int terminator, void *data)
{
    struct reading *reading = data;
    const char *values[CSV_COLUMNS_MAX], *wrong;
    char what[160];

    (void)terminator;
    if (reading->stopped)
        return;
    if (!reading->has_header) {
        end_header(reading);
    } else {
        for (int i = 0; i < CSV_COLUMNS_MAX; i++)
            values[i] = reading->values[i];
        wrong = row_shape(reading, what, sizeof what);
        if (!wrong)
            wrong = reading->table->row(reading->data, values, reading->row_line);
        if (!wrong) {
            reading->outcome->rows++;
        } else {
            reading->outcome->refused++;
            say(reading, reading->row_line, wrong);
            reading->stopped = !reading->table->keep_going;
        }
    }
    for (int i = 0; i < CSV_COLUMNS_MAX; i++)
        reading->values[i][0] = '\0';
    reading->field = 0;
    reading->wrong = NULL;
    reading->row_line = reading->line + 1;
}

/* libcsv counts no lines, so it is fed one at a time. */
static void read_lines(struct reading *reading, struct csv_parser *parser, FILE *stream)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;

    reading->row_line = 1;
    while (!reading->stopped && (length = getline(&line, &capacity, stream)) >= 0) {
        bool blank = line[strspn(line, " \t\r\n")] == '\0';

        reading->line++;
        if (blank && reading->field == 0 && parser->pstate == 0) /* libcsv passes blank lines over */
            reading->row_line = reading->line + 1;
        if (csv_parse(parser, line, (size_t)length, take_field, end_row, reading) != (size_t)length)
            stop(reading, reading->line, "broken CSV: a quote stands alone, close it or double it (\"\")");
    }
    if (!reading->stopped && ferror(stream))
        stop(reading, reading->line, "cannot be read to its end");
    if (!reading->stopped && csv_fini(parser, take_field, end_row, reading) != 0)
        stop(reading, reading->row_line, "broken CSV: a quote opened here is never closed");
    if (!reading->stopped && !reading->has_header)
        stop(reading, 1, "the file is empty: its first line must name the columns");
    free(line);
}

bool csv_read(const char *file, const struct csv_table *table, void *data, struct csv_outcome *outcome)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct csv_parser parser;
    FILE *stream = NULL;
    bool good = false;

    *outcome = (struct csv_outcome){0};
    if (!reading || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        text_format(outcome->error, CSV_ERROR_SIZE, "%s: not enough memory to read it", file);
        free(reading);
        return false;
    }
    *reading = (struct reading){.file = file, .table = table, .data = data, .outcome = outcome};
    stream = fopen(file, "re");
    if (stream) {
        read_lines(reading, &parser, stream);
        good = !reading->stopped;
        fclose(stream);
    } else {
        text_format(outcome->error, CSV_ERROR_SIZE, "%s: cannot be read: %s", file, strerror(errno));
    }
    csv_free(&parser);
    free(reading);
    return good;
}
