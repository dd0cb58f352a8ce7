/* Flat JSON in place. Owns: the plain half of the grammar. Must not own: what keys mean. Eight bytes at a time where
 * nothing in them ends a text: recorded events are a kilometre of plain letters. */
#include "json_flat.h"

#include <endian.h>
#include <string.h>

#include "text.h"

enum { DIGITS_MAX = 18 }; /* always fit int64_t */

#define EACH(byte) ((uint64_t)(byte)*UINT64_C(0x0101010101010101))

struct json_flat json_flat_start(const char *text, size_t length)
{
    return (struct json_flat){.at = text, .end = text + length};
}

static void skip_white(struct json_flat *flat)
{
    while (flat->at < flat->end && (*flat->at == ' ' || *flat->at == '\t' || *flat->at == '\r' || *flat->at == '\n'))
        flat->at++;
}

static bool take(struct json_flat *flat, char wanted)
{
    if (flat->at == flat->end || *flat->at != wanted)
        return false;
    flat->at++;
    return true;
}

/* The high bit of each of eight bytes that is a control character, a quotation mark, a backslash or beyond ASCII. Each
 * subtraction borrows out of a byte only where that byte is one of them: so the lowest bit is always right. */
static uint64_t not_plain(uint64_t eight)
{
    uint64_t quote = eight ^ EACH('"'), backslash = eight ^ EACH('\\');

    return ((eight - EACH(0x20)) | (quote - EACH(1)) | (backslash - EACH(1)) | eight) & EACH(0x80);
}

/* The first byte from `at` on that is not plain, or `end`. */
static const char *skip_plain(const char *at, const char *end)
{
    uint64_t eight, found;

    for (; end - at >= (ptrdiff_t)sizeof eight; at += sizeof eight) {
        memcpy(&eight, at, sizeof eight);
        found = not_plain(le64toh(eight));
        if (found)
            return at + __builtin_ctzll(found) / 8;
    }
    eight = EACH(' ');
    memcpy(&eight, at, (size_t)(end - at));
    found = not_plain(le64toh(eight));
    return found ? at + __builtin_ctzll(found) / 8 : end;
}

/* The text behind an opening quotation mark. */
static bool take_text(struct json_flat *flat, const char **text, size_t *length, bool *is_ascii)
{
    const char *at = skip_plain(flat->at, flat->end);
    bool high = false;

    for (; at < flat->end && *at != '"'; at = skip_plain(at + 1, flat->end)) {
        if ((unsigned char)*at < 0x80) /* a control character or an escape */
            return false;
        high = true;
    }
    if (at == flat->end)
        return false;
    *text = flat->at;
    *length = (size_t)(at - flat->at);
    *is_ascii = !high;
    flat->at = at + 1;
    return !high || text_is_utf8(*text, *length);
}

/* "-"? ("0" | [1-9][0-9]*), and no fraction or exponent behind it. */
static bool take_number(struct json_flat *flat, int64_t *number)
{
    bool negative = take(flat, '-');
    const char *first = flat->at;
    int64_t value = 0;

    while (flat->at < flat->end && *flat->at >= '0' && *flat->at <= '9' && flat->at - first < DIGITS_MAX)
        value = value * 10 + (*flat->at++ - '0');
    if (flat->at == first || (*first == '0' && flat->at - first > 1))
        return false;
    *number = negative ? -value : value;
    return flat->at == flat->end || !memchr(".eE0123456789", *flat->at, 13);
}

static bool take_word(struct json_flat *flat, const char *word)
{
    size_t length = strlen(word);

    if ((size_t)(flat->end - flat->at) < length || memcmp(flat->at, word, length) != 0)
        return false;
    flat->at += length;
    return true;
}

static bool take_value(struct json_flat *flat, struct json_flat_pair *pair)
{
    bool is_ascii;

    if (take(flat, '"')) {
        pair->value = FLAT_TEXT;
        return take_text(flat, &pair->text, &pair->length, &is_ascii);
    }
    if (flat->at < flat->end && (*flat->at == '-' || (*flat->at >= '0' && *flat->at <= '9'))) {
        pair->value = FLAT_NUMBER;
        return take_number(flat, &pair->number);
    }
    if (take_word(flat, "null")) {
        pair->value = FLAT_NULL;
        return true;
    }
    pair->value = FLAT_TRUTH;
    return take_word(flat, "true") || take_word(flat, "false");
}

/* The end of the object, when it is the end of the text too. */
static enum json_flat_step end_of(struct json_flat *flat)
{
    skip_white(flat);
    return flat->at == flat->end ? FLAT_END : FLAT_UNUSUAL;
}

enum json_flat_step json_flat_next(struct json_flat *flat, struct json_flat_pair *pair)
{
    bool is_first = !flat->begun, is_ascii;

    skip_white(flat);
    if (is_first && !take(flat, '{'))
        return FLAT_UNUSUAL;
    flat->begun = true;
    skip_white(flat);
    if (take(flat, '}'))
        return end_of(flat);
    if (!is_first && !take(flat, ','))
        return FLAT_UNUSUAL;
    skip_white(flat);
    if (!take(flat, '"') || !take_text(flat, &pair->key, &pair->key_length, &is_ascii) || !is_ascii)
        return FLAT_UNUSUAL;
    skip_white(flat);
    if (!take(flat, ':'))
        return FLAT_UNUSUAL;
    skip_white(flat);
    return take_value(flat, pair) ? FLAT_PAIR : FLAT_UNUSUAL;
}
