/* Moments as people at this machine say them: local time. Owns the time zone on the way out and --since on the way in.
 */
#ifndef CONFIDE_CTL_MOMENT_H
#define CONFIDE_CTL_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

enum { MOMENT_SIZE = 32 };

/* "2026-11-22 14:05:09" in local time; "-" for 0 and for what no calendar holds. `to` has room for MOMENT_SIZE. Returns
 * `to`. */
char *moment_text(char *to, int64_t time_ms);

/* The same of a time as the agent writes it; what is none is returned as it is. */
const char *moment_of(char *to, const char *text);

/* "2026-11-22"; the same otherwise. */
char *moment_day(char *to, int64_t time_ms);

/* Reads a moment in the past: RFC 3339, a local date or date-time, or a span before `now_ms` ("90s", "30m", "2h",
 * "7d"). False when it is none of these. */
bool moment_read(const char *text, int64_t now_ms, int64_t *time_ms);

#endif
