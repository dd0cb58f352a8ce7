/* Text broken between words: libsmartcols breaks within them. */
#include "wrap.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

enum { SHOWN_AS_HEX = 4 };

/* The bytes of the character at `text`, and its columns. */
static size_t character(const char *text, size_t left, size_t *columns)
{
    mbstate_t state = {0};
    wchar_t wide;
    size_t length = mbrtowc(&wide, text, left, &state);
    int width;

    if (length == 0 || length > left) { /* not a character here */
        *columns = SHOWN_AS_HEX;
        return 1;
    }
    width = iswprint((wint_t)wide) ? wcwidth(wide) : -1;
    *columns = width >= 0 ? (size_t)width : SHOWN_AS_HEX * length;
    return length;
}

/* The columns of the first `length` bytes. */
static size_t width_of(const char *text, size_t length)
{
    size_t all = 0, columns;

    for (size_t at = 0; at < length; all += columns)
        at += character(text + at, length - at, &columns);
    return all;
}

size_t wrap_width(const char *text)
{
    return width_of(text, strlen(text));
}

/* Appends a word too long for any line, in pieces; the columns that stand in the last line. */
static size_t append_pieces(char *to, size_t *used, const char *word, size_t length, size_t width)
{
    size_t line = 0, columns;

    for (size_t at = 0, step; at < length; at += step) {
        step = character(word + at, length - at, &columns);
        if (line > 0 && line + columns > width) {
            to[(*used)++] = '\n';
            line = 0;
        }
        memcpy(to + *used, word + at, step);
        *used += step;
        line += columns;
    }
    return line;
}

char *wrap_text(const char *text, size_t width)
{
    char *to = malloc(2 * strlen(text) + 1); /* at most one newline for each byte */
    size_t used = 0, line = 0;

    while (to && *text) {
        size_t length, columns;

        text += strspn(text, " \n");
        length = strcspn(text, " \n");
        columns = width_of(text, length);
        if (length == 0)
            break;
        if (used > 0)
            to[used++] = line + 1 + columns > width ? '\n' : ' ';
        line = used > 0 && to[used - 1] == ' ' ? line + 1 : 0;
        if (line + columns <= width) {
            memcpy(to + used, text, length);
            used += length;
            line += columns;
        } else {
            line = append_pieces(to, &used, text, length, width);
        }
        text += length;
    }
    if (to)
        to[used] = '\0';
    return to;
}
