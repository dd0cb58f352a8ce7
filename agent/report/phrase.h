/* Numbers, spans of time and labels in words people read. Pure. */
#ifndef CONFIDE_REPORT_PHRASE_H
#define CONFIDE_REPORT_PHRASE_H

#include <stddef.h>
#include <stdint.h>

enum { PHRASE_SIZE = 64 };

/* A span in its two largest units: "2 days 3 hours", "1 minute 5 seconds", "2.4 seconds", "0.08 seconds". `to` has room
 * for PHRASE_SIZE, here and below. Each returns `to`. */
char *phrase_span(char *to, int64_t span_ms);

/* "2 days 3 hours left", "overdue by 5 hours 1 minute". */
char *phrase_left(char *to, int64_t deadline_ms, int64_t now_ms);

/* "1,000,000" */
char *phrase_count(char *to, uint64_t number);

/* "12.3 MiB" */
char *phrase_bytes(char *to, uint64_t bytes);

/* "1 person", "7 persons"; `one` is the word for one of them, the plural adds an s. */
char *phrase_many(char *to, uint64_t number, const char *one);

/* One line of progress that fits into `width` columns of a terminal (and into `size` bytes of `to`):
 * "verify  [=====>    ]  52 %  1.2 M/s  4 s left". `total` 0 = not known: no bar, no end. */
char *phrase_progress(char *to, size_t size, unsigned width, const char *what, uint64_t done, uint64_t total,
                      int64_t elapsed_ms);

#endif
