/* pam_module/register.c: what is written is read back; anything odd is refused whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "pam_module/register.h"

struct folder {
    char path[64], file[96], copy[104], words[96];
};

static struct folder make_folder(void)
{
    struct folder folder = {.path = "/tmp/confide-register.XXXXXX"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder.path));
    text_format(folder.file, sizeof folder.file, "%s/register", folder.path);
    text_format(folder.copy, sizeof folder.copy, "%s.last", folder.file);
    text_format(folder.words, sizeof folder.words, "%s/words", folder.path);
    return folder;
}

static void remove_folder(const struct folder *folder)
{
    unlink(folder->file);
    unlink(folder->copy);
    unlink(folder->words);
    CU_ASSERT_EQUAL(rmdir(folder->path), 0); /* nothing else was left there */
}

static void put(const char *file, const char *text, mode_t mode)
{
    FILE *stream = fopen(file, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    fputs(text, stream);
    fclose(stream);
    chmod(file, mode);
}

static const struct staff_member clinic[] = {
    {.login = "anna",
     .kind = STAFF_PERSON,
     .starts_ms = INT64_MIN,
     .ends_ms = INT64_MAX,
     .name = "Anna Berg",
     .birth = "1984-03-12"},
    {.login = "backup", .kind = STAFF_SERVICE, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX},
    {.login = "ben", .kind = STAFF_PERSON, .starts_ms = -5, .ends_ms = 1700000000000, .name = "Ben Okafor"},
    {.login = "cleo",
     .kind = STAFF_PERSON,
     .starts_ms = INT64_MIN,
     .ends_ms = INT64_MAX,
     .leave_from_ms = 1700000000000,
     .leave_to_ms = INT64_MAX},
    {.login = "dan", .kind = STAFF_PERSON, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX, .leave_to_ms = 1700000000000},
    {.login = "er", .kind = STAFF_EMERGENCY, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX},
    {.login = "locum3", .kind = STAFF_UNOWNED, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX},
    {.login = "reception", .kind = STAFF_SHARED, .starts_ms = INT64_MIN, .ends_ms = INT64_MAX},
};

enum { CLINIC = sizeof clinic / sizeof clinic[0] };

static void test_round_trip(void)
{
    struct folder folder = make_folder();
    struct staff_member row, *all = NULL;
    struct stat status;
    char error[512] = "";

    CU_ASSERT_TRUE_FATAL(register_write(folder.file, folder.words, clinic, CLINIC, error, sizeof error));
    for (size_t i = 0; i < CLINIC; i++) {
        CU_ASSERT_EQUAL(register_find(folder.file, clinic[i].login, &row, error, sizeof error), REGISTER_FOUND);
        CU_ASSERT_EQUAL(row.kind, clinic[i].kind);
        CU_ASSERT_EQUAL(row.starts_ms, clinic[i].starts_ms);
        CU_ASSERT_EQUAL(row.ends_ms, clinic[i].ends_ms);
        CU_ASSERT_EQUAL(row.leave_from_ms, clinic[i].leave_from_ms);
        CU_ASSERT_EQUAL(row.leave_to_ms, clinic[i].leave_to_ms);
        CU_ASSERT_STRING_EQUAL(error, "");
        CU_ASSERT_STRING_EQUAL(row.login, clinic[i].login);
        CU_ASSERT_STRING_EQUAL(row.name, "");
    }
    CU_ASSERT_EQUAL(register_find(folder.file, "ann", &row, error, sizeof error), REGISTER_NOT_LISTED);
    CU_ASSERT_EQUAL(register_find(folder.file, "anna\t", &row, error, sizeof error), REGISTER_NOT_LISTED);
    CU_ASSERT_EQUAL(register_find(folder.file, "", &row, error, sizeof error), REGISTER_NOT_LISTED);
    CU_ASSERT_EQUAL(register_read(folder.file, &all, error, sizeof error), CLINIC);
    CU_ASSERT(all && strcmp(all[2].login, "ben") == 0);
    free(all);
    CU_ASSERT(stat(folder.file, &status) == 0 && (status.st_mode & 07777) == 0644);
    CU_ASSERT(stat(folder.copy, &status) == 0 && (status.st_mode & 07777) == 0644);
    CU_ASSERT(stat(folder.words, &status) == 0 && (status.st_mode & 07777) == 0600);
    remove_folder(&folder);
}

static void test_words(void)
{
    struct folder folder = make_folder();
    char words[256], error[512];

    CU_ASSERT_TRUE_FATAL(register_write(folder.file, folder.words, clinic, CLINIC, error, sizeof error));
    CU_ASSERT_TRUE(register_words(folder.words, "anna", words, sizeof words));
    CU_ASSERT_STRING_EQUAL(words, "anna berg 1984 12031984 120384 19840312 840312 1203 0312");
    CU_ASSERT_TRUE(register_words(folder.words, "ben", words, sizeof words));
    CU_ASSERT_STRING_EQUAL(words, "ben okafor");
    CU_ASSERT_FALSE(register_words(folder.words, "nobody", words, sizeof words));
    CU_ASSERT_STRING_EQUAL(words, "");
    CU_ASSERT_FALSE(register_words(folder.file, "anna", words, sizeof words)); /* another file's head */
    CU_ASSERT_FALSE(register_words("/nonexistent/words", "anna", words, sizeof words));
    remove_folder(&folder);
}

static void unusable(const char *file, const char *why)
{
    struct staff_member row, *all;
    char error[512] = "";

    CU_ASSERT_EQUAL(register_find(file, "anna", &row, error, sizeof error), REGISTER_UNUSABLE);
    if (!strstr(error, why))
        printf("\n    expected '%s' in '%s'", why, error);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, why));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, file));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "confidectl staff load"));
    CU_ASSERT_EQUAL(register_read(file, &all, error, sizeof error), -1);
    CU_ASSERT_PTR_NULL(all);
}

static void test_malformed(void)
{
    static const struct {
        const char *text, *why;
    } bad[] = {
        {"", "is cut short"},
        {"confide-register 1", "is cut short"},
        {"confide-register 1\nanna\tperson\t-\t-", "is cut short"},
        {"confide-register 1\n", ":1: lists nobody"},
        {"confide-register 2\nanna\tperson\t-\t-\n", ":1: is not a register"},
        {"confide-words 1\nanna\tperson\t-\t-\n", ":1: is not a register"},
        {"confide-register 1\nanna\tperson\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t-\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t-\t-\t-\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t-\t-\t5\t5\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t-\t-\t5\t\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperso\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\t\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t1x\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t\t-\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t5\t5\n", ":2: is not a row"},
        {"confide-register 1\nanna\tperson\t-\t99999999999999999999\n", ":2: is not a row"},
        {"confide-register 1\n\tperson\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nan na\tperson\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\nan/na\tperson\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\n\nanna\tperson\t-\t-\n", ":2: is not a row"},
        {"confide-register 1\r\nanna\tperson\t-\t-\r\n", ":1: is not a register"},
        {"confide-register 1\nanna\tperson\t-\t-\nanna\tshared\t-\t-\n", ":3: is not a row, or not in order"},
        {"confide-register 1\nben\tperson\t-\t-\nanna\tperson\t-\t-\n", ":3: is not a row, or not in order"},
    };
    struct folder folder = make_folder();
    char login[2048];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        put(folder.file, bad[i].text, 0644);
        unusable(folder.file, bad[i].why);
    }
    text_copy(login, sizeof login, "confide-register 1\n");
    memset(login + strlen(login), 'x', 100);
    text_copy(login + 119, sizeof login - 119, "\tperson\t-\t-\n");
    put(folder.file, login, 0644);
    unusable(folder.file, ":2: is not a row");
    remove_folder(&folder);
}

static void test_long_line(void)
{
    struct folder folder = make_folder();
    FILE *stream = fopen(folder.file, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    fputs("confide-register 1\nanna\tperson\t-\t-\n", stream);
    for (unsigned i = 0; i < 100000; i++)
        putc('x', stream);
    fputs("\n", stream);
    fclose(stream);
    unusable(folder.file, "holds a line that is too long");
    remove_folder(&folder);
}

/* A machine that was upgraded goes on with the register that it has. */
static void test_old_rows(void)
{
    struct folder folder = make_folder();
    struct staff_member row;
    char error[512];

    put(folder.file, "confide-register 1\nanna\tperson\t-\t-\nben\tperson\t-\t-\t-\t7\n", 0644);
    CU_ASSERT_EQUAL(register_find(folder.file, "anna", &row, error, sizeof error), REGISTER_FOUND);
    CU_ASSERT(row.leave_from_ms == 0 && row.leave_to_ms == 0);
    CU_ASSERT_EQUAL(register_find(folder.file, "ben", &row, error, sizeof error), REGISTER_FOUND);
    CU_ASSERT(row.leave_from_ms == INT64_MIN && row.leave_to_ms == 7);
    remove_folder(&folder);
}

static void test_nul_byte(void)
{
    struct folder folder = make_folder();
    FILE *stream = fopen(folder.file, "w");

    CU_ASSERT_PTR_NOT_NULL_FATAL(stream);
    fwrite("confide-register 1\nanna\0\tperson\t-\t-\n", 1, 36, stream);
    fclose(stream);
    unusable(folder.file, "holds a NUL byte");
    remove_folder(&folder);
}

static void test_unsafe_files(void)
{
    static const char good[] = "confide-register 1\nanna\tperson\t-\t-\n";
    struct folder folder = make_folder();

    unusable(folder.file, "is missing");
    put(folder.file, good, 0664);
    unusable(folder.file, "may be written by others");
    put(folder.file, good, 0646);
    unusable(folder.file, "may be written by others");
    unlink(folder.file);
    put(folder.words, good, 0644);
    CU_ASSERT_EQUAL(symlink(folder.words, folder.file), 0);
    unusable(folder.file, "is a symbolic link");
    unlink(folder.file);
    CU_ASSERT_EQUAL(mkfifo(folder.file, 0644), 0);
    unusable(folder.file, "is not a regular file");
    unlink(folder.file);
    CU_ASSERT_EQUAL(mkdir(folder.file, 0755), 0);
    unusable(folder.file, "is not a regular file");
    rmdir(folder.file);
    if (geteuid() == 0) {
        put(folder.file, good, 0644);
        CU_ASSERT_EQUAL(chown(folder.file, 65534, 0), 0);
        unusable(folder.file, "belongs to another user");
    }
    remove_folder(&folder);
}

static void test_last_good_stays(void)
{
    struct folder folder = make_folder();
    struct staff_member row, wrong[2] = {clinic[2], clinic[0]};
    char error[512], nowhere[128];

    CU_ASSERT_TRUE_FATAL(register_write(folder.file, folder.words, clinic, CLINIC, error, sizeof error));
    CU_ASSERT_FALSE(register_write(folder.file, folder.words, clinic, 0, error, sizeof error));
    CU_ASSERT_FALSE(register_write(folder.file, folder.words, wrong, 2, error, sizeof error));
    wrong[0] = wrong[1];
    CU_ASSERT_FALSE(register_write(folder.file, folder.words, wrong, 2, error, sizeof error));
    wrong[0].kind = 0;
    CU_ASSERT_FALSE(register_write(folder.file, folder.words, wrong, 1, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "not replaced"));
    text_format(nowhere, sizeof nowhere, "%s/no/folder", folder.path);
    CU_ASSERT_FALSE(register_write(folder.file, nowhere, clinic, 1, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "the last one stays"));
    CU_ASSERT_EQUAL(register_find(folder.file, "reception", &row, error, sizeof error), REGISTER_FOUND);
    remove_folder(&folder);
}

static void test_copy(void)
{
    struct folder folder = make_folder();
    struct staff_member row;
    char error[512];

    CU_ASSERT_TRUE_FATAL(register_write(folder.file, folder.words, clinic, CLINIC, error, sizeof error));
    put(folder.file, "confide-register 1\nreception\tperson\t-\t-\nanna\tpers", 0644);
    CU_ASSERT_EQUAL(register_find(folder.file, "reception", &row, error, sizeof error), REGISTER_FOUND);
    CU_ASSERT_EQUAL(row.kind, STAFF_SHARED); /* not what the broken one says before it breaks */
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "is cut short"));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "its copy decides"));
    unlink(folder.file);
    CU_ASSERT_EQUAL(register_find(folder.file, "anna", &row, error, sizeof error), REGISTER_FOUND);
    CU_ASSERT_EQUAL(register_find(folder.file, "nobody", &row, error, sizeof error), REGISTER_NOT_LISTED);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "is missing"));
    chmod(folder.copy, 0666);
    CU_ASSERT_EQUAL(register_find(folder.file, "anna", &row, error, sizeof error), REGISTER_UNUSABLE);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "is missing")); /* the first thing to mend */
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "nobody is refused"));
    remove_folder(&folder);
}

/* A person who limits the memory of su must not be judged by another measure. */
static int find_without_memory(const struct folder *folder)
{
    const struct rlimit none = {0, 0};
    struct staff_member row;
    char error[512], words[64];
    int wrong = 0, status = -1;
    pid_t child = fork();

    if (child == 0) {
        wrong |= setrlimit(RLIMIT_DATA, &none) != 0;
        wrong |= register_find(folder->file, "user49999", &row, error, sizeof error) != REGISTER_FOUND ? 2 : 0;
        wrong |= register_find(folder->file, "user5", &row, error, sizeof error) != REGISTER_NOT_LISTED ? 4 : 0;
        wrong |= register_words(folder->words, "user49999", words, sizeof words) ? 0 : 8;
        _exit(wrong);
    }
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status))
        return -1;
    return WEXITSTATUS(status);
}

static void test_many(void)
{
    enum { MANY = 50000 };
    struct staff_member *members = calloc(MANY, sizeof *members), row;
    struct folder folder = make_folder();
    char error[512] = "";

    CU_ASSERT_PTR_NOT_NULL_FATAL(members);
    for (size_t i = 0; i < MANY; i++) {
        members[i] = clinic[0];
        text_format(members[i].login, sizeof members[i].login, "user%05zu", i);
    }
    CU_ASSERT_TRUE(register_write(folder.file, folder.words, members, MANY, error, sizeof error));
    CU_ASSERT_EQUAL(register_find(folder.file, "user49999", &row, error, sizeof error), REGISTER_FOUND);
    CU_ASSERT_EQUAL(register_find(folder.file, "user50000", &row, error, sizeof error), REGISTER_NOT_LISTED);
    CU_ASSERT_EQUAL(find_without_memory(&folder), 0);
    free(members);
    remove_folder(&folder);
}

CU_TestInfo register_tests[] = {
    {"what is written is read back, and nothing private stands in it", test_round_trip},
    {"each person's words are their own", test_words},
    {"one malformed line makes the whole register unusable", test_malformed},
    {"a NUL byte makes it unusable", test_nul_byte},
    {"a link, a FIFO, a folder, or a file that others own or write is not trusted", test_unsafe_files},
    {"a write that fails leaves the last good register and nothing beside it", test_last_good_stays},
    {"a line longer than any is refused, and memory is not", test_long_line},
    {"rows without a leave, as they were once written, are read", test_old_rows},
    {"where the register cannot be used its copy decides, and that is said", test_copy},
    {"fifty thousand people fit, and are found without memory", test_many},
    CU_TEST_INFO_NULL};
