/* A name or an address as words in plain letters. Pure. */
#ifndef CONFIDE_JUDGE_PLAIN_H
#define CONFIDE_JUDGE_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PLAIN_SIZE = 512, PLAIN_WORDS = 40 };

struct plain_word {
    const char *text;   /* lower case: letters and digits alone. O'Brien is obrien, St. is st */
    unsigned char part; /* from 0: commas, semicolons and line ends divide the text into parts */
    char before;        /* what stood before it: ' ', '-' or '/' */
};

struct plain {
    unsigned count; /* words beyond PLAIN_WORDS are left out */
    struct plain_word words[PLAIN_WORDS];
    char letters[PLAIN_SIZE];
};

void plain_read(struct plain *plain, const char *text);

/* Does `word` stand in `list`, words divided by blanks? */
bool plain_is(const char *word, const char *list);

/* A number that stands for `text` after `seed`; 0 for "" alone. Two different texts of a clinic meet once in 4 billion
 * pairs. */
uint32_t plain_hash(uint32_t seed, const char *text);

#endif
