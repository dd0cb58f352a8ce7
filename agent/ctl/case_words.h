/* Words that the list of cases and the card of one share. Pure. */
#ifndef CONFIDE_CTL_CASE_WORDS_H
#define CONFIDE_CTL_CASE_WORDS_H

#include <confide/case.h>

#include "agent/report/phrase.h"

#include "table.h"

/* How bad a severity looks. */
enum table_colour case_colour(unsigned severity);

/* The login; or that it is about several (whom a rule counts where no login stands), or that nobody could be named.
 * Borrowed. */
const char *case_who(const struct case_report *report);

/* "7", or "256 or more" where the case holds no more of them. `to` has room for PHRASE_SIZE. Returns `to`. */
char *case_at_least(char *to, uint32_t total, uint32_t most);

#endif
