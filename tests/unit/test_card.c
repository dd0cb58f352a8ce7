/* card.h and advice.h: what a manager and IT read. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/report/advice.h"
#include "agent/ctl/card.h"
#include "agent/ctl/case_words.h"

enum { HOUR_MS = 60 * 60 * 1000 };

static enum card_health health_of(const char *key, const char *value, int64_t now_ms)
{
    (void)now_ms;
    if (strcmp(key, "watch") != 0)
        return CARD_UNKNOWN;
    return strcmp(value, "connected") == 0 ? CARD_FINE : CARD_BAD;
}

static void values(void)
{
    char to[CARD_VALUE_SIZE];

    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_COUNT, "1234567", 0), "1,234,567");
    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_BYTES, "1536", 0), "1.5 KiB");
    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_TEXT, "1234567", 0), "1234567");
    CU_ASSERT_PTR_NOT_NULL(
        strstr(card_value(to, CARD_TIME, "1970-01-02T00:00:00Z", 86400000 + 7200000), "(2 hours ago)"));
    CU_ASSERT_PTR_NOT_NULL(
        strstr(card_value(to, CARD_TIME, "1970-01-02T00:00:00Z", 86400000 - 60000), "(1 minute ahead)"));
}

static void wrong_values(void)
{
    char to[CARD_VALUE_SIZE];

    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_COUNT, "unknown", 0), "unknown");
    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_BYTES, "-3", 0), "-3");
    CU_ASSERT_STRING_EQUAL(card_value(to, CARD_TIME, "yesterday", 0), "yesterday");
}

static enum card_health worst_of(const char *json)
{
    const struct card_style style = {.health = health_of};

    return card_worst(json, strlen(json), &style);
}

static void worst_counts(void)
{
    CU_ASSERT_EQUAL(worst_of("{\"watch\":\"connected\",\"x\":1}"), CARD_FINE);
    CU_ASSERT_EQUAL(worst_of("{\"watch\":\"away\",\"x\":1}"), CARD_BAD);
    CU_ASSERT_EQUAL(worst_of("{\"x\":1}"), CARD_UNKNOWN);
    CU_ASSERT_EQUAL(worst_of("no object"), CARD_UNKNOWN);
}

static void who(void)
{
    struct case_report report = {.login = "anna", .rule_patients = {3}};

    CU_ASSERT_STRING_EQUAL(case_who(&report), "anna");
    report.login[0] = '\0';
    CU_ASSERT_STRING_EQUAL(case_who(&report), "several, each told of in the events");
    report.rule_patients[0] = 0;
    CU_ASSERT_STRING_EQUAL(case_who(&report), "nobody could be named");
}

static void states(void)
{
    struct case_report report = {.class = CASE_LOSS, .certainty = CERTAINTY_SUSPECTED};
    char to[64];

    CU_ASSERT_STRING_EQUAL(advice_state(to, sizeof to, &report), "suspected loss of records");
    report.class = CASE_INAPPROPRIATE;
    report.certainty = CERTAINTY_RISK;
    CU_ASSERT_STRING_EQUAL(advice_state(to, sizeof to, &report), "possible inappropriate access");
}

static void unknown_class(void)
{
    struct case_report report = {.class = 200, .certainty = 200};
    char to[64];

    CU_ASSERT_STRING_EQUAL(advice_state(to, sizeof to, &report), "incident");
    CU_ASSERT(strlen(advice_do(&report)) > 0);
}

static void every_class_has_advice(void)
{
    struct case_report report = {.certainty = CERTAINTY_SUSPECTED};
    struct case_report unknown = {.class = 0};

    for (unsigned class = CASE_INAPPROPRIATE; class <= CASE_LOGIN; class ++) {
        report.class = (uint8_t) class;
        CU_ASSERT_STRING_NOT_EQUAL(advice_do(&report), advice_do(&unknown));
    }
}

static void some_rules_have_their_own(void)
{
    struct case_report report = {.class = CASE_LOGIN, .certainty = CERTAINTY_RISK, .rules = {"let-in"}};
    const char *of_class = advice_do(&report);

    text_copy(report.rules[1], sizeof report.rules[1], "emergency-entry");
    CU_ASSERT_PTR_NOT_NULL(strstr(advice_do(&report), "what the emergency was"));
    text_copy(report.rules[1], sizeof report.rules[1], "unheard-of");
    CU_ASSERT_STRING_EQUAL(advice_do(&report), of_class);
}

/* Nobody deletes when a disk is gone: "stop whatever still deletes" would send people after the wrong thing. */
static void a_disk_is_no_deletion(void)
{
    struct case_report report = {.class = CASE_LOSS, .certainty = CERTAINTY_RISK, .rules = {"mass-delete"}};
    const char *of_class = advice_do(&report);
    static const char *const rules[] = {"device-missing", "device-failing", "device-readonly", "device-full"};

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        text_copy(report.rules[0], sizeof report.rules[0], rules[i]);
        CU_ASSERT_STRING_NOT_EQUAL(advice_do(&report), of_class);
        CU_ASSERT_PTR_NOT_NULL(strstr(advice_do(&report), "IT"));
    }
}

static void deadline(void)
{
    struct case_report report = {.raised_ms = 1000};

    CU_ASSERT_EQUAL(advice_deadline_ms(&report), 1000 + 72 * (int64_t)HOUR_MS);
}

CU_TestInfo card_tests[] = {
    {"times, counts and bytes are shown as people say them", values},
    {"a value that is not of its kind is shown as it is", wrong_values},
    {"the worst member decides, and what is no object decides nothing", worst_counts},
    {"class and certainty are told in words", states},
    {"a class of a later version is still an incident", unknown_class},
    {"every class says what to do", every_class_has_advice},
    {"an entry by EMERGENCY has advice of its own, a rule without falls back to its class", some_rules_have_their_own},
    {"a disk that is gone, full, read-only or failing sends nobody after a deletion", a_disk_is_no_deletion},
    {"the deadline is 72 hours after the case was raised", deadline},
    {"a case of many is not one of nobody", who},
    CU_TEST_INFO_NULL,
};
