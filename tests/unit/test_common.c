/* common_has: the whole list, and nothing but the list. */
#include <CUnit/CUnit.h>
#include <confide/password.h>
#include <stdio.h>
#include <string.h>

#include "pam_module/common.h"
#include "pam_module/password.h"

typedef bool has(const char *);

static bool is_name(const char *text)
{
    return common_is_name(text, strlen(text));
}

/* Each line is found, and none of them with a sign more. Returns how many there are. */
static unsigned check_list(const char *file, has *known)
{
    FILE *list = fopen(file, "r");
    char line[64], longer[80];
    unsigned count = 0, lost = 0, wrong = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(list);
    while (fgets(line, sizeof line, list)) {
        line[strcspn(line, "\n")] = '\0';
        count++;
        lost += !known(line);
        snprintf(longer, sizeof longer, "%s~", line);
        wrong += known(longer);
    }
    fclose(list);
    CU_ASSERT_EQUAL(lost, 0);
    CU_ASSERT_EQUAL(wrong, 0);
    return count;
}

static void test_whole_lists(void)
{
    CU_ASSERT(check_list("pam_module/data/common-passwords", common_has) >= 50000);
    CU_ASSERT(check_list("pam_module/data/names", is_name) >= 30000);
}

static void test_parts(void)
{
    CU_ASSERT_TRUE(common_is_name("agnieszka1987", 9));
    CU_ASSERT_FALSE(common_is_name("agnieszka1987", 10));
    CU_ASSERT_FALSE(common_is_name("agnieszka", 8));
    CU_ASSERT_FALSE(common_is_name("ch", 2));
    CU_ASSERT_TRUE(common_has_part("password2024", 8));
    CU_ASSERT_FALSE(common_has_part("password2024", 12));
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
    CU_ASSERT_EQUAL(password_judge(password_profile("nist-mfa"), "Wolverhampton", "", "", reason), PASSWORD_LEAKED);
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "ＰＡＳＳＷＯＲＤ", "", "", reason), PASSWORD_TOO_SHORT);
}

CU_TestInfo common_tests[] = {{"each line of both lists is found, none of them with a sign more", test_whole_lists},
                              {"a part is compared up to its end", test_parts},
                              {"what is not in the list, and what is no line, is not found", test_strangers},
                              {"one of them is refused in whatever case", test_judged},
                              CU_TEST_INFO_NULL};
