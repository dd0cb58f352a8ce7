/* Long or endless text, line by line. Owns its descriptor and one buffer; a line longer than that is cut and said to
 * be, so that no input can make the memory grow. The buffer is wiped: passwords pass through it. In: a file or standard
 * input. Out: struct line. */
#include "lines.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ROOM_LEAST = 256 * 1024 };

struct lines {
    int fd;
    int error;
    bool at_end;
    bool skipping; /* the rest of a line that was too long */
    char *buffer;
    size_t room, begin, end; /* what is read and not yet handed out: [begin, end) */
    size_t longest;
    uint64_t number, done, total;
};

struct lines *lines_open(const char *file, size_t longest)
{
    struct lines *lines = calloc(1, sizeof *lines);
    struct stat about;

    if (!lines)
        return NULL;
    lines->longest = longest;
    lines->room = longest + 1 > ROOM_LEAST ? longest + 1 : ROOM_LEAST;
    lines->buffer = malloc(lines->room + 1);
    lines->fd = strcmp(file, "-") == 0 ? STDIN_FILENO : open(file, O_RDONLY | O_CLOEXEC);
    if (!lines->buffer || lines->fd < 0 || fstat(lines->fd, &about) != 0) {
        int saved = errno;
        lines_close(lines);
        errno = saved;
        return NULL;
    }
    lines->total = S_ISREG(about.st_mode) ? (uint64_t)about.st_size : 0;
    return lines;
}

void lines_close(struct lines *lines)
{
    if (!lines)
        return;
    if (lines->fd > STDIN_FILENO)
        close(lines->fd);
    if (lines->buffer)
        explicit_bzero(lines->buffer, lines->room + 1);
    free(lines->buffer);
    free(lines);
}

/* Reads more behind what is there; false at the end of the input. */
static bool read_more(struct lines *lines)
{
    ssize_t got;

    if (lines->at_end)
        return false;
    memmove(lines->buffer, lines->buffer + lines->begin, lines->end - lines->begin);
    lines->end -= lines->begin;
    lines->begin = 0;
    do
        got = read(lines->fd, lines->buffer + lines->end, lines->room - lines->end);
    while (got < 0 && errno == EINTR);
    if (got <= 0) {
        lines->error = got < 0 ? errno : 0;
        lines->at_end = true;
        return false;
    }
    lines->end += (size_t)got;
    lines->done += (uint64_t)got;
    return true;
}

/* Hands out [begin, begin + length) and goes on behind the `step` bytes that it took. */
static void take(struct lines *lines, struct line *line, size_t length, size_t step)
{
    line->text = lines->buffer + lines->begin;
    line->too_long = length > lines->longest;
    line->length = line->too_long ? lines->longest : length;
    line->text[line->length] = '\0'; /* over the newline, or the byte kept free behind the buffer */
    line->number = ++lines->number;
    lines->begin += step;
}

bool lines_next(struct lines *lines, struct line *line)
{
    for (;;) {
        size_t have = lines->end - lines->begin;
        char *newline = memchr(lines->buffer + lines->begin, '\n', have);

        if (newline && lines->skipping) {
            lines->begin = (size_t)(newline - lines->buffer) + 1;
            lines->skipping = false;
            continue;
        }
        if (newline) {
            size_t length = (size_t)(newline - (lines->buffer + lines->begin));
            take(lines, line, length, length + 1);
            return true;
        }
        if (lines->skipping)
            lines->begin = lines->end;
        else if (have > lines->longest) {
            take(lines, line, have, have);
            lines->skipping = true;
            return true;
        }
        if (!read_more(lines))
            break;
    }
    if (lines->end == lines->begin || lines->error)
        return false;
    take(lines, line, lines->end - lines->begin, lines->end - lines->begin);
    return true;
}

int lines_error(const struct lines *lines)
{
    return lines->error;
}

uint64_t lines_done(const struct lines *lines)
{
    return lines->done;
}

uint64_t lines_total(const struct lines *lines)
{
    return lines->total;
}
