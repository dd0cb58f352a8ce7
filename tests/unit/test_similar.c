/* similar_passwords: what somebody does to a password that must be changed, and what is a new one. */
#include <CUnit/CUnit.h>
#include <string.h>
#include <time.h>

#include <confide/password.h>

#include "pam_module/similar.h"

struct pair {
    const char *old, *password;
};

#define EACH(pairs, expected)                                                                                          \
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs)[0]; i++)                                                      \
    CU_ASSERT_EQUAL(similar_passwords((pairs)[i].password, (pairs)[i].old), expected)

static void test_unchanged(void)
{
    static const struct pair pairs[] = {{"cabbage-lantern-otter", "cabbage-lantern-otter"}, {"x", "x"}};

    EACH(pairs, true);
}

static void test_small_changes(void)
{
    static const struct pair pairs[] = {{"cabbage-lantern-otter", "cabbage-lantern-otters"},
                                        {"cabbage-lantern-otter", "cabbage-lantern-0tter1"},
                                        {"cabbage-lantern-otter", "cabage-lntern-oter"},
                                        {"cabbage-lantern-otter", "cabbage lantern otter"},
                                        {"cabbage-lantern-otter", "abcbage-lanetrn-otetr"},
                                        {"tQ7rw9Lm2pXv", "tQ7rw9Lm2pXvb"},
                                        {"tQ7rw9Lm2pXv", "tQ8rw0Lm3pXv"}};

    EACH(pairs, true);
}

static void test_years(void)
{
    static const struct pair pairs[] = {{"Nightingale2023!", "Nightingale2024!"},
                                        {"Nightingale2023!", "2024#Nightingale"},
                                        {"Nightingale", "Nightingale12345678"},
                                        {"Otter9", "98765432101234567890otter98765432101234567890"},
                                        {"cabbage-lantern-otter", "cabbage-lantern-otter-2027-march"}};

    EACH(pairs, true);
}

static void test_disguises(void)
{
    static const struct pair pairs[] = {{"cabbage-lantern-otter", "C@BB4GE-L4NT3RN-0TT3R"},
                                        {"c@bb4ge-l4nt3rn-0tt3r", "Cabbage-Lantern-Otter"},
                                        {"Füchse-Gänse-Höhle", "fuchse-ganse-hohle"},
                                        {"капуста-фонарь-выдра", "КАПУСТА-ФОНАРЬ-ВЫДРА"}};

    EACH(pairs, true);
}

static void test_turned(void)
{
    static const struct pair pairs[] = {{"cabbage-lantern-otter", "retto-nretnal-egabbac"},
                                        {"cabbage-lantern-otter", "retto-nretnal-egabbac99"},
                                        {"tQ7rw9Lm2pXv", "w9Lm2pXvtQ7r"},
                                        {"tQ7rw9Lm2pXv", "2pXvtQ7rw9Lm"},
                                        {"tQ7rw9Lm2pXv", "tQ7rw9Lm2pXvtQ7rw9Lm2pXv"},
                                        {"cabbage-lantern-otter", "lantern-otter-violin"},
                                        {"cabbage lantern otter 2026", "2027-Otter-Cabbage-Lantern"},
                                        {"#%&*=?/)(~^", "#%&*=?/)(~^"}};

    EACH(pairs, true);
}

static void test_new_ones(void)
{
    static const struct pair pairs[] = {
        {"cabbage-lantern-otter", "walnut-forklift-pyjamas"}, {"cabbage-lantern-otter", "otter-violin-hedgerow"},
        {"cabbagelanternotter", "walnutforkliftpyjamas"},     {"tQ7rw9Lm2pXv", "bN4sKd8Zf3Gh"},
        {"Nightingale2023!", "walnut-forklift-2023!"},        {"cat", "catamaran-window-lemon"},
        {"2023!", "walnut forklift pyjamas 2023!"},           {"капуста-фонарь-выдра", "велосипед-облако-чайник"},
        {"aaaaaaaaaaaaaaaaaaaa", "cabbage-lantern-otter"}};

    EACH(pairs, false);
}

static void test_nothing(void)
{
    static const struct pair pairs[] = {
        {"", "cabbage-lantern-otter"}, {"cabbage-lantern-otter", ""}, {"", ""}, {"\xff\xfe", "cabbage-lantern-otter"}};

    EACH(pairs, false);
}

/* The longest there are, beyond ASCII too; and the longest that the caller should not have let through. */
static void test_bounds(void)
{
    char one[2 * PASSWORD_MAX_BYTES], two[2 * PASSWORD_MAX_BYTES];
    clock_t begin = clock();

    for (size_t i = 0; i + 1 < sizeof one; i++) {
        one[i] = "tQ7rw9Lm2pXvbNs4"[(i * 7 + i / 16) % 16];
        two[i] = "dF3hk8Gj5cYzuPa6"[(i * 11 + i / 16) % 16];
    }
    one[sizeof one - 1] = two[sizeof two - 1] = '\0';
    CU_ASSERT_FALSE(similar_passwords(one, two));
    CU_ASSERT_TRUE(similar_passwords(one, one));
    one[PASSWORD_MAX_BYTES] = two[PASSWORD_MAX_BYTES] = '\0';
    CU_ASSERT_FALSE(similar_passwords(one, two));
    CU_ASSERT(clock() - begin < CLOCKS_PER_SEC / 2);
    for (size_t i = 0; i + 3 < sizeof one; i += 3)
        memcpy(one + i, "\xef\xb7\xba", 4); /* U+FDFA unfolds into 18 */
    CU_ASSERT_TRUE(similar_passwords(one, one));
    CU_ASSERT_FALSE(similar_passwords(one, "cabbage-lantern-otter"));
}

CU_TestInfo similar_tests[] = {
    {"the same password is no new one", test_unchanged},
    {"a few letters put in, left out or changed are no new password", test_small_changes},
    {"nor is another year, another sign, or either at the other end", test_years},
    {"nor another case, disguise or accent", test_disguises},
    {"nor the old one turned round, rotated, doubled, or half of it", test_turned},
    {"three other words, one of the old words among them, and the old ending are new", test_new_ones},
    {"an old password that is empty or no text is like nothing", test_nothing},
    {"passwords as long as any are compared, in bounded time", test_bounds},
    CU_TEST_INFO_NULL};
