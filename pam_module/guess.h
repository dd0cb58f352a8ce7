/* How many guesses does a password need? Pure. Owns zxcvbn-c. */
#ifndef CONFIDE_PAM_GUESS_H
#define CONFIDE_PAM_GUESS_H

#include <stdbool.h>
#include <stddef.h>

#include "pam_module/people.h"
#include "pam_module/reading.h"

enum { GUESS_WORDS_MAX = 256, GUESS_READINGS = 4, GUESS_PAIRS = 32 * 32 };

/* A password and the words that count for next to nothing in it. The caller wipes it when done. */
struct guess {
    char shown[READING_SIZE], written[READING_SIZE]; /* `written`: with the words found written out of their disguise */
    unsigned char found[READING_SIZE];               /* how long the word is that is written there */
    char plain[GUESS_READINGS][READING_SIZE], turned[GUESS_READINGS][READING_SIZE];
    size_t readings;
    const char *word[GUESS_WORDS_MAX + 1], *used[GUESS_WORDS_MAX + PEOPLE_MOST + 1];
    size_t words;
    bool has_number;
    bool pair[GUESS_PAIRS]; /* two letters that stand together in it, or may be meant */
    struct people people;
    bool has_people; /* in one reading at least: it was guessed by them */
};

/* Begins anew with `letters` (as fold_letters makes them), of which the first 64 are weighed, and no word. */
void guess_begin(struct guess *guess, const char *letters);

/* Adds a word, which must stay where it is. */
void guess_add(struct guess *guess, const char *word);

/* What an attacker is not to know of all that: the words added from number `from` to before `to`; and the names that
 * many bear and the words that stand alone in lists. */
struct guess_unknown {
    size_t from, to;
    bool people;
};

/* log2 of the guesses needed by one who knows the words and the people but for `unknown`, and how passwords are dressed
 * up: years, signs, letters in disguise. Exact from `enough` on; below, an upper bound. Some 0.05 ms. */
double guess_bits(struct guess *guess, struct guess_unknown unknown, double enough);

#endif
