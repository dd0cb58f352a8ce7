/* What status says of the watch, in lines that people read. Pure. */
#ifndef CONFIDE_CTL_WATCH_WORDS_H
#define CONFIDE_CTL_WATCH_WORDS_H

#include <stddef.h>
#include <stdint.h>

/* The row of ASK_STATUS again, with its numbers of the watch as sentences: "seeing", "waits", "folders", "unseen" and
 * "inventory", in their place. Its length, or 0 when `size` is too little or `row` is not an object. */
size_t watch_words(const char *row, size_t length, int64_t now_ms, char *to, size_t size);

#endif
