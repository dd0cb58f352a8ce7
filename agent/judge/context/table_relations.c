/* relations.csv in memory: who has declared to know whom, sorted by login, then by patient. In: the file. Out:
 * context.relations. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "rows.h"

enum column { COLUMN_LOGIN = 0, COLUMN_PATIENT, COLUMN_RELATION };

const char *const table_relations_columns[] = {"login", "patient", "relation", NULL};

struct loading {
    struct context *context;
    size_t capacity;
};

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct context *context = loading->context;
    struct relation row, *rows;

    (void)line;
    if (strlen(values[COLUMN_PATIENT]) >= EVENT_PATIENT_SIZE)
        return "'patient' is longer than 63 bytes, which no event's can be: shorten it as the record system does";
    if (!rows_name(context->names, values[COLUMN_LOGIN], &row.login) ||
        !rows_name(context->names, values[COLUMN_PATIENT], &row.patient))
        return "not enough memory for more rows";
    rows = rows_grow(context->relations, &loading->capacity, context->relation_count, sizeof row);
    if (!rows)
        return "not enough memory for more rows";
    context->relations = rows;
    rows[context->relation_count++] = row;
    return NULL;
}

static int by_both(const void *left, const void *right)
{
    const struct relation *a = left, *b = right;

    if (a->login != b->login)
        return a->login < b->login ? -1 : 1;
    return (a->patient > b->patient) - (a->patient < b->patient);
}

static void drop(struct context *context)
{
    free(context->relations);
    context->relations = NULL;
    context->relation_count = 0;
}

bool table_relations_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    static const struct csv_table table = {
        .columns = table_relations_columns, .required = 2, .row = take, .keep_going = true};
    struct loading loading = {.context = context};
    bool good = csv_read(file, &table, &loading, outcome);

    if (good) {
        context->relations = rows_trim(context->relations, context->relation_count, sizeof *context->relations);
        rows_sort(context->relations, context->relation_count, sizeof *context->relations, by_both);
    } else {
        drop(context);
    }
    return good;
}

bool table_relations_keep(struct context *context, const struct context *last)
{
    bool good = true;

    drop(context);
    if (last->relation_count == 0)
        return true;
    context->relations = reallocarray(NULL, last->relation_count, sizeof *context->relations);
    context->relation_count = context->relations ? last->relation_count : 0;
    for (size_t i = 0; good && i < context->relation_count; i++) {
        context->relations[i] = last->relations[i];
        good = rows_rename(context->names, last->names, &context->relations[i].login) &&
               rows_rename(context->names, last->names, &context->relations[i].patient);
    }
    good = good && context->relations;
    if (good)
        rows_sort(context->relations, context->relation_count, sizeof *context->relations, by_both);
    else
        drop(context);
    return good;
}
