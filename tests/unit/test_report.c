/* Reports: what leaves the machine, and what must not. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/judge/outbox/report.h"

static void fill(struct case_report *report, struct report_origin *origin)
{
    *report = (struct case_report){.version = 1,
                                   .class = CASE_LOSS,
                                   .certainty = CERTAINTY_SUSPECTED,
                                   .severity = 5,
                                   .first_ms = 1795428000000,
                                   .last_ms = 1795428060000,
                                   .raised_ms = 1795428061000,
                                   .event_total = 12,
                                   .patient_total = 2,
                                   .record_total = 11};
    *origin = (struct report_origin){.chain_seq = 42, .now_ms = 1795428062000};
    text_copy(report->id, sizeof report->id, "C-0123456789abcdef");
    text_copy(report->login, sizeof report->login, "mokafor");
    text_copy(report->rules[0], sizeof report->rules[0], "mass-delete");
    text_copy(report->patients[0], sizeof report->patients[0], "NHS-4857773456");
    text_copy(report->patients[1], sizeof report->patients[1], "Smith_Jane");
    text_copy(report->says, sizeof report->says, "A nurse deleted or moved away 11 records.");
    text_copy(report->checked[0], sizeof report->checked[0], "an appointment with this person");
    text_copy(origin->machine, sizeof origin->machine, "m-77");
    text_copy(origin->chain_id, sizeof origin->chain_id, "00112233445566778899aabbccddeeff");
    text_copy(origin->chain_head, sizeof origin->chain_head, "abcd");
}

static void expect(const char *body, size_t length, const char *name, const char *value)
{
    char found[512] = "(missing)";

    json_field_read(body, length, name, found, sizeof found);
    CU_ASSERT_STRING_EQUAL(found, value);
    if (strcmp(found, value) != 0)
        fprintf(stderr, "    %s: %s, not %s\n", name, found, value);
}

static void is_complete(void)
{
    static const char whole[] =
        "{\"type\":\"confide.case.raised\",\"timestamp\":\"2026-11-23T10:01:02.000Z\",\"data\":{"
        "\"case\":\"C-0123456789abcdef\",\"version\":1,\"class\":\"loss\",\"certainty\":\"suspected\",\"rules\":["
        "\"mass-delete\"],"
        "\"counts\":{\"events\":12,\"patients\":2,\"records\":11},\"first\":\"2026-11-23T10:00:00.000Z\","
        "\"last\":\"2026-11-23T10:01:00.000Z\",\"raised\":\"2026-11-23T10:01:01.000Z\","
        "\"clocks\":{\"aware\":\"2026-11-23T10:01:01.000Z\",\"report_by\":\"2026-11-26T10:01:01.000Z\"},"
        "\"checked\":[\"an appointment with this person\"],\"severity\":5,"
        "\"says\":\"A nurse deleted or moved away 11 records.\",\"machine\":\"m-77\","
        "\"chain\":{\"id\":\"00112233445566778899aabbccddeeff\",\"seq\":42,\"head\":\"abcd\"},"
        "\"read_more\":\"confidectl case C-0123456789abcdef\"}}";
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;
    size_t length;

    fill(&report, &origin);
    length = report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_EQUAL(length, strlen(whole));
    CU_ASSERT_STRING_EQUAL(body, whole);
    report.version = 2;
    length = report_write(&report, &origin, body, sizeof body);
    expect(body, length, "type", "confide.case.grown");
}

static void ids(void)
{
    struct case_report report;
    struct report_origin origin;
    char id[REPORT_ID_SIZE];

    fill(&report, &origin);
    report_id(id, &report);
    CU_ASSERT_STRING_EQUAL(id, "C-0123456789abcdef-v1");
    report.version = UINT32_MAX;
    report_id(id, &report);
    CU_ASSERT_STRING_EQUAL(id, "C-0123456789abcdef-v4294967295");
    CU_ASSERT_PTR_NULL(strchr(id, '.'));
}

/* However a name got into a text of the case: it does not get out. */
static void names_nobody(void)
{
    static const char *const planted[] = {
        "mokafor did it.",
        "It was MOKAFOR.",
        "Patient NHS-4857773456 was read.",
        "About smith_jane only.",
        "Look at /srv/records/17/a.pdf.",
        "(mokafor)",
        "x mokafor",
    };
    static const char *const names[] = {"mokafor", "MOKAFOR", "4857773456", "mith_", "/srv", "pdf"};
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;

    for (size_t i = 0; i < sizeof planted / sizeof planted[0]; i++) {
        fill(&report, &origin);
        text_copy(report.says, sizeof report.says, planted[i]);
        text_copy(report.checked[0], sizeof report.checked[0], planted[i]);
        text_copy(report.checked[1], sizeof report.checked[1], "a referral");
        CU_ASSERT(report_write(&report, &origin, body, sizeof body) > 0);
        for (size_t n = 0; n < sizeof names / sizeof names[0]; n++)
            CU_ASSERT_PTR_NULL(strstr(body, names[n]));
        CU_ASSERT_PTR_NOT_NULL(strstr(body, "Read this case on the machine"));
        CU_ASSERT_PTR_NOT_NULL(strstr(body, "\"checked\":[\"a referral\"]"));
    }
}

/* A login that is an ordinary word, or part of one, takes no sentence away. */
static void harmless_words_stay(void)
{
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;

    fill(&report, &origin);
    text_copy(report.login, sizeof report.login, "ord");
    report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "A nurse deleted"));
    text_copy(report.login, sizeof report.login, "delete");
    report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "A nurse deleted"));
    text_copy(report.login, sizeof report.login, "or");
    text_copy(report.patients[0], sizeof report.patients[0], "11");
    report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "A nurse deleted"));
    text_copy(report.login, sizeof report.login, "ben");
    text_copy(report.says, sizeof report.says, "It was ben.");
    report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_PTR_NULL(strstr(body, "It was"));
}

static void too_small(void)
{
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;
    size_t length;

    fill(&report, &origin);
    length = report_write(&report, &origin, body, sizeof body);
    CU_ASSERT_EQUAL(report_write(&report, &origin, body, length), 0);
    CU_ASSERT_EQUAL(report_write(&report, &origin, body, length + 1), length);
    CU_ASSERT_EQUAL(report_write_selftest("T-1", &origin, body, 10), 0);
}

static void longest_fits(void)
{
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;
    size_t length;

    fill(&report, &origin);
    report.version = report.event_total = report.patient_total = report.record_total = UINT32_MAX;
    memset(report.says, '\x01', sizeof report.says - 1); /* six bytes each in JSON */
    for (size_t i = 0; i < CASE_RULES_MAX; i++)
        memset(report.rules[i], '\x01', sizeof report.rules[i] - 1);
    for (size_t i = 0; i < CASE_CHECKED_MAX; i++)
        memset(report.checked[i], '\x01', sizeof report.checked[i] - 1);
    length = report_write(&report, &origin, body, sizeof body);
    CU_ASSERT(length > 8000 && length < REPORT_BODY_SIZE);
}

static void minimal(void)
{
    uint8_t hash[32] = {0xab, [31] = 0xcd};
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;
    size_t length;

    fill(&report, &origin);
    length = report_write_minimal("C-0123456789abcdef-v1-min", 5, hash, &origin, body, sizeof body);
    CU_ASSERT(length > 0 && length < 600);
    expect(body, length, "type", "confide.report.minimal");
    expect(body, length, "timestamp", "2026-11-23T10:01:02.000Z");
    expect(body, length, "data.report", "C-0123456789abcdef-v1-min");
    expect(body, length, "data.severity", "5");
    expect(body, length, "data.machine", "m-77");
    expect(body, length, "data.full_sha256", "ab000000000000000000000000000000000000000000000000000000000000cd");
    expect(body, length, "data.counts", "(missing)");
}

static void selftest(void)
{
    char body[REPORT_BODY_SIZE];
    struct case_report report;
    struct report_origin origin;
    size_t length;

    fill(&report, &origin);
    length = report_write_selftest("T-1", &origin, body, sizeof body);
    expect(body, length, "type", "confide.selftest");
    expect(body, length, "data.report", "T-1");
    expect(body, length, "data.case", "(missing)");
    expect(body, length, "data.severity", "(missing)");
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "This is a test"));
}

CU_TestInfo report_tests[] = {
    {"a report holds what it should, to the byte", is_complete},
    {"a report's id is its case and version, without a dot", ids},
    {"a planted login, patient or path does not leave the machine", names_nobody},
    {"a login that is an ordinary word takes no sentence away", harmless_words_stay},
    {"a report that does not fit is not written", too_small},
    {"the longest report fits its bound", longest_fits},
    {"the minimal form holds id, time, severity and the full one's hash", minimal},
    {"a selftest says that it is one", selftest},
    CU_TEST_INFO_NULL,
};
