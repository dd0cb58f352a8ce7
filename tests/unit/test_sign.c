/* Standard Webhooks signatures: the published answer, and what must not be signed or taken for a secret. */
#include <string.h>

#include <CUnit/CUnit.h>

#include <confide/wire.h>

#include "agent/base/base64.h"
#include "agent/base/crypto_ed25519.h"
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

static bool make(struct sign_headers *headers, const struct sign_key *key, const char *id, int64_t time_s,
                 const void *body, size_t size)
{
    struct wire_report report = {.time_s = time_s, .size = (uint32_t)size};

    strncat(report.id, id, sizeof report.id - 1);
    return sign_headers_make(headers, key, &report, body);
}

static void test_published(void)
{
    struct sign_key key = good_key();
    struct sign_headers headers;

    CU_ASSERT_TRUE_FATAL(make(&headers, &key, ID, TIMESTAMP, BODY, strlen(BODY)));
    CU_ASSERT_STRING_EQUAL(headers.id, "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek");
    CU_ASSERT_STRING_EQUAL(headers.timestamp, "webhook-timestamp: 1614265330");
    CU_ASSERT_STRING_EQUAL(headers.signature, "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

static void test_every_part_counts(void)
{
    struct sign_key key = good_key();
    struct sign_headers one, other;

    make(&one, &key, "a1", 23, "body", 4);
    CU_ASSERT_TRUE(make(&other, &key, "a", 123, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    CU_ASSERT_TRUE(make(&other, &key, "a1", 24, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    CU_ASSERT_TRUE(make(&other, &key, "a1", 23, "bodY", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
    key.bytes[0] ^= 1;
    CU_ASSERT_TRUE(make(&other, &key, "a1", 23, "body", 4));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
}

static void test_all_bytes_signed(void)
{
    struct sign_key key = good_key();
    struct sign_headers one, other;

    CU_ASSERT_TRUE(make(&one, &key, "a", 1, "x\0y", 3));
    CU_ASSERT_TRUE(make(&other, &key, "a", 1, "x\0z", 3));
    CU_ASSERT_STRING_NOT_EQUAL(one.signature, other.signature);
}

static void test_longest_fits(void)
{
    struct sign_key key = {.is_pair = true, .size = CRYPTO_KEY_SIZE};
    struct wire_report report = {.time_s = INT64_MAX / 1000, .size = sizeof BODY - 1, .signature = {[63] = 1}};
    struct sign_headers headers;

    memset(report.id, 'x', sizeof report.id - 1);
    CU_ASSERT_TRUE_FATAL(sign_headers_make(&headers, &key, &report, BODY));
    CU_ASSERT_EQUAL(strlen(headers.id), strlen("webhook-id: ") + 63);
    CU_ASSERT_STRING_EQUAL(headers.timestamp, "webhook-timestamp: 9223372036854775");
    CU_ASSERT_EQUAL(strlen(headers.signature), strlen("webhook-signature: v1a, v1a,") + 88 + 88);
}

/* RFC 8032, 7.1, test 1: seed and public key. */
static const uint8_t SEED[] = {0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a,
                               0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32,
                               0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60};
static const char PUBLIC[] = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";

static struct sign_key pair_key(void)
{
    char text[128] = "whsk_";
    struct sign_key key;

    base64_write(text + strlen(text), sizeof text - strlen(text), SEED, sizeof SEED);
    CU_ASSERT_PTR_NULL_FATAL(sign_key_read(&key, text));
    return key;
}

static void test_pair_signs(void)
{
    struct sign_key key = pair_key();
    uint8_t public[CRYPTO_PUBLIC_SIZE], signature[CRYPTO_SIGNATURE_SIZE];
    const char *text = "a.23.body", *prefix = "webhook-signature: v1a,";
    const struct crypto_part parts[] = {{text, strlen(text)}};
    struct sign_headers headers;

    CU_ASSERT_TRUE_FATAL(make(&headers, &key, "a", 23, "body", 4));
    CU_ASSERT_EQUAL(memcmp(headers.signature, prefix, strlen(prefix)), 0);
    CU_ASSERT_EQUAL(base64_read(signature, sizeof signature, headers.signature + strlen(prefix)), 64);
    CU_ASSERT_TRUE_FATAL(text_unhex(public, sizeof public, PUBLIC));
    CU_ASSERT_TRUE(crypto_ed25519_verify(signature, public, parts, 1));
    signature[0] ^= 1;
    CU_ASSERT_FALSE(crypto_ed25519_verify(signature, public, parts, 1));
}

static void test_pair_halves(void)
{
    char text[128] = "whsk_";
    uint8_t whole[64];
    struct sign_key key;

    memcpy(whole, SEED, sizeof SEED);
    CU_ASSERT_TRUE_FATAL(text_unhex(whole + 32, 32, PUBLIC));
    base64_write(text + 5, sizeof text - 5, whole, sizeof whole);
    CU_ASSERT_PTR_NULL(sign_key_read(&key, text));
    CU_ASSERT_EQUAL(key.size, 32);
    whole[63] ^= 1;
    base64_write(text + 5, sizeof text - 5, whole, sizeof whole);
    CU_ASSERT_PTR_NOT_NULL(sign_key_read(&key, text));
    base64_write(text + 5, sizeof text - 5, whole, 33);
    CU_ASSERT_PTR_NOT_NULL(sign_key_read(&key, text));
}

static void test_agents_follows(void)
{
    struct sign_key key = good_key();
    struct wire_report report = {.id = "a", .time_s = 1, .size = 1, .signature = {[0] = 0xff, [63] = 0x01}};
    struct sign_headers without, with;
    size_t length;

    CU_ASSERT_TRUE(sign_headers_make(&with, &key, &report, "x"));
    memset(report.signature, 0, sizeof report.signature);
    CU_ASSERT_TRUE(sign_headers_make(&without, &key, &report, "x"));
    CU_ASSERT_PTR_NULL(strstr(without.signature, "v1a"));
    length = strlen(without.signature);
    CU_ASSERT_EQUAL(memcmp(with.signature, without.signature, length), 0);
    CU_ASSERT_EQUAL(memcmp(with.signature + length, " v1a,/w", 7), 0);
    CU_ASSERT_EQUAL(strlen(with.signature), length + 5 + 88);
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
                                      "0123456789012345678901234567890123456789012345678901234567890123"};
    struct sign_key key = good_key();
    struct sign_headers headers;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_FALSE(sign_id_is_good(bad[i]));
        CU_ASSERT_TRUE(strlen(bad[i]) >= REPORT_ID_SIZE || !make(&headers, &key, bad[i], TIMESTAMP, BODY, 2));
        CU_ASSERT_TRUE(strlen(bad[i]) >= REPORT_ID_SIZE || headers.signature[0] == '\0');
    }
}

static void test_before_1970(void)
{
    struct sign_key key = good_key();
    struct sign_headers headers;

    CU_ASSERT_FALSE(make(&headers, &key, ID, -1, BODY, strlen(BODY)));
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
        "whsk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",   /* too short for a pair */
        "whpk_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",   /* the public half */
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
    {"the longest id, the latest time and two signatures fit whole", test_longest_fits},
    {"a key pair signs as v1a, and its public half verifies that", test_pair_signs},
    {"a pair is its seed, or both halves, which must belong together", test_pair_halves},
    {"the agent's own signature follows the endpoint's", test_agents_follows},
    {"an id with a dot, quote, blank, line's end or foreign letter is refused", test_bad_ids},
    {"a time before 1970 is refused", test_before_1970},
    {"secrets of 24 and of 64 bytes are taken", test_key_sizes},
    {"a secret that is short, long, cut or of another kind is refused, wiped and not shown", test_bad_secrets},
    CU_TEST_INFO_NULL};
