/* agent/base/json_event and json_case: what is written is read back; what is not FORMATS is refused with the key. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"

static struct event some_event(void)
{
    struct event event = {.id = {1, 2, 3},
                          .time_ms = 1763814326123,
                          .kind = EVENT_ACCESS,
                          .action = ACTION_RENAME,
                          .source = SOURCE_FILE,
                          .outcome = OUTCOME_OK,
                          .named = NAMED_MEMORY,
                          .count = 3,
                          .uid = 1000,
                          .pid = 42,
                          .dev = 7,
                          .ino = UINT64_MAX,
                          .bytes = 12};

    text_copy(event.login, sizeof event.login, "maya");
    text_copy(event.patient, sizeof event.patient, "P1001");
    text_copy(event.object, sizeof event.object, "/srv/records/P1001/\"notes\".txt");
    text_copy(event.to, sizeof event.to, "/srv/records/P1001/notes.enc");
    text_copy(event.program, sizeof event.program, "/usr/bin/mv");
    text_copy(event.reason, sizeof event.reason, "line\nbreak");
    return event;
}

static void an_event_goes_there_and_back(void)
{
    struct event event = some_event(), back;
    char json[JSON_EVENT_SIZE], error[128];
    size_t length = json_event_write(&event, json, sizeof json);

    CU_ASSERT_TRUE(length > 0 && !strchr(json, '\n'));
    CU_ASSERT_TRUE(json_event_read(&back, json, length, error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(&back, &event, sizeof event), 0);
}

static void a_full_event_fits(void)
{
    struct event event = some_event();
    char json[JSON_EVENT_SIZE];

    memset(event.object, 1, sizeof event.object - 1); /* the longest escape */
    memset(event.to, 1, sizeof event.to - 1);
    memset(event.reason, 1, sizeof event.reason - 1);
    memset(event.query, 1, sizeof event.query - 1);
    memset(event.program, 1, sizeof event.program - 1);
    CU_ASSERT_TRUE(json_event_write(&event, json, sizeof json) > 0);
    CU_ASSERT_EQUAL(json_event_write(&event, json, 100), 0);
}

static void a_path_that_is_not_utf8_is_still_told(void)
{
    struct event event = some_event(), back;
    char json[JSON_EVENT_SIZE], error[128];
    size_t length;

    text_copy(event.object, sizeof event.object, "/srv/\xff\xc3\xa9/x");
    length = json_event_write(&event, json, sizeof json);
    CU_ASSERT_TRUE(json_event_read(&back, json, length, error, sizeof error));
    CU_ASSERT_STRING_EQUAL(back.object, "/srv/\xef\xbf\xbd\xc3\xa9/x");
}

static bool read_event(const char *json, struct event *event, char error[128])
{
    return json_event_read(event, json, strlen(json), error, 128);
}

static void other_peoples_events_are_read(void)
{
    struct event event;
    char error[128];

    CU_ASSERT_TRUE(read_event("{\"time\":\"2025-11-22T12:25:26+01:00\",\"kind\":\"access\",\"action\":\"read\","
                              "\"id\":\"e-17\",\"patient\":\"P1\",\"source\":\"ehr\",\"shoe\":[1]}",
                              &event, error));
    CU_ASSERT_EQUAL(event.count, 1);
    CU_ASSERT_EQUAL(event.source, SOURCE_EHR);
    CU_ASSERT_STRING_EQUAL(event.login, "");
    CU_ASSERT_EQUAL(event.uid, UINT32_MAX);
}

static void what_is_no_event_is_refused_by_its_key(void)
{
    static const struct {
        const char *json, *holds;
    } bad[] = {
        {"", "not JSON"},
        {"[]", "not an object"},
        {"{\"kind\":\"access\",\"action\":\"read\"}", "\"time\""},
        {"{\"time\":\"2025-11-22\",\"kind\":\"access\",\"action\":\"read\"}", "\"time\""},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"action\":\"read\"}", "\"kind\" is missing"},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"look\"}", "\"action\""},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"read\",\"count\":-1}", "\"count\""},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"read\",\"login\":7}", "\"login\""},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"kind\":\"login\",\"action\":\"read\"}", "not JSON"},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"read\",\"patient\":\"a\\u0000b\"}",
         "not JSON"},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"read\"} x", "not JSON"},
        {"{\"time\":\"2025-11-22T12:25:26Z\",\"kind\":\"access\",\"action\":\"read\",\"login\":"
         "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
         "\"login\" is too long"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct event event;
        char error[128];

        CU_ASSERT_FALSE(read_event(bad[i].json, &event, error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, bad[i].holds));
    }
}

static void fill_case(struct case_report *report)
{
    memset(report, 0, sizeof *report);
    text_copy(report->id, sizeof report->id, "C-0123456789abcdef");
    report->version = 2;
    report->class = CASE_LOSS;
    report->certainty = CERTAINTY_SUSPECTED;
    report->severity = 4;
    text_copy(report->login, sizeof report->login, "tom");
    text_copy(report->rules[0], sizeof report->rules[0], "mass-delete");
    report->first_ms = 1763814326123;
    report->last_ms = 1763814327123;
    report->raised_ms = 1763814328123;
    report->event_total = 600;
    report->patient_total = 2;
    report->record_total = 512;
    for (size_t i = 0; i < CASE_EVENTS_MAX; i++)
        report->events[i][0] = (uint8_t)i;
    text_copy(report->patients[0], sizeof report->patients[0], "P1");
    text_copy(report->patients[1], sizeof report->patients[1], "P2");
    text_copy(report->says, sizeof report->says, "A receptionist deleted 600 records.");
    text_copy(report->checked[0], sizeof report->checked[0], "a declared task");
}

static void a_case_goes_there_and_back(void)
{
    struct case_report report, back;
    char json[JSON_CASE_SIZE], error[128];
    size_t length;

    fill_case(&report);
    length = json_case_write(&report, json, sizeof json);
    CU_ASSERT_TRUE(length > 0);
    CU_ASSERT_TRUE(json_case_read(&back, json, length, error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(&back, &report, sizeof report), 0);
}

static void a_full_case_fits(void)
{
    struct case_report report;
    char json[JSON_CASE_SIZE];

    fill_case(&report);
    for (size_t i = 0; i < CASE_PATIENTS_MAX; i++) {
        memset(report.patients[i], 'p', sizeof report.patients[i] - 1);
        report.patients[i][sizeof report.patients[i] - 1] = '\0';
    }
    CU_ASSERT_TRUE(json_case_write(&report, json, sizeof json) > 0);
}

static void what_is_no_case_is_refused(void)
{
    struct case_report report;
    char error[128];

    CU_ASSERT_FALSE(json_case_read(&report, "{}", 2, error, sizeof error));
    CU_ASSERT_FALSE(json_case_read(&report, "{\"case\":1}", 10, error, sizeof error));
    CU_ASSERT_FALSE(json_case_read(&report, "", 0, error, sizeof error));
}

static void fields_are_written_and_found(void)
{
    const struct json_field fields[] = {{"name", "a \"b\"", 0}, {"number", NULL, -3}};
    static const char nested[] = "{\"chain\":{\"head\":\"abc\"},\"on\":true}";
    char json[128], value[32];
    size_t length = json_fields_write(fields, 2, json, sizeof json);

    CU_ASSERT_STRING_EQUAL(json, "{\"name\":\"a \\\"b\\\"\",\"number\":-3}");
    CU_ASSERT_TRUE(json_field_read(json, length, "name", value, sizeof value));
    CU_ASSERT_STRING_EQUAL(value, "a \"b\"");
    CU_ASSERT_TRUE(json_field_read(json, length, "number", value, sizeof value));
    CU_ASSERT_STRING_EQUAL(value, "-3");
    CU_ASSERT_TRUE(json_field_read(nested, strlen(nested), "chain.head", value, sizeof value));
    CU_ASSERT_STRING_EQUAL(value, "abc");
    CU_ASSERT_TRUE(json_field_read(nested, strlen(nested), "on", value, sizeof value));
    CU_ASSERT_FALSE(json_field_read(nested, strlen(nested), "chain", value, sizeof value));
    CU_ASSERT_FALSE(json_field_read("nonsense", 8, "name", value, sizeof value));
}

CU_TestInfo json_tests[] = {
    {"an event goes there and back, byte for byte", an_event_goes_there_and_back},
    {"the longest event fits its buffer", a_full_event_fits},
    {"a path that is not UTF-8 is still told", a_path_that_is_not_utf8_is_still_told},
    {"an event of another maker is read", other_peoples_events_are_read},
    {"what is no event is refused by its key", what_is_no_event_is_refused_by_its_key},
    {"a case goes there and back, byte for byte", a_case_goes_there_and_back},
    {"the longest case fits its buffer", a_full_case_fits},
    {"what is no case is refused", what_is_no_case_is_refused},
    {"plain fields are written and found", fields_are_written_and_found},
    CU_TEST_INFO_NULL,
};
