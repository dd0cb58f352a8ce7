/* wrap.h: text broken between words. */
#include <CUnit/CUnit.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "agent/ctl/wrap.h"

static void expect(const char *text, size_t width, const char *wanted)
{
    char *got = wrap_text(text, width);

    CU_ASSERT_PTR_NOT_NULL_FATAL(got);
    CU_ASSERT_STRING_EQUAL(got, wanted);
    free(got);
}

static void between_words(void)
{
    expect("one two three", 7, "one two\nthree");
    expect("one two three", 6, "one\ntwo\nthree");
    expect("one two three", 13, "one two three");
}

static void blanks(void)
{
    expect("", 5, "");
    expect("   ", 5, "");
    expect("  one   two  ", 20, "one two");
    expect("one\ntwo", 20, "one two");
}

static void long_words(void)
{
    expect("abcdefgh", 3, "abc\ndef\ngh");
    expect("a abcdefgh i", 3, "a\nabc\ndef\ngh\ni");
    expect("abc", 1, "a\nb\nc");
}

static void umlauts(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    CU_ASSERT_EQUAL(wrap_width("J\xc3\xbcrgen"), 6);
    expect("J\xc3\xbcrgen \xc3\x96l", 9, "J\xc3\xbcrgen \xc3\x96l");
    expect("\xc3\xbc\xc3\xbc\xc3\xbc", 2, "\xc3\xbc\xc3\xbc\n\xc3\xbc");
}

static void hostile_bytes(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    CU_ASSERT_EQUAL(wrap_width("\x1b[31m"), 8);
    CU_ASSERT_EQUAL(wrap_width("\xff\xfe"), 8);
    expect("\xff\xfe\xff", 8, "\xff\xfe\n\xff");
    expect("ab\xc3", 20, "ab\xc3");
}

static void every_line_fits(void)
{
    static const char text[] =
        "A receptionist (front desk) opened the records of 30 patients within 29 seconds, more in a "
        "short time than the limit set for one person.";

    for (size_t width = 1; width < 160; width++) {
        char *got = wrap_text(text, width), *rest = got, *line;

        CU_ASSERT_PTR_NOT_NULL_FATAL(got);
        while ((line = strsep(&rest, "\n")))
            CU_ASSERT(strlen(line) <= width && line[0] != ' ');
        free(got);
    }
}

CU_TestInfo wrap_tests[] = {
    {"lines break between words", between_words},
    {"blanks and newlines in the text make no lines of their own", blanks},
    {"a word longer than a line breaks within", long_words},
    {"an umlaut takes one column and is never halved", umlauts},
    {"what will be shown in hexadecimal is counted so", hostile_bytes},
    {"every line fits at every width", every_line_fits},
    CU_TEST_INFO_NULL,
};
