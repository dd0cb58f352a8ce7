/* rota.csv in memory: who is on duty when, sorted by login, then by time. In: the file. Out: context.shifts. */
#include "tables.h"

#include <stdlib.h>

#include "names.h"
#include "rows.h"
#include "shifts.h"
#include "when.h"

enum column { COLUMN_LOGIN = 0, COLUMN_FROM, COLUMN_TO };

const char *const table_rota_columns[] = {"login", "from", "to", NULL};

struct loading {
    struct context *context;
    struct when *when;
    size_t capacity;
};

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct context *context = loading->context;
    struct shift row, *rows;

    (void)line;
    if (!when_read(loading->when, values[COLUMN_FROM], false, false, &row.from_s))
        return "'from' is no time from 1970 to 2105: write it as 2026-11-22T08:00";
    if (!when_read(loading->when, values[COLUMN_TO], true, true, &row.to_s))
        return "'to' is no time from 1970 to 2105: write it as 2026-11-22T17:30";
    if (row.to_s <= row.from_s)
        return "'to' does not lie after 'from': mend them (a night's shift ends on the next day)";
    if (row.to_s - row.from_s > SHIFT_MOST_S)
        return "is longer than 31 days, which is no shift: write a row for each one";
    if (!rows_name(context->names, values[COLUMN_LOGIN], &row.login))
        return "not enough memory for more rows";
    rows = rows_grow(context->shifts, &loading->capacity, context->shift_count, sizeof row);
    if (!rows)
        return "not enough memory for more rows";
    context->shifts = rows;
    rows[context->shift_count++] = row;
    return NULL;
}

static int by_login_and_time(const void *left, const void *right)
{
    const struct shift *a = left, *b = right;

    if (a->login != b->login)
        return a->login < b->login ? -1 : 1;
    return (a->from_s > b->from_s) - (a->from_s < b->from_s);
}

static void drop(struct context *context)
{
    free(context->shifts);
    context->shifts = NULL;
    context->shift_count = 0;
}

bool table_rota_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    static const struct csv_table table = {
        .columns = table_rota_columns, .required = 3, .row = take, .keep_going = true};
    struct loading loading = {.context = context, .when = when_new()};
    bool good = loading.when && csv_read(file, &table, &loading, outcome);

    when_free(loading.when);
    if (good) {
        context->shifts = rows_trim(context->shifts, context->shift_count, sizeof *context->shifts);
        rows_sort(context->shifts, context->shift_count, sizeof *context->shifts, by_login_and_time);
    } else {
        drop(context);
    }
    return good;
}

bool table_rota_keep(struct context *context, const struct context *last)
{
    bool good = true;

    drop(context);
    if (last->shift_count == 0)
        return true;
    context->shifts = reallocarray(NULL, last->shift_count, sizeof *context->shifts);
    context->shift_count = context->shifts ? last->shift_count : 0;
    for (size_t i = 0; good && i < context->shift_count; i++) {
        context->shifts[i] = last->shifts[i];
        good = rows_rename(context->names, last->names, &context->shifts[i].login);
    }
    good = good && context->shifts;
    if (good)
        rows_sort(context->shifts, context->shift_count, sizeof *context->shifts, by_login_and_time);
    else
        drop(context);
    return good;
}
