/* agent/base/crypto: known answers, and what was altered does not open. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/base64.h"
#include "agent/base/crypto_ed25519.h"
#include "agent/base/text.h"

static void sha256_knows_its_answer(void)
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];

    crypto_sha256(hash, "abc", 3); /* FIPS 180-4, example 1 */
    text_hex(hex, hash, sizeof hash);
    CU_ASSERT_STRING_EQUAL(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

static void hmac_knows_its_answer(void)
{
    const struct crypto_part parts[] = {{"what do ya want ", 16}, {"for nothing?", 12}};
    uint8_t mac[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];

    crypto_hmac(mac, (const uint8_t *)"Jefe", 4, parts, 2); /* RFC 4231, case 2 */
    text_hex(hex, mac, sizeof mac);
    CU_ASSERT_STRING_EQUAL(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

static void parts_do_not_run_together(void)
{
    const struct crypto_part one[] = {{"ab", 2}, {"c", 1}}, two[] = {{"a", 1}, {"bc", 2}}, three[] = {{"abc", 3}};
    uint8_t first[CRYPTO_HASH_SIZE], second[CRYPTO_HASH_SIZE], third[CRYPTO_HASH_SIZE];

    crypto_digest(first, one, 2);
    crypto_digest(second, two, 2);
    crypto_digest(third, three, 1);
    CU_ASSERT_NOT_EQUAL(memcmp(first, second, sizeof first), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(first, third, sizeof first), 0);
}

static void a_seal_opens_only_unaltered_and_with_its_key(void)
{
    uint8_t key[CRYPTO_KEY_SIZE], other[CRYPTO_KEY_SIZE], sealed[5 + CRYPTO_SEAL_EXTRA], again[sizeof sealed];
    char open[5];

    CU_ASSERT_TRUE_FATAL(crypto_start());
    crypto_random(key, sizeof key);
    crypto_random(other, sizeof other);
    crypto_seal(sealed, key, "hello", 5);
    crypto_seal(again, key, "hello", 5);
    CU_ASSERT_NOT_EQUAL(memcmp(sealed, again, sizeof sealed), 0);
    CU_ASSERT_TRUE(crypto_open(open, key, sealed, sizeof sealed));
    CU_ASSERT_EQUAL(memcmp(open, "hello", 5), 0);
    CU_ASSERT_FALSE(crypto_open(open, other, sealed, sizeof sealed));
    CU_ASSERT_FALSE(crypto_open(open, key, sealed, sizeof sealed - 1));
    CU_ASSERT_FALSE(crypto_open(open, key, sealed, CRYPTO_SEAL_EXTRA - 1));
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        CU_ASSERT_FALSE(crypto_open(open, key, sealed, sizeof sealed));
        sealed[i] ^= 1;
    }
}

static void a_pseudonym_needs_its_key(void)
{
    uint8_t key[CRYPTO_KEY_SIZE] = {1}, other[CRYPTO_KEY_SIZE] = {2}, first[16], second[16], third[16];

    crypto_pseudonym(first, key, "P1001");
    crypto_pseudonym(second, key, "P1001");
    crypto_pseudonym(third, other, "P1001");
    CU_ASSERT_EQUAL(memcmp(first, second, sizeof first), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(first, third, sizeof first), 0);
}

/* RFC 8032 section 7.1, TEST 3. */
static void ed25519_knows_its_answer(void)
{
    static const uint8_t seed[CRYPTO_KEY_SIZE] = {0xc5, 0xaa, 0x8d, 0xf4, 0x3f, 0x9f, 0x83, 0x7b, 0xed, 0xb7, 0x44,
                                                  0x2f, 0x31, 0xdc, 0xb7, 0xb1, 0x66, 0xd3, 0x85, 0x35, 0x07, 0x6f,
                                                  0x09, 0x4b, 0x85, 0xce, 0x3a, 0x2e, 0x0b, 0x44, 0x58, 0xf7};
    static const uint8_t public[CRYPTO_PUBLIC_SIZE] = {0xfc, 0x51, 0xcd, 0x8e, 0x62, 0x18, 0xa1, 0xa3, 0x8d, 0xa4, 0x7e,
                                                       0xd0, 0x02, 0x30, 0xf0, 0x58, 0x08, 0x16, 0xed, 0x13, 0xba, 0x33,
                                                       0x03, 0xac, 0x5d, 0xeb, 0x91, 0x15, 0x48, 0x90, 0x80, 0x25};
    static const uint8_t begins[] = {0x62, 0x91, 0xd6, 0x57, 0xde, 0xec, 0x24, 0x02};
    static const uint8_t message[] = {0xaf, 0x82};
    const struct crypto_part parts[] = {{message, 1}, {message + 1, 1}};
    uint8_t signature[CRYPTO_SIGNATURE_SIZE], key[CRYPTO_PUBLIC_SIZE];

    crypto_ed25519_public(key, seed);
    CU_ASSERT_EQUAL(memcmp(key, public, sizeof key), 0);
    CU_ASSERT_TRUE(crypto_ed25519_sign(signature, seed, parts, 2));
    CU_ASSERT_EQUAL(memcmp(signature, begins, sizeof begins), 0);
    CU_ASSERT_TRUE(crypto_ed25519_verify(signature, key, parts, 2));
    CU_ASSERT_TRUE(crypto_ed25519_verify(signature, key, (const struct crypto_part[]){{message, 2}}, 1));
    CU_ASSERT_FALSE(crypto_ed25519_verify(signature, key, parts, 1));
    for (size_t i = 0; i < sizeof signature; i++) {
        signature[i] ^= 1;
        CU_ASSERT_FALSE(crypto_ed25519_verify(signature, key, parts, 2));
        signature[i] ^= 1;
    }
    key[0] ^= 1;
    CU_ASSERT_FALSE(crypto_ed25519_verify(signature, key, parts, 2));
}

static void base64_there_and_back(void)
{
    uint8_t bytes[8];
    char text[16];

    CU_ASSERT_TRUE(base64_write(text, sizeof text, "fooba", 5)); /* RFC 4648 section 10 */
    CU_ASSERT_STRING_EQUAL(text, "Zm9vYmE=");
    CU_ASSERT_EQUAL(base64_read(bytes, sizeof bytes, text), 5);
    CU_ASSERT_EQUAL(memcmp(bytes, "fooba", 5), 0);
    CU_ASSERT_FALSE(base64_write(text, 8, "fooba", 5));
    CU_ASSERT_EQUAL(base64_read(bytes, 4, text), -1);
    CU_ASSERT_EQUAL(base64_read(bytes, sizeof bytes, "Zm9v!mE="), -1);
    CU_ASSERT_EQUAL(base64_read(bytes, sizeof bytes, "Zm9vYmE"), -1);
}

CU_TestInfo crypto_tests[] = {
    {"SHA-256 gives the published answer", sha256_knows_its_answer},
    {"HMAC-SHA-256 over parts gives the published answer", hmac_knows_its_answer},
    {"parts of a digest do not run together", parts_do_not_run_together},
    {"a seal opens only unaltered and with its own key", a_seal_opens_only_unaltered_and_with_its_key},
    {"a pseudonym is the same again under its key alone", a_pseudonym_needs_its_key},
    {"Ed25519 gives the published answer, and verifies nothing else", ed25519_knows_its_answer},
    {"base64 goes there and back, and refuses what is not", base64_there_and_back},
    CU_TEST_INFO_NULL,
};
