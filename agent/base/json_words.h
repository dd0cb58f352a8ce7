/* The words of FORMATS section 2 and the numbers that stand for them in event.h. Pure. */
#ifndef CONFIDE_BASE_JSON_WORDS_H
#define CONFIDE_BASE_JSON_WORDS_H

#include <stdbool.h>
#include <stddef.h>

enum json_words { WORDS_KIND, WORDS_ACTION, WORDS_SOURCE, WORDS_OUTCOME, WORDS_NAMED, WORDS_SIGN };

/* The word for `number`; "" where there is none. A sign's number is that of its bit, from 0. */
const char *json_words_text(enum json_words list, unsigned number);

/* The number of the word that stands in `text`; -1 when the list does not hold it. */
int json_words_number(enum json_words list, const char *text, size_t length);

/* Words parted by blanks, each a sign: their bits; -1 when one of them is none. */
int json_words_signs(const char *text, size_t length);

#endif
