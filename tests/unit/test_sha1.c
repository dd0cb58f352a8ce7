/* sha1_hex: the examples of FIPS 180 and RFC 3174, and the lengths around its blocks. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "pam_module/sha1.h"

#define IS(text, expected)                                                                                             \
    do {                                                                                                               \
        char hex[SHA1_HEX_SIZE];                                                                                       \
        sha1_hex(hex, text, strlen(text));                                                                             \
        CU_ASSERT_STRING_EQUAL(hex, expected);                                                                         \
    } while (0)

static void test_examples(void)
{
    IS("", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709");
    IS("abc", "A9993E364706816ABA3E25717850C26C9CD0D89D");
    IS("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "84983E441C3BD26EBAAE4AA1F95129E5E54670F1");
    IS("password", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8");
}

static void test_lengths(void)
{
    static const struct {
        size_t length;
        const char *hex;
    } edges[] = {{55, "C1C8BBDC22796E28C0E15163D20899B65621D65A"},  {56, "C2DB330F6083854C99D4B5BFB6E8F29F201BE699"},
                 {63, "03F09F5B158A7A8CDAD920BDDC29B81C18A551F5"},  {64, "0098BA824B5C16427BD7A1122A5A442A25EC644D"},
                 {65, "11655326C708D70319BE2610E8A57D9A5B959D3B"},  {119, "EE971065AAA017E0632A8CA6C77BB3BF8B1DFC56"},
                 {120, "F34C1488385346A55709BA056DDD08280DD4C6D6"}, {128, "AD5B3FDBCB526778C2839D2F151EA753995E26A0"},
                 {512, "164557FACB73929875168C1E92CAF09BB6064564"}};
    char text[512 + 1] = "", hex[SHA1_HEX_SIZE];

    memset(text, 'a', sizeof text - 1);
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        sha1_hex(hex, text, edges[i].length);
        CU_ASSERT_STRING_EQUAL(hex, edges[i].hex);
    }
}

CU_TestInfo sha1_tests[] = {{"the published examples come out", test_examples},
                            {"so do lengths around the end of a block", test_lengths},
                            CU_TEST_INFO_NULL};
