/* The words of addresses, plain (plain.h), in one short form each. Pure. */
#ifndef CONFIDE_JUDGE_STREET_H
#define CONFIDE_JUDGE_STREET_H

#include <stdbool.h>
#include <stddef.h>

/* Does the word end a street's name: "road", "rd", "lane"? */
bool street_ends(const char *word);

/* Appends the word's short form to `to` of `size` bytes: "street" is "st", "hauptstrasse" is "hauptst". */
void street_append(char *to, size_t size, const char *word);

/* The level of a house that the word says ("ground", "1st"), one word for each; NULL when it says none. */
const char *street_level(const char *word);

#endif
