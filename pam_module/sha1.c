/* SHA-1, by libmd, which is linked in whole and hidden: a shared library of that kind would meet the login program's
 * own functions of the same names. Owns libmd. Wipes what it copied. */
#include "pam_module/sha1.h"

#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <sha1.h>

#include "agent/base/text.h"

_Static_assert(SHA1_HEX_SIZE == SHA1_DIGEST_STRING_LENGTH, "40 digits and an end");

void sha1_hex(char hex[SHA1_HEX_SIZE], const char *text, size_t length)
{
    uint8_t digest[SHA1_DIGEST_LENGTH];
    SHA1_CTX context;

    SHA1Init(&context);
    SHA1Update(&context, (const uint8_t *)text, length);
    SHA1Final(digest, &context);
    for (size_t i = 0; i < sizeof digest; i++)
        text_format(hex + 2 * i, SHA1_HEX_SIZE - 2 * i, "%02X", digest[i]);
    explicit_bzero(digest, sizeof digest);
    explicit_bzero(&context, sizeof context);
}
