/* pam_module/verdict.c: every verdict has a word, a sentence that fits and a clause. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "pam_module/password.h"
#include "pam_module/verdict.h"

enum { VERDICTS = PASSWORD_SIMILAR + 1 };

static void test_sentences(void)
{
    static const char *const names[] = {"ncsc", "nist-single", "nist-mfa", "asvs-l2"};
    char reason[PASSWORD_REASON_SIZE];

    for (int i = 0; i < VERDICTS; i++)
        for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
            size_t length;

            verdict_sentence(reason, (enum password_verdict)i, password_profile(names[k]));
            length = strlen(reason);
            CU_ASSERT(i == PASSWORD_OK ? length == 0 : length > 20 && length <= 80 && reason[length - 1] == '.');
            CU_ASSERT_PTR_NULL(strpbrk(reason, "{}%"));
        }
}

static void test_numbers(void)
{
    char reason[PASSWORD_REASON_SIZE];

    verdict_sentence(reason, PASSWORD_TOO_SHORT, password_profile("nist-single"));
    CU_ASSERT_STRING_EQUAL(reason, "Too short: use at least 15 characters, such as three unrelated words.");
    verdict_sentence(reason, PASSWORD_TOO_LONG, password_profile("ncsc"));
    CU_ASSERT_STRING_EQUAL(reason, "Too long: the end would be cut off. Use at most 512 characters.");
}

static void test_clauses(void)
{
    static const char nist[] = "NIST 800-63B-4 3.1.1.2";
    const struct password_profile *ncsc = password_profile("ncsc"), *single = password_profile("nist-single");

    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_LEAKED, ncsc), nist, sizeof nist - 1), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_CLINIC, ncsc), nist, sizeof nist - 1), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_PERSONAL, ncsc), nist, sizeof nist - 1), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_TOO_SHORT, single), nist, sizeof nist - 1), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_TOO_SHORT, ncsc), "NCSC", 4), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_SIMILAR, single), "Confide", 7), 0);
    CU_ASSERT_EQUAL(strncmp(verdict_clause(PASSWORD_TOO_EASY, single), "Confide", 7), 0);
}

static void test_words(void)
{
    for (int i = 0; i < VERDICTS; i++)
        for (int k = 0; k < i; k++)
            CU_ASSERT_STRING_NOT_EQUAL(verdict_word((enum password_verdict)i), verdict_word((enum password_verdict)k));
}

CU_TestInfo verdict_tests[] = {{"each says why and a way out in 80 characters, in every profile", test_sentences},
                               {"the numbers are the profile's", test_numbers},
                               {"each stands on a rule: of a standard, or openly our own", test_clauses},
                               {"no two are called the same", test_words},
                               CU_TEST_INFO_NULL};
