/* What goes with a body: each format proves who we are in its own way, and in no other. */
#include <string.h>

#include <CUnit/CUnit.h>

#include <confide/wire.h>

#include "agent/post/envelope.h"
#include "agent/post/sign.h"
#include "agent/report/render.h"

static struct envelope made(enum post_format format, const char *secret)
{
    struct wire_report report = {.id = "C-1-v1", .time_s = 23, .size = 2};
    struct sign_key key;
    struct envelope envelope;

    CU_ASSERT_PTR_NULL(sign_key_read(&key, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    CU_ASSERT_TRUE(envelope_make(&envelope, format, &key, secret, &report, "{}"));
    return envelope;
}

static bool has(const struct envelope *envelope, const char *line)
{
    for (unsigned i = 0; i < envelope->count; i++)
        if (strncmp(envelope->lines[i], line, strlen(line)) == 0)
            return true;
    return false;
}

static void test_signed(void)
{
    struct envelope webhook = made(POST_WEBHOOK, ""), cloud = made(POST_CLOUDEVENTS, "");

    CU_ASSERT_EQUAL(webhook.count, 5);
    CU_ASSERT_TRUE(has(&webhook, "Content-Type: application/json"));
    CU_ASSERT_TRUE(has(&webhook, "Idempotency-Key: \"C-1-v1\""));
    CU_ASSERT_TRUE(has(&webhook, "webhook-id: C-1-v1"));
    CU_ASSERT_TRUE(has(&webhook, "webhook-timestamp: 23"));
    CU_ASSERT_TRUE(has(&webhook, "webhook-signature: v1,"));
    CU_ASSERT_TRUE(has(&cloud, "Content-Type: application/cloudevents+json"));
    CU_ASSERT_TRUE(has(&cloud, "webhook-signature: v1,"));
}

static void test_bearer(void)
{
    static const enum post_format bearers[] = {POST_THEHIVE, POST_ALERTMANAGER, POST_OCSF};

    for (size_t i = 0; i < sizeof bearers / sizeof bearers[0]; i++) {
        struct envelope with = made(bearers[i], "abc123"), without = made(bearers[i], "");

        CU_ASSERT_TRUE(has(&with, "Authorization: Bearer abc123"));
        CU_ASSERT_FALSE(has(&with, "webhook-signature"));
        CU_ASSERT_FALSE(has(&without, "Authorization"));
        CU_ASSERT_TRUE(has(&with, "Idempotency-Key: \"C-1-v1\""));
    }
}

static void test_basic(void)
{
    struct envelope envelope = made(POST_SERVICENOW, "Aladdin:open sesame");

    CU_ASSERT_TRUE(has(&envelope, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==")); /* RFC 7617's own example */
}

static void test_no_header(void)
{
    struct envelope pagerduty = made(POST_PAGERDUTY, "0123456789abcdef0123456789abcdef"),
                    teams = made(POST_TEAMS, "?sig=a");

    CU_ASSERT_EQUAL(pagerduty.count, 2);
    CU_ASSERT_EQUAL(teams.count, 2);
    CU_ASSERT_FALSE(has(&pagerduty, "Authorization"));
    CU_ASSERT_FALSE(has(&teams, "Authorization"));
}

static void test_bad_id(void)
{
    struct wire_report report = {.id = "a\r\nX-Evil: 1", .time_s = 23, .size = 2};
    struct sign_key key = {.size = 24};
    struct envelope envelope;

    for (int format = POST_WEBHOOK; format <= POST_MAIL; format++) {
        CU_ASSERT_FALSE(envelope_make(&envelope, (enum post_format)format, &key, "", &report, "{}"));
        CU_ASSERT_EQUAL(envelope.count, 0);
    }
}

static void test_routing_key(void)
{
    const char *key = "0123456789abcdef0123456789abcdef", *body = "{\"routing_key\":\"{{routing_key}}\",\"x\":1}";
    uint8_t to[128];
    size_t size = envelope_put_key(to, sizeof to, RENDER_ROUTING_KEY, key, body, strlen(body));

    CU_ASSERT_EQUAL(size, strlen(body) - strlen("{{routing_key}}") + 32);
    CU_ASSERT_EQUAL(memcmp(to, "{\"routing_key\":\"0123456789abcdef0123456789abcdef\",\"x\":1}", size), 0);
}

static void test_no_one_place(void)
{
    const char *key = "0123456789abcdef0123456789abcdef";
    const char *none = "{\"routing_key\":\"\"}",
               *two = "{\"routing_key\":\"{{routing_key}}\",\"x\":\"{{routing_key}}\"}";
    const char *one = "{{routing_key}}";
    uint8_t to[128];

    CU_ASSERT_EQUAL(envelope_put_key(to, sizeof to, RENDER_ROUTING_KEY, key, none, strlen(none)), 0);
    CU_ASSERT_EQUAL(envelope_put_key(to, sizeof to, RENDER_ROUTING_KEY, key, two, strlen(two)), 0);
    CU_ASSERT_EQUAL(envelope_put_key(to, sizeof to, RENDER_ROUTING_KEY, key, one, strlen(one) - 1), 0);
    CU_ASSERT_EQUAL(envelope_put_key(to, 31, RENDER_ROUTING_KEY, key, one, strlen(one)), 0);
    CU_ASSERT_EQUAL(envelope_put_key(to, 32, RENDER_ROUTING_KEY, key, one, strlen(one)), 32);
}

static void test_mail(void)
{
    static const struct {
        const char *text;
        size_t size;
    } bad[] = {{"", 0},         {"a", 1},       {"a\n", 2},      {"a\r\nb\n", 5},
               {"a\r\nb", 4},   {"\n", 1},      {"a\rb\r\n", 5}, {"a\r\n.\n\r\n", 7},
               {"a\0b\r\n", 5}, {"a\r\n\r", 4}, {"a\r\r\n", 4},  {"a\r\n.\r", 5}};

    CU_ASSERT_TRUE(envelope_is_mail("Subject: x\r\n\r\nText.\r\n..\r\n", 25));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        CU_ASSERT_FALSE(envelope_is_mail(bad[i].text, bad[i].size));
}

CU_TestInfo envelope_tests[] = {
    {"webhook and cloudevents are signed by Standard Webhooks", test_signed},
    {"thehive, alertmanager and ocsf get a bearer token, where there is one", test_bearer},
    {"servicenow gets user and password as RFC 7617 has it", test_basic},
    {"pagerduty and teams get no proof in a header", test_no_header},
    {"an id that would forge a header makes none at all", test_bad_id},
    {"the routing key goes into its place", test_routing_key},
    {"a body with no place, two places, or no room for the routing key is refused", test_no_one_place},
    {"a mail whose lines do not all end with CR LF, or with a NUL, is refused", test_mail},
    CU_TEST_INFO_NULL};
