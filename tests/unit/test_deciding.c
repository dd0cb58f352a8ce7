/* agent/judge/deciding, and decisions as JSON: what a decision must be like, what it does to its case, how it is told.
 */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"
#include "agent/judge/answers/deciding.h"

#define NOW INT64_C(1764000000000)
#define DAY INT64_C(86400000)

static struct decision good(enum decision_verb verb)
{
    return (struct decision){.case_id = "C-0123456789abcdef",
                             .version = 3,
                             .uid = 1001,
                             .verb = (uint8_t)verb,
                             .decided_ms = NOW,
                             .by = "mchen",
                             .reason = "Asked by the ward's sister"};
}

static struct case_report a_case(void)
{
    return (struct case_report){.id = "C-0123456789abcdef",
                                .version = 3,
                                .class = CASE_INAPPROPRIATE,
                                .certainty = CERTAINTY_RISK,
                                .severity = 3,
                                .login = "ben",
                                .patients = {"P1"},
                                .patient_total = 1,
                                .says = "A nurse opened a patient's record."};
}

static void all_verbs(void)
{
    for (enum decision_verb verb = DECISION_CONFIRM; verb <= DECISION_ACKNOWLEDGE; verb++) {
        struct decision decision = good(verb);

        CU_ASSERT_PTR_NULL(deciding_refuse(&decision, NOW));
    }
}

static void other_verbs(void)
{
    struct decision none = good(0), more = good(DECISION_ACKNOWLEDGE + 1), most = good(255);

    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&none, NOW));
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&more, NOW));
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&most, NOW));
}

/* Taking note needs no words; what is said all the same must be fit to be shown. */
static void acknowledging(void)
{
    struct decision decision = good(DECISION_ACKNOWLEDGE);

    text_copy(decision.reason, sizeof decision.reason, "");
    CU_ASSERT_PTR_NULL(deciding_refuse(&decision, NOW));
    text_copy(decision.reason, sizeof decision.reason, "seen");
    CU_ASSERT_PTR_NULL(deciding_refuse(&decision, NOW));
    text_copy(decision.reason, sizeof decision.reason, "seen\nand more");
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
    memset(decision.reason, 'x', sizeof decision.reason);
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
    text_copy(decision.reason, sizeof decision.reason, "");
    decision.until_ms = NOW + DAY;
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
}

static void acknowledged_once(void)
{
    struct decision first = good(DECISION_ACKNOWLEDGE), second = first;

    text_copy(second.by, sizeof second.by, "ann");
    text_copy(second.reason, sizeof second.reason, "me too");
    CU_ASSERT_TRUE(deciding_is_again(&second, &first));
    CU_ASSERT_FALSE(deciding_is_again(&second, NULL));
}

static void acknowledging_replaces_nothing(void)
{
    struct decision confirmed = good(DECISION_CONFIRM), noted = good(DECISION_ACKNOWLEDGE);
    struct case_report report = a_case();
    char to[256];

    deciding_replaces(&noted, &confirmed, to, sizeof to);
    CU_ASSERT_STRING_EQUAL(to, "");
    deciding_words(&noted, &report, to, sizeof to);
    CU_ASSERT_PTR_NOT_NULL(strstr(to, "72 hours run on"));
}

/* Whenever it comes, it changes no state. */
static void state_despite_acknowledgements(void)
{
    struct decision all[] = {good(DECISION_ACKNOWLEDGE), good(DECISION_CONFIRM), good(DECISION_ACKNOWLEDGE)};
    struct case_report report = a_case();
    char json[JSON_CASE_SIZE], state[16];
    static const char *const states[] = {"open", "open", "confirmed", "confirmed"};

    for (size_t count = 0; count <= 3; count++) {
        size_t length = json_case_write_decided(&report, all, count, json, sizeof json);

        CU_ASSERT_TRUE(json_field_read(json, length, "state", state, sizeof state));
        CU_ASSERT_STRING_EQUAL(state, states[count]);
    }
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"verb\":\"acknowledge\""));
}

static void reason(const char *text, bool is_good)
{
    struct decision decision = good(DECISION_CONFIRM);

    text_copy(decision.reason, sizeof decision.reason, text);
    CU_ASSERT_EQUAL(deciding_refuse(&decision, NOW) == NULL, is_good);
}

static void reasons(void)
{
    reason("1234567890", true);
    reason("123456789", false);
    reason("", false);
    reason("  1 2 3 4 5 6 7 8 9   ", false);
    reason("  1 2 3 4 5 6 7 8 9 0 ", true);
    reason("                              ", false);
    reason("\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0\u00a0",
           false);                                                           /* blanks that look like none */
    reason("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00e7\u00f1\u00e5", false); /* nine letters, 18 bytes */
    reason("\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00e7\u00f1\u00e5\u00f8", true);
    reason("\u8a3a\u5bdf\u306e\u305f\u3081\u306b\u958b\u304d\u307e\u3057\u305f", true);
}

static void controls(void)
{
    reason("one line\nand another", false);
    reason("a tab\tin the middle of it", false);
    reason("an escape \x1b[31m sequence", false);
    reason("a DEL \x7f at the end of it", false);
    reason("a C1 \xc2\x9b control character", false);
    reason("not UTF-8: \xff\xfe in the middle", false);
}

static void without_ends(void)
{
    struct decision decision = good(DECISION_CONFIRM);

    memset(decision.reason, 'x', sizeof decision.reason);
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
    decision = good(DECISION_CONFIRM);
    memset(decision.case_id, 'C', sizeof decision.case_id);
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
    decision = good(DECISION_CONFIRM);
    decision.case_id[0] = '\0';
    CU_ASSERT_PTR_NOT_NULL(deciding_refuse(&decision, NOW));
    decision = good(DECISION_CONFIRM);
    memset(decision.reason, 'x', sizeof decision.reason - 1);
    CU_ASSERT_PTR_NULL(deciding_refuse(&decision, NOW));
}

static void until(enum decision_verb verb, int64_t until_ms, bool is_good)
{
    struct decision decision = good(verb);

    decision.until_ms = until_ms;
    CU_ASSERT_EQUAL(deciding_refuse(&decision, NOW) == NULL, is_good);
}

static void dates(void)
{
    until(DECISION_EXPLAIN, 0, true);
    until(DECISION_EXPLAIN, NOW + 1, true);
    until(DECISION_EXPLAIN, NOW + 366 * DAY, true);
    until(DECISION_EXPLAIN, NOW + 366 * DAY + 1, false);
    until(DECISION_EXPLAIN, NOW, false);
    until(DECISION_EXPLAIN, -1, false);
    until(DECISION_EXPLAIN, INT64_MIN, false);
    until(DECISION_EXPLAIN, INT64_MAX, false);
    until(DECISION_CONFIRM, NOW + DAY, false);
    until(DECISION_CLOSE, NOW + DAY, false);
}

static void own_case(void)
{
    struct decision decision = good(DECISION_EXPLAIN);
    struct case_report report = a_case();

    CU_ASSERT_FALSE(deciding_is_own(&decision, &report, 1002));
    CU_ASSERT_FALSE(deciding_is_own(&decision, &report, UINT32_MAX));
    CU_ASSERT_TRUE(deciding_is_own(&decision, &report, 1001)); /* another name of one account */
    text_copy(decision.by, sizeof decision.by, "ben");
    CU_ASSERT_TRUE(deciding_is_own(&decision, &report, UINT32_MAX)); /* the account is gone, the name is the same */
    report.login[0] = decision.by[0] = '\0';
    CU_ASSERT_FALSE(deciding_is_own(&decision, &report, UINT32_MAX)); /* a case of nobody is nobody's own */
}

static unsigned after(enum case_certainty before, enum decision_verb verb)
{
    struct decision decision = good(verb);
    struct case_report report = a_case();

    report.certainty = (uint8_t)before;
    deciding_apply(&decision, &report);
    CU_ASSERT_EQUAL(report.version, 4);
    return report.certainty;
}

static void certainties(void)
{
    CU_ASSERT_EQUAL(after(CERTAINTY_RISK, DECISION_CONFIRM), CERTAINTY_CONFIRMED);
    CU_ASSERT_EQUAL(after(CERTAINTY_SUSPECTED, DECISION_CONFIRM), CERTAINTY_CONFIRMED);
    CU_ASSERT_EQUAL(after(CERTAINTY_CONFIRMED, DECISION_EXPLAIN), CERTAINTY_SUSPECTED);
    CU_ASSERT_EQUAL(after(CERTAINTY_RISK, DECISION_EXPLAIN), CERTAINTY_RISK);
    CU_ASSERT_EQUAL(after(CERTAINTY_CONFIRMED, DECISION_CLOSE), CERTAINTY_CONFIRMED);
    CU_ASSERT_EQUAL(after(CERTAINTY_SUSPECTED, DECISION_CLOSE), CERTAINTY_SUSPECTED);
}

static void what_follows(void)
{
    struct decision explained = good(DECISION_EXPLAIN);
    struct case_report report = a_case();
    char words[256];

    explained.until_ms = NOW + DAY;
    deciding_words(&explained, &report, words, sizeof words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "what ben opens"));
    for (unsigned class = CASE_LOSS; class <= CASE_LOGIN; class ++) {
        report.class = (uint8_t) class;
        deciding_words(&explained, &report, words, sizeof words);
        CU_ASSERT_PTR_NOT_NULL(strstr(words, "mutes nothing"));
    }
    report = a_case();
    explained.until_ms = 0;
    deciding_words(&explained, &report, words, sizeof words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "judged anew"));
}

struct read_back {
    struct decision decisions[4];
    size_t count;
};

static void read_back(void *data, const struct decision *decision)
{
    struct read_back *back = data;

    back->decisions[back->count++ % 4] = *decision;
}

static void as_json(void)
{
    struct decision decisions[] = {good(DECISION_EXPLAIN), good(DECISION_CLOSE)};
    struct case_report report = a_case(), again;
    struct read_back back = {.count = 0};
    char json[JSON_CASE_SIZE], state[16], error[128];
    size_t length;

    decisions[0].until_ms = NOW + DAY;
    text_copy(decisions[0].reason, sizeof decisions[0].reason, "\"quoted\", \\ and \u00fcber");
    length = json_case_write_decided(&report, decisions, 2, json, sizeof json);
    CU_ASSERT(length > 0);
    CU_ASSERT_TRUE(json_field_read(json, length, "state", state, sizeof state));
    CU_ASSERT_STRING_EQUAL(state, "closed");
    CU_ASSERT_TRUE(json_case_read(&again, json, length, error, sizeof error));
    CU_ASSERT_STRING_EQUAL(again.id, report.id);
    CU_ASSERT_TRUE(json_row_decisions(json, length, read_back, &back));
    CU_ASSERT_EQUAL(back.count, 2);
    for (size_t i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(back.decisions[i].verb, decisions[i].verb);
        CU_ASSERT_STRING_EQUAL(back.decisions[i].by, "mchen");
        CU_ASSERT_STRING_EQUAL(back.decisions[i].reason, decisions[i].reason);
        CU_ASSERT_EQUAL(back.decisions[i].decided_ms, NOW);
        CU_ASSERT_EQUAL(back.decisions[i].until_ms, decisions[i].until_ms);
    }
    length = json_case_write_decided(&report, NULL, 0, json, sizeof json);
    CU_ASSERT_TRUE(json_field_read(json, length, "state", state, sizeof state));
    CU_ASSERT_STRING_EQUAL(state, "open");
    CU_ASSERT_PTR_NOT_NULL(strstr(json, "\"decisions\":[]"));
}

static void foreign_json(void)
{
    static const char *const texts[] = {
        "{\"decisions\":[{\"by\":\"x\"}, 7, null, []]}", "{\"decisions\":7}", "{}",
        "{\"decisions\":[{\"by\":\"x\",\"when\":\"2026-11-22T10:00:00Z\",\"verb\":\"forget\",\"reason\":\"y\"}]}",
        "{\"decisions\":[{\"by\":\"x\",\"when\":\"yesterday\",\"verb\":\"close\",\"reason\":\"y\"}]}"};
    struct read_back back = {.count = 0};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_TRUE(json_row_decisions(texts[i], strlen(texts[i]), read_back, &back));
    CU_ASSERT_EQUAL(back.count, 0);
    CU_ASSERT_FALSE(json_row_decisions("[]", 2, read_back, &back));
    CU_ASSERT_FALSE(json_row_decisions("{", 1, read_back, &back));
}

static void the_same_again(void)
{
    struct decision last = good(DECISION_EXPLAIN), again = good(DECISION_EXPLAIN);

    last.until_ms = again.until_ms = NOW + DAY;
    again.version++;
    again.decided_ms += DAY;
    CU_ASSERT_TRUE(deciding_is_again(&again, &last));
    CU_ASSERT_FALSE(deciding_is_again(&again, NULL));
    again.until_ms += DAY;
    CU_ASSERT_FALSE(deciding_is_again(&again, &last));
    again = last, again.verb = DECISION_CLOSE;
    CU_ASSERT_FALSE(deciding_is_again(&again, &last));
    again = last, text_copy(again.reason, sizeof again.reason, "Asked by the ward's brother");
    CU_ASSERT_FALSE(deciding_is_again(&again, &last));
    again = last, again.uid = 1002, text_copy(again.by, sizeof again.by, "ann"); /* a second pair of eyes */
    CU_ASSERT_FALSE(deciding_is_again(&again, &last));
}

static void what_it_replaces(void)
{
    struct decision last = good(DECISION_EXPLAIN), decision = good(DECISION_CONFIRM);
    char words[128];

    deciding_replaces(&decision, &last, words, sizeof words);
    CU_ASSERT_STRING_EQUAL(words, "explained by mchen (2025-11-24T16:00:00.000Z)");
    deciding_replaces(&decision, NULL, words, sizeof words);
    CU_ASSERT_STRING_EQUAL(words, "");
    last.verb = DECISION_CONFIRM, decision.verb = DECISION_CLOSE;
    deciding_replaces(&decision, &last, words, sizeof words);
    CU_ASSERT_STRING_EQUAL(words, "");
    last.verb = DECISION_CLOSE, decision.verb = DECISION_EXPLAIN;
    deciding_replaces(&decision, &last, words, sizeof words);
    CU_ASSERT_PTR_NOT_NULL(strstr(words, "closed by mchen"));
}

CU_TestInfo deciding_tests[] = {
    {"to take note needs no words, but fit ones and no date", acknowledging},
    {"one acknowledgement is enough, whoever's", acknowledged_once},
    {"an acknowledgement takes nothing's place", acknowledging_replaces_nothing},
    {"an acknowledgement leaves a case's state as it was", state_despite_acknowledgements},
    {"a case is confirmed, explained or closed", all_verbs},
    {"and nothing else", other_verbs},
    {"a reason has ten letters that are not blank, in any language", reasons},
    {"a reason with control characters, or that is no text, is refused", controls},
    {"texts that do not end are refused", without_ends},
    {"a date goes with an explanation, lies ahead, and within a year", dates},
    {"a case is one's own by name or by account", own_case},
    {"confirming makes it certain, explaining takes that back, closing leaves it", certainties},
    {"the same person's same decision for the same reason is the same again", the_same_again},
    {"another one says what it takes the place of, but a close leaves a confirmation", what_it_replaces},
    {"what is said follows: only for accesses is anything accepted", what_follows},
    {"decisions go into a case's JSON and come back", as_json},
    {"what is no decision is passed over", foreign_json},
    CU_TEST_INFO_NULL};
