/* The clocks, and times as text (RFC 3339). Owns clock_gettime and the time zone. */
#ifndef CONFIDE_BASE_CLOCK_H
#define CONFIDE_BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { CLOCK_TEXT_SIZE = 32 };

/* Milliseconds since 1970-01-01T00:00:00Z by the wall clock. */
int64_t clock_now_ms(void);

/* Milliseconds on CLOCK_MONOTONIC: for deadlines, never for records. */
int64_t clock_monotonic_ms(void);

/* RFC 3339 in UTC with milliseconds, "2026-11-22T12:25:26.123Z". `to` has room for CLOCK_TEXT_SIZE. Returns `to`. */
char *clock_text(char *to, int64_t time_ms);

/* Reads RFC 3339 with a zone ("Z", "+01:00"), any number of fraction digits. False when it is anything else. */
bool clock_parse(const char *text, int64_t *time_ms);

/* Reads what the context tables may hold: RFC 3339, a date-time without zone (local time), or a date (local midnight;
 * the midnight after it when `to_its_end`, so that the day is included). False when it is anything else. */
bool clock_parse_bound(const char *text, bool to_its_end, int64_t *time_ms);

/* The minute of the day in local time, 0 to 1439. */
unsigned clock_minute(int64_t time_ms);

#endif
