/* agent/base/text: text is never cut in the middle of a character, and never breaks a line. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"

static void copies_whole(void)
{
    char to[8];

    CU_ASSERT_TRUE(text_copy(to, sizeof to, "1234567"));
    CU_ASSERT_STRING_EQUAL(to, "1234567");
}

static void cuts_between_characters(void)
{
    char to[4];

    CU_ASSERT_FALSE(text_copy(to, sizeof to, "ab\xc3\xa9"));
    CU_ASSERT_STRING_EQUAL(to, "ab");
    CU_ASSERT_FALSE(text_copy(to, sizeof to, "a\xe2\x82\xac"));
    CU_ASSERT_STRING_EQUAL(to, "a");
}

static void format_says_when_it_cut(void)
{
    char to[4];

    CU_ASSERT_FALSE(text_format(to, sizeof to, "%d", 12345));
    CU_ASSERT_STRING_EQUAL(to, "123");
    CU_ASSERT_TRUE(text_format(to, sizeof to, "%d", 123));
}

static void accepts_utf8(void)
{
    static const char *const good[] = {"", "plain", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xf4\x8f\xbf\xbf"};

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        CU_ASSERT_TRUE(text_is_utf8(good[i], strlen(good[i])));
}

static void refuses_what_is_not_utf8(void)
{
    static const char *const bad[] = {
        "\x80",   "\xc3",    "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80",
        "a\xffz", "\xe2\x82"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(text_is_utf8(bad[i], strlen(bad[i])));
}

static void escapes_what_could_forge_a_line(void)
{
    char to[64];

    CU_ASSERT_STRING_EQUAL(text_escape(to, sizeof to, "a\nb\x1b[1m\\"), "a\\x0ab\\x1b[1m\\x5c");
    CU_ASSERT_STRING_EQUAL(text_escape(to, 6, "abc\n"), "abc");
}

static void hex_there_and_back(void)
{
    const uint8_t bytes[] = {0x00, 0x7f, 0xff};
    uint8_t back[3];
    char hex[7];

    text_hex(hex, bytes, sizeof bytes);
    CU_ASSERT_STRING_EQUAL(hex, "007fff");
    CU_ASSERT_TRUE(text_unhex(back, sizeof back, "007FfF"));
    CU_ASSERT_EQUAL(memcmp(back, bytes, sizeof bytes), 0);
}

static void refuses_what_is_not_hex(void)
{
    uint8_t back[2];

    CU_ASSERT_FALSE(text_unhex(back, sizeof back, "00ff0"));
    CU_ASSERT_FALSE(text_unhex(back, sizeof back, "00f"));
    CU_ASSERT_FALSE(text_unhex(back, sizeof back, "00fg"));
}

static void finds_whole_words_and_endings(void)
{
    CU_ASSERT_TRUE(text_in_list("login sshd gdm-*", "sshd"));
    CU_ASSERT_TRUE(text_in_list("  login\tsshd  gdm-*", "gdm-password"));
    CU_ASSERT_TRUE(text_in_list("su", "su"));
}

static void finds_no_part_of_a_word(void)
{
    CU_ASSERT_FALSE(text_in_list("sudo sshd", "su"));
    CU_ASSERT_FALSE(text_in_list("su", "sudo"));
    CU_ASSERT_FALSE(text_in_list("gdm-*", "gdm"));
    CU_ASSERT_FALSE(text_in_list("", "su"));
    CU_ASSERT_FALSE(text_in_list("su", ""));
}

static void reads_numbers_within_bounds(void)
{
    int64_t number = 0;

    CU_ASSERT_TRUE(text_number("42", 0, 100, &number) && number == 42);
    CU_ASSERT_TRUE(text_number("-5", -10, 0, &number) && number == -5);
    CU_ASSERT_TRUE(text_number("-9223372036854775808", INT64_MIN, 0, &number) && number == INT64_MIN);
    CU_ASSERT_TRUE(text_number("9223372036854775807", 0, INT64_MAX, &number) && number == INT64_MAX);
}

static void refuses_what_is_no_number(void)
{
    static const char *const bad[] = {"", "-", "4x", " 4", "4 ", "+4", "0x10", "101", "9223372036854775808"};
    int64_t number = 7;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(text_number(bad[i], 0, 100, &number));
    CU_ASSERT_FALSE(text_number("9223372036854775808", INT64_MIN, INT64_MAX, &number));
    CU_ASSERT_EQUAL(number, 7);
}

CU_TestInfo text_tests[] = {
    {"text that fits is copied whole", copies_whole},
    {"text that does not fit is cut between characters", cuts_between_characters},
    {"a cut format says so", format_says_when_it_cut},
    {"UTF-8 is accepted", accepts_utf8},
    {"overlong forms, surrogates and halves are refused", refuses_what_is_not_utf8},
    {"control bytes and backslashes are escaped", escapes_what_could_forge_a_line},
    {"hexadecimal goes there and back", hex_there_and_back},
    {"what is not hexadecimal is refused", refuses_what_is_not_hex},
    {"a list knows whole words and endings", finds_whole_words_and_endings},
    {"a list does not know parts of words", finds_no_part_of_a_word},
    {"numbers within bounds are read", reads_numbers_within_bounds},
    {"what is no number, or out of bounds, is refused and changes nothing", refuses_what_is_no_number},
    CU_TEST_INFO_NULL,
};
