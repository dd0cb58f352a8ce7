/* pam_module/fold.c: a password as Unicode sees it. */
#include <string.h>

#include <CUnit/CUnit.h>

#include <confide/password.h>

#include "agent/base/text.h"
#include "pam_module/fold.h"

static void folds_to(const char *text, const char *expected)
{
    char letters[128];

    CU_ASSERT_EQUAL(fold_letters(letters, sizeof letters, text), strlen(expected));
    CU_ASSERT_STRING_EQUAL(letters, expected);
}

static void test_count(void)
{
    CU_ASSERT_EQUAL(fold_count(""), 0);
    CU_ASSERT_EQUAL(fold_count("abc def"), 7);
    CU_ASSERT_EQUAL(fold_count("é"), 1);
    CU_ASSERT_EQUAL(fold_count("e\u0301"), 1);              /* the same, decomposed */
    CU_ASSERT_EQUAL(fold_count("\u1112\u1161\u11ab"), 1);   /* three jamo make one Hangul syllable */
    CU_ASSERT_EQUAL(fold_count("q\u0323\u0307"), 3);        /* nothing composed exists */
    CU_ASSERT_EQUAL(fold_count("\U0001f600\U0001f600"), 2); /* four bytes each */
}

static void test_refused(void)
{
    static const char *const bad[] = {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                                      "a\nb", "a\tb",  "\x7f",     "\x1b[0m",      "\xc2\x9b"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_EQUAL(fold_count(bad[i]), -1);
}

static void test_length(void)
{
    char text[PASSWORD_MAX_BYTES + 2];

    memset(text, 'x', sizeof text);
    text[PASSWORD_MAX_BYTES + 1] = '\0';
    CU_ASSERT_EQUAL(fold_count(text), -1);
    text[PASSWORD_MAX_BYTES] = '\0';
    CU_ASSERT_EQUAL(fold_count(text), PASSWORD_MAX_BYTES);
}

/* U+0390 grows threefold when decomposed, U+1E9B U+0323 is reordered: the worst that 512 bytes can do. */
static void test_worst_growth(void)
{
    char text[PASSWORD_MAX_BYTES + 1] = "";

    while (strlen(text) + 2 <= PASSWORD_MAX_BYTES)
        text_format(text + strlen(text), sizeof text - strlen(text), "\u0390");
    CU_ASSERT_EQUAL(fold_count(text), PASSWORD_MAX_BYTES / 2);
}

static void test_letters(void)
{
    folds_to("Abc 1!", "abc 1!");
    folds_to("ÉÈÊëñÇ", "eeeenc");
    folds_to("e\u0301", "e");
    folds_to("Straße", "strasse");
    folds_to("Łódź Øre", "lodz ore");
    folds_to("ＡＢＣ１", "abc1");
    folds_to("ﬁ②", "fi2");
    folds_to("a\xff"
             "b",
             "ab");
    folds_to("", "");
}

static void test_foreign(void)
{
    char letters[16];

    CU_ASSERT_EQUAL(fold_letters(letters, sizeof letters, "дада"), 4);
    CU_ASSERT_EQUAL(letters[0], letters[2]);
    CU_ASSERT_EQUAL(letters[1], letters[3]);
    CU_ASSERT_NOT_EQUAL(letters[0], letters[1]);
    CU_ASSERT(((unsigned char)letters[0] & 0x80) && ((unsigned char)letters[1] & 0x80));
}

static void test_cut(void)
{
    char letters[4] = "zzz";

    CU_ASSERT_EQUAL(fold_letters(letters, sizeof letters, "abcdef"), 3);
    CU_ASSERT_STRING_EQUAL(letters, "abc");
    CU_ASSERT_EQUAL(fold_letters(letters, sizeof letters, "ab\ufdfa"), 3); /* one character of eighteen letters */
    CU_ASSERT_EQUAL(strlen(letters), 3);
    CU_ASSERT_EQUAL(fold_letters(letters, 1, "abcdef"), 0);
}

static void test_case(void)
{
    static const struct {
        const char *text, *typed, *folded;
    } rows[] = {{"PassWord", "PassWord", "password"},
                {"E\xcc\x81t\xc3\x89", "\xc3\x89t\xc3\x89", "\xc3\xa9t\xc3\xa9"},
                {"Straße", "Straße", "strasse"},
                {"КАПУСТА", "КАПУСТА", "капуста"},
                {"", "", ""},
                {"\xff\xfe", "", ""}};
    char to[64], large[PASSWORD_MAX_BYTES + 2], room[PASSWORD_MAX_BYTES + 2];

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        CU_ASSERT_EQUAL(fold_case(to, sizeof to, rows[i].text, false), strlen(rows[i].typed));
        CU_ASSERT_STRING_EQUAL(to, rows[i].typed);
        CU_ASSERT_EQUAL(fold_case(to, sizeof to, rows[i].text, true), strlen(rows[i].folded));
        CU_ASSERT_STRING_EQUAL(to, rows[i].folded);
    }
    CU_ASSERT_EQUAL(fold_case(to, 8, "PassWord", true), 0);
    CU_ASSERT_EQUAL(fold_case(to, 9, "PassWord", true), 8);
    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    CU_ASSERT_EQUAL(fold_case(room, sizeof room, large, true), 0);
    large[PASSWORD_MAX_BYTES] = '\0';
    CU_ASSERT_EQUAL(fold_case(room, sizeof room, large, true), PASSWORD_MAX_BYTES);
}

CU_TestInfo fold_tests[] = {{"composed and decomposed letters count once", test_count},
                            {"control characters and what is not UTF-8 are refused", test_refused},
                            {"512 bytes are counted, 513 refused", test_length},
                            {"the greatest growth of a decomposition fits", test_worst_growth},
                            {"accents, ligatures and wide letters fold to plain ones", test_letters},
                            {"a letter beyond ASCII is the same byte each time", test_foreign},
                            {"folding stops where the room ends", test_cut},
                            {"a whole password is the same text in every case and composition", test_case},
                            CU_TEST_INFO_NULL};
