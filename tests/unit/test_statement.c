/* json_statement.h: what the agent swears to, written and read again, strictly. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <string.h>

#include "agent/base/json_statement.h"
#include "agent/base/text.h"

enum { SIZE = 4096 };

#define HASH  "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
#define CHAIN "00112233445566778899aabbccddeeff"
#define KEY   "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="

static struct statement sworn(void)
{
    struct statement statement;

    memset(&statement, 0, sizeof statement);
    text_copy(statement.machine, sizeof statement.machine, "3f2a");
    text_copy(statement.key, sizeof statement.key, KEY);
    text_copy(statement.chain_id, sizeof statement.chain_id, CHAIN);
    statement.seq = 4711;
    text_copy(statement.head, sizeof statement.head, HASH);
    statement.previous_seq = 4700;
    text_copy(statement.previous_head, sizeof statement.previous_head, HASH);
    statement.time_ms = 1795352270123;
    text_copy(statement.boot, sizeof statement.boot, "2b1f5b5e-7d0f-4d0e-9f55-0c3f8ad0b6aa");
    statement.started_ms = 1795352200000;
    statement.events = 4000;
    statement.gaps = 2;
    statement.refused = 1;
    statement.pending = 3;
    statement.held = 4;
    statement.oldest_ms = 1795352260000;
    statement.purged = 17;
    statement.is_watched = true;
    statement.checked = 4710;
    text_copy(statement.version, sizeof statement.version, "0.1");
    text_copy(statement.register_sha256, sizeof statement.register_sha256, HASH);
    return statement;
}

static size_t heartbeat(char *body, const struct statement *statement)
{
    return json_heartbeat_write(statement, body, SIZE);
}

static bool reads(const char *body)
{
    struct statement statement;
    char error[256] = "";

    return json_statement_read(&statement, body, strlen(body), error, sizeof error);
}

static void whole(void)
{
    struct statement before = sworn(), after;
    char body[SIZE], error[256];
    size_t length = heartbeat(body, &before);

    CU_ASSERT(length > 0 && length < 2048);
    CU_ASSERT_PTR_NOT_NULL(strstr(body, "\"type\":\"confide.heartbeat\""));
    CU_ASSERT_TRUE(json_statement_read(&after, body, length, error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
}

static void greatest(void)
{
    struct statement before = sworn(), after;
    char body[SIZE], error[256];

    before.seq = before.events = before.first_bad = INT64_MAX;
    memset(before.machine, 'm', sizeof before.machine - 1);
    memset(before.version, 'v', sizeof before.version - 1);
    CU_ASSERT_TRUE(json_statement_read(&after, body, heartbeat(body, &before), error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
    CU_ASSERT(heartbeat(body, &before) < 2048);
}

static void left_out(void)
{
    struct statement before = sworn(), after;
    char body[SIZE], error[256];

    before.oldest_ms = 0;
    memset(before.key, 0, sizeof before.key);
    memset(before.boot, 0, sizeof before.boot);
    memset(before.previous_head, 0, sizeof before.previous_head);
    memset(before.register_sha256, 0, sizeof before.register_sha256);
    CU_ASSERT_TRUE(json_statement_read(&after, body, heartbeat(body, &before), error, sizeof error));
    CU_ASSERT_EQUAL(memcmp(&before, &after, sizeof before), 0);
    CU_ASSERT_PTR_NULL(strstr(body, "oldest"));
    CU_ASSERT_PTR_NULL(strstr(body, "whpk_"));
}

static void too_small(void)
{
    struct statement statement = sworn();
    char body[SIZE];
    size_t length = heartbeat(body, &statement);

    CU_ASSERT_EQUAL(json_heartbeat_write(&statement, body, length), 0);
    CU_ASSERT_EQUAL(json_heartbeat_write(&statement, body, 10), 0);
    CU_ASSERT_EQUAL(json_heartbeat_write(&statement, body, length + 1), length);
}

/* `body` with `old` replaced by `new`, once. */
static bool reads_with(const char *old, const char *new)
{
    struct statement statement = sworn();
    char body[SIZE], changed[2 * SIZE];
    const char *at;

    heartbeat(body, &statement);
    at = strstr(body, old);
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    text_format(changed, sizeof changed, "%.*s%s%s", (int)(at - body), body, new, at + strlen(old));
    return reads(changed);
}

static void unknown_members(void)
{
    CU_ASSERT_TRUE(reads_with("\"agent\":{", "\"agent\":{\"mood\":\"good\","));
    CU_ASSERT_TRUE(reads_with("\"data\":{", "\"extra\":[1,2],\"data\":{\"case\":\"C-1\","));
}

/* Each member gone, by another name: "key" and "oldest" alone may be. */
static void missing_members(void)
{
    static const char *const names[] = {
        "machine",         "chain",   "id",      "seq",  "head",      "previous",     "agent",   "time",    "boot",
        "started",         "ending",  "events",  "gaps", "held",      "purged",       "watched", "checked", "refused",
        "register_sha256", "pending", "version", "data", "first_bad", "config_sha256"};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char old[64];

        text_format(old, sizeof old, "\"%s\":", names[i]);
        CU_ASSERT_FALSE(reads_with(old, "\"x\":"));
    }
    CU_ASSERT_TRUE(reads_with("\"oldest\":", "\"x\":"));
    CU_ASSERT_TRUE(reads_with("\"key\":", "\"x\":"));
}

static void other_kinds(void)
{
    static const char *const pairs[][2] = {
        {"\"3f2a\"", "\"\""},
        {"\"3f2a\"", "\"a b\""},
        {"\"3f2a\"", "\"a\\nb\""},
        {"\"3f2a\"", "7"},
        {"\"3f2a\"", "\"mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm\""},
        {"\"" CHAIN "\"", "\"00112233445566778899AABBCCDDEEFF\""},
        {"\"" CHAIN "\"", "\"00112233445566778899aabbccddeef\""},
        {"\"" CHAIN "\"", "\"" CHAIN "00\""},
        {"\"seq\":4711", "\"seq\":0"},
        {"\"seq\":4711", "\"seq\":-1"},
        {"\"seq\":4711", "\"seq\":1.0"},
        {"\"seq\":4711", "\"seq\":\"4711\""},
        {"\"seq\":4711", "\"seq\":9223372036854775808"},
        {"\"seq\":4711", "\"seq\":1e3"},
        {"\"seq\":4711", "\"seq\":null"},
        {"\"" HASH "\"", "\"\""},
        {"\"" HASH "\"", "\"0123\""},
        {"\"" HASH "\"", "\"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdeg\""},
        {"\"seq\":4700", "\"seq\":0"},
        {"2026-11-22T12:57:50.123Z\",\"boot", "yesterday\",\"boot"},
        {"2026-11-22T12:57:50.123Z\",\"boot", "1970-01-01T00:00:00Z\",\"boot"},
        {"2026-11-22T12:57:50.123Z\",\"boot", "2026-11-22T12:57:50\",\"boot"},
        {"\"ending\":false", "\"ending\":0"},
        {"\"watched\":true", "\"watched\":\"true\""},
        {"\"events\":4000", "\"events\":[]"},
        {"\"oldest\":\"2026", "\"oldest\":\"20x6"},
        {"\"whpk_AAEC", "\"whsk_AAEC"},
        {"\"whpk_AAEC", "\"whpk_AAE"},
        {"\"whpk_AAEC", "\"whpk_AA C"},
        {"\"version\":\"0.1\"", "\"version\":\"0.123456789012345\""},
        {"\"chain\":{", "\"chain\":[],\"c\":{"},
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
        CU_ASSERT_FALSE(reads_with(pairs[i][0], pairs[i][1]));
}

static void twice(void)
{
    CU_ASSERT_FALSE(reads_with("\"seq\":4711", "\"seq\":4711,\"seq\":4711"));
    CU_ASSERT_FALSE(reads_with("\"data\":{", "\"data\":{},\"data\":{"));
}

static void no_body(void)
{
    static const char *const bodies[] = {"",
                                         "{",
                                         "[]",
                                         "null",
                                         "{}",
                                         "{\"data\":[]}",
                                         "{\"data\":{}} x",
                                         "\xff",
                                         "{\"data\":{\"machine\":\"a\\u0000b\"}}"};

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++)
        CU_ASSERT_FALSE(reads(bodies[i]));
}

static void too_large(void)
{
    static char body[66 * 1024];
    struct statement statement = sworn(), after;
    char error[256] = "";
    size_t length = json_heartbeat_write(&statement, body, SIZE);

    memset(body + length, ' ', sizeof body - length);
    CU_ASSERT_TRUE(json_statement_read(&after, body, 64 * 1024, error, sizeof error));
    CU_ASSERT_FALSE(json_statement_read(&after, body, 64 * 1024 + 1, error, sizeof error));
    CU_ASSERT_STRING_EQUAL(error, "larger than 64 KiB");
}

static void says_which(void)
{
    struct statement statement = sworn(), after;
    char body[SIZE], error[256] = "";
    char *at;

    heartbeat(body, &statement);
    at = strstr(body, "\"gaps\":2");
    CU_ASSERT_PTR_NOT_NULL_FATAL(at);
    memcpy(at, "\"gaps\":x", 8);
    CU_ASSERT_FALSE(json_statement_read(&after, body, strlen(body), error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "not JSON"));
    memcpy(at, "\"gaps\":[", 8);
    memcpy(at, "\"gops\":2", 8);
    CU_ASSERT_FALSE(json_statement_read(&after, body, strlen(body), error, sizeof error));
    CU_ASSERT_STRING_EQUAL(error, "data.agent.gaps must be a whole number from 0");
}

CU_TestInfo statement_tests[] = {{"what was sworn is read as it was", whole},
                                 {"the greatest statement fits 2 KiB and is read as it was", greatest},
                                 {"what is not known is left out, and missed by nobody", left_out},
                                 {"a heartbeat is not written where there is no room for it", too_small},
                                 {"members that we do not know are passed over", unknown_members},
                                 {"each member that is missing is noticed", missing_members},
                                 {"a member of another kind or range is refused", other_kinds},
                                 {"a member that stands there twice is refused", twice},
                                 {"what is no body is refused", no_body},
                                 {"a body over 64 KiB is refused", too_large},
                                 {"the refusal says which member and what it must be", says_which},
                                 CU_TEST_INFO_NULL};
