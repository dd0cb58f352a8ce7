/* Habits. Owns: when an hour is unusual for somebody. Must not own: the rota, which knows better. In: times of
 * accesses. Out: unusual or not, and what it weighs. */
#include "habit.h"

#include "grounds.h"

enum { HOUR_MS = 3600 * 1000, KNOWN = 300, PER_HUNDRED = 1, MOST = 60000 };

static unsigned hour_of(int64_t time_ms)
{
    return (unsigned)(time_ms / HOUR_MS % HABIT_HOURS);
}

/* What was long ago counts for less and less. */
void habit_note(struct habit *habit, int64_t time_ms)
{
    unsigned hour = hour_of(time_ms);

    if (++habit->of[hour] < MOST)
        return;
    for (unsigned i = 0; i < HABIT_HOURS; i++)
        habit->of[i] /= 2;
}

bool habit_is_unusual(const struct habit *habit, int64_t time_ms)
{
    unsigned hour = hour_of(time_ms);
    uint32_t all = 0, near = 0;

    for (unsigned i = 0; i < HABIT_HOURS; i++)
        all += habit->of[i];
    for (unsigned i = HABIT_HOURS - 1; i <= HABIT_HOURS + 1; i++)
        near += habit->of[(hour + i) % HABIT_HOURS];
    return all >= KNOWN && near * 100 <= all * PER_HUNDRED;
}

double habit_weigh(const struct ground_given *given)
{
    const struct rate *rate = &given->role->rates[FEATURE_UNUSUAL];

    return given->is_unusual && !given->is_off_duty && !given->is_on_leave && !given->is_shut ? rate->hits / rate->all
                                                                                              : -1;
}
