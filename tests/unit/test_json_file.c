/* agent/base/json_file: what is written is read back as it was, row by row and as a whole; what is not a case's file is
 * refused with a reason. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/json_case.h"
#include "filing.h"

enum { ROW_SIZE = JSON_CASE_SIZE + 64, ERROR_SIZE = 256 };

static char row[ROW_SIZE];

static void refused(const char *text, const char *why)
{
    struct case_file *file = filing();
    char error[ERROR_SIZE] = "";

    file->counts[FILE_CASE] = file->counts[FILE_ABOUT] = 0;
    CU_ASSERT_FALSE(json_file_take(file, text, strlen(text), error, sizeof error));
    if (!strstr(error, why)) {
        CU_FAIL("another reason");
        fprintf(stderr, "%s: %s\n", text, error);
    }
    CU_ASSERT_PTR_NULL(strchr(error, '\n'));
    free(file);
}

static struct case_file *by_rows(const struct case_file *file)
{
    struct case_file *again = calloc(1, sizeof *again);
    char error[ERROR_SIZE];

    CU_ASSERT_PTR_NOT_NULL_FATAL(again);
    for (enum file_part part = 0; part < FILE_PARTS; part++)
        for (size_t i = 0; i < file->counts[part]; i++) {
            size_t length = json_file_row(file, part, i, row, sizeof row);

            CU_ASSERT_FATAL(length > 0 && length == strlen(row));
            CU_ASSERT_TRUE(json_file_take(again, row, length, error, sizeof error));
        }
    return again;
}

static void rows_and_back(void)
{
    struct case_file *file = filing(), *again = by_rows(file);

    CU_ASSERT_EQUAL(memcmp(file, again, sizeof *file), 0);
    free(again);
    free(file);
}

static void whole_and_back(void)
{
    struct case_file *file = filing(), *again = calloc(1, sizeof *again);
    struct page page = filing_page(file, FOR_MANAGER);
    char *text = page_write(&page, PAGE_JSON), error[ERROR_SIZE];

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    CU_ASSERT_TRUE(json_file_read(again, text, strlen(text), error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(file, again, sizeof *file), 0);
    free(text);
    free(again);
    free(file);
}

static void fill(struct case_file *file)
{
    memset(file->report.says, 'x', sizeof file->report.says - 1);
    file->report.event_total = 100000;
    for (size_t i = 0; i < FILE_EVENTS; i++) {
        memset(file->events[i].id, (int)i, EVENT_ID_SIZE);
        memset(file->report.events[i], (int)i, EVENT_ID_SIZE);
        file->events[i].time_ms = FILING_RAISED;
        file->events[i].action = ACTION_ALTERED;
        file->events[i].count = UINT32_MAX;
        memset(file->events[i].patient, '\\', EVENT_PATIENT_SIZE - 1);
        memset(file->events[i].host, '"', sizeof file->events[i].host - 1);
    }
    for (size_t i = 0; i < CASE_PATIENTS_MAX; i++)
        memset(file->report.patients[i], '\\', EVENT_PATIENT_SIZE - 1);
    for (size_t i = 0; i < FILE_TURNS; i++)
        file->turns[i] = file->turns[0];
    file->turns[FILE_TURNS - 1].transfer = INT32_MIN;
    file->turns[FILE_TURNS - 1].status = INT32_MAX;
    file->counts[FILE_EVENT] = FILE_EVENTS;
    file->counts[FILE_TURN] = FILE_TURNS;
}

/* As much as there can be, and all of it awkward. */
static void fullest(void)
{
    struct case_file *file = filing(), *again;

    fill(file);
    again = by_rows(file);
    CU_ASSERT_EQUAL(memcmp(file, again, sizeof *file), 0);
    free(again);
    free(file);
}

static void no_such_row(void)
{
    struct case_file *file = filing();
    char little[16];

    CU_ASSERT_EQUAL(json_file_row(file, FILE_EVENT, file->counts[FILE_EVENT], row, sizeof row), 0);
    CU_ASSERT_EQUAL(json_file_row(file, FILE_PARTS, 0, row, sizeof row), 0);
    CU_ASSERT_EQUAL(json_file_row(file, FILE_CASE, 0, little, sizeof little), 0);
    free(file);
}

static void too_many(void)
{
    struct case_file *file = filing();
    char error[ERROR_SIZE];
    size_t length;

    fill(file);
    length = json_file_row(file, FILE_EVENT, 0, row, sizeof row);
    CU_ASSERT_FALSE(json_file_take(file, row, length, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "more of 'event' than 512"));
    length = json_file_row(file, FILE_CASE, 0, row, sizeof row);
    CU_ASSERT_FALSE(json_file_take(file, row, length, error, sizeof error));
    free(file);
}

static void malformed(void)
{
    refused("", "");
    refused("{", "");
    refused("[]", "not a JSON object");
    refused("7", "");
    refused("{}", "no part of a case's file");
    refused("{\"weather\": {}}", "no part of a case's file");
    refused("{\"event\": {}, \"turn\": {}}", "no part of a case's file");
    refused("{\"event\": {}, \"event\": {}}", "duplicate");
    refused("{\"case\": {\"case\": \"C-1\"}}", "not a case");
    refused("{\"event\": 7}", "'id' is missing");
    refused("{\"event\": []}", "'id' is missing");
    refused("{\"typed\": {\"reason\": \"a\\u0000b\"}}", "");
    refused("{\"case\": 7}", "'case' is missing, or no object");
    refused("{\"typed\": {}}", "'reason' is missing");
    refused("{\"typed\": {\"reason\": 7}}", "'reason' is not what it should be");
}

static void version(const char *number, const char *written, const char *severity, const char *certainty,
                    const char *wrong)
{
    char text[512], why[64];

    text_format(text, sizeof text,
                "{\"version\": {\"version\": %s, \"written\": %s, \"severity\": %s, \"certainty\": %s, \"events\": 1}}",
                number, written, severity, certainty);
    text_format(why, sizeof why, "'%s' is not what it should be", wrong);
    refused(text, why);
}

static void out_of_bounds(void)
{
    static const char time[] = "\"2026-11-22T14:05:09Z\"", word[] = "\"suspected\"";

    version("-1", time, "3", word, "version");
    version("4294967296", time, "3", word, "version");
    version("1.5", time, "3", word, "version");
    version("\"1\"", time, "3", word, "version");
    version("1", "\"yesterday\"", "3", word, "written");
    version("1", "7", "3", word, "written");
    version("1", "\"2026-11-22T14:05:09\"", "3", word, "written");
    version("1", time, "256", word, "severity");
    version("1", time, "-1", word, "severity");
    version("1", time, "true", word, "severity");
    version("1", time, "3", "\"certain\"", "certainty");
    version("1", time, "3", "\"\"", "certainty");
    version("1", time, "3", "null", "certainty");
}

/* A text that does not fit is no text of ours; nor is half an id, nor a flag that is a number. */
static void not_of_ours(void)
{
    char text[1024], name[200];

    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    text_format(
        text, sizeof text,
        "{\"event\": {\"id\": \"%032d\", \"time\": \"2026-11-22T14:05:09Z\", \"action\": \"read\", \"count\": 1, "
        "\"host\": \"%s\"}}",
        0, name);
    refused(text, "'host' is not what it should be");
    refused("{\"event\": {\"id\": \"00\", \"time\": \"2026-11-22T14:05:09Z\", \"action\": \"read\", \"count\": 1}}",
            "'id' is not what it should be");
    refused(
        "{\"event\": {\"id\": \"00112233445566778899aabbccddeeff\", \"time\": \"2026-11-22T14:05:09Z\", \"action\": "
        "\"dance\", \"count\": 1}}",
        "'action' is not what it should be");
    refused(
        "{\"about\": {\"made\": \"2026-11-22T14:05:09Z\", \"report_by\": \"2026-11-22T14:05:09Z\", \"vulnerable\": 0, "
        "\"children\": 0, \"knows_patients\": 1}}",
        "'knows_patients' is not what it should be");
}

static void unfinished(const char *name)
{
    struct case_file *file = filing(), *again = calloc(1, sizeof *again);
    json_t *object = json_file_object(file);
    char error[ERROR_SIZE] = "", *text;

    json_object_del(object, name);
    text = json_dumps(object, 0);
    CU_ASSERT_FALSE(json_file_read(again, text, strlen(text), error, sizeof error));
    CU_ASSERT(error[0] != '\0');
    free(text);
    json_decref(object);
    free(again);
    free(file);
}

static void parts_missing(void)
{
    static const char *const names[] = {"case",      "about",    "versions", "events",
                                        "decisions", "messages", "turns",    "typed"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        unfinished(names[i]);
}

static void unknown_members(void)
{
    struct case_file *file = calloc(1, sizeof *file);
    static const char text[] = "{\"typed\": {\"reason\": \"Cardiac arrest\", \"shouted\": true}}";
    char error[ERROR_SIZE];

    CU_ASSERT_TRUE(json_file_take(file, text, strlen(text), error, sizeof error));
    CU_ASSERT_STRING_EQUAL(file->typed[0], "Cardiac arrest");
    free(file);
}

static void states(void)
{
    CU_ASSERT_STRING_EQUAL(json_file_state(FILE_PENDING), "pending");
    CU_ASSERT_STRING_EQUAL(json_file_state(FILE_SUPERSEDED), "superseded");
    CU_ASSERT_STRING_EQUAL(json_file_state(0), "");
    CU_ASSERT_STRING_EQUAL(json_file_state(200), "");
}

CU_TestInfo json_file_tests[] = {
    {"what goes out row by row comes back as it was", rows_and_back},
    {"a report for programs holds the whole file", whole_and_back},
    {"so does the fullest file there can be", fullest},
    {"there is no row behind the last, and none in too little room", no_such_row},
    {"more than a file can hold is refused", too_many},
    {"what is no part of a file is refused", malformed},
    {"numbers, times and words out of bounds are refused by name", out_of_bounds},
    {"texts too long, half an id, an unknown action are refused", not_of_ours},
    {"a file without one of its parts is refused", parts_missing},
    {"members that we do not know are passed over", unknown_members},
    {"a message's state is a word", states},
    CU_TEST_INFO_NULL,
};
