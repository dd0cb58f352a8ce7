/* Small, safe handling of text. Pure: no I/O, no locale, no variables. */
#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Where to cut `text` so that at most `room` bytes stay and no UTF-8 character is halved. */
static size_t cut_at(const char *text, size_t room)
{
    while (room > 0 && ((unsigned char)text[room] & 0xc0) == 0x80)
        room--;
    return room;
}

bool text_copy(char *to, size_t size, const char *text)
{
    size_t length = strnlen(text, size);
    bool whole = length < size;

    if (!whole)
        length = cut_at(text, size - 1);
    memmove(to, text, length);
    to[length] = '\0';
    return whole;
}

bool text_format(char *to, size_t size, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(to, size, format, arguments);
    va_end(arguments);
    return length >= 0 && (size_t)length < size;
}

/* The length of the UTF-8 character that begins at `at`, 0 when there is none. RFC 3629 section 4. */
static size_t character_length(const unsigned char *at, size_t left)
{
    unsigned char least = 0x80, most = 0xbf;
    size_t length;

    if (at[0] < 0x80)
        return 1;
    length = at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;
    if (at[0] < 0xc2 || at[0] > 0xf4 || left < length)
        return 0;
    if (at[0] == 0xe0)
        least = 0xa0; /* overlong */
    else if (at[0] == 0xed)
        most = 0x9f; /* surrogates */
    else if (at[0] == 0xf0)
        least = 0x90; /* overlong */
    else if (at[0] == 0xf4)
        most = 0x8f; /* beyond U+10FFFF */
    if (at[1] < least || at[1] > most)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

bool text_is_utf8(const char *text, size_t length)
{
    const unsigned char *at = (const unsigned char *)text;

    while (length > 0) {
        size_t step = character_length(at, length);
        if (step == 0)
            return false;
        at += step;
        length -= step;
    }
    return true;
}

char *text_escape(char *to, size_t size, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    size_t used = 0;

    for (const unsigned char *at = (const unsigned char *)text; *at; at++) {
        bool plain = *at >= 0x20 && *at <= 0x7e && *at != '\\';
        if (used + (plain ? 1 : 4) >= size)
            break;
        if (plain) {
            to[used++] = (char)*at;
        } else {
            to[used++] = '\\';
            to[used++] = 'x';
            to[used++] = digits[*at >> 4];
            to[used++] = digits[*at & 15];
        }
    }
    to[used] = '\0';
    return to;
}

void text_hex(char *to, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < size; i++) {
        to[2 * i] = digits[bytes[i] >> 4];
        to[2 * i + 1] = digits[bytes[i] & 15];
    }
    to[2 * size] = '\0';
}

static int digit_of(char character)
{
    if (character >= '0' && character <= '9')
        return character - '0';
    if (character >= 'a' && character <= 'f')
        return character - 'a' + 10;
    if (character >= 'A' && character <= 'F')
        return character - 'A' + 10;
    return -1;
}

bool text_unhex(uint8_t *bytes, size_t size, const char *hex)
{
    if (strlen(hex) != 2 * size)
        return false;
    for (size_t i = 0; i < size; i++) {
        int high = digit_of(hex[2 * i]), low = digit_of(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

bool text_in_list(const char *list, const char *word)
{
    size_t word_length = strlen(word);

    while (*list) {
        size_t length;
        bool any_ending;

        list += strspn(list, " \t");
        length = strcspn(list, " \t");
        any_ending = length > 0 && list[length - 1] == '*';
        if (any_ending && word_length >= length - 1 && memcmp(list, word, length - 1) == 0)
            return true;
        if (length > 0 && word_length == length && memcmp(list, word, length) == 0)
            return true;
        list += length;
    }
    return false;
}

bool text_number(const char *text, int64_t least, int64_t most, int64_t *number)
{
    bool negative = *text == '-';
    const char *at = text + negative;
    int64_t value = 0;

    if (*at == '\0')
        return false;
    for (; *at; at++) {
        if (*at < '0' || *at > '9' || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, *at - '0', &value)) /* counted downwards: INT64_MIN fits */
            return false;
    }
    if (!negative && __builtin_sub_overflow((int64_t)0, value, &value))
        return false;
    if (value < least || value > most)
        return false;
    *number = value;
    return true;
}
