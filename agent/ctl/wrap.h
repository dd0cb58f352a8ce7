/* Text broken between words, for a terminal. Pure but for the locale, which says how wide a character is. */
#ifndef CONFIDE_CTL_WRAP_H
#define CONFIDE_CTL_WRAP_H

#include <stddef.h>

/* The columns that `text` takes on a terminal; a byte that will be shown as \xHH takes four. */
size_t wrap_width(const char *text);

/* `text` in lines of at most `width` columns (> 0), parted by newlines: between words where there are any, else within
 * one. To be freed by the caller; NULL when memory is short. */
char *wrap_text(const char *text, size_t width);

#endif
