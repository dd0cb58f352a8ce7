/* The machine's register and the file of people's own words, as they are read. Owns their safe opening and reading,
 * piece by piece: a login must not fail for want of memory. Must not own: a line's format (register_row.c), how the
 * files are replaced (register_write.c), who may log in (identity.c). In: files. Out: rows, words of one person. A file
 * with one bad byte is refused whole: what it says of others would be a guess. */
#include "pam_module/register.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "pam_module/register_row.h"

enum { FILE_MAX = 32 * 1024 * 1024, PIECE_SIZE = 16 * 1024 };

/* A file that is read, and how far its lines have been handed out. */
struct reading {
    int fd;
    unsigned line;
    off_t left;        /* bytes that the file still held when it was opened */
    const char *why;   /* it ends here, and not well */
    size_t begin, end; /* of what is in `piece` and not handed out */
    char piece[PIECE_SIZE];
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
    if (status->st_size == 0)
        return "is cut short";
    return NULL;
}

/* False with `why`. O_NONBLOCK: a FIFO in its place must not hang a login. */
static bool reading_begin(struct reading *reading, const char *file)
{
    struct stat status;

    reading->line = 0;
    reading->begin = reading->end = 0;
    reading->why = NULL;
    reading->fd = open(file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    if (reading->fd < 0) {
        reading->why = errno == ENOENT ? "is missing" : errno == ELOOP ? "is a symbolic link" : "cannot be opened";
        return false;
    }
    reading->why = fstat(reading->fd, &status) == 0 ? why_unsafe(&status) : "cannot be examined";
    reading->left = reading->why ? 0 : status.st_size;
    return !reading->why;
}

/* Wipes what it has read: words of one's own may be in it. */
static void reading_end(struct reading *reading)
{
    explicit_bzero(reading->piece, sizeof reading->piece);
    if (reading->fd >= 0)
        close(reading->fd);
}

/* Reads on behind what is there. False at the end, with `why` unless it is where it should be. */
static bool read_on(struct reading *reading)
{
    ssize_t got;

    memmove(reading->piece, reading->piece + reading->begin, reading->end - reading->begin);
    reading->end -= reading->begin;
    reading->begin = 0;
    do
        got = read(reading->fd, reading->piece + reading->end, sizeof reading->piece - reading->end);
    while (got < 0 && errno == EINTR);
    if (got > 0) {
        if (memchr(reading->piece + reading->end, '\0', (size_t)got))
            reading->why = "holds a NUL byte";
        reading->end += (size_t)got;
        reading->left -= got;
        return !reading->why;
    }
    if (got < 0 || reading->left != 0)
        reading->why = got < 0 ? "cannot be read" : "changed while it was read";
    else if (reading->end > 0)
        reading->why = "is cut short";
    return false;
}

/* The next line and its length, without its end; NULL at the end of the file, with `why` when it is no good end. */
static const char *next_line(struct reading *reading, size_t *length)
{
    const char *line, *end;

    while (!(end = memchr(reading->piece + reading->begin, '\n', reading->end - reading->begin))) {
        if (reading->begin == 0 && reading->end == sizeof reading->piece)
            reading->why = "holds a line that is too long";
        if (reading->why || !read_on(reading))
            return NULL;
    }
    line = reading->piece + reading->begin;
    *length = (size_t)(end - line);
    reading->begin += *length + 1;
    reading->line++;
    return line;
}

static bool is_head(const char *line, size_t length, const char *head)
{
    return line && length == strlen(head) && memcmp(line, head, length) == 0;
}

static bool say_bad_line(char *error, size_t size, const char *file, unsigned line, const char *what)
{
    text_format(error, size, "%s:%u: %s; write it anew: confidectl staff load", file, line, what);
    return false;
}

/* Hands every row to `take`, in order. False, with a reason in `error`, at the first thing that is not right. */
static bool take_rows(struct reading *reading, const char *file,
                      bool (*take)(void *data, const struct register_row *row), void *data, char *error, size_t size)
{
    char last[EVENT_LOGIN_SIZE];
    size_t length = 0, last_length = 0;
    const char *line = next_line(reading, &length);
    struct register_row row;

    if (!reading->why && !is_head(line, length, REGISTER_HEAD))
        return say_bad_line(error, size, file, 1, "is not a register of this version");
    while (!reading->why && (line = next_line(reading, &length))) {
        if (!register_row_parse(&row, line, length) || register_row_compare(&row, last, last_length) <= 0)
            return say_bad_line(error, size, file, reading->line, "is not a row, or not in order");
        if (!take(data, &row))
            return say_bad_line(error, size, file, reading->line, "does not fit into memory");
        memcpy(last, row.login, row.length);
        last_length = row.length;
    }
    if (reading->why) {
        text_format(error, size, "%s: %s; write it anew: confidectl staff load", file, reading->why);
        return false;
    }
    return reading->line > 1 || say_bad_line(error, size, file, 1, "lists nobody");
}

static bool each_row(const char *file, bool (*take)(void *data, const struct register_row *row), void *data,
                     char *error, size_t size)
{
    struct reading reading;
    bool good = false;

    *error = '\0';
    if (reading_begin(&reading, file))
        good = take_rows(&reading, file, take, data, error, size);
    else
        text_format(error, size, "%s: %s; write it anew: confidectl staff load", file, reading.why);
    reading_end(&reading);
    return good;
}

struct finding {
    const char *login;
    size_t length;
    struct staff_member *row;
    bool found;
};

static bool find_row(void *data, const struct register_row *row)
{
    struct finding *finding = data;

    if (register_row_compare(row, finding->login, finding->length) == 0) {
        register_row_copy(finding->row, row);
        finding->found = true;
    }
    return true;
}

enum register_result register_find(const char *file, const char *login, struct staff_member *row, char *error,
                                   size_t size)
{
    struct finding finding = {.login = login, .length = strlen(login), .row = row};
    char copy[PATH_MAX], why[PATH_MAX];

    if (!each_row(file, find_row, &finding, error, size)) {
        text_copy(why, sizeof why, error);
        finding.found = false;
        if (!text_format(copy, sizeof copy, "%s%s", file, REGISTER_COPY) ||
            !each_row(copy, find_row, &finding, error, size)) {
            text_format(error, size, "%s; until then nobody is refused", why);
            return REGISTER_UNUSABLE;
        }
        text_format(error, size, "%s; until then its copy decides who may log in", why);
    }
    return finding.found ? REGISTER_FOUND : REGISTER_NOT_LISTED;
}

struct gathering {
    struct staff_member *members;
    size_t count, capacity;
};

static bool gather_row(void *data, const struct register_row *row)
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
    register_row_copy(&all->members[all->count++], row);
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
    size_t wanted = strlen(login), length = 0;
    struct reading reading;
    const char *line = NULL;
    bool found = false;

    *words = '\0';
    if (reading_begin(&reading, file) && (line = next_line(&reading, &length)) &&
        is_head(line, length, REGISTER_WORDS_HEAD))
        while (!found && (line = next_line(&reading, &length)))
            if (length > wanted && line[wanted] == '\t' && memcmp(line, login, wanted) == 0) {
                text_format(words, size, "%.*s", (int)(length - wanted - 1), line + wanted + 1);
                found = true;
            }
    reading_end(&reading);
    return found;
}
