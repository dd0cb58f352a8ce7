/* The context tables' files when they are huge, hostile, no files at all, or not yet written to their end. */
#include "clinic.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "agent/judge/context/find.h"

enum { LONG_LINE = 10 * 1024 * 1024, MANY_COLUMNS = 1000000 };

static void cells_are_text(void)
{
    struct clinic clinic = clinic_whole;
    struct context context;
    char error[512];

    clinic.patients = "\xef\xbb\xbfpatient,surname,given\r\n=1+1,@SUM(A1),\"-2\r\n+3\"\r\n\x1b[2J,x,y\r\n";
    CU_ASSERT_TRUE(clinic_load(&context, &clinic, error));
    CU_ASSERT_EQUAL(context.tables[TABLE_PATIENTS].rows, 2);
    CU_ASSERT_EQUAL(context.tables[TABLE_PATIENTS].refused, 0);
    CU_ASSERT_PTR_NOT_NULL(find_patient(&context, find_number(&context, "=1+1")));
    CU_ASSERT_PTR_NOT_NULL(find_patient(&context, find_number(&context, "\x1b[2J")));
    context_free(&context);
}

/* A patients.csv that is `head`, then `count` times `part`, then `tail`. */
static void write_long(struct place *place, const char *head, const char *part, size_t count, const char *tail)
{
    char path[128];
    FILE *file;

    text_format(path, sizeof path, "%s/patients.csv", place->folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs(head, file);
    for (size_t i = 0; i < count; i++)
        fputs(part, file);
    fputs(tail, file);
    fclose(file);
}

static void huge_rows(void)
{
    static const struct {
        const char *head, *part, *tail, *why;
        size_t count;
        unsigned rows;
    } files[] = {
        {"patient,surname\nP1,", "0123456789", "\nP2,y\n", ":2: the line is longer than 256 KiB", LONG_LINE / 10, 1},
        {"patient,surname\nP1,x", ",", "\nP2,y\n", ":2: the line is longer than 256 KiB", MANY_COLUMNS, 1},
        {"patient,surname\nP1,x", ",", "\nP2,y\n", ":2: the row has 100002 fields", 100000, 1},
        {"patient,surname", ",a", "\nP2,y\n", ":1: ", MANY_COLUMNS, 0},
        {"patient,surname\nP1,\"", "0123456789", "\"\nP2,y\n", ":2: ", LONG_LINE / 10, 1},
        {"patient,surname\nP1,\"", "line\n", "", ":2: a line here is longer than 256 KiB, or a quote", LONG_LINE / 5,
         0},
        {"patient,surname\nP1,\"", "ab", "\"\nP2,y\n", ":2: a field is longer than 1023 bytes", 1000, 1},
        {"patient,surname\nP1,", "ab", "\nP2,y\n", ":2: a field is longer than 1023 bytes", 1000, 1},
    };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        const struct table_state *state;
        struct context context;
        struct place place;

        place_open(&place, &(struct clinic){.staff = STAFF_ROWS});
        write_long(&place, files[i].head, files[i].part, files[i].count, files[i].tail);
        place_load(&place, &context);
        state = &context.tables[TABLE_PATIENTS];
        CU_ASSERT_EQUAL(state->is_there, files[i].rows > 0);
        CU_ASSERT_EQUAL(context.patient_count, files[i].rows);
        if (!strstr(state->error, files[i].why))
            fprintf(stderr, "    %zu: '%s'\n", i, state->error);
        CU_ASSERT_PTR_NOT_NULL(strstr(state->error, files[i].why));
        context_free(&context);
        place_close(&place);
    }
}

static void no_files(void)
{
    struct context context;
    struct place place;
    char path[128];

    place_open(&place, &(struct clinic){.staff = STAFF_ROWS, .patients = "", .rota = "login,from,to\n"});
    text_format(path, sizeof path, "%s/encounters.csv", place.folder);
    CU_ASSERT_EQUAL(mkdir(path, 0700), 0);
    text_format(path, sizeof path, "%s/relations.csv", place.folder);
    CU_ASSERT_EQUAL(mkfifo(path, 0600), 0); /* opening it would wait for ever */
    text_format(path, sizeof path, "%s/devices.csv", place.folder);
    CU_ASSERT_EQUAL(symlink("devices.csv", path), 0);
    place_load(&place, &context);
    CU_ASSERT_TRUE(context.tables[TABLE_STAFF].is_there);
    CU_ASSERT_TRUE(context.tables[TABLE_ROTA].is_there); /* there, and empty */
    CU_ASSERT_STRING_EQUAL(context.tables[TABLE_ROTA].error, "");
    CU_ASSERT_PTR_NOT_NULL(strstr(context.tables[TABLE_PATIENTS].error, "patients.csv:1: the file is empty"));
    CU_ASSERT_PTR_NOT_NULL(strstr(context.tables[TABLE_ENCOUNTERS].error, "encounters.csv: is no file"));
    CU_ASSERT_PTR_NOT_NULL(strstr(context.tables[TABLE_RELATIONS].error, "relations.csv: is no file"));
    CU_ASSERT_PTR_NOT_NULL(strstr(context.tables[TABLE_DEVICES].error, "devices.csv: cannot be read"));
    CU_ASSERT_FALSE(context.has_encounters);
    context_free(&context);
    text_format(path, sizeof path, "%s/encounters.csv", place.folder);
    rmdir(path);
    place_close(&place);
}

/* Writes on and on at the end of the file until it is killed. */
static pid_t start_copy(const char *path)
{
    pid_t pid = fork();

    if (pid == 0) {
        int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);

        while (fd >= 0 && write(fd, "P1,2026-11-01,ben\n", 18) == 18)
            usleep(100);
        _exit(0);
    }
    return pid;
}

static void half_a_copy(void)
{
    enum { ROWS = 20000, ATTEMPTS = 100 };
    struct context context;
    struct place place;
    char path[128], row[64];
    bool is_kept = false;
    FILE *file;
    pid_t copy;

    place_open(&place, &clinic_whole);
    place_load(&place, &context);
    text_format(path, sizeof path, "%s/encounters.csv", place.folder);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fputs("patient,from,login\n", file);
    for (unsigned i = 0; i < ROWS; i++) {
        text_format(row, sizeof row, "P%u,2026-11-01,ben\n", i);
        fputs(row, file);
    }
    fclose(file);
    copy = start_copy(path);
    CU_ASSERT_FATAL(copy > 0);
    for (unsigned i = 0; i < ATTEMPTS && !is_kept; i++) {
        struct context fresh;
        char error[512];

        CU_ASSERT_TRUE(context_reload(&fresh, &context, place.staff, place.folder, error, sizeof error));
        is_kept = fresh.tables[TABLE_ENCOUNTERS].is_old;
        CU_ASSERT(!is_kept || fresh.encounter_count == context.encounter_count);
        CU_ASSERT(!is_kept || strstr(fresh.stale, "encounters.csv: was changed while it was read"));
        CU_ASSERT(!is_kept || context_is_outdated(&fresh, place.staff, place.folder)); /* so it is read again */
        context_free(&fresh);
    }
    CU_ASSERT_TRUE(is_kept);
    kill(copy, SIGKILL);
    waitpid(copy, NULL, 0);
    context_free(&context);
    place_close(&place);
}

CU_TestInfo context_hostile_tests[] = {
    {"cells that a spreadsheet would run, or a terminal, are text", cells_are_text},
    {"10 MiB in a line, a million columns, an endless quote are refused by their line", huge_rows},
    {"a folder, a pipe, a link to itself and an empty file are no tables", no_files},
    {"a file that is still being written takes nothing away, and is read again", half_a_copy},
    CU_TEST_INFO_NULL,
};
