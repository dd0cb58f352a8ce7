/* The book of wrong passwords that pace.h fills: looking into it, keeping it across a restart. */
#ifndef CONFIDE_JUDGE_PACE_BOOK_H
#define CONFIDE_JUDGE_PACE_BOOK_H

#include "pace.h"

/* Forgets what there is about this login. True when there was something. */
bool pace_forgive(struct pace *pace, const char *login);

/* Calls `each` for all that is remembered of `login`, and of origins that keep every login waiting (their login is ""),
 * with what a knock there would be answered. */
void pace_why(struct pace *pace, const char *login, int64_t now_ms,
              void (*each)(void *data, const struct pace_record *record, const struct pace_answer *answer), void *data);

/* Calls `each` for what has changed since pace_saved: a record with `row` and all tries 0 is to be deleted. Stops, and
 * returns false, when `each` does. */
bool pace_each_changed(struct pace *pace, bool (*each)(void *data, const struct pace_record *record), void *data);
void pace_saved(struct pace *pace);

/* Takes up what was saved. */
void pace_load(struct pace *pace, const struct pace_record *record);

#endif
