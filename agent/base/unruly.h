/* Characters that have no place in a sentence for people. Pure. */
#ifndef CONFIDE_BASE_UNRULY_H
#define CONFIDE_BASE_UNRULY_H

#include <stdbool.h>

/* Puts blanks in their place. `text` is UTF-8. */
void unruly_blank(char *text);

/* True when `text` holds one. */
bool unruly_is(const char *text);

#endif
