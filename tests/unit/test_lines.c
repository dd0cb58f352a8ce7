/* lines.h: long text in bounded memory. */
#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/text.h"
#include "agent/ctl/lines.h"

enum { LONGEST = 8, PATH_SIZE = 64 };

/* A file of `size` bytes; the caller unlinks it. */
static void make(char path[PATH_SIZE], const char *bytes, size_t size)
{
    int fd;

    text_copy(path, PATH_SIZE, "/tmp/confide-lines.XXXXXX");
    fd = mkstemp(path);
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(write(fd, bytes, size), (ssize_t)size);
    close(fd);
}

static struct lines *open_text(const char *bytes, size_t size)
{
    char path[PATH_SIZE];
    struct lines *lines;

    make(path, bytes, size);
    lines = lines_open(path, LONGEST);
    unlink(path);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lines);
    return lines;
}

static void expect(struct lines *lines, const char *text, uint64_t number, bool too_long)
{
    struct line line;

    CU_ASSERT_FATAL(lines_next(lines, &line));
    CU_ASSERT_STRING_EQUAL(line.text, text);
    CU_ASSERT_EQUAL(line.length, strlen(text));
    CU_ASSERT_EQUAL(line.number, number);
    CU_ASSERT_EQUAL(line.too_long, too_long);
}

static void expect_end(struct lines *lines)
{
    struct line line;

    CU_ASSERT_FALSE(lines_next(lines, &line));
    CU_ASSERT_EQUAL(lines_error(lines), 0);
    lines_close(lines);
}

static void in_order(void)
{
    struct lines *lines = open_text("one\n\nthree\n", 11);

    CU_ASSERT_EQUAL(lines_total(lines), 11);
    expect(lines, "one", 1, false);
    expect(lines, "", 2, false);
    expect(lines, "three", 3, false);
    CU_ASSERT_EQUAL(lines_done(lines), 11);
    expect_end(lines);
}

static void no_last_newline(void)
{
    struct lines *lines = open_text("one\ntwo", 7);

    expect(lines, "one", 1, false);
    expect(lines, "two", 2, false);
    expect_end(lines);
}

static void exactly_fits(void)
{
    struct lines *lines = open_text("12345678\n123456789\nnext", 23);

    expect(lines, "12345678", 1, false);
    expect(lines, "12345678", 2, true);
    expect(lines, "next", 3, false);
    expect_end(lines);
}

static void huge_line(void)
{
    size_t size = 3 * 1024 * 1024;
    char *bytes = malloc(size);
    struct lines *lines;

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    memset(bytes, 'x', size);
    memcpy(bytes + size - 5, "\nlast", 5);
    lines = open_text(bytes, size);
    free(bytes);
    expect(lines, "xxxxxxxx", 1, true);
    expect(lines, "last", 2, false);
    expect_end(lines);
}

static void many_blocks(void)
{
    enum { COUNT = 100000 };
    char *bytes = malloc(COUNT * 8), text[LONGEST + 1];
    struct lines *lines;

    CU_ASSERT_PTR_NOT_NULL_FATAL(bytes);
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%07d", i);
        memcpy(bytes + 8 * i, text, 7);
        bytes[8 * i + 7] = '\n';
    }
    lines = open_text(bytes, COUNT * 8);
    free(bytes);
    for (int i = 0; i < COUNT; i++) {
        snprintf(text, sizeof text, "%07d", i);
        expect(lines, text, (uint64_t)i + 1, false);
    }
    expect_end(lines);
}

static void embedded_nul(void)
{
    struct lines *lines = open_text("a\0b\n", 4);
    struct line line;

    CU_ASSERT_FATAL(lines_next(lines, &line));
    CU_ASSERT_EQUAL(line.length, 3);
    CU_ASSERT_EQUAL(memcmp(line.text, "a\0b", 4), 0);
    expect_end(lines);
}

static void unreadable(void)
{
    struct lines *lines = lines_open("/tmp", LONGEST);
    struct line line;

    CU_ASSERT_PTR_NULL(lines_open("/tmp/confide-there-is-no-such-file", LONGEST));
    CU_ASSERT_PTR_NOT_NULL_FATAL(lines);
    CU_ASSERT_FALSE(lines_next(lines, &line));
    CU_ASSERT_NOT_EQUAL(lines_error(lines), 0);
    lines_close(lines);
}

CU_TestInfo lines_tests[] = {
    {"lines come in order, with their numbers, empty ones too", in_order},
    {"a last line without newline counts", no_last_newline},
    {"a line of exactly the length allowed is whole, one byte more is cut", exactly_fits},
    {"a line of megabytes is cut and the next one is found", huge_line},
    {"lines across many reads are whole", many_blocks},
    {"a NUL byte does not end a line", embedded_nul},
    {"what cannot be read is an error, not an empty file", unreadable},
    CU_TEST_INFO_NULL,
};
