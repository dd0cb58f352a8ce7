/* A password as Unicode sees it: how long it is, and how it reads in plain letters. Pure; wipes what it copies. Owns
 * utf8proc. */
#ifndef CONFIDE_PAM_FOLD_H
#define CONFIDE_PAM_FOLD_H

#include <stdbool.h>
#include <stddef.h>

/* The number of code points of `text` after NFC (NIST SP 800-63B-4 3.1.1.2: each counts as one character), or -1 when
 * it is not UTF-8, holds control characters, or is longer than PASSWORD_MAX_BYTES. */
long fold_count(const char *text);

/* Writes `text` in lower-case ASCII into `to` of `size` bytes, cut where that ends: "É" becomes "e", "ß" "ss", "Ł" "l",
 * a full-width "Ａ" "a". Any other character becomes a byte from 0x80 to 0xff, the same one each time it comes. Bytes
 * that are not UTF-8 are left out. Returns the length. */
size_t fold_letters(char *to, size_t size, const char *text);

/* Writes `text` in NFC, without its cases if `folded` (U+00DF becomes "ss"), into `to` of `size` bytes. Returns the
 * length: 0, and "", when it is not UTF-8, longer than PASSWORD_MAX_BYTES, or does not fit. */
size_t fold_case(char *to, size_t size, const char *text, bool folded);

#endif
