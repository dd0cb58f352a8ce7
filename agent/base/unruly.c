/* Owns which characters could break a line, steer a terminal or turn the reading direction round (CVE-2021-42574): C0,
 * C1, U+2028 to U+202E, U+2066 to U+2069. Pure. In: UTF-8. Out: the same without them, or whether it has any. */
#include "unruly.h"

#include <stddef.h>
#include <string.h>

/* The bytes of the one at `at`, 0 when there is none. */
static size_t length_of(const unsigned char *at)
{
    if (at[0] < 0x20 || at[0] == 0x7f)
        return at[0] ? 1 : 0;
    if (at[0] == 0xc2 && at[1] < 0xa0)
        return 2;
    if (at[0] == 0xe2 &&
        ((at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae) || (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9)))
        return 3;
    return 0;
}

void unruly_blank(char *text)
{
    for (unsigned char *at = (unsigned char *)text; *at; at++) {
        size_t length = length_of(at);

        memset(at, ' ', length);
        at += length > 1 ? length - 1 : 0;
    }
}

bool unruly_is(const char *text)
{
    const unsigned char *at = (const unsigned char *)text;

    while (*at && length_of(at) == 0)
        at++;
    return *at != '\0';
}
