/* The context tables in memory. Owns staff.csv and encounters.csv as the judge reads them. Must not own: what follows
 * from them. In: the files' names. Out: rows that can be searched, and notes on what is missing. A bad row of
 * encounters.csv is counted and left out; a bad staff.csv is not used at all. */
#include "context.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/csv.h"
#include "agent/base/text.h"
#include "pam_module/register.h"

#include "names.h"

enum { DAY_MS = 24 * 3600 * 1000, FIRST_ROWS = 1024, PATH_SIZE = 4096 };

enum column { COLUMN_PATIENT = 0, COLUMN_FROM, COLUMN_TO, COLUMN_LOGIN, COLUMN_UNIT, COLUMN_KIND, COLUMN_RECORDED };

static const char *const columns[] = {"patient", "from", "to", "login", "unit", "kind", "recorded", NULL};
static const char *const kinds[] = {"", "appointment", "admission", "referral", "order", "task"};

struct loading {
    struct context *context;
    size_t capacity;
};

static void note(struct context *context, const char *text)
{
    size_t used = strlen(context->notes);

    text_format(context->notes + used, sizeof context->notes - used, "%s%s", used ? "\n" : "", text);
}

static bool take_kind(const char *word, uint32_t *kind)
{
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(kinds[i], word) == 0) {
            *kind = i;
            return true;
        }
    }
    return false;
}

static const char *take_times(struct encounter *row, const char *const *values)
{
    row->recorded_ms = INT64_MIN;
    if (!clock_parse_bound(values[COLUMN_FROM], false, &row->from_ms))
        return "'from' is no time: write it as 2026-11-22 or 2026-11-22T14:30";
    row->to_ms = row->from_ms + DAY_MS;
    if (*values[COLUMN_TO] && !clock_parse_bound(values[COLUMN_TO], true, &row->to_ms))
        return "'to' is no time: write it as 2026-11-22 or 2026-11-22T14:30, or leave it empty";
    if (row->to_ms < row->from_ms)
        return "'to' lies before 'from': exchange them";
    if (*values[COLUMN_RECORDED] && !clock_parse_bound(values[COLUMN_RECORDED], false, &row->recorded_ms))
        return "'recorded' is no time: write it as 2026-11-22T14:30:00Z, or leave it empty";
    return NULL;
}

static bool make_room(struct loading *loading)
{
    size_t wider = loading->capacity ? 2 * loading->capacity : FIRST_ROWS;
    struct encounter *rows;

    if (loading->context->encounter_count < loading->capacity)
        return true;
    rows = realloc(loading->context->encounters, wider * sizeof *rows);
    if (!rows)
        return false;
    loading->context->encounters = rows;
    loading->capacity = wider;
    return true;
}

static const char *take_encounter(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct names *names = loading->context->names;
    struct encounter row = {0};
    const char *wrong = take_times(&row, values);

    (void)line;
    if (wrong)
        return wrong;
    if (!take_kind(values[COLUMN_KIND], &row.kind))
        return "'kind' must be appointment, admission, referral, order or task, or empty";
    if (*values[COLUMN_LOGIN] == '\0' && *values[COLUMN_UNIT] == '\0')
        return "names neither login nor unit, so it explains nobody's access: add one";
    if (strlen(values[COLUMN_PATIENT]) >= EVENT_PATIENT_SIZE)
        return "'patient' is longer than 63 bytes, which no event's can be: shorten it as the record system does";
    row.patient = names_add(names, values[COLUMN_PATIENT]);
    row.login = names_add(names, values[COLUMN_LOGIN]);
    row.unit = names_add(names, values[COLUMN_UNIT]);
    if (!row.patient || !row.login != !*values[COLUMN_LOGIN] || !row.unit != !*values[COLUMN_UNIT] ||
        !make_room(loading))
        return "not enough memory for more rows";
    loading->context->encounters[loading->context->encounter_count++] = row;
    return NULL;
}

static int by_patient_and_time(const void *left, const void *right)
{
    const struct encounter *a = left, *b = right;

    if (a->patient != b->patient)
        return a->patient < b->patient ? -1 : 1;
    return (a->from_ms > b->from_ms) - (a->from_ms < b->from_ms);
}

static void load_encounters(struct context *context, const char *folder)
{
    static const struct csv_table table = {
        .columns = columns, .required = 2, .row = take_encounter, .keep_going = true};
    struct loading loading = {.context = context};
    struct csv_outcome outcome;
    char file[PATH_SIZE];

    if (!text_format(file, sizeof file, "%s/encounters.csv", folder) || access(file, F_OK) != 0) {
        note(context, "encounters.csv is not there: no access is judged by appointments");
        return;
    }
    context->has_encounters = csv_read(file, &table, &loading, &outcome);
    context->refused_rows = outcome.refused;
    if (outcome.error[0])
        note(context, outcome.error);
    if (!context->has_encounters) {
        context->encounter_count = 0;
        note(context, "encounters.csv cannot be used: no access is judged by appointments");
    }
    if (context->encounter_count)
        qsort(context->encounters, context->encounter_count, sizeof *context->encounters, by_patient_and_time);
}

static int by_login(const void *left, const void *right)
{
    const struct staff_member *a = left, *b = right;

    return strcmp(a->login, b->login);
}

/* The register knows no roles and no units, yet it knows who may log in. */
static void load_register(struct context *context, const char *file)
{
    char error[CSV_ERROR_SIZE];
    long count = register_read(file, &context->staff.members, error, sizeof error);

    if (count < 0) {
        context->staff = (struct staff_list){0};
        note(context, "staff.csv and the register cannot be used: no login is judged");
        return;
    }
    context->staff.count = (size_t)count;
    if (count > 0)
        qsort(context->staff.members, context->staff.count, sizeof *context->staff.members, by_login);
    context->has_staff = true;
    note(context, "staff.csv cannot be used: the register takes its place, without roles and units");
}

bool context_load(struct context *context, const char *staff_csv, const char *folder, const char *register_file,
                  char *error, size_t size)
{
    bool is_read;

    *context = (struct context){.names = names_new()};
    text_copy(error, size, "");
    if (!context->names) {
        text_format(error, size, "%s: not enough memory", staff_csv);
        return false;
    }
    is_read = staff_file_read(&context->staff, staff_csv, error, size);
    context->has_staff = is_read;
    if (!is_read && register_file)
        load_register(context, register_file);
    else if (!is_read)
        note(context, "staff.csv cannot be used: no login is judged");
    load_encounters(context, folder);
    return is_read;
}

void context_free(struct context *context)
{
    staff_file_free(&context->staff);
    free(context->encounters);
    names_free(context->names);
    *context = (struct context){0};
}

uint32_t context_number(const struct context *context, const char *name)
{
    return context->names ? names_find(context->names, name) : 0;
}

const struct encounter *context_encounters(const struct context *context, const char *patient, size_t *count)
{
    const struct encounter *rows = context->encounters;
    uint32_t number = context_number(context, patient);
    size_t low = 0, high = context->encounter_count;

    *count = 0;
    if (number == 0)
        return NULL;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (rows[middle].patient < number)
            low = middle + 1;
        else
            high = middle;
    }
    while (low + *count < context->encounter_count && rows[low + *count].patient == number)
        (*count)++;
    return *count ? rows + low : NULL;
}
