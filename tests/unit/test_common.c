/* common_has: the whole list, and nothing but the list. */
#include <CUnit/CUnit.h>
#include <confide/password.h>
#include <stdio.h>
#include <string.h>

#include "pam_module/common.h"
#include "pam_module/password.h"

static void test_whole_list(void)
{
    FILE *list = fopen("pam_module/data/common-passwords", "r");
    char line[64], longer[80];
    unsigned count = 0, lost = 0, wrong = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = '\0';
        count++;
        lost += !common_has(line);
        snprintf(longer, sizeof longer, "%s~", line);
        wrong += common_has(longer);
    }
    fclose(list);
    CU_ASSERT_EQUAL(count, 15769);
    CU_ASSERT_EQUAL(lost, 0);
    CU_ASSERT_EQUAL(wrong, 0);
}

static void test_strangers(void)
{
    static const char *const strangers[] = {"",        "\n",         "a",        "zzzzzzzzzzzzzzzzz",    "0", "\xff",
                                            "passwor", "password\n", "Password", "cabbage-lantern-otter"};

    for (size_t i = 0; i < sizeof strangers / sizeof strangers[0]; i++)
        CU_ASSERT_FALSE(common_has(strangers[i]));
}

static void test_judged(void)
{
    char reason[PASSWORD_REASON_SIZE];

    CU_ASSERT_EQUAL(password_judge(password_profile("nist-mfa"), "PassWord", "", "", reason), PASSWORD_LEAKED);
    CU_ASSERT(strlen(reason) > 20 && strlen(reason) <= 80);
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "ＰＡＳＳＷＯＲＤ", "", "", reason), PASSWORD_TOO_SHORT);
}

CU_TestInfo common_tests[] = {{"each of the 15,769 is found, none of them with a sign more", test_whole_list},
                              {"what is not in the list, and what is no line, is not found", test_strangers},
                              {"one of them is refused in whatever case", test_judged},
                              CU_TEST_INFO_NULL};
