/* pam_module/password.c: what is weak here, what is strong, and what the person is told. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "pam_module/password.h"

static const char personal[] = "jsmith john smith 1984 12031984 120384 receptionist ab12cd";
static const char clinic[] = "riverside oakfield";

static enum password_verdict judge(const char *password, char *reason)
{
    return password_judge(password_profile("ncsc"), password, personal, clinic, reason);
}

static void falls(enum password_verdict expected, const char *const *passwords, size_t count)
{
    char reason[PASSWORD_REASON_SIZE];

    for (size_t i = 0; i < count; i++) {
        enum password_verdict verdict = judge(passwords[i], reason);

        if (verdict != expected)
            printf("\n    '%s': verdict %d, expected %d", passwords[i], verdict, expected);
        CU_ASSERT_EQUAL(verdict, expected);
        CU_ASSERT(reason[0] == '\0' || strstr(reason, passwords[i]) == NULL);
    }
}

#define FALLS(verdict, list) falls(verdict, list, sizeof list / sizeof list[0])

static void test_strong(void)
{
    static const char *const strong[] = {"cabbage-lantern-otter", "walnutharpsichorddune", "tQ7rw9Lm2pXv",
                                         "flötenspielerwolkenbank", "voilier brumeux tambour"};

    FALLS(PASSWORD_OK, strong);
}

static void test_clinic(void)
{
    static const char *const weak[] = {"Reception2024!",    "Riverside2024!",    "Cl1n1cNurse99",    "Paracetamol1!",
                                       "Nurse-Winter-2025", "SummerSurgery24!!", "OakfieldOakfield1"};

    FALLS(PASSWORD_CLINIC, weak);
}

static void test_personal(void)
{
    static const char *const weak[] = {"jsmith12031984", "JohnSmith1984!", "htimsj-htimsj-84", "J5mith!jsmith!",
                                       "smithab12cd2024"};

    FALLS(PASSWORD_PERSONAL, weak);
}

static void test_easy(void)
{
    static const char *const weak[] = {"qwertyuiopas",     "abcdefghijklmnop", "aaaaaaaaaaaaaaaaaaaa",
                                       "1234567890123456", "monkeydragon1",    "iloveyouiloveyou"};

    FALLS(PASSWORD_TOO_EASY, weak);
}

static void test_dressed_up(void)
{
    static const char *const weak[] = {
        "Ward7Nights2025",   "IloveNHS2024!",        "Physio-Room-3!",    "MondayBlues24!",
        "Covid19Vaccine!",   "Password4Clinic",      "Tr3atmentR00m1",    "Ibuprofen400mg",
        "Amox500mgTDS2024",  "Summer2024Summer2024", "StMarys2024!!",     "12March2024Ward",
        "Defibrillator24!?", "Nurse/2024/Nurse",     "Winter-10/12/2024", "Wednesday*2026*"};
    char reason[PASSWORD_REASON_SIZE];

    for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++) {
        enum password_verdict verdict = judge(weak[i], reason);

        if (verdict == PASSWORD_OK)
            printf("\n    '%s' is taken", weak[i]);
        CU_ASSERT_NOT_EQUAL(verdict, PASSWORD_OK);
    }
}

static void test_somebody(void)
{
    static const char *const weak[] = {"Charlotte1987!",     "OliviaBrown2020",  "Ch4rl0tte1987!",
                                       "Siobhan-24-12-1990", "Agnieszka2019!",   "J.Kowalski1987",
                                       "PriyaPatel!!",       "JackAndEmily2019", "ettolrahC1987!"};

    FALLS(PASSWORD_TOO_EASY, weak);
}

static void test_names_within(void)
{
    static const char *const strong[] = {"grantrosebishopcastle",  "walnut-rose-forklift", "cabbage-lantern-7otter",
                                         "forklift nurse pyjamas", "5f3a09bc71de",         "MarchingBarnacleOtter9"};

    FALLS(PASSWORD_OK, strong);
}

static void test_short(void)
{
    char reason[PASSWORD_REASON_SIZE];
    static const char *const brief[] = {"x9#Kq2", "tQ7rw9Lm2pX", "ÄÖÜÄÖÜÄÖÜÄÖ",
                                        "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301"};

    FALLS(PASSWORD_TOO_SHORT, brief);
    judge("x9#Kq2", reason);
    CU_ASSERT_STRING_EQUAL(reason, "Too short: use at least 12 characters, such as three unrelated words.");
}

static void test_empty(void)
{
    char reason[PASSWORD_REASON_SIZE];

    CU_ASSERT_EQUAL(judge("", reason), PASSWORD_EMPTY);
    CU_ASSERT_STRING_EQUAL(reason, "No password was typed. Use at least 12 characters.");
}

static void test_not_text(void)
{
    static const char *const odd[] = {"tQ7rw9Lm2pXv\t",       "tQ7rw9Lm2pXv\x1b[2J",      "tQ7rw9Lm2pXv\xff",
                                      "\xc0\xaftQ7rw9Lm2pXv", "tQ7rw9Lm2pXv\xed\xa0\x80", "tQ7rw9Lm2pXv\xc2\x85",
                                      "tQ7rw9Lm2pXv\xe2\x82"};

    FALLS(PASSWORD_NOT_TEXT, odd);
}

static void test_bounds(void)
{
    char longest[PASSWORD_MAX_BYTES + 2], reason[PASSWORD_REASON_SIZE];

    for (size_t i = 0; i < sizeof longest; i++)
        longest[i] = "tQ7rw9Lm2pXvbNs4"[(i * 7 + i / 16) % 16];
    longest[PASSWORD_MAX_BYTES + 1] = '\0';
    CU_ASSERT_EQUAL(judge(longest, reason), PASSWORD_TOO_LONG);
    longest[PASSWORD_MAX_BYTES] = '\0';
    CU_ASSERT_EQUAL(judge(longest, reason), PASSWORD_OK);
    memset(longest, 'x', PASSWORD_MAX_BYTES);
    CU_ASSERT_EQUAL(judge(longest, reason), PASSWORD_TOO_EASY);
}

static void test_marks_alone(void)
{
    char marks[64] = "", reason[PASSWORD_REASON_SIZE];

    for (int i = 0; i < 20; i++)
        text_format(marks + strlen(marks), sizeof marks - strlen(marks), "\u0301");
    CU_ASSERT_EQUAL(judge(marks, reason), PASSWORD_TOO_EASY);
}

static void test_names_beyond_ascii(void)
{
    char reason[PASSWORD_REASON_SIZE];

    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "ВладимировичВладимирович", "владимирович", "", reason),
                    PASSWORD_PERSONAL);
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "Muller1990!!!!", "müller", "", reason),
                    PASSWORD_PERSONAL);
}

static void test_no_lists(void)
{
    char reason[PASSWORD_REASON_SIZE];

    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "cabbage-lantern-otter", "", "", reason), PASSWORD_OK);
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "Reception2024!", "", "", reason), PASSWORD_CLINIC);
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "Riverside2024!", "  ", " riverside  x ", reason),
                    PASSWORD_CLINIC);
}

static void test_endless_lists(void)
{
    char list[8192], reason[PASSWORD_REASON_SIZE];

    for (size_t i = 0; i < sizeof list; i++)
        list[i] = i % 4 == 3 ? ' ' : (char)('a' + (i * 31 + i / 26) % 26);
    list[sizeof list - 1] = '\0';
    CU_ASSERT_EQUAL(password_judge(password_profile("ncsc"), "tQ7rw9Lm2pXv", list, list, reason), PASSWORD_OK);
    CU_ASSERT_NOT_EQUAL(password_judge(password_profile("ncsc"), "Reception2024!", list, list, reason), PASSWORD_OK);
}

static void test_profiles(void)
{
    static const struct {
        const char *name;
        unsigned points;
    } expected[] = {{"ncsc", 12}, {"nist-single", 15}, {"nist-mfa", 8}, {"asvs-l2", 8}};
    char reason[PASSWORD_REASON_SIZE];

    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        const struct password_profile *profile = password_profile(expected[i].name);

        CU_ASSERT_PTR_NOT_NULL_FATAL(profile);
        CU_ASSERT_EQUAL(profile->min_points, expected[i].points);
        CU_ASSERT(profile->clause[0] != '\0');
    }
    CU_ASSERT_PTR_NULL(password_profile("NCSC"));
    CU_ASSERT_PTR_NULL(password_profile(""));
    CU_ASSERT_EQUAL(password_judge(password_profile("nist-mfa"), "tQ7rw9Lm", "", "", reason), PASSWORD_OK);
    CU_ASSERT_EQUAL(password_judge(password_profile("nist-single"), "tQ7rw9Lm2pXvbN", "", "", reason),
                    PASSWORD_TOO_SHORT);
}

static void test_sentences_fit(void)
{
    static const char *const all[] = {
        "", "short", "tQ7rw9Lm2pXv\t", "Reception2024!", "JohnSmith1984!", "qwertyuiopas"};
    char longest[PASSWORD_MAX_BYTES + 2], reason[PASSWORD_REASON_SIZE];
    size_t length;

    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        CU_ASSERT_NOT_EQUAL(judge(all[i], reason), PASSWORD_OK);
        length = strlen(reason);
        CU_ASSERT(length > 20 && length <= 80 && reason[length - 1] == '.');
    }
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    judge(longest, reason);
    length = strlen(reason);
    CU_ASSERT(length > 20 && length <= 80 && reason[length - 1] == '.');
}

CU_TestInfo password_tests[] = {
    {"three unrelated words, a manager's random one and other tongues pass", test_strong},
    {"clinic words, seasons, medicines and what is put around them fall", test_clinic},
    {"own names, dates and postcode fall, reversed and disguised too", test_personal},
    {"keyboard rows, sequences and repetitions fall", test_easy},
    {"what a year, a room, a dose or a sign is added to falls as if it were not", test_dressed_up},
    {"so does somebody's name, whatever stands around it", test_somebody},
    {"a name or a clinic's word within a passphrase does no harm", test_names_within},
    {"length counts composed characters, not bytes", test_short},
    {"an empty password is refused", test_empty},
    {"control characters and broken UTF-8 are refused", test_not_text},
    {"512 bytes pass, 513 do not, and length alone is not strength", test_bounds},
    {"a password of accents alone is refused", test_marks_alone},
    {"a name beyond ASCII is found in the password", test_names_beyond_ascii},
    {"without lists the clinic's vocabulary still counts", test_no_lists},
    {"lists longer than their room neither crash nor let a weak one by", test_endless_lists},
    {"each profile has its length and its source", test_profiles},
    {"every sentence is whole and fits 80 characters", test_sentences_fit},
    CU_TEST_INFO_NULL};
