/* The words a person would build a password on: weak in theirs, whatever they add. Pure. */
#ifndef CONFIDE_PAM_WORDS_H
#define CONFIDE_PAM_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/staff.h>

enum { WORDS_SIZE = 1024, WORD_LEAST = 3 };

/* Adds to `words` (of `size` bytes) the parts of `text` that are at least WORD_LEAST bytes long: letters and digits as
 * they stand together, in lower case (ASCII; other letters as they are), each once, separated by blanks. False when
 * some did not fit. */
bool words_add(char *words, size_t size, const char *text);

/* Adds the forms in which people type a date, "1984-03-12": 1984, 12031984, 120384, 19840312, 840312, 1203, 0312. */
void words_add_date(char *words, size_t size, const char *date);

/* Fills `words` (WORDS_SIZE bytes) with what the staff list says of one person: login, name, surname, birth, role,
 * unit, registration, postcode. Returns `words`. */
char *words_of_member(char *words, const struct staff_member *member);

#endif
