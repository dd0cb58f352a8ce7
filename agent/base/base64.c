/* Base64, by libsodium. */
#include "base64.h"

#include <sodium.h>
#include <string.h>

bool base64_write(char *to, size_t to_size, const void *bytes, size_t size)
{
    if (to_size < sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL))
        return false;
    sodium_bin2base64(to, to_size, bytes, size, sodium_base64_VARIANT_ORIGINAL);
    return true;
}

long base64_read(uint8_t *bytes, size_t size, const char *text)
{
    size_t length = strlen(text), got;
    const char *end;

    if (sodium_base642bin(bytes, size, text, length, NULL, &got, &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
        end != text + length)
        return -1;
    return (long)got;
}
