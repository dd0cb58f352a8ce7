/* pam_module/words.c: what a person would build a password on. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "pam_module/words.h"

static void test_parts(void)
{
    char words[64] = "";

    CU_ASSERT_TRUE(words_add(words, sizeof words, "Smith,Room 4; Ext.5512 Müller-Lüdenscheidt"));
    CU_ASSERT_STRING_EQUAL(words, "smith room ext 5512 müller lüdenscheidt");
}

static void test_once(void)
{
    char words[64] = "anna";

    CU_ASSERT_TRUE(words_add(words, sizeof words, "Anna ANNA anna berg anna"));
    CU_ASSERT_STRING_EQUAL(words, "anna berg");
}

static void test_full(void)
{
    char words[12] = "";

    CU_ASSERT_FALSE(words_add(words, sizeof words, "alpha bravo charlie"));
    CU_ASSERT_STRING_EQUAL(words, "alpha bravo");
    CU_ASSERT_FALSE(words_add(words, sizeof words, "del"));
    CU_ASSERT_STRING_EQUAL(words, "alpha bravo");
}

static void test_dates(void)
{
    static const char *const no_dates[] = {"", "1984", "12/03/1984", "1984-03-1", "1984.03.12"};
    char words[128] = "";

    words_add_date(words, sizeof words, "1984-03-12");
    CU_ASSERT_STRING_EQUAL(words, "1984 12031984 120384 19840312 840312 1203 0312");
    for (size_t i = 0; i < sizeof no_dates / sizeof no_dates[0]; i++) {
        words[0] = '\0';
        words_add_date(words, sizeof words, no_dates[i]);
        CU_ASSERT_STRING_EQUAL(words, "");
    }
}

static void test_member(void)
{
    static const char *const expected[] = {"jsmith",    "john",    "smith", "1984", "12031984", "receptionist",
                                           "riverside", "1234567", "sw1",   "2ab",  "sw12ab"};
    struct staff_member member = {.login = "jsmith",
                                  .name = "John Smith",
                                  .surname = "Smith",
                                  .role = "Receptionist",
                                  .unit = "Riverside",
                                  .registration = "GMC 1234567",
                                  .birth = "1984-03-12",
                                  .postcode = "SW1 2AB",
                                  .address = "Elm Street",
                                  .patient = "9434765919"};
    char words[WORDS_SIZE];

    words_of_member(words, &member);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        CU_ASSERT_TRUE(text_in_list(words, expected[i]));
    CU_ASSERT_FALSE(text_in_list(words, "9434765919"));
    CU_ASSERT_FALSE(text_in_list(words, "elm"));
}

CU_TestInfo words_tests[] = {
    {"a text falls into its words, in lower case", test_parts},
    {"a word stands once", test_once},
    {"a full list keeps whole words and says so", test_full},
    {"a date gives the forms people type, anything else none", test_dates},
    {"a person's words hold name, birth, role and postcode, not their patient number", test_member},
    CU_TEST_INFO_NULL};
