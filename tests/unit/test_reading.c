/* pam_module/reading.c: the pieces of a password, and its letters in disguise. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "pam_module/reading.h"

static void reads(const char *shown, char one, size_t together, const char *expected)
{
    char plain[READING_SIZE];

    reading_plain(plain, shown, one, together);
    if (strcmp(plain, expected) != 0)
        printf("\n    '%s': '%s', expected '%s'", shown, plain, expected);
    CU_ASSERT_STRING_EQUAL(plain, expected);
}

static void test_disguises(void)
{
    reads("tr3atm3nt2024", 'i', 1, "treatment2024");
    reads("cl1n1c", 'i', 1, "clinic");
    reads("c1inical", 'l', 1, "clinical");
    reads("$ummer2024", 'i', 1, "summer2024");
    reads("audi0109y", 'l', 5, "audiology");
    reads("cannul@2026", 'i', 1, "cannula2026");
    reads("nurs3/priya", 'i', 1, "nurse/priya");
}

static void test_no_disguises(void)
{
    reads("ward7", 'i', 1, "ward7");
    reads("ward2024", 'i', 5, "ward2024");
    reads("ward24nights", 'i', 1, "ward24nights");
    reads("2024-07-01", 'i', 5, "2024-07-01");
    reads("", 'i', 5, "");
}

static void pieces(const char *text, const char *expected)
{
    char found[256] = "";

    for (struct reading_piece piece = reading_piece(text); piece.kind != READING_END;
         piece = reading_piece(piece.at + piece.length)) {
        static const char *const kinds[] = {"end", "letters", "digits", "signs"};
        size_t used = strlen(found);

        snprintf(found + used, sizeof found - used, "%s:%.*s ", kinds[piece.kind], (int)piece.length, piece.at);
    }
    CU_ASSERT_STRING_EQUAL(found, expected);
}

static void test_pieces(void)
{
    pieces("ward7-nights2025!!", "letters:ward digits:7 signs:- letters:nights digits:2025 signs:!! ");
    pieces("nurse\x80"
           "24",
           "letters:nurse signs:\x80 digits:24 ");
    pieces("a\x80\xa5\xca"
           "b",
           "letters:a\x80\xa5\xca"
           "b ");
    pieces("", "");
}

static void test_shown(void)
{
    char shown[READING_SIZE], longest[600];

    reading_show(shown, "aaaaaaaaaaaaaaaaaaaaaaaa");
    CU_ASSERT(strlen(shown) < 8);
    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = (char)('b' + i * 7 % 23);
    longest[sizeof longest - 1] = '\0';
    reading_show(shown, longest);
    CU_ASSERT(strlen(shown) <= READING_MAX);
    reading_show(shown, "4@1!0$5374@1!0$5374@1!0$537");
    CU_ASSERT_EQUAL(strlen(shown), 16);
    reading_show(shown, "");
    CU_ASSERT_STRING_EQUAL(shown, "");
}

static void test_turned(void)
{
    char turned[READING_SIZE];

    reading_turn(turned, "ward7");
    CU_ASSERT_STRING_EQUAL(turned, "7draw");
    reading_turn(turned, "");
    CU_ASSERT_STRING_EQUAL(turned, "");
}

CU_TestInfo reading_tests[] = {
    {"digits and signs within a word are letters", test_disguises},
    {"rooms, years and dates are not", test_no_disguises},
    {"words, numbers and signs come one by one", test_pieces},
    {"repetitions, a flood of disguises and what is beyond 64 letters are not shown", test_shown},
    {"a text is turned round", test_turned},
    CU_TEST_INFO_NULL};
