/* The hours of the rooms in which computers stand. Pure. */
#ifndef CONFIDE_JUDGE_CLOSING_H
#define CONFIDE_JUDGE_CLOSING_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/judge/context/context.h"

#include "grounds.h"

/* By devices.csv: was the room of this computer closed at `time_ms`, for `slack_min` minutes already and for as long
 * still? False where the table does not say: no such row, or one without hours. */
bool closing_is_shut(const struct context *context, const char *host, int64_t time_ms, unsigned slack_min);

/* How often the role's unexplained accesses come from a closed room; below 0 where this one does not, or where it is
 * said already that the person was off duty. A night shift on a ward that receives nobody at night is one of many. */
double closing_weigh(const struct ground_given *given);

#endif
