/* All six tables: which rows are taken and refused, and what is kept when one of them breaks. */
#include "clinic.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"
#include "agent/judge/context/rows.h"

/* Reads again in the place of `context`. */
static void reload(struct place *place, struct context *context)
{
    struct context fresh;
    char error[512];

    CU_ASSERT_TRUE(context_reload(&fresh, context, place->staff, place->folder, error, sizeof error));
    context_free(context);
    *context = fresh;
}

static void bad_rows(void)
{
    static const struct {
        enum context_table table;
        const char *head, *row, *why;
    } rows[] = {
        {TABLE_PATIENTS, "patient,deceased", ",2026-01-02", "'patient' is empty"},
        {TABLE_PATIENTS, "patient,deceased", "P9,perhaps", "'deceased' is no date"},
        {TABLE_PATIENTS, "patient,deceased", "P9,2026-02-30", "'deceased' is no date"},
        {TABLE_PATIENTS, "patient,deceased", "GOOD,", "stands in the table already"},
        {TABLE_PATIENTS, "patient,deceased", "P123456789012345678901234567890123456789012345678901234567890123456,",
         "63 bytes"},
        {TABLE_ENCOUNTERS, "patient,from,login", "P1,1969-12-31T23:00:00Z,ben", "1970 to 2105"},
        {TABLE_ENCOUNTERS, "patient,from,login", "P1,2107-01-01,ben", "1970 to 2105"},
        {TABLE_ENCOUNTERS, "patient,from,login", "P1,=cmd|' /C calc'!A0,ben", "'from' is no time"},
        {TABLE_ROTA, "login,from,to", "ben,2026-11-01T08:00,2026-11-01T08:00", "does not lie after"},
        {TABLE_ROTA, "login,from,to", "ben,2026-11-01T08:00,2026-11-01T07:00", "does not lie after"},
        {TABLE_ROTA, "login,from,to", "ben,2026-11-01,2026-12-24", "longer than 31 days"},
        {TABLE_ROTA, "login,from,to", "ben,2026-11-01,", "'to' is empty"},
        {TABLE_ROTA, "login,from,to", "ben,8 o'clock,9", "'from' is no time"},
        {TABLE_RELATIONS, "login,patient", "ben,", "'patient' is empty"},
        {TABLE_DEVICES, "host,opens,closes", ",08:00,18:00", "'host' is empty"},
        {TABLE_DEVICES, "host,opens,closes", "pc2,8,18", "write them as 08:00"},
        {TABLE_DEVICES, "host,opens,closes", "pc2,25:00,18:00", "write them as 08:00"},
        {TABLE_DEVICES, "host,opens,closes", "pc2,08:60,18:00", "write them as 08:00"},
        {TABLE_DEVICES, "host,opens,closes", "pc2,08:00,", "need each other"},
        {TABLE_DEVICES, "host,opens,closes", ".local,,", "no name of a computer"},
    };
    static const char *const good[CONTEXT_TABLES] = {[TABLE_PATIENTS] = "GOOD,",
                                                     [TABLE_ENCOUNTERS] = "GOOD,2026-11-01,ben",
                                                     [TABLE_ROTA] = "ben,2026-11-01T08:00,2026-11-01T17:00",
                                                     [TABLE_RELATIONS] = "ben,GOOD",
                                                     [TABLE_DEVICES] = "pc1,,"};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        enum context_table table = rows[i].table;
        const struct table_state *state;
        struct context context;
        struct place place;
        char name[32], text[512];

        place_open(&place, &(struct clinic){.staff = STAFF_ROWS});
        text_format(name, sizeof name, "%s.csv", context_table_name(table));
        text_format(text, sizeof text, "%s\n%s\n%s\n", rows[i].head, good[table], rows[i].row);
        trial_file(place.folder, name, text);
        place_load(&place, &context);
        state = &context.tables[table];
        CU_ASSERT_TRUE(state->is_there);
        CU_ASSERT_EQUAL(state->rows, 1);
        CU_ASSERT_EQUAL(state->refused, 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(state->error, ".csv:3: "));
        if (!strstr(state->error, rows[i].why))
            fprintf(stderr, "    %s: '%s'\n", rows[i].row, state->error);
        CU_ASSERT_PTR_NOT_NULL(strstr(state->error, rows[i].why));
        context_free(&context);
        place_close(&place);
    }
}

/* How a table's dates of birth are written; `why` is what is said of them, NULL = nothing. No row is refused for them.
 */
static void try_births(enum context_table table, const char *head, const char *one, const char *other, const char *why)
{
    const struct table_state *state;
    struct context context;
    struct place place;
    char name[32], text[512];

    place_open(&place, &(struct clinic){.staff = STAFF_ROWS});
    text_format(name, sizeof name, "%s.csv", context_table_name(table));
    text_format(text, sizeof text, "%s,birth\nben%s,%s\nanna%s,%s\ncleo%s,\n", head,
                strchr(head, ',') ? ",B,person" : "", one, strchr(head, ',') ? ",A,person" : "", other,
                strchr(head, ',') ? ",C,person" : "");
    trial_file(place.folder, name, text);
    place_load(&place, &context);
    state = &context.tables[table];
    CU_ASSERT_TRUE(state->is_there);
    CU_ASSERT_EQUAL(state->rows, 3);
    CU_ASSERT_EQUAL(state->refused, 0);
    CU_ASSERT_EQUAL(strstr(state->error, why ? why : "birth") != NULL, why != NULL);
    CU_ASSERT_EQUAL(strstr(context.notes, why ? why : "birth") != NULL, why != NULL);
    context_free(&context);
    place_close(&place);
}

static void births(void)
{
    static const char *const heads[CONTEXT_TABLES] = {[TABLE_STAFF] = "login,name,kind", [TABLE_PATIENTS] = "patient"};

    for (enum context_table table = TABLE_STAFF; table <= TABLE_PATIENTS; table++) {
        try_births(table, heads[table], "1980-01-31", "1980-02-28", NULL);
        try_births(table, heads[table], "1980-01-31 00:00:00", "1980-02-28T00:00", NULL);
        try_births(table, heads[table], "1980", "1980-02", NULL); /* as FHIR has it where no more is known */
        try_births(table, heads[table], "unknown", "1980-02-28", NULL);
        try_births(table, heads[table], "31/01/1980", "28/02/1980", "as in 2 of the rows: write it as 1980-01-31");
        try_births(table, heads[table], "", "1980-02-30", "as in 1 of the rows");
    }
    try_births(TABLE_PATIENTS, heads[TABLE_PATIENTS], "1980", "28/02/1980", "patients.csv:3: 'birth' is no date");
}

/* All that `whole` says can be found. */
static void expect_whole(const struct context *context)
{
    uint32_t ben = find_number(context, "ben"), anna = find_number(context, "anna");
    const struct encounter *rows;
    bool is_known;
    size_t count;

    rows = find_encounters(context, find_number(context, "P2"), &count);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_EQUAL(rows[0].login, ben);
    CU_ASSERT(rows[0].from_s < rows[1].from_s);
    CU_ASSERT_PTR_NOT_NULL(find_patient(context, find_number(context, "P2")));
    CU_ASSERT_EQUAL(find_crowd(context, &find_patient(context, find_number(context, "P1"))->alike).surname, 1);
    CU_ASSERT_PTR_NOT_NULL_FATAL(find_colleague(context, ben));
    find_on_duty(context, find_colleague(context, ben), rows[1].from_s * SECOND, 0, &is_known);
    CU_ASSERT_TRUE(is_known);
    CU_ASSERT_TRUE(find_relation(context, anna, find_number(context, "P1")));
    CU_ASSERT_PTR_NOT_NULL_FATAL(find_device(context, "pc1"));
    CU_ASSERT_EQUAL(find_device(context, "pc1")->unit, find_number(context, "Surgery"));
}

static void keeps_each_alone(void)
{
    for (enum context_table table = 0; table < CONTEXT_TABLES; table++) {
        struct context context;
        struct place place;
        char name[32];

        place_open(&place, &clinic_whole);
        place_load(&place, &context);
        expect_whole(&context);
        CU_ASSERT_STRING_EQUAL(context.notes, "");
        text_format(name, sizeof name, "%s.csv", context_table_name(table));
        trial_file(place.folder, name, "nonsense\n");
        /* A new name first, so that all numbers become others. */
        if (table != TABLE_STAFF)
            trial_file(place.folder, "staff.csv", "login,name,kind\naaa,A A,person\nanna,A O,person\nben,B S,person\n");
        CU_ASSERT_TRUE(context_is_outdated(&context, place.staff, place.folder));
        reload(&place, &context);
        expect_whole(&context);
        CU_ASSERT_TRUE(context.tables[table].is_there);
        CU_ASSERT_TRUE(context.tables[table].is_old);
        CU_ASSERT_PTR_NOT_NULL(strstr(context.stale, name));
        CU_ASSERT_PTR_NOT_NULL(strstr(context.stale, "the last good rows stay in use"));
        CU_ASSERT_FALSE(context_is_outdated(&context, place.staff, place.folder)); /* it is read once, not for ever */
        reload(&place, &context); /* and once more, from what was kept */
        expect_whole(&context);
        place_close(&place);
        context_free(&context);
    }
}

static void mended_and_gone(void)
{
    struct context context;
    struct place place;
    char *found;

    place_open(&place, &clinic_whole);
    place_load(&place, &context);
    trial_file(place.folder, "encounters.csv", "nonsense\n");
    reload(&place, &context);
    CU_ASSERT_TRUE(context.has_encounters);
    trial_file(place.folder, "encounters.csv", "patient,from,login\nP7,2026-11-01,ben\n");
    reload(&place, &context);
    CU_ASSERT_STRING_EQUAL(context.stale, "");
    CU_ASSERT_FALSE(context.tables[TABLE_ENCOUNTERS].is_old);
    CU_ASSERT_EQUAL(context.encounter_count, 1);
    trial_file(place.folder, "encounters.csv", NULL);
    CU_ASSERT_TRUE(context_is_outdated(&context, place.staff, place.folder));
    reload(&place, &context);
    CU_ASSERT_FALSE(context.has_encounters);
    CU_ASSERT_EQUAL(context.encounter_count, 0);
    found = strstr(context.notes, "encounters.csv is not there: no access is judged by appointments");
    CU_ASSERT_PTR_NOT_NULL(found);
    CU_ASSERT_STRING_EQUAL(context.stale, "");
    trial_file(place.folder, "staff.csv", NULL); /* the exception: without it all would be strangers */
    reload(&place, &context);
    CU_ASSERT_TRUE(context.has_staff);
    CU_ASSERT_PTR_NOT_NULL(find_colleague(&context, find_number(&context, "ben")));
    CU_ASSERT_PTR_NOT_NULL(strstr(context.stale, "staff.csv: cannot be read"));
    context_free(&context);
    place_close(&place);
}

static int by_value(const void *left, const void *right)
{
    const uint32_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void sorting(void)
{
    enum { MOST = 3000 };
    uint32_t rows[MOST], seed = 1;

    for (size_t count = 0; count < MOST; count += count < 40 ? 1 : 333) {
        uint64_t before = 0, after = 0;

        for (size_t i = 0; i < count; i++) {
            seed = seed * 1664525 + 1013904223;
            rows[i] = count % 3 == 0 ? seed : count % 3 == 1 ? (uint32_t)(count - i) : seed >> 30;
            before += rows[i];
        }
        rows_sort(rows, count, sizeof rows[0], by_value);
        for (size_t i = 0; i < count; i++) {
            after += rows[i];
            CU_ASSERT(i == 0 || rows[i - 1] <= rows[i]);
        }
        CU_ASSERT_EQUAL(before, after);
    }
}

static void many_encounters(void)
{
    enum { ROWS = 20000, PATIENTS = 37 };
    struct context context;
    struct place place;
    uint32_t seed = 7, sum = 0;
    char path[128];
    size_t count;
    FILE *file;

    place_open(&place, &(struct clinic){.staff = STAFF_ROWS});
    text_format(path, sizeof path, "%s/encounters.csv", place.folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("patient,from,login\n", file);
    for (unsigned i = 0; i < ROWS; i++) {
        seed = seed * 1664525 + 1013904223;
        fprintf(file, "P%u,2026-%02u-%02uT%02u:%02u:00Z,ben\n", (seed >> 8) % PATIENTS, seed >> 28 & 7 ? 3 : 4,
                (seed >> 16) % 28 + 1, (seed >> 12) % 24, (seed >> 20) % 60);
    }
    fclose(file);
    place_load(&place, &context);
    CU_ASSERT_EQUAL(context.encounter_count, ROWS);
    for (unsigned i = 0; i < PATIENTS; i++) {
        char name[16];
        const struct encounter *rows;

        text_format(name, sizeof name, "P%u", i);
        rows = find_encounters(&context, find_number(&context, name), &count);
        sum += (uint32_t)count;
        for (size_t j = 0; j < count; j++) {
            CU_ASSERT_EQUAL(rows[j].patient, find_number(&context, name));
            CU_ASSERT(j == 0 || rows[j - 1].from_s <= rows[j].from_s);
        }
    }
    CU_ASSERT_EQUAL(sum, ROWS);
    CU_ASSERT(context_size(&context) < 1024 * 1024);
    context_free(&context);
    place_close(&place);
}

CU_TestInfo context_tables_tests[] = {
    {"each bad row of each table is refused with file, line and remedy; the rest loads", bad_rows},
    {"where most dates of birth are written otherwise that is said, and no row refused", births},
    {"one broken table keeps its last rows, and the others are fresh", keeps_each_alone},
    {"a mended table is used, a vanished one is gone, but for staff.csv", mended_and_gone},
    {"rows are sorted in place, whatever their order", sorting},
    {"20,000 encounters lie by patient, then by time", many_encounters},
    CU_TEST_INFO_NULL,
};
