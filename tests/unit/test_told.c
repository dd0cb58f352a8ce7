/* json_told.h: what a receiver reads of a body, strictly. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "agent/base/json_told.h"
#include "agent/base/text.h"

#define CASE(type)                                                                                                     \
    "{\"type\":\"confide.case." type "\",\"timestamp\":\"2026-11-23T05:00:00.000Z\",\"data\":{\"case\":\"C-00ff\","    \
    "\"version\":2,\"class\":\"loss\",\"certainty\":\"suspected\",\"severity\":5,\"says\":\"Six records were "         \
    "deleted.\",\"raised\":\"2026-11-23T04:59:00.000Z\",\"clocks\":{\"report_by\":\"2026-11-26T04:59:00.000Z\"},"      \
    "\"state\":\"confirmed\",\"reminder\":2,\"rules\":[\"x\"]}}"
#define RAISED   CASE("raised")
#define REMINDER CASE("reminder")
#define DECIDED  CASE("decided")
#define MINIMAL                                                                                                        \
    "{\"type\":\"confide.report.minimal\",\"timestamp\":\"2026-11-23T05:00:00Z\",\"data\":{\"report\":\"C-00ff-v2\","  \
    "\"severity\":4,\"says\":\"The full report was refused.\",\"full_sha256\":\"00\"}}"

static bool reads(struct told *told, const char *body)
{
    char error[256] = "";
    bool good = json_told_read(told, body, strlen(body), error, sizeof error);

    CU_ASSERT_EQUAL(good, error[0] == '\0');
    return good;
}

static bool reads_with(const char *body, const char *old, const char *new)
{
    char changed[4096];
    const char *at = strstr(body, old);
    struct told told;

    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_format(changed, sizeof changed, "%.*s%s%s", (int)(at - body), body, new, at + strlen(old));
    return reads(&told, changed);
}

static void whole_case(void)
{
    struct told told;

    CU_ASSERT_TRUE(reads(&told, RAISED));
    CU_ASSERT_EQUAL(told.kind, TOLD_RAISED);
    CU_ASSERT_STRING_EQUAL(told.id, "C-00ff");
    CU_ASSERT_EQUAL(told.version, 2);
    CU_ASSERT_EQUAL(told.severity, 5);
    CU_ASSERT_STRING_EQUAL(told.class, "loss");
    CU_ASSERT_STRING_EQUAL(told.says, "Six records were deleted.");
    CU_ASSERT_EQUAL(told.report_by_ms - told.raised_ms, INT64_C(72) * 3600 * 1000);
    CU_ASSERT_STRING_EQUAL(told.state, "");
    CU_ASSERT_EQUAL(told.reminder, 0);
}

static void each_kind(void)
{
    static const struct {
        const char *type;
        enum told_kind kind;
        bool is_case;
    } types[] = {{"confide.case.raised", TOLD_RAISED, true},   {"confide.case.grown", TOLD_GROWN, true},
                 {"confide.case.decided", TOLD_DECIDED, true}, {"confide.case.reminder", TOLD_REMINDER, true},
                 {"confide.heartbeat", TOLD_HEARTBEAT, false}, {"confide.case.merged", TOLD_OTHER, false}};
    char body[4096];
    struct told told;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        text_format(body, sizeof body, "{\"type\":\"%s%s", types[i].type, strchr(RAISED, ',') - 1);
        CU_ASSERT_TRUE(reads(&told, body));
        CU_ASSERT_EQUAL(told.kind, types[i].kind);
        CU_ASSERT_EQUAL(json_told_is_case(told.kind), types[i].is_case);
    }
    CU_ASSERT_TRUE(reads(&told, MINIMAL));
    CU_ASSERT_EQUAL(told.kind, TOLD_MINIMAL);
    CU_ASSERT_STRING_EQUAL(told.id, "C-00ff-v2");
    CU_ASSERT_TRUE(json_told_is_case(told.kind));
}

static void missing(void)
{
    static const char *const names[] = {"type",      "timestamp", "data", "case",   "version", "class",
                                        "certainty", "severity",  "says", "raised", "clocks",  "report_by"};
    char old[32];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        text_format(old, sizeof old, "\"%s\":", names[i]);
        CU_ASSERT_FALSE(reads_with(RAISED, old, "\"x\":"));
    }
    CU_ASSERT_FALSE(reads_with(MINIMAL, "\"report\":", "\"x\":"));
    CU_ASSERT_FALSE(reads_with(MINIMAL, "\"says\":", "\"x\":"));
    CU_ASSERT_TRUE(reads_with(MINIMAL, "\"severity\":", "\"x\":"));
}

static void only_where_it_belongs(void)
{
    CU_ASSERT_TRUE(reads_with(RAISED, "\"state\":", "\"x\":"));
    CU_ASSERT_TRUE(reads_with(RAISED, "\"reminder\":", "\"x\":"));
    CU_ASSERT_TRUE(reads_with(RAISED, "case.raised", "case.decided"));
    CU_ASSERT_TRUE(reads_with(RAISED, "case.raised", "case.reminder"));
    CU_ASSERT_FALSE(reads_with(RAISED, "case.raised", "case.reminder\",\"type\":\"confide.case.reminder"));
    CU_ASSERT_FALSE(reads_with(REMINDER, "\"reminder\":2", "\"reminder\":0"));
    CU_ASSERT_FALSE(reads_with(REMINDER, "\"reminder\":", "\"x\":"));
    CU_ASSERT_FALSE(reads_with(DECIDED, "\"state\":", "\"x\":"));
}

static void out_of_range(void)
{
    static const char *const pairs[][2] = {
        {"\"severity\":5", "\"severity\":6"},
        {"\"severity\":5", "\"severity\":0"},
        {"\"severity\":5", "\"severity\":\"5\""},
        {"\"version\":2", "\"version\":0"},
        {"\"version\":2", "\"version\":1000001"},
        {"\"version\":2", "\"version\":2.0"},
        {"\"C-00ff\"", "\"\""},
        {"\"C-00ff\"", "\"C-00/ff\""},
        {"\"C-00ff\"", "\"C-0123456789012345678901234567890123456789012345678901234567890123\""},
        {"\"loss\"", "\"Loss\""},
        {"\"loss\"", "\"lossssssssssssssssss\""},
        {"Six records", "Six\\nrecords"},
        {"Six records", "\\u001b[2J"},
        {"Six records", "\\u0000"},
        {"Six records", "None.\\u2028GRAVE  Room 2"},
        {"Six records", "None.\\u2029"},
        {"Six records", "\\u202eNone"},
        {"Six records", "\\u2066None"},
        {"Six records", "\\u009b31m"},
        {"Six records", "\\u0085"},
        {"Six records", "None.\xe2\x80\xa8GRAVE"},
        {"2026-11-23T04:59:00.000Z", "2026-11-23"},
        {"\"clocks\":{", "\"clocks\":[],\"c\":{"},
        {"\"data\":{", "\"data\":[],\"d\":{"},
        {"confide.case.raised", "somebody.case.raised"},
        {"confide.case.raised", "confide.CASE"},
        {"\"severity\":5", "\"severity\":5,\"severity\":5"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        CU_ASSERT_FALSE(reads_with(RAISED, pairs[i][0], pairs[i][1]));
}

/* Neighbours of what is refused, and other people's letters. */
static void foreign_letters(void)
{
    static const char *const texts[] = {"\\u00a0Six", "\\u2027Six\\u202f", "\\u2065\\u206a",
                                        "S\xc3\xa9x \xe8\xa8\x98\xe9\x8c\xb2"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_TRUE(reads_with(RAISED, "Six records", texts[i]));
}

static void no_bodies(void)
{
    static const char *const bodies[] = {"", "null", "[]", "{}", "{", RAISED "x", "\xff\xfe", "{\"type\":5}"};
    static char large[TOLD_BODY_MAX + 2];
    char error[128];
    struct told told;

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        CU_ASSERT_FALSE(reads(&told, bodies[i]));
    memset(large, ' ', sizeof large);
    memcpy(large, RAISED, strlen(RAISED));
    CU_ASSERT_TRUE(json_told_read(&told, large, TOLD_BODY_MAX, error, sizeof error));
    CU_ASSERT_FALSE(json_told_read(&told, large, TOLD_BODY_MAX + 1, error, sizeof error));
}

static void sentences(void)
{
    char says[600], body[4096];
    struct told told;

    memset(says, 's', sizeof says);
    says[511] = '\0';
    text_format(body, sizeof body,
                "{\"type\":\"confide.selftest\",\"timestamp\":\"2026-11-23T05:00:00Z\",\"data\":{\"report\":\"T\","
                "\"says\":\"%s\"}}",
                says);
    CU_ASSERT_TRUE(reads(&told, body));
    CU_ASSERT_EQUAL(strlen(told.says), 511);
    CU_ASSERT_FALSE(reads_with(body, "sss", "ssss"));
}

static void lines(void)
{
    static const char *const pairs[] = {"a", "x\"\n", "b", "", "c", NULL, "d", "1", NULL};
    char line[64];

    CU_ASSERT(json_told_line(line, sizeof line, pairs) > 0);
    CU_ASSERT_STRING_EQUAL(line, "{\"a\":\"x\\\"\\n\",\"d\":\"1\"}");
    CU_ASSERT_EQUAL(json_told_line(line, 10, pairs), 0);
}

CU_TestInfo told_tests[] = {{"a case is read whole", whole_case},
                            {"each kind of message is known, and one of a later version", each_kind},
                            {"each member that is missing is noticed", missing},
                            {"a decision needs its state, a reminder its number", only_where_it_belongs},
                            {"what is of another kind or range is refused", out_of_range},
                            {"sentences in any script are read", foreign_letters},
                            {"what is no body is refused", no_bodies},
                            {"a sentence has 511 bytes at most", sentences},
                            {"a line leaves out what is empty, and escapes the rest", lines},
                            CU_TEST_INFO_NULL};
