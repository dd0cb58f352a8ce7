/* Text that grows, and text made harmless. Owns: the memory of a page while it is written. In: texts of anybody's. Out:
 * bytes that steer nothing. */
#include "page_out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

enum { FIRST_CAPACITY = 16 * 1024, REPLACEMENT_SIZE = 3 };

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

/* `extra` bytes more, and a NUL. */
static bool make_room(struct page_out *out, size_t extra)
{
    size_t wanted = out->length + extra + 1, wider = out->capacity ? out->capacity : FIRST_CAPACITY;
    char *text;

    if (out->failed || wanted <= out->capacity)
        return !out->failed;
    while (wider < wanted)
        wider *= 2;
    text = realloc(out->text, wider);
    out->failed = !text;
    if (text) {
        out->text = text;
        out->capacity = wider;
    }
    return !out->failed;
}

void page_put(struct page_out *out, const char *text)
{
    size_t length = strlen(text);

    if (!make_room(out, length))
        return;
    memcpy(out->text + out->length, text, length + 1);
    out->length += length;
}

void page_format(struct page_out *out, const char *format, ...)
{
    va_list arguments, again;
    int length;

    va_start(arguments, format);
    va_copy(again, arguments);
    length = vsnprintf(NULL, 0, format, arguments);
    if (length >= 0 && make_room(out, (size_t)length)) {
        vsnprintf(out->text + out->length, (size_t)length + 1, format, again);
        out->length += (size_t)length;
    }
    va_end(again);
    va_end(arguments);
}

/* How many bytes the character at `at` takes, 0 when it is none. */
static size_t character_length(const unsigned char *at)
{
    size_t length = *at < 0x80 ? 1 : *at >= 0xf0 ? 4 : *at >= 0xe0 ? 3 : *at >= 0xc2 ? 2 : 0;

    for (size_t i = 1; i < length; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 0;
    return length && text_is_utf8((const char *)at, length) ? length : 0;
}

/* C0, DEL and C1; the marks, embeddings, overrides and isolates of UAX 9; line and paragraph separators; tag characters
 * and the byte order mark, which nobody sees. */
static bool steers(const unsigned char *at, size_t length)
{
    if (length == 1)
        return *at < 0x20 || *at == 0x7f;
    if (length == 2)
        return (at[0] == 0xc2 && at[1] < 0xa0) || (at[0] == 0xd8 && at[1] == 0x9c);
    if (length == 3)
        return (at[0] == 0xe2 && at[1] == 0x80 && (at[2] == 0x8b || at[2] == 0x8e || at[2] == 0x8f)) ||
               (at[0] == 0xe2 && at[1] == 0x80 && at[2] >= 0xa8 && at[2] <= 0xae) ||
               (at[0] == 0xe2 && at[1] == 0x81 && at[2] >= 0xa0 && at[2] <= 0xaf) ||
               (at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf);
    return at[0] == 0xf3 && at[1] == 0xa0 && (at[2] == 0x80 || at[2] == 0x81);
}

char *page_clean(char *to, size_t size, const char *text)
{
    const unsigned char *at = (const unsigned char *)text;
    size_t used = 0;

    while (*at) {
        size_t length = character_length(at);
        bool is_good = length > 0 && !steers(at, length);
        size_t needed = is_good ? length : REPLACEMENT_SIZE;

        if (used + needed >= size)
            break;
        memcpy(to + used, is_good ? (const char *)at : replacement, needed);
        used += needed;
        at += length ? length : 1;
    }
    to[used] = '\0';
    return to;
}
