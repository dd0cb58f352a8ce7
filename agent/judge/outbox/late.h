/* When silence is told of. Pure. */
#ifndef CONFIDE_JUDGE_LATE_H
#define CONFIDE_JUDGE_LATE_H

#include <stdint.h>

/* An endpoint that has accepted nothing for so long is silent, and those that stand in for it are told. */
#define LATE_SILENT_MS INT64_C(3600000)

/* How many reminders are due of a case that nobody acknowledged: at 4, 24 and 48 hours after it was raised, so that the
 * last comes a day before the 72 hours of GDPR article 33(1) are over. 0 to 3. */
unsigned late_reminders(int64_t raised_ms, int64_t now_ms);

/* For how many hours something unsent has waited, of 1, 24, 48 and 60: 0 = less than one. An alarm at each. */
unsigned late_hours(int64_t since_ms, int64_t now_ms);

#endif
