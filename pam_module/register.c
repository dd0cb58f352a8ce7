/* The machine's register and the file of people's own words. Owns the two files: their format, their safe opening,
 * their replacement by rename. Must not own: who may log in (identity.c), what is a strong password (password.c),
 * staff.csv (agent/base/staff_file.c). In: rows of the staff list. Out: rows of the register, words of one person. A
 * file with one bad byte is refused whole: the caller then refuses nobody, which must never be the work of a guess. */
#include "pam_module/register.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "pam_module/words.h"

enum { FILE_MAX = 32 * 1024 * 1024, LINE_SIZE = 1024 };

static const char register_head[] = "confide-register 1";
static const char words_head[] = "confide-words 1";
static const char *const kinds[] = {"", "person", "service", "emergency", "shared"};

enum { KIND_COUNT = sizeof kinds / sizeof kinds[0] };

/* A file read whole, and how far its lines have been handed out. */
struct reading {
    char *text;
    size_t size, at;
    unsigned line;
};

static const char *why_unsafe(const struct stat *status)
{
    if (!S_ISREG(status->st_mode))
        return "is not a regular file";
    if (status->st_uid != 0 && status->st_uid != geteuid())
        return "belongs to another user";
    if (status->st_mode & (S_IWGRP | S_IWOTH))
        return "may be written by others";
    if (status->st_size > FILE_MAX)
        return "is too large";
    return NULL;
}

static bool read_fully(int fd, char *to, size_t size)
{
    while (size > 0) {
        ssize_t got = read(fd, to, size);

        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        to += got;
        size -= (size_t)got;
    }
    return true;
}

static void reading_end(struct reading *reading)
{
    if (reading->text)
        explicit_bzero(reading->text, reading->size);
    free(reading->text);
    reading->text = NULL;
}

/* NULL when the file is open and whole in memory, else why not. O_NONBLOCK: a FIFO in its place must not hang a login.
 */
static const char *reading_begin(struct reading *reading, const char *file)
{
    int fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    const char *why = NULL;
    struct stat status;

    *reading = (struct reading){0};
    if (fd < 0)
        return errno == ENOENT ? "is missing" : errno == ELOOP ? "is a symbolic link" : "cannot be opened";
    if (fstat(fd, &status) != 0)
        why = "cannot be examined";
    else
        why = why_unsafe(&status);
    if (!why) {
        reading->size = (size_t)status.st_size;
        reading->text = malloc(reading->size + 1);
        if (!reading->text)
            why = "does not fit into memory";
        else if (!read_fully(fd, reading->text, reading->size))
            why = "changed while it was read";
        else if (reading->size == 0 || reading->text[reading->size - 1] != '\n')
            why = "is cut short";
        else if (memchr(reading->text, '\0', reading->size))
            why = "holds a NUL byte";
    }
    if (why)
        reading_end(reading);
    close(fd);
    return why;
}

/* The next line without its end, or NULL at the end of the file. */
static char *next_line(struct reading *reading)
{
    char *line = reading->text + reading->at, *end;

    if (reading->at >= reading->size)
        return NULL;
    end = memchr(line, '\n', reading->size - reading->at); /* there is one: reading_begin saw to it */
    *end = '\0';
    reading->at = (size_t)(end - reading->text) + 1;
    reading->line++;
    return line;
}

static bool is_login(const char *login)
{
    size_t length = strlen(login);

    if (length == 0 || length >= EVENT_LOGIN_SIZE || login[0] == '-')
        return false;
    for (size_t i = 0; i < length; i++)
        if (login[i] <= ' ' || login[i] > '~' || login[i] == ':' || login[i] == '/')
            return false;
    return true;
}

static bool parse_bound(const char *text, int64_t none, int64_t *bound)
{
    *bound = none;
    return strcmp(text, "-") == 0 || text_number(text, INT64_MIN, INT64_MAX, bound);
}

/* "LOGIN<tab>KIND<tab>STARTS<tab>ENDS", nothing more and nothing less. */
static bool parse_row(char *line, struct staff_member *row)
{
    char *field[4] = {line};

    for (unsigned i = 1; i < 4; i++) {
        char *tab = strchr(field[i - 1], '\t');
        if (!tab)
            return false;
        *tab = '\0';
        field[i] = tab + 1;
    }
    *row = (struct staff_member){0};
    for (uint8_t kind = STAFF_PERSON; kind < KIND_COUNT; kind++)
        if (strcmp(field[1], kinds[kind]) == 0)
            row->kind = kind;
    if (!is_login(field[0]) || row->kind == 0)
        return false;
    text_copy(row->login, sizeof row->login, field[0]);
    return parse_bound(field[2], INT64_MIN, &row->starts_ms) && parse_bound(field[3], INT64_MAX, &row->ends_ms) &&
           row->starts_ms < row->ends_ms;
}

static void say_bad_line(char *error, size_t size, const char *file, unsigned line, const char *what)
{
    text_format(error, size, "%s:%u: %s; write it anew: confidectl staff load", file, line, what);
}

/* Hands every row to `take`, in order. False, with a reason in `error`, at the first thing that is not right. */
static bool each_row(const char *file, bool (*take)(void *data, const struct staff_member *row), void *data,
                     char *error, size_t size)
{
    char last[EVENT_LOGIN_SIZE] = "", *line;
    struct staff_member row;
    struct reading reading;
    const char *why = reading_begin(&reading, file);
    bool good = false;

    if (why) {
        text_format(error, size, "%s: %s; nobody is refused until it is mended: confidectl staff load", file, why);
        return false;
    }
    line = next_line(&reading);
    if (!line || strcmp(line, register_head) != 0) {
        say_bad_line(error, size, file, 1, "is not a register of this version");
        goto out;
    }
    while ((line = next_line(&reading))) {
        if (strlen(line) >= LINE_SIZE || !parse_row(line, &row) || strcmp(last, row.login) >= 0) {
            say_bad_line(error, size, file, reading.line, "is not a row, or not in order");
            goto out;
        }
        text_copy(last, sizeof last, row.login);
        if (!take(data, &row)) {
            say_bad_line(error, size, file, reading.line, "does not fit into memory");
            goto out;
        }
    }
    good = reading.line > 1;
    if (!good)
        say_bad_line(error, size, file, 1, "lists nobody");
out:
    reading_end(&reading);
    return good;
}

struct finding {
    const char *login;
    struct staff_member *row;
    bool found;
};

static bool find_row(void *data, const struct staff_member *row)
{
    struct finding *finding = data;

    if (strcmp(row->login, finding->login) == 0) {
        *finding->row = *row;
        finding->found = true;
    }
    return true;
}

enum register_result register_find(const char *file, const char *login, struct staff_member *row, char *error,
                                   size_t size)
{
    struct finding finding = {.login = login, .row = row};

    if (!each_row(file, find_row, &finding, error, size))
        return REGISTER_UNUSABLE;
    return finding.found ? REGISTER_FOUND : REGISTER_NOT_LISTED;
}

struct gathering {
    struct staff_member *members;
    size_t count, capacity;
};

static bool gather_row(void *data, const struct staff_member *row)
{
    struct gathering *all = data;

    if (all->count == all->capacity) {
        size_t capacity = all->capacity ? 2 * all->capacity : 64;
        struct staff_member *grown = reallocarray(all->members, capacity, sizeof *grown);

        if (!grown)
            return false;
        all->members = grown;
        all->capacity = capacity;
    }
    all->members[all->count++] = *row;
    return true;
}

long register_read(const char *file, struct staff_member **members, char *error, size_t size)
{
    struct gathering all = {0};

    *members = NULL;
    if (!each_row(file, gather_row, &all, error, size)) {
        free(all.members);
        return -1;
    }
    *members = all.members;
    return (long)all.count;
}

bool register_words(const char *file, const char *login, char *words, size_t size)
{
    size_t length = strlen(login);
    struct reading reading;
    bool found = false;
    char *line;

    *words = '\0';
    if (reading_begin(&reading, file) != NULL)
        return false;
    line = next_line(&reading);
    if (line && strcmp(line, words_head) == 0)
        while (!found && (line = next_line(&reading)))
            if (strncmp(line, login, length) == 0 && line[length] == '\t') {
                text_copy(words, size, line + length + 1);
                found = true;
            }
    reading_end(&reading);
    return found;
}

/* What this file would refuse to read it must not write. */
static bool rows_are_good(const struct staff_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (!is_login(members[i].login) || members[i].kind < STAFF_PERSON || members[i].kind >= KIND_COUNT ||
            members[i].starts_ms >= members[i].ends_ms ||
            (i > 0 && strcmp(members[i - 1].login, members[i].login) >= 0))
            return false;
    return count > 0;
}

static void write_register(FILE *stream, const struct staff_member *members, size_t count)
{
    fprintf(stream, "%s\n", register_head);
    for (size_t i = 0; i < count; i++) {
        const struct staff_member *member = &members[i];

        fprintf(stream, "%s\t%s\t", member->login, kinds[member->kind]);
        if (member->starts_ms == INT64_MIN)
            fprintf(stream, "-\t");
        else
            fprintf(stream, "%lld\t", (long long)member->starts_ms);
        if (member->ends_ms == INT64_MAX)
            fprintf(stream, "-\n");
        else
            fprintf(stream, "%lld\n", (long long)member->ends_ms);
    }
}

static void write_words(FILE *stream, const struct staff_member *members, size_t count)
{
    char words[WORDS_SIZE];

    fprintf(stream, "%s\n", words_head);
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s\t%s\n", members[i].login, words_of_member(words, &members[i]));
    explicit_bzero(words, sizeof words);
}

/* Writes a complete, synced file beside `file`, named in `beside`; "" when there is none to remove. */
static bool write_beside(const char *file, char *beside, size_t size, mode_t mode,
                         void (*write_rows)(FILE *, const struct staff_member *, size_t),
                         const struct staff_member *members, size_t count)
{
    FILE *stream = NULL;
    bool good;
    int fd;

    if (!text_format(beside, size, "%s.XXXXXX", file) || (fd = mkostemp(beside, O_CLOEXEC)) < 0) {
        *beside = '\0';
        return false;
    }
    if (fchmod(fd, mode) != 0 || !(stream = fdopen(fd, "w"))) {
        close(fd);
        return false;
    }
    write_rows(stream, members, count);
    good = fflush(stream) == 0 && !ferror(stream) && fsync(fd) == 0;
    return fclose(stream) == 0 && good;
}

/* A rename is only certain once its folder is on disk. */
static bool sync_folder_of(const char *file)
{
    char folder[PATH_MAX];
    char *slash;
    bool good;
    int fd;

    text_format(folder, sizeof folder, "%s%s", strchr(file, '/') ? "" : "./", file);
    slash = strrchr(folder, '/');
    slash[1] = '\0';
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

bool register_write(const char *register_file, const char *words_file, const struct staff_member *members, size_t count,
                    char *error, size_t size)
{
    char new_register[PATH_MAX] = "", new_words[PATH_MAX] = "";
    bool good = false;

    if (!rows_are_good(members, count)) {
        text_format(error, size, "%s: not replaced: the staff list is empty, not in order, or has a row with no login",
                    register_file);
        return false;
    }
    if (!write_beside(register_file, new_register, sizeof new_register, 0644, write_register, members, count) ||
        !write_beside(words_file, new_words, sizeof new_words, 0600, write_words, members, count) ||
        rename(new_words, words_file) != 0 || rename(new_register, register_file) != 0 ||
        !sync_folder_of(register_file) || !sync_folder_of(words_file))
        text_format(error, size, "%s: not replaced: %s; the last one stays", register_file, strerror(errno));
    else
        good = true;
    if (!good && *new_register)
        unlink(new_register);
    if (!good && *new_words)
        unlink(new_words);
    return good;
}
