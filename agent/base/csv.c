/* CSV with a header line (RFC 4180). Owns libcsv, in its strict mode, which refuses stray quotes. It looks at each byte
 * and calls back for each field: lines without a quote, nearly all of them, are divided here, six times as fast. */
#include "csv.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

enum { FIELD_MAX = 1024, FIELDS_MAX = 64, LINE_MOST = 256 * 1024, BLOCK = 4 * LINE_MOST };

struct reading {
    const char *file;
    const struct csv_table *table;
    void *data;
    struct csv_outcome *outcome;
    int column_of[FIELDS_MAX];      /* n-th field of a row -> index into table->columns, -1 = unknown */
    bool is_meant[CSV_COLUMNS_MAX]; /* the header names it, but for capitals */
    unsigned field_count;           /* of the header */
    bool has_header, stopped;
    bool has_other_divider;  /* its first field does: spreadsheets divide so where the comma is the decimal sign */
    bool has_text;           /* a field of this row holds more than blanks: spreadsheets write empty rows as ",,," */
    unsigned line, row_line; /* the line that is being read; the one on which the row began */
    unsigned field;
    size_t row_size; /* bytes of this row so far */
    const char *values[CSV_COLUMNS_MAX];
    char kept[CSV_COLUMNS_MAX][FIELD_MAX]; /* what libcsv hands out, which is gone at its next call */
    const char *wrong;                     /* what is wrong with this row so far */
};

/* The file in blocks: a line is handed out where it lies. */
struct block {
    FILE *stream;
    char *bytes;
    size_t begin, end; /* what is read and not handed out */
    bool is_passing;   /* over the rest of a line that is too long */
};

static void say(char error[CSV_ERROR_SIZE], const char *file, unsigned line, const char *what)
{
    text_format(error, CSV_ERROR_SIZE, "%s:%u: %s", file, line, what);
}

void csv_refuse(struct csv_outcome *outcome, const char *file, unsigned line, const char *what)
{
    if (outcome->refused < CSV_BAD_ROWS)
        say(outcome->bad[outcome->refused], file, line, what);
    if (outcome->error[0] == '\0')
        say(outcome->error, file, line, what);
    outcome->refused++;
}

/* Why nothing of the file is used is told before what was wrong with a row of it. */
static void stop(struct reading *reading, unsigned line, const char *what)
{
    if (!reading->stopped)
        say(reading->outcome->error, reading->file, line, what);
    reading->stopped = true;
}

static int column_called(const struct csv_table *table, const char *name)
{
    for (int i = 0; table->columns[i]; i++)
        if (strcmp(table->columns[i], name) == 0)
            return i;
    return -1;
}

/* "Surname" is no column that is to be ignored: the rules about names would rest, and nobody would know why. */
static void note_meant(struct reading *reading, const char *name)
{
    for (int i = 0; reading->table->columns[i]; i++)
        reading->is_meant[i] |= strcasecmp(name, reading->table->columns[i]) == 0;
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
    if (column < 0)
        note_meant(reading, text);
    reading->column_of[reading->field++] = column;
}

/* One field of `size` bytes, ended by NUL. `is_lasting`: it stays where it is until the row's end. */
static void put_field(struct reading *reading, const char *text, size_t size, bool is_lasting)
{
    int column;

    reading->has_text = reading->has_text || text[strspn(text, " \t")];
    reading->has_other_divider = reading->field == 0 ? strpbrk(text, ";\t") != NULL : reading->has_other_divider;
    if (!reading->has_header) {
        take_header_field(reading, text);
        return;
    }
    column = reading->field < reading->field_count ? reading->column_of[reading->field] : -1;
    reading->field++;
    if (column < 0)
        return;
    if (size >= FIELD_MAX)
        reading->wrong = "a field is longer than 1023 bytes";
    else if (is_lasting)
        reading->values[column] = text;
    else if (text_copy(reading->kept[column], FIELD_MAX, text))
        reading->values[column] = reading->kept[column];
}

static void take_field(void *field, size_t size, void *data)
{
    struct reading *reading = data;
    const char *text = field ? field : "";

    if (reading->stopped)
        return;
    if (!text_is_utf8(text, field ? size : 0))
        reading->wrong = "a field is not UTF-8: save the file as UTF-8";
    else if (field && memchr(field, '\0', size))
        reading->wrong = "a field holds a NUL byte: save the file as UTF-8 ('Unicode text' of Excel is UTF-16)";
    put_field(reading, text, field ? size : 0, false);
}

/* Excel in German or French writes them in every form of CSV that it knows. */
static const char other_divider[] = "divide by commas, not semicolons or tabs (in LibreOffice: Save As, Edit filter "
                                    "settings, field delimiter)";

static bool has_column(const struct reading *reading, unsigned column)
{
    for (unsigned i = 0; i < reading->field; i++)
        if (reading->column_of[i] == (int)column)
            return true;
    return false;
}

static void end_header(struct reading *reading)
{
    const struct csv_table *table = reading->table;
    unsigned named = table->named > table->required ? table->named : table->required;
    char what[256];

    if (reading->wrong)
        stop(reading, reading->line, reading->wrong);
    for (unsigned i = 0; table->columns[i] && !reading->stopped; i++) {
        if (has_column(reading, i) || (i >= named && !reading->is_meant[i]))
            continue;
        if (reading->is_meant[i])
            text_format(what, sizeof what, "a column is named almost '%s': write it so, in small letters",
                        table->columns[i]);
        else
            text_format(what, sizeof what, "the header has no column '%s': %s", table->columns[i],
                        reading->has_other_divider ? other_divider : "add it");
        stop(reading, reading->line, what);
    }
    reading->field_count = reading->field;
    reading->has_header = true;
}

/* What is wrong with the row as CSV, before the table's own judgement; NULL when nothing is. */
static const char *row_shape(struct reading *reading, char *what, size_t size)
{
    if (reading->wrong)
        return reading->wrong;
    if (reading->field != reading->field_count) {
        text_format(what, size, "the row has %u fields, the header %u: %s", reading->field, reading->field_count,
                    reading->has_other_divider && reading->field < reading->field_count ? other_divider
                                                                                        : "add or remove commas");
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

static void judge_row(struct reading *reading)
{
    char what[256];
    const char *wrong = row_shape(reading, what, sizeof what);

    if (!wrong)
        wrong = reading->table->row(reading->data, reading->values, reading->row_line);
    if (!wrong) {
        reading->outcome->rows++;
        return;
    }
    csv_refuse(reading->outcome, reading->file, reading->row_line, wrong);
    reading->stopped = !reading->table->keep_going;
}

static void end_row(int terminator, void *data)
{
    struct reading *reading = data;
    bool is_empty = !reading->has_text && !reading->wrong;

    (void)terminator;
    if (reading->stopped)
        return;
    if (!reading->has_header && !is_empty)
        end_header(reading);
    else if (!is_empty)
        judge_row(reading);
    for (int i = 0; i < CSV_COLUMNS_MAX; i++)
        reading->values[i] = "";
    reading->row_size = 0;
    reading->field = 0;
    reading->has_text = reading->has_other_divider = false;
    reading->wrong = NULL;
    reading->row_line = reading->line + 1;
}

static bool is_ascii(const char *text, size_t length)
{
    unsigned char seen = 0;

    for (size_t i = 0; i < length; i++)
        seen |= (unsigned char)text[i];
    return seen < 0x80;
}

/* The bytes of a line without its end, when it needs no libcsv: no quote, no lone CR, no NUL. */
static bool is_simple(const char *line, size_t *length)
{
    size_t left = *length;

    while (left > 0 && (line[left - 1] == '\n' || line[left - 1] == '\r'))
        left--;
    if (memchr(line, '"', left) || memchr(line, '\r', left) || memchr(line, '\0', left))
        return false;
    *length = left;
    return true;
}

static bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t';
}

/* A simple line, divided in place: as libcsv does, without the blanks around a field. line[length] is written to. */
static void take_line(struct reading *reading, char *line, size_t length)
{
    char *at = line, *end = line + length;

    if (!is_ascii(line, length) && !text_is_utf8(line, length))
        reading->wrong = "a field is not UTF-8: save the file as UTF-8";
    while (at < end && is_blank(*at))
        at++;
    if (at == end) { /* a blank line is no row */
        reading->row_line = reading->line + 1;
        return;
    }
    for (char *next = at; next && !reading->stopped; at = next ? next + 1 : NULL) {
        char *stop_at;

        next = memchr(at, ',', (size_t)(end - at));
        stop_at = next ? next : end;
        while (at < stop_at && is_blank(*at))
            at++;
        while (stop_at > at && is_blank(stop_at[-1]))
            stop_at--;
        *stop_at = '\0';
        put_field(reading, at, (size_t)(stop_at - at), true);
    }
    end_row('\n', reading);
}

/* Hands out the next line with its end, or what there is of one that is too long. NULL at the end of the file. */
static char *next_line(struct block *block, size_t *length)
{
    for (;;) {
        char *line = block->bytes + block->begin;
        size_t left = block->end - block->begin;
        char *newline = memchr(line, '\n', left);

        *length = newline ? (size_t)(newline - line) + 1 : left;
        if (newline || left >= LINE_MOST || (left > 0 && feof(block->stream))) {
            block->begin += *length;
            return line;
        }
        if (feof(block->stream) || ferror(block->stream))
            return NULL;
        memmove(block->bytes, line, left);
        block->begin = 0;
        block->end = left + fread(block->bytes + left, 1, BLOCK - left, block->stream);
    }
}

/* A line beyond all measure is refused as a row; within quotes it cannot be told where the next row begins. */
static void refuse_line(struct reading *reading)
{
    if (!reading->has_header || reading->row_size > 0) {
        stop(reading, reading->row_line, "a line here is longer than 256 KiB, or a quote is never closed");
        return;
    }
    reading->wrong = "the line is longer than 256 KiB";
    end_row('\n', reading);
}

static void take_any_line(struct reading *reading, struct csv_parser *parser, char *line, size_t length)
{
    bool between = reading->row_size == 0;
    size_t simple = length;

    if (between && is_simple(line, &simple)) {
        take_line(reading, line, simple);
        return;
    }
    if (reading->row_size + length >= LINE_MOST) {
        refuse_line(reading);
        return;
    }
    reading->row_size += length;
    if (csv_parse(parser, line, length, take_field, end_row, reading) != length)
        stop(reading, reading->line,
             memmem(line, length, "\";", 2) ? "broken CSV: a quote stands alone, close it or double it (\"\"), and "
                                              "divide by commas, not semicolons"
                                            : "broken CSV: a quote stands alone, close it or double it (\"\")");
}

/* libcsv counts no lines, so it is fed one at a time. */
static void read_lines(struct reading *reading, struct csv_parser *parser, struct block *block)
{
    size_t length;
    char *line;

    reading->row_line = 1;
    while (!reading->stopped && (line = next_line(block, &length))) {
        bool is_whole = line[length - 1] == '\n';

        if (!block->is_passing) {
            if (++reading->line == 1 && length >= 3 && memcmp(line, "\xef\xbb\xbf", 3) == 0) { /* a BOM, from Excel */
                line += 3;
                length -= 3;
            }
            if (length >= LINE_MOST)
                refuse_line(reading);
            else
                take_any_line(reading, parser, line, length);
        }
        block->is_passing = !is_whole;
    }
    if (!reading->stopped && ferror(block->stream))
        stop(reading, reading->line, "cannot be read to its end");
    if (!reading->stopped && csv_fini(parser, take_field, end_row, reading) != 0)
        stop(reading, reading->row_line, "broken CSV: a quote opened here is never closed");
    if (!reading->stopped && !reading->has_header)
        stop(reading, 1, "the file is empty: its first line must name the columns");
}

bool csv_read(const char *file, const struct csv_table *table, void *data, struct csv_outcome *outcome)
{
    struct reading *reading = calloc(1, sizeof *reading);
    struct csv_parser parser;
    struct block block = {.bytes = malloc(BLOCK + 1)}; /* one more: the last line's end may be written over */
    bool good = false;

    *outcome = (struct csv_outcome){0};
    if (!reading || !block.bytes || csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI | CSV_APPEND_NULL) != 0) {
        text_format(outcome->error, CSV_ERROR_SIZE, "%s: not enough memory to read it", file);
        free(block.bytes);
        free(reading);
        return false;
    }
    *reading = (struct reading){.file = file, .table = table, .data = data, .outcome = outcome};
    for (int i = 0; i < CSV_COLUMNS_MAX; i++)
        reading->values[i] = "";
    block.stream = fopen(file, "re");
    if (block.stream) {
        setvbuf(block.stream, NULL, _IONBF, 0); /* the block is buffer enough */
        read_lines(reading, &parser, &block);
        good = !reading->stopped;
        fclose(block.stream);
    } else {
        text_format(outcome->error, CSV_ERROR_SIZE, "%s: cannot be read: %s", file, strerror(errno));
    }
    csv_free(&parser);
    free(block.bytes);
    free(reading);
    return good;
}
