/* What an endpoint's answer may tell us, and all that it may not. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/json_answer.h"

static struct json_answer read_good(const char *text)
{
    struct json_answer answer;

    CU_ASSERT_TRUE(json_answer_read(&answer, text, strlen(text)));
    return answer;
}

static void test_ours(void)
{
    struct json_answer answer =
        read_good(" {\"anchor\": 18, \"reference\": \"INC-7\", \"state\": \"received\", \"x\": [1]}\n");

    CU_ASSERT_EQUAL(answer.anchor, 18);
    CU_ASSERT_STRING_EQUAL(answer.reference, "INC-7");
    CU_ASSERT_STRING_EQUAL(answer.state, "received");
    CU_ASSERT_FALSE(answer.is_duplicate);
}

static void test_others(void)
{
    CU_ASSERT_STRING_EQUAL(read_good("{\"result\": {\"number\": \"INC0010112\"}}").reference, "INC0010112");
    CU_ASSERT_STRING_EQUAL(read_good("{\"_id\": \"~41\", \"number\": 17}").reference, "17");
    CU_ASSERT_STRING_EQUAL(read_good("{\"_id\": \"~41\"}").reference, "~41");
    CU_ASSERT_STRING_EQUAL(read_good("{\"dedup_key\": \"C-1\"}").reference, "C-1");
    CU_ASSERT_STRING_EQUAL(read_good("{\"dedup_key\": \"C-1\", \"reference\": \"R\"}").reference, "R");
}

static void test_left_out(void)
{
    static const char *const none[] = {
        "{}",
        "{\"reference\": null, \"state\": true, \"anchor\": \"18\"}",
        "{\"reference\": [\"a\"], \"state\": {}, \"anchor\": 1.5}",
        "{\"anchor\": -1}",
        "{\"reference\": \"a\\nb\", \"state\": \"caf\xc3\xa9\"}",
        "{\"reference\": \"\\u001b[2J\"}",
        "{\"reference\": \"0123456789012345678901234567890123456789012345678901234567890123\"}",
        "{\"state\": \"01234567890123456789012345678901\"}",
        "{\"result\": \"INC\", \"result2\": {\"number\": \"INC\"}}",
    };

    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        struct json_answer answer = read_good(none[i]);

        CU_ASSERT_EQUAL(answer.anchor, 0);
        CU_ASSERT_STRING_EQUAL(answer.reference, "");
        CU_ASSERT_STRING_EQUAL(answer.state, "");
    }
}

static void test_limits(void)
{
    struct json_answer answer =
        read_good("{\"anchor\": 9223372036854775807, \"state\": \"0123456789012345678901234567890\", "
                  "\"reference\": \"012345678901234567890123456789012345678901234567890123456789012\"}");

    CU_ASSERT_EQUAL(answer.anchor, INT64_MAX);
    CU_ASSERT_EQUAL(strlen(answer.state), 31);
    CU_ASSERT_EQUAL(strlen(answer.reference), 63);
}

static void test_refused(void)
{
    static const struct json_answer empty;
    static const char *const bad[] = {
        "",
        "null",
        "[]",
        "\"text\"",
        "7",
        "OK",
        "{\"anchor\": 1} {}",
        "{\"anchor\": 1, \"anchor\": 2}",
        "{\"a\": {\"b\": 1, \"b\": 2}}",
        "{\"anchor\": 1,}",
        "{\"anchor\": 01}",
        "{\"anchor\": 99999999999999999999}",
        "{\"reference\": \"\xff\"}",
        "{\"reference\": \"a\\u0000b\"}",
        "{\"anchor\": 1",
        "<html>200</html>",
    };
    struct json_answer answer;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        memset(&answer, 0xff, sizeof answer);
        CU_ASSERT_FALSE(json_answer_read(&answer, bad[i], strlen(bad[i])));
        CU_ASSERT_EQUAL(memcmp(&answer, &empty, sizeof answer), 0);
    }
    CU_ASSERT_FALSE(json_answer_read(&answer, "{}\0", 3));
}

static void test_depth(void)
{
    char text[4096] = "{\"a\":";
    struct json_answer answer;
    size_t length = strlen(text);

    memset(text + length, '[', JSON_ANSWER_DEPTH - 1);
    memset(text + length + JSON_ANSWER_DEPTH - 1, ']', JSON_ANSWER_DEPTH - 1);
    text[length + 2 * (JSON_ANSWER_DEPTH - 1)] = '}';
    CU_ASSERT_TRUE(json_answer_read(&answer, text, strlen(text)));
    memset(text + length, '[', 1000);
    CU_ASSERT_FALSE(json_answer_read(&answer, text, strlen(text)));
    read_good("{\"a\": \"[[[[[[[[[[[[[[[[[[[[\\\"[[\"}");
}

static void test_duplicate(void)
{
    CU_ASSERT_TRUE(
        read_good("{\"type\": \"CreateError\", \"message\": \"Alert confide:clinic:C-1 already exist in this "
                  "organisation\"}")
            .is_duplicate);
    CU_ASSERT_FALSE(read_good("{\"type\": \"CreateError\", \"message\": \"Observable already exists\"}").is_duplicate);
    CU_ASSERT_FALSE(read_good("{\"message\": \"Alert cannot be made\"}").is_duplicate);
    CU_ASSERT_FALSE(read_good("{\"message\": 7}").is_duplicate);
}

CU_TestInfo json_answer_tests[] = {
    {"anchor, reference and state are taken from an answer", test_ours},
    {"ServiceNow's, TheHive's and PagerDuty's own names for an incident are its reference", test_others},
    {"a member of another kind, too long or not printable counts as missing", test_left_out},
    {"the longest members fit whole", test_limits},
    {"what is not one strict JSON object is refused", test_refused},
    {"an answer nested too deep is refused, brackets within a text do not count", test_depth},
    {"TheHive's word for an alert that is there already is known, for an observable it is not", test_duplicate},
    CU_TEST_INFO_NULL};
