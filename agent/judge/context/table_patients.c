/* patients.csv in memory, sorted by number: what is alike about people, and what makes a record sensitive. Owns which
 * rows are taken. Must not own: how names and homes are folded (likeness.h). In: the file. Out: context.patients. */
#include "tables.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "agent/base/text.h"

#include "births.h"
#include "names.h"
#include "rows.h"
#include "when.h"

enum column {
    COLUMN_PATIENT = 0,
    COLUMN_SURNAME,
    COLUMN_GIVEN,
    COLUMN_BIRTH,
    COLUMN_SEX,
    COLUMN_ADDRESS,
    COLUMN_POSTCODE,
    COLUMN_DECEASED,
    COLUMN_FLAGS,
    COLUMN_STAFF
};

const char *const table_patients_columns[] = {"patient",  "surname",  "given", "birth", "sex", "address",
                                              "postcode", "deceased", "flags", "staff", NULL};

struct loading {
    struct context *context;
    size_t capacity;
    uint8_t *seen; /* a bit for each number: this patient stands in a row already */
    size_t seen_size;
    struct births births;
};

/* False when memory is short. */
static bool note_seen(struct loading *loading, uint32_t number, bool *is_repeated)
{
    size_t at = number / 8, wider = 2 * at + 1024;
    uint8_t bit = (uint8_t)(1 << number % 8), *seen;

    if (at >= loading->seen_size) {
        seen = realloc(loading->seen, wider);
        if (!seen)
            return false;
        memset(seen + loading->seen_size, 0, wider - loading->seen_size);
        loading->seen = seen;
        loading->seen_size = wider;
    }
    *is_repeated = loading->seen[at] & bit;
    loading->seen[at] |= bit;
    return true;
}

/* "yes" says that the person is dead and not since when: no rule can speak of the time after it. */
static bool take_deceased(const char *text, int32_t *day)
{
    *day = CONTEXT_NO_DAY;
    if (text_in_list("no n 0 false yes y 1 true No Yes FALSE TRUE", text) || *text == '\0')
        return true;
    return when_date(text, day);
}

/* Divided by blanks; exports that divide them otherwise must not lose what protects a record. */
static uint8_t flags_of(const char *words)
{
    static const char dividers[] = " \t,;|/";
    uint8_t flags = 0;

    for (words += strspn(words, dividers); *words; words += strspn(words, dividers)) {
        size_t length = strcspn(words, dividers);

        if (length == strlen("restricted") && strncasecmp(words, "restricted", length) == 0)
            flags |= PATIENT_RESTRICTED;
        if (length == strlen("vulnerable") && strncasecmp(words, "vulnerable", length) == 0)
            flags |= PATIENT_VULNERABLE;
        words += length;
    }
    return flags;
}

static char sex_of(const char *text)
{
    char first = *text;

    return first >= 'A' && first <= 'Z' ? (char)(first - 'A' + 'a') : first >= 'a' && first <= 'z' ? first : '\0';
}

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct loading *loading = data;
    struct context *context = loading->context;
    struct patient row = {.flags = flags_of(values[COLUMN_FLAGS]), .sex = sex_of(values[COLUMN_SEX])}, *rows;
    bool is_repeated = false;

    if (strlen(values[COLUMN_PATIENT]) >= EVENT_PATIENT_SIZE)
        return "'patient' is longer than 63 bytes, which no event's can be: shorten it as the record system does";
    if (!take_deceased(values[COLUMN_DECEASED], &row.deceased_day))
        return "'deceased' is no date: write it as 2026-11-22, or leave it empty";
    if (!rows_name(context->names, values[COLUMN_PATIENT], &row.patient) ||
        !rows_name(context->names, values[COLUMN_STAFF], &row.staff) || !note_seen(loading, row.patient, &is_repeated))
        return "not enough memory for more rows";
    if (is_repeated)
        return "this patient stands in the table already: remove one of the two rows";
    births_count(&loading->births, values[COLUMN_BIRTH], line);
    row.alike = likeness_of(values[COLUMN_SURNAME], values[COLUMN_GIVEN], values[COLUMN_BIRTH], values[COLUMN_ADDRESS],
                            values[COLUMN_POSTCODE]);
    rows = rows_grow(context->patients, &loading->capacity, context->patient_count, sizeof row);
    if (!rows)
        return "not enough memory for more rows";
    context->patients = rows;
    rows[context->patient_count++] = row;
    return NULL;
}

static int by_number(const void *left, const void *right)
{
    const struct patient *a = left, *b = right;

    return (a->patient > b->patient) - (a->patient < b->patient);
}

/* The order of the file is that of the numbers, unless another table named them before. */
static void sort_patients(struct context *context)
{
    size_t i = 1;

    while (i < context->patient_count && context->patients[i - 1].patient < context->patients[i].patient)
        i++;
    if (i < context->patient_count)
        rows_sort(context->patients, context->patient_count, sizeof *context->patients, by_number);
}

static void drop(struct context *context)
{
    free(context->patients);
    context->patients = NULL;
    context->patient_count = 0;
}

bool table_patients_read(struct context *context, const char *file, struct csv_outcome *outcome)
{
    static const struct csv_table table = {
        .columns = table_patients_columns, .required = 1, .row = take, .keep_going = true};
    struct loading loading = {.context = context};
    bool good = csv_read(file, &table, &loading, outcome);

    free(loading.seen);
    if (good) {
        context->patients = rows_trim(context->patients, context->patient_count, sizeof *context->patients);
        sort_patients(context);
        births_tell(&loading.births, file, outcome);
    } else {
        drop(context);
    }
    return good;
}

bool table_patients_keep(struct context *context, const struct context *last)
{
    bool good = true;

    drop(context);
    if (last->patient_count == 0)
        return true;
    context->patients = reallocarray(NULL, last->patient_count, sizeof *context->patients);
    context->patient_count = context->patients ? last->patient_count : 0;
    for (size_t i = 0; good && i < context->patient_count; i++) {
        context->patients[i] = last->patients[i];
        good = rows_rename(context->names, last->names, &context->patients[i].patient) &&
               rows_rename(context->names, last->names, &context->patients[i].staff);
    }
    good = good && context->patients;
    if (good)
        sort_patients(context);
    else
        drop(context);
    return good;
}
