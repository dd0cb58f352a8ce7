/* How a password reads: its words, what stands between and after them, and its letters in disguise. Pure. */
#ifndef CONFIDE_PAM_READING_H
#define CONFIDE_PAM_READING_H

#include <stdbool.h>
#include <stddef.h>

enum { READING_MAX = 64, READING_SIZE = READING_MAX + 1 };
enum reading_kind { READING_END = 0, READING_LETTERS, READING_DIGITS, READING_SIGNS };

/* Letters, digits or signs that stand together: `length` bytes at `at`. */
struct reading_piece {
    const char *at;
    size_t length;
    enum reading_kind kind;
};

/* Writes what an estimator is shown of `letters` (as fold_letters makes them) into `shown`, READING_SIZE bytes. */
void reading_show(char *shown, const char *letters);

/* True when `byte` is `letter`, or what one disguises it with. */
bool reading_may_mean(char byte, char letter);

/* Writes `shown` without disguises into `plain`, READING_SIZE bytes: "tr3atm3nt2024" becomes "treatment2024". A digit
 * or sign is a disguise where up to `together` of them stand before or between letters, and where one ends a word; a 1
 * there is read as `one`, i or l. */
void reading_plain(char *plain, const char *shown, char one, size_t together);

/* Writes `text`, at most READING_MAX bytes, turned round into `turned`. */
void reading_turn(char *turned, const char *text);

/* The first piece of `text`; READING_END, of length 0, where nothing is left. A byte from 0x80 that stands alone is a
 * sign ("£"), others are letters. */
struct reading_piece reading_piece(const char *text);

#endif
