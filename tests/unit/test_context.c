/* The context tables: what is taken, what is refused, and by which file and line. */
#include "judging.h"

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#define HEAD "patient,from,to,login,unit,kind,recorded\n"

static void load(struct context *context, const char *encounters)
{
    char error[512];

    CU_ASSERT_TRUE(trial_context(context, STAFF, encounters, error));
    CU_ASSERT_STRING_EQUAL(error, "");
}

static void missing_tables(void)
{
    struct context context;
    char error[512];

    load(&context, NULL);
    CU_ASSERT_TRUE(context.has_staff);
    CU_ASSERT_FALSE(context.has_encounters);
    CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, "encounters.csv is not there"));
    context_free(&context);
    CU_ASSERT_FALSE(trial_context(&context, NULL, HEAD "P1,2026-11-23,,ben,,,\n", error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "staff.csv: "));
    CU_ASSERT_FALSE(context.has_staff);
    CU_ASSERT_TRUE(context.has_encounters);
    CU_ASSERT_EQUAL(context.encounter_count, 1);
    context_free(&context);
}

static void empty_table(void)
{
    struct context context;
    size_t count;

    load(&context, HEAD);
    CU_ASSERT_TRUE(context.has_encounters);
    CU_ASSERT_PTR_NULL(strstr(context.notes, "encounters.csv"));
    CU_ASSERT_PTR_NULL(find_encounters(&context, find_number(&context, "P1"), &count));
    CU_ASSERT_EQUAL(count, 0);
    context_free(&context);
}

static void finds_rows(void)
{
    struct context context;
    const struct encounter *rows;
    int64_t from, end;
    size_t count;

    load(&context,
         "kind,from,patient,unit,colour,to\nreferral,2026-11-24T10:00:00Z,P2,Surgery,red,\n"
         "task,2026-11-22T10:00:00Z,P2,Front Desk,,2026-11-22T11:00:00Z\norder,2026-11-23,P1,Surgery,,2026-11-23\n");
    rows = find_encounters(&context, find_number(&context, "P2"), &count);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_EQUAL(rows[0].kind, ENCOUNTER_TASK); /* earlier first */
    CU_ASSERT_EQUAL(rows[0].to_s - rows[0].from_s, HOUR / SECOND);
    CU_ASSERT_EQUAL(rows[0].recorded_s, 0);
    CU_ASSERT_EQUAL(rows[1].to_s - rows[1].from_s, DAY / SECOND);
    CU_ASSERT_EQUAL(rows[1].unit, find_number(&context, "Surgery"));
    CU_ASSERT_EQUAL(rows[1].login, 0);
    rows = find_encounters(&context, find_number(&context, "P1"), &count);
    CU_ASSERT_EQUAL_FATAL(count, 1);
    clock_parse_bound("2026-11-23", false, &from);
    clock_parse_bound("2026-11-24", false, &end);
    CU_ASSERT_EQUAL(rows[0].from_s * SECOND, from);
    CU_ASSERT_EQUAL(rows[0].to_s * SECOND, end); /* that day included */
    CU_ASSERT_PTR_NULL(find_encounters(&context, find_number(&context, "P3"), &count));
    CU_ASSERT_PTR_NULL(find_encounters(&context, find_number(&context, ""), &count));
    context_free(&context);
}

static void bad_rows(void)
{
    static const struct {
        const char *row, *why;
    } rows[] = {
        {",2026-11-23,,ben,,,", "'patient' is empty"},
        {"P1,,,ben,,,", "'from' is empty"},
        {"P1,yesterday,,ben,,,", "'from' is no time"},
        {"P1,2026-11-23,soon,ben,,,", "'to' is no time"},
        {"P1,2026-11-23,2026-11-21,ben,,,", "'to' lies before 'from'"},
        {"P1,2026-11-23,,ben,,,later", "'recorded' is no time"},
        {"P1,2026-11-23,,ben,,lunch,", "'kind' must be"},
        {"P1,2026-11-23,,,,,", "neither login nor unit"},
        {"P1,2026-11-23,,ben", "fields"},
        {"P\xff,2026-11-23,,ben,,,", "UTF-8"},
        {"P123456789012345678901234567890123456789012345678901234567890123,2026-11-23,,ben,,,", "63 bytes"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct context context;
        char table[1024];

        text_format(table, sizeof table, HEAD "P1,2026-11-23,,ben,,,\n%s\nP2,2026-11-23,,ben,,,\n", rows[i].row);
        load(&context, table);
        CU_ASSERT_TRUE(context.has_encounters);
        CU_ASSERT_EQUAL(context.encounter_count, 2);
        CU_ASSERT_EQUAL(context.refused_rows, 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, "encounters.csv:3: "));
        CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, rows[i].why));
        if (!strstr(context.notes, rows[i].why))
            fprintf(stderr, "    %s: %s\n", rows[i].row, context.notes);
        context_free(&context);
    }
}

static void broken_table(void)
{
    static const char *const tables[] = {"", "patient,to\nP1,2026-11-23\n", HEAD "\"P1,2026-11-23,,ben,,,\n"};

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        struct context context;
        size_t count;

        load(&context, tables[i]);
        CU_ASSERT_FALSE(context.has_encounters);
        CU_ASSERT_EQUAL(context.encounter_count, 0);
        CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, "encounters.csv:"));
        CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, "no access is judged by appointments"));
        CU_ASSERT_PTR_NULL(find_encounters(&context, find_number(&context, "P1"), &count));
        context_free(&context);
    }
}

static void register_instead(void)
{
    static const char rows[] = "confide-register 1\nanna\tperson\t-\t-\nreception\tshared\t-\t-\n";
    char folder[] = "/tmp/confide-unit-XXXXXX", path[128], error[512];
    struct context context;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    trial_file(folder, "register", rows);
    text_format(path, sizeof path, "%s/register", folder);
    CU_ASSERT_FALSE(context_load(&context, "/nonexistent/staff.csv", folder, path, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "/nonexistent/staff.csv"));
    CU_ASSERT_TRUE(context.has_staff);
    CU_ASSERT_EQUAL(context.staff.count, 2);
    CU_ASSERT_PTR_NOT_NULL(staff_file_find(&context.staff, "reception"));
    context_free(&context);
    trial_file(folder, "register", "nonsense\n");
    CU_ASSERT_FALSE(context_load(&context, "/nonexistent/staff.csv", folder, path, error, sizeof error));
    CU_ASSERT_FALSE(context.has_staff);
    CU_ASSERT_PTR_NOT_NULL(strstr(context.notes, "no login is judged"));
    context_free(&context);
    trial_file(folder, "register", NULL);
    rmdir(folder);
}

static void names_keep(void)
{
    struct names *names = names_new();
    char text[32];

    CU_ASSERT_PTR_NOT_NULL_FATAL(names);
    CU_ASSERT_EQUAL(names_add(names, ""), 0);
    CU_ASSERT_EQUAL(names_find(names, "n7"), 0);
    for (uint32_t i = 1; i <= 100000; i++) {
        text_format(text, sizeof text, "n%u", i);
        CU_ASSERT_EQUAL_FATAL(names_add(names, text), i);
    }
    for (uint32_t i = 1; i <= 100000; i += 777) {
        text_format(text, sizeof text, "n%u", i);
        CU_ASSERT_EQUAL(names_add(names, text), i);
        CU_ASSERT_EQUAL(names_find(names, text), i);
        CU_ASSERT_STRING_EQUAL(names_text(names, i), text);
    }
    CU_ASSERT_EQUAL(names_find(names, "n100001"), 0);
    CU_ASSERT_STRING_EQUAL(names_text(names, 0), "");
    names_free(names);
    names_free(NULL);
}

CU_TestInfo context_tests[] = {
    {"a missing table is named and the others load", missing_tables},
    {"an empty table is there, and explains nothing", empty_table},
    {"rows are found by patient, earliest first, columns in any order", finds_rows},
    {"each bad row is refused with file, line and reason; the rest loads", bad_rows},
    {"a broken table is not used at all", broken_table},
    {"without staff.csv the register says who may log in", register_instead},
    {"a name keeps its number, however many come", names_keep},
    CU_TEST_INFO_NULL,
};
