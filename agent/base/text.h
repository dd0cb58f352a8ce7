/* Small, safe handling of text. Pure. */
#ifndef CONFIDE_BASE_TEXT_H
#define CONFIDE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Copies `text` into `to` of `size` bytes (> 0), always NUL-terminated, never in the middle of a UTF-8 character.
 * False when it had to be cut. */
bool text_copy(char *to, size_t size, const char *text);

/* printf into `to` of `size` bytes, always NUL-terminated. False when it had to be cut. */
bool text_format(char *to, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* True when `text` of `length` bytes is UTF-8 (RFC 3629: no surrogates, no overlong forms). */
bool text_is_utf8(const char *text, size_t length);

/* Writes `text` so that it cannot forge or break a line of a log or terminal: bytes outside 0x20..0x7e and backslash
 * become \xHH (CVE-2015-5186). Always NUL-terminated; cut where `size` ends. Returns `to`. */
char *text_escape(char *to, size_t size, const char *text);

/* Lower-case hexadecimal of `size` bytes; `to` has room for 2 * size + 1. */
void text_hex(char *to, const uint8_t *bytes, size_t size);

/* The reverse; false when `hex` is not exactly 2 * size hexadecimal digits. */
bool text_unhex(uint8_t *bytes, size_t size, const char *hex);

/* True when `word` stands in `list`, words separated by blanks. A word of the list may end in `*`: any ending. */
bool text_in_list(const char *list, const char *word);

/* A whole decimal number from `least` to `most`; false, and nothing written, for anything else. */
bool text_number(const char *text, int64_t least, int64_t most, int64_t *number);

#endif
