/* What `confidectl check` found. Must not look for anything itself. In: findings. Out: a table, or NDJSON. */
#include "findings.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"

#include "table.h"

enum { LEVELS = FINDING_ERROR + 1, TEXT_SIZE = 1024, ROW_SIZE = 8 * TEXT_SIZE };

struct findings {
    bool json;
    struct table *table;
    unsigned counts[LEVELS];
};

static const char *const names[LEVELS] = {"good", "warning", "error"};

struct findings *findings_new(bool json)
{
    static const struct table_column columns[] = {{NULL, TABLE_PLAIN}, {NULL, TABLE_PLAIN}, {NULL, TABLE_WRAP}};
    struct findings *findings = calloc(1, sizeof *findings);

    if (!findings)
        return NULL;
    findings->json = json;
    findings->table = table_new(columns, sizeof columns / sizeof columns[0]);
    if (findings->table)
        return findings;
    free(findings);
    return NULL;
}

void findings_free(struct findings *findings)
{
    if (!findings)
        return;
    table_free(findings->table);
    free(findings);
}

static void add(struct findings *findings, enum finding_level level, const char *where, const char *what)
{
    static const enum table_colour colours[LEVELS] = {TABLE_GOOD, TABLE_POOR, TABLE_BAD};
    const struct json_field fields[] = {{"level", names[level], 0}, {"where", where, 0}, {"what", what, 0}};
    const char *cells[] = {names[level], where, what};
    char row[ROW_SIZE];

    findings->counts[level]++;
    if (findings->json) {
        json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
        puts(row);
        return;
    }
    table_add(findings->table, cells);
    table_colour(findings->table, 0, colours[level]);
}

void findings_add(struct findings *findings, enum finding_level level, const char *where, const char *format, ...)
{
    char what[TEXT_SIZE];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(what, sizeof what, format, arguments);
    va_end(arguments);
    add(findings, level, where, what);
}

void findings_add_line(struct findings *findings, enum finding_level level, const char *line)
{
    const char *what = line[0] == '/' ? strstr(line, ": ") : NULL;
    char where[TEXT_SIZE];

    text_format(where, sizeof where, "%.*s", what ? (int)(what - line) : 0, line);
    add(findings, level, where, what ? what + 2 : line);
}

bool findings_print(struct findings *findings)
{
    return findings->json || table_print(findings->table);
}

unsigned findings_count(const struct findings *findings, enum finding_level level)
{
    return findings->counts[level];
}
