/* agent/receive: believe.h (whom to believe), keyfile.h and roster.h (whose keys), against Standard Webhooks' own
 * vector. */
#include <CUnit/CUnit.h>

#include "agent/base/public_key.h"
#include "agent/receive/believe.h"
#include "agent/receive/keyfile.h"
#include "swearing.h"

#define T0 INT64_C(1795352270000)

static const uint8_t secret_bytes[32] = {1, 2, 3};

struct letter_in {
    struct life life;
    struct life_headers headers;
    struct believe_message message;
    struct believe_secret secret;
    uint8_t keys[3][CRYPTO_PUBLIC_SIZE];
    size_t which;
    int64_t off_s;
    char body[LIFE_BODY];
};

/* A heartbeat of the second of three machines, signed with everything. */
static void prepare(struct letter_in *in)
{
    crypto_start();
    memset(in, 0, sizeof *in);
    life_begin(&in->life, 2, T0);
    for (unsigned i = 0; i < 3; i++) {
        struct life other;

        life_begin(&other, i + 1, T0);
        crypto_ed25519_public(in->keys[i], other.seed);
        life_end(&other);
    }
    memcpy(in->secret.bytes, secret_bytes, sizeof secret_bytes);
    in->secret.size = sizeof secret_bytes;
    in->message.size = life_heartbeat(&in->life, in->body);
    in->message.body = in->body;
    life_sign(&in->life, "hb_1", T0 / 1000, in->body, in->message.size, in->secret.bytes, in->secret.size,
              &in->headers);
    in->message.headers = (struct believe_headers){in->headers.id, in->headers.timestamp, in->headers.signature};
    life_end(&in->life);
}

static enum believe_verdict judge(struct letter_in *in)
{
    return believe(&in->message, &in->secret, in->keys, 3, 300, T0, &in->which, &in->off_s);
}

static void true_one(void)
{
    struct letter_in in;

    prepare(&in);
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_YES);
    CU_ASSERT_EQUAL(in.which, 1);
    CU_ASSERT_EQUAL(in.off_s, 0);
}

static void without_secret(void)
{
    struct letter_in in;

    prepare(&in);
    in.secret.size = 0;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_YES);
}

static void wrong_secret(void)
{
    struct letter_in in;

    prepare(&in);
    in.secret.bytes[31] ^= 1;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_FORGED);
}

static void each_byte(void)
{
    struct letter_in in;

    prepare(&in);
    in.secret.size = 0;
    for (size_t i = 0; i < in.message.size; i += 7) {
        in.body[i] ^= 1;
        CU_ASSERT_EQUAL(judge(&in), BELIEVE_STRANGER);
        in.body[i] ^= 1;
    }
    in.message.size--;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_STRANGER);
    in.message.size++;
    in.headers.id[3] = '2';
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_STRANGER);
    in.headers.id[3] = '1';
    in.headers.timestamp[9] ^= 1;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_STRANGER);
    in.headers.timestamp[9] ^= 1;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_YES);
}

static void another_machine(void)
{
    struct letter_in in;

    prepare(&in);
    memset(in.keys[1], 7, sizeof in.keys[1]);
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_STRANGER);
    CU_ASSERT_EQUAL(believe(&in.message, &in.secret, in.keys, 0, 300, T0, &in.which, &in.off_s), BELIEVE_STRANGER);
}

/* Signed with everything by a machine that we know; but to find out which would cost a reading of the body for each. */
static void names_no_key(void)
{
    static const char *const bodies[] = {"{}", "{\"key\":\"whpk_\"}", "{\"key\":\"whpk_AAECAwQ=\"}",
                                         "{\"key\":\"whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}"};
    struct letter_in in;
    char key[64];

    prepare(&in);
    life_begin(&in.life, 2, T0);
    life_key(&in.life, key);
    for (size_t i = 0; i <= sizeof bodies / sizeof bodies[0]; i++) {
        bool is_named = i == sizeof bodies / sizeof bodies[0];

        if (is_named)
            text_format(in.body, sizeof in.body, "{\"key\":\"%s\"}", key);
        else
            text_copy(in.body, sizeof in.body, bodies[i]);
        in.message.size = strlen(in.body);
        life_sign(&in.life, "hb_1", T0 / 1000, in.body, in.message.size, in.secret.bytes, in.secret.size, &in.headers);
        CU_ASSERT_EQUAL(judge(&in), is_named ? BELIEVE_YES : BELIEVE_STRANGER);
    }
    life_end(&in.life);
}

static void times(void)
{
    struct letter_in in;

    prepare(&in);
    CU_ASSERT_EQUAL(believe(&in.message, &in.secret, in.keys, 3, 300, T0 + 300000, &in.which, &in.off_s), BELIEVE_YES);
    CU_ASSERT_EQUAL(believe(&in.message, &in.secret, in.keys, 3, 300, T0 + 301000, &in.which, &in.off_s),
                    BELIEVE_STALE);
    CU_ASSERT_EQUAL(in.off_s, -301);
    CU_ASSERT_EQUAL(in.which, 1);
    CU_ASSERT_EQUAL(believe(&in.message, &in.secret, in.keys, 3, 300, T0 - 301000, &in.which, &in.off_s),
                    BELIEVE_STALE);
}

static void headers(void)
{
    static const char *const ids[] = {
        "", "a.b", "a b", "a\"", "a\r\nx: y", "0123456789012345678901234567890123456789012345678901234567890123"};
    static const char *const stamps[] = {"", "-1", "+1", " 1", "1.0", "1e9", "0x10", "999999999999", "1 "};
    static const char *const signatures[] = {"v1,", "v1,AAAA", "v1a,????", "v1,AAAA v1,AAAA"};
    struct letter_in in;
    char many[BELIEVE_HEADER_MAX + 2];

    prepare(&in);
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        in.message.headers.id = ids[i];
        CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
    }
    in.message.headers.id = in.headers.id;
    for (size_t i = 0; i < sizeof stamps / sizeof stamps[0]; i++) {
        in.message.headers.timestamp = stamps[i];
        CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
    }
    in.message.headers.timestamp = in.headers.timestamp;
    for (size_t i = 0; i < sizeof signatures / sizeof signatures[0]; i++) {
        in.message.headers.signature = signatures[i];
        CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
    }
    memset(many, ' ', sizeof many);
    many[sizeof many - 1] = '\0';
    in.message.headers.signature = many;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
    in.message.headers.signature = NULL;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
    in.message.headers.signature = "v2,whatever";
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_FORGED); /* nothing of ours in it */
}

static void listed(void)
{
    struct letter_in in;
    char list[1024];

    prepare(&in);
    text_format(list, sizeof list, "v9,x %s v1,AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", in.headers.signature);
    in.message.headers.signature = list;
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_YES); /* a secret is changed: two are listed for a while */
    text_format(list, sizeof list, "%s %s %s %s %s", in.headers.signature, in.headers.signature, in.headers.signature,
                in.headers.signature, in.headers.signature);
    CU_ASSERT_EQUAL(judge(&in), BELIEVE_MALFORMED);
}

/* The specification's: only the symmetric part, so no machine of ours signed it. */
static void published_vector(void)
{
    struct believe_message message = {
        .headers = {"msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
        .body = "{\"test\": 2432232314}",
        .size = 20};
    struct believe_secret secret;
    size_t which;
    int64_t off_s;

    CU_ASSERT_PTR_NULL(believe_read_secret(&secret, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    CU_ASSERT_EQUAL(believe(&message, &secret, NULL, 0, 300, 1614265330000, &which, &off_s), BELIEVE_STRANGER);
    message.size = 19;
    CU_ASSERT_EQUAL(believe(&message, &secret, NULL, 0, 300, 1614265330000, &which, &off_s), BELIEVE_FORGED);
}

static void key_texts(void)
{
    struct believe_secret secret;
    uint8_t key[CRYPTO_PUBLIC_SIZE];
    char shown[FINGERPRINT_SIZE];

    CU_ASSERT_PTR_NOT_NULL(believe_read_secret(&secret, "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
    CU_ASSERT_PTR_NOT_NULL(believe_read_secret(&secret, "whsec_AAAA"));
    CU_ASSERT_PTR_NULL(public_key_read(key, "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    CU_ASSERT_EQUAL(key[31], 31);
    CU_ASSERT_STRING_EQUAL(public_key_fingerprint(shown, key), "630d cd29 66c4 3366 9112 5448 bbb2 5b4f");
    CU_ASSERT_PTR_NOT_NULL(public_key_read(key, "whsk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
    CU_ASSERT_PTR_NOT_NULL(public_key_read(key, "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHg=="));
    CU_ASSERT_PTR_NOT_NULL(public_key_read(key, "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= x"));
}

#define KEY1 "whpk_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define KEY2 "whpk_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="

static const char *list(const char *text, struct roster *roster)
{
    static char error[256];
    char copy[1024];

    memset(roster, 0, sizeof *roster);
    text_copy(copy, sizeof copy, text);
    return keyfile_machines_in(roster, copy, "machines", error, sizeof error) ? "" : error;
}

static void machines(void)
{
    struct roster *roster = calloc(1, sizeof *roster);

    CU_ASSERT_PTR_NOT_NULL_FATAL(roster);
    CU_ASSERT_STRING_EQUAL(list("# ours\n\n" KEY1 "  reception \r\n  " KEY2 "\troom 2", roster), "");
    CU_ASSERT_EQUAL(roster->count, 2);
    CU_ASSERT_STRING_EQUAL(roster->names[0], "reception");
    CU_ASSERT_STRING_EQUAL(roster->names[1], "room 2");
    CU_ASSERT_EQUAL(roster_find(roster, roster->keys[1]), 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(list(KEY1 " a\n" KEY1 " b\n", roster), "machines:2: this key stands there twice"));
    CU_ASSERT_PTR_NOT_NULL(strstr(list(KEY1 " a\n" KEY2 " a\n", roster), "machines:2: this name stands there twice"));
    CU_ASSERT_PTR_NOT_NULL(strstr(list("\n" KEY1 "\n", roster), "machines:2: after the key comes a name"));
    CU_ASSERT_PTR_NOT_NULL(strstr(list(KEY1 " a\x1b[2J\n", roster), "plain letters"));
    CU_ASSERT_PTR_NOT_NULL(strstr(list("reception " KEY1, roster), "whpk_"));
    CU_ASSERT_STRING_EQUAL(list("", roster), "");
    free(roster);
}

CU_TestInfo receive_believe_tests[] = {
    {"what a known machine signed with everything is believed", true_one},
    {"where there is no shared secret the machine's key is enough", without_secret},
    {"who does not know the shared secret is not believed", wrong_secret},
    {"no byte of id, time or body can be changed", each_byte},
    {"what no known machine signed is not believed", another_machine},
    {"a message that names no key of ours is tried against none", names_no_key},
    {"a time is good for five minutes both ways", times},
    {"headers that are not what they must be are refused", headers},
    {"several signatures may be listed, but not many", listed},
    {"Standard Webhooks' published vector verifies", published_vector},
    {"keys as text are read strictly", key_texts},
    {"a list of machines is read, and refused with the line that is wrong", machines},
    CU_TEST_INFO_NULL};
