/* encounters.csv in memory: millions of rows in 24 bytes each, sorted by patient, then by time. Owns how they are
 * sorted without a second copy of them. In: the file. Out: context.encounters. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "rows.h"
#include "when.h"

enum { DAY_S = 24 * 3600, SHORT_RUN = 32, UNITS_MAX = 1 << 24 };

enum column { COLUMN_PATIENT = 0, COLUMN_FROM, COLUMN_TO, COLUMN_LOGIN, COLUMN_UNIT, COLUMN_KIND, COLUMN_RECORDED };

const char *const table_encounters_columns[] = {"patient", "from", "to", "login", "unit", "kind", "recorded", NULL};
static const char *const kinds[] = {"", "appointment", "admission", "referral", "order", "task"};

struct loading {
    struct context *context;
    struct when *when;
    size_t capacity;
};

static bool take_kind(const char *word, unsigned *kind)
{
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i], word) == 0) {
            *kind = i;
            return true;
        }
    }
    return false;
}

static const char *take_times(struct loading *loading, struct encounter *row, const char *const *values)
{
    struct when *when = loading->when;

    if (!when_read(when, values[COLUMN_FROM], false, false, &row->from_s))
        return "'from' is no time from 1970 to 2105: write it as 2026-11-22 or 2026-11-22T14:30";
    row->to_s = row->from_s > UINT32_MAX - DAY_S ? UINT32_MAX : row->from_s + DAY_S;
    if (*values[COLUMN_TO] && !when_read(when, values[COLUMN_TO], true, true, &row->to_s))
        return "'to' is no time from 1970 to 2105: write it as 2026-11-22 or 2026-11-22T14:30, or leave it empty";
    if (row->to_s < row->from_s)
        return "'to' lies before 'from': exchange them";
    if (*values[COLUMN_RECORDED] && !when_read(when, values[COLUMN_RECORDED], false, true, &row->recorded_s))
        return "'recorded' is no time from 1970 to 2105: write it as 2026-11-22T14:30:00Z, or leave it empty";
    return NULL;
}

static const char *take_names(struct names *names, struct encounter *row, const char *const *values)
{
    uint32_t unit;

    if (strlen(values[COLUMN_PATIENT]) >= EVENT_PATIENT_SIZE)
        return "'patient' is longer than 63 bytes, which no event's can be: shorten it as the record system does";
    if (!rows_name(names, values[COLUMN_UNIT], &unit) || unit >= UNITS_MAX ||
        !rows_name(names, values[COLUMN_LOGIN], &row->login) ||
        !rows_name(names, values[COLUMN_PATIENT], &row->patient))
        return "not enough memory for more rows";
    row->unit = unit;
    return NULL;
}

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct context *context = loading->context;
    struct encounter row = {0}, *rows;
    const char *wrong = take_times(loading, &row, values);
    unsigned kind = 0;

    (void)line;
    if (wrong)
        return wrong;
    if (!take_kind(values[COLUMN_KIND], &kind))
        return "'kind' must be appointment, admission, referral, order or task, or empty";
    row.kind = (uint8_t)kind;
    if (*values[COLUMN_LOGIN] == '\0' && *values[COLUMN_UNIT] == '\0')
        return "names neither login nor unit, so it explains nobody's access: add one";
    wrong = take_names(context->names, &row, values);
    if (wrong)
        return wrong;
    rows = rows_grow(context->encounters, &loading->capacity, context->encounter_count, sizeof row);
    if (!rows)
        return "not enough memory for more rows";
    context->encounters = rows;
    rows[context->encounter_count++] = row;
    return NULL;
}

static int by_time(const void *left, const void *right)
{
    const struct encounter *a = left, *b = right;

    return (a->from_s > b->from_s) - (a->from_s < b->from_s);
}

/* The few rows of one patient. */
static void sort_run(struct encounter *rows, size_t count)
{
    if (count > SHORT_RUN) {
        rows_sort(rows, count, sizeof *rows, by_time);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct encounter row = rows[i];
        size_t at = i;

        for (; at > 0 && rows[at - 1].from_s > row.from_s; at--)
            rows[at] = rows[at - 1];
        rows[at] = row;
    }
}

/* Each row is put where its patient's rows belong; what lay there is taken up and put next ("American flag sort").
 * `next`: by the patient's number, the first place that is not yet filled; `ends`: where the patient's places end. */
static void put_by_patient(struct encounter *rows, uint32_t *next, const uint32_t *ends, uint32_t numbers)
{
    for (uint32_t number = 1; number <= numbers; number++) {
        while (next[number] < ends[number]) {
            struct encounter row = rows[next[number]];

            while (row.patient != number) {
                struct encounter *place = &rows[next[row.patient]++], lifted = *place;

                *place = row;
                row = lifted;
            }
            rows[next[number]++] = row;
        }
    }
}

static bool sort_encounters(struct context *context)
{
    uint32_t numbers = names_count(context->names), begin = 0;
    uint32_t *next = calloc((size_t)numbers + 1, sizeof *next), *ends = calloc((size_t)numbers + 1, sizeof *ends);
    bool good = next && ends && context->encounter_count <= UINT32_MAX;

    for (size_t i = 0; good && i < context->encounter_count; i++)
        ends[context->encounters[i].patient]++;
    for (uint32_t number = 1; good && number <= numbers; number++) {
        next[number] = begin;
        begin += ends[number];
        ends[number] = begin;
    }
    if (good)
        put_by_patient(context->encounters, next, ends, numbers);
    for (uint32_t number = 1; good && number <= numbers; number++)
        sort_run(context->encounters + ends[number - 1], ends[number] - ends[number - 1]);
    free(next);
    free(ends);
    return good;
}

static void drop(struct context *context)
{
    free(context->encounters);
    context->encounters = NULL;
    context->encounter_count = 0;
}

bool table_encounters_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    static const struct csv_table table = {
        .columns = table_encounters_columns, .required = 2, .row = take, .keep_going = true};
    struct loading loading = {.context = context, .when = when_new()};
    bool good = loading.when && csv_read(file, &table, &loading, outcome);

    when_free(loading.when);
    if (good)
        context->encounters = rows_trim(context->encounters, context->encounter_count, sizeof *context->encounters);
    good = good && sort_encounters(context);
    if (!good)
        drop(context);
    return good;
}

bool table_encounters_keep(struct context *context, const struct context *last)
{
    bool good = true;

    drop(context);
    if (last->encounter_count == 0)
        return true;
    context->encounters = reallocarray(NULL, last->encounter_count, sizeof *context->encounters);
    if (!context->encounters)
        return false;
    context->encounter_count = last->encounter_count;
    for (size_t i = 0; good && i < last->encounter_count; i++) {
        struct encounter row = last->encounters[i];
        uint32_t unit = row.unit;

        good = rows_rename(context->names, last->names, &row.patient) &&
               rows_rename(context->names, last->names, &row.login) &&
               rows_rename(context->names, last->names, &unit) && unit < UNITS_MAX;
        row.unit = unit & (UNITS_MAX - 1);
        context->encounters[i] = row;
    }
    good = good && sort_encounters(context);
    if (!good)
        drop(context);
    return good;
}
