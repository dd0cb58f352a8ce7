/* Owns a public key's two forms in text: the one that programs read, and the one that people compare. Pure. */
#include "public_key.h"

#include <string.h>

#include "base64.h"
#include "text.h"

static const char prefix[] = "whpk_";

char *public_key_text(char to[PUBLIC_KEY_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE])
{
    memcpy(to, prefix, sizeof prefix);
    base64_write(to + sizeof prefix - 1, PUBLIC_KEY_SIZE - (sizeof prefix - 1), key, CRYPTO_PUBLIC_SIZE);
    return to;
}

const char *public_key_read(uint8_t key[CRYPTO_PUBLIC_SIZE], const char *text)
{
    if (strncmp(text, prefix, sizeof prefix - 1) != 0)
        return "it does not begin with \"whpk_\"";
    return base64_read(key, CRYPTO_PUBLIC_SIZE, text + sizeof prefix - 1) == CRYPTO_PUBLIC_SIZE
               ? NULL
               : "what follows \"whpk_\" is not base64 of 32 bytes";
}

char *public_key_fingerprint(char to[FINGERPRINT_SIZE], const uint8_t key[CRYPTO_PUBLIC_SIZE])
{
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[2 * sizeof hash + 1];

    crypto_sha256(hash, key, CRYPTO_PUBLIC_SIZE);
    text_hex(hex, hash, sizeof hash);
    text_format(to, FINGERPRINT_SIZE, "%.4s %.4s %.4s %.4s %.4s %.4s %.4s %.4s", hex, hex + 4, hex + 8, hex + 12,
                hex + 16, hex + 20, hex + 24, hex + 28);
    return to;
}
