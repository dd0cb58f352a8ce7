/* pam_module/people.c: passwords that are somebody's name, and those that only hold one. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "pam_module/people.h"

static const char *const words[] = {"nurse", "summer", "ward", NULL};

static void finds(const char *reading, size_t count, bool nothing_else)
{
    struct people people;

    people_find(&people, reading, words);
    if (people.count != count || people.nothing_else != nothing_else)
        printf("\n    '%s': %zu, expected %zu", reading, people.count, count);
    CU_ASSERT_EQUAL(people.count, count);
    CU_ASSERT_EQUAL(people.nothing_else, nothing_else);
}

static void test_names(void)
{
    finds("charlotte1987!", 1, true);
    finds("oliviasmith2020", 2, true);
    finds("olivia.smith", 2, true);
    finds("jsmith1987", 1, true);
    finds("nursecharlotte24", 1, true);
    finds("jackandemily2019", 2, true);
    finds("siobhan2019siobhan2019", 1, true);
}

static void test_lone_words(void)
{
    finds("electromagnetic24", 1, true);
    finds("summerwolverhampton24", 1, true);
}

static void test_more_than_names(void)
{
    finds("charlottexq1987", 0, false);
    finds("charlotteforklift2019", 0, false);
    finds("oliviasmithjones2020", 0, false);
    finds("wolverhamptonshrewsbury24", 0, false);
    finds("tq7rw9lm2pxv", 0, false);
}

static void test_three_words(void)
{
    finds("grant-rose-bishop", 0, false);
    finds("nurse-rose-bishop", 0, true); /* three words, no number */
}

static void test_no_letters(void)
{
    finds("", 0, false);
    finds("2024-07-01", 0, false);
    finds("summer2024", 0, true);
}

CU_TestInfo people_tests[] = {{"one name or two, with an initial, a year, a clinic's word", test_names},
                              {"a word that stands in a list and is alone", test_lone_words},
                              {"three names, two words, or other letters are left alone", test_more_than_names},
                              {"three words are a good password, names or not", test_three_words},
                              {"where no letter is, nobody is", test_no_letters},
                              CU_TEST_INFO_NULL};
