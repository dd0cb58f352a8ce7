/* Is a password made of somebody's name? Pure. */
#ifndef CONFIDE_PAM_PEOPLE_H
#define CONFIDE_PAM_PEOPLE_H

#include <stdbool.h>
#include <stddef.h>

#include "pam_module/reading.h"

enum { PEOPLE_MOST = 2 };

struct people {
    char text[PEOPLE_MOST][READING_SIZE];
    size_t count;
    bool nothing_else; /* besides the words and these names there are no letters */
};

/* Finds what all letters of `reading` (at most READING_MAX bytes) are made of besides `words` (NULL ends them) and an
 * initial: at most two names, or one word or password that everybody tries, as common.h has them; else none. Where no
 * digit stands beside them, two words in all: three words are a good password, names or not. */
void people_find(struct people *people, const char *reading, const char *const *words);

#endif
