/* Standard Webhooks signatures: the published answer, and what must not be signed or taken for a secret. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/post/sign.h"

/* The vector of the Standard Webhooks 1.0.0 libraries. */
static const char SECRET[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
static const char ID[] = "msg_p5jXN8AQM9LWM0D4loKWxJek";
static const char BODY[] = "{\"test\": 2432232314}";
enum { TIMESTAMP = 1614265330 };

static struct sign_key good_key(void)
{
    struct sign_key key;

    CU_ASSERT_PTR_NULL_FATAL(sign_key_read(&key, SECRET));
    return key;
}

static void test_published(void)
{
    struct sign_key key = good_key();
    struct sign_headers headers;

    CU_ASSERT_TRUE_FATAL(sign_headers_make(&headers, &key, ID, TIMESTAMP, BODY, strlen(BODY)));
    CU_ASSERT_STRING_EQUAL(headers.id, "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
    CU_ASSERT_STRING_EQUAL(headers.timestamp, "webhook-timestamp: 1614265330");
    CU_ASSERT_STRING_EQUAL(headers.signature, "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    CU_ASSERT_STRING_EQUAL(headers.idempotency, "Idempotency-Key: \"msg_p5jXN8AQM9LWM0D4loKWxJek\"");
}

static void test_every_part_counts(void)
{
    struct sign_key key = good_key();
    struct sign_headers one, other;

    sign_headers_make(&one, &key, "a1", 23, "body", 4);
    CU_ASSERT_TRUE(sign_headers_make(&other, &key, "a", 123, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    CU_ASSERT_TRUE(sign_headers_make(&other, &key, "a1", 24, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    CU_ASSERT_TRUE(sign_headers_make(&other, &key, "a1", 23, "bodY", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    key.bytes[0] ^= 1;
    CU_ASSERT_TRUE(sign_headers_make(&other, &key, "a1", 23, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
}

static void test_all_bytes_signed(void)
{
    struct sign_key key = good_key();
    struct sign_headers one, other;

    CU_ASSERT_TRUE(sign_headers_make(&one, &key, "a", 1, "x\0y", 3));
    CU_ASSERT_TRUE(sign_headers_make(&other, &key, "a", 1, "x\0z", 3));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
}

static void test_longest_fits(void)
{
    struct sign_key key = good_key();
    struct sign_headers headers;
    const char *longest = "C-0123456789abcdef-v4294967295-abcdefgh";

    CU_ASSERT_EQUAL(strlen(longest), 39);
    CU_ASSERT_TRUE(sign_headers_make(&headers, &key, longest, INT64_MAX / 1000, BODY, strlen(BODY)));
    CU_ASSERT_STRING_EQUAL(headers.idempotency, "Idempotency-Key: \"C-0123456789abcdef-v4294967295-abcdefgh\"");
    CU_ASSERT_STRING_EQUAL(headers.timestamp, "webhook-timestamp: 9223372036854775");
    CU_ASSERT_EQUAL(headers.signature[strlen(headers.signature) - 1], '=');
}

static void test_bad_ids(void)
{
    static const char *const bad[] = {"",
                                      "a.b",
                                      ".",
                                      "a b",
                                      "a\r\nX-Evil: 1",
                                      "a\n",
                                      "a\tb",
                                      "a\x7f",
                                      "a\"b",
                                      "a\\b",
                                      "caf\xc3\xa9",
                                      "a:b",
                                      "a/b",
                                      "0123456789012345678901234567890123456789"};
    struct sign_key key = good_key();
    struct sign_headers headers;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(sign_id_is_good(bad[i]));
        CU_ASSERT_FALSE(sign_headers_make(&headers, &key, bad[i], TIMESTAMP, BODY, strlen(BODY)));
        CU_ASSERT_STRING_EQUAL(headers.signature, "");
    }
}

static void test_before_1970(void)
{
    struct sign_key key = good_key();
    struct sign_headers headers;

    CU_ASSERT_FALSE(sign_headers_make(&headers, &key, ID, -1, BODY, strlen(BODY)));
}

static void test_key_sizes(void)
{
    struct sign_key key;

    CU_ASSERT_PTR_NULL(sign_key_read(&key, SECRET));
    CU_ASSERT_EQUAL(key.size, 24);
    CU_ASSERT_PTR_NULL(sign_key_read(&key,
                                     "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
                                     "AAAAAAAAAAA=="));
    CU_ASSERT_EQUAL(key.size, 64);
}

static void test_bad_secrets(void)
{
    static const char *const bad[] = {
        "",
        "whsec_",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",        /* no prefix */
        "WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",  /* the prefix is lower case */
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",   /* another kind of key */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",   /* cut */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", /* a blank */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa_-",  /* base64url */
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==",  /* 22 bytes */
        "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", /* 65 */
    };
    static const struct sign_key wiped;
    struct sign_key key;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const char *fault = sign_key_read(&key, bad[i]);

        CU_ASSERT_PTR_NOT_NULL_FATAL(fault);
        CU_ASSERT_PTR_NULL(strstr(fault, "MfKQ9r8G"));
        CU_ASSERT_EQUAL(memcmp(&key, &wiped, sizeof key), 0);
    }
}

CU_TestInfo sign_tests[] = {
    {"the published Standard Webhooks vector comes out, byte by byte", test_published},
    {"another id, time, body or key gives another signature", test_every_part_counts},
    {"bytes after a NUL are signed too", test_all_bytes_signed},
    {"the longest id and the latest time fit whole", test_longest_fits},
    {"an id with a dot, quote, blank, line's end or foreign letter is refused", test_bad_ids},
    {"a time before 1970 is refused", test_before_1970},
    {"secrets of 24 and of 64 bytes are taken", test_key_sizes},
    {"a secret that is short, long, cut or of another kind is refused, wiped and not shown", test_bad_secrets},
    CU_TEST_INFO_NULL};
