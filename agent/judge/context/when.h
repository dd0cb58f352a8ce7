/* Times of the tables in whole seconds since 1970. */
#ifndef CONFIDE_JUDGE_WHEN_H
#define CONFIDE_JUDGE_WHEN_H

#include <stdbool.h>
#include <stdint.h>

struct when;

/* NULL when memory is short. */
struct when *when_new(void);
void when_free(struct when *when);

/* Reads a time as clock_parse_bound does, rounded down to the second, or up if `up`. False when it is no time, or lies
 * outside 1970 to 2105. */
bool when_read(struct when *when, const char *text, bool to_its_end, bool up, uint32_t *time_s);

/* "YYYY-MM-DD" alone, as days since 1970. False when it is anything else. */
bool when_day(const char *text, int32_t *day);

/* The same, or the date of "YYYY-MM-DDT..." and "YYYY-MM-DD ...". */
bool when_date(const char *text, int32_t *day);

#endif
