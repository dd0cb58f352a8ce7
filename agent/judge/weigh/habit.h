/* The hours of the day in which somebody works, by what they did before: where no rota tells. Pure. */
#ifndef CONFIDE_JUDGE_HABIT_H
#define CONFIDE_JUDGE_HABIT_H

#include <stdbool.h>
#include <stdint.h>

struct ground_given;

enum { HABIT_HOURS = 24 };

/* Of one person: how many accesses in which hour (UTC: what summer time shifts, the hours beside it take up). */
struct habit {
    uint16_t of[HABIT_HOURS];
};

void habit_note(struct habit *habit, int64_t time_ms);

/* Is this hour, with the one before and the one after, one in a hundred of theirs or less? False while too little is
 * known of them. */
bool habit_is_unusual(const struct habit *habit, int64_t time_ms);

/* How often the role's unexplained accesses are at an hour that is unusual for the person; below 0 where this one is
 * not, or is said to be at an odd time already. */
double habit_weigh(const struct ground_given *given);

#endif
