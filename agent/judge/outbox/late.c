/* Steps of time. Owns which there are. */
#include "late.h"

#include <stddef.h>

#define HOUR_MS INT64_C(3600000)

unsigned late_reminders(int64_t raised_ms, int64_t now_ms)
{
    static const unsigned hours[] = {4, 24, 48};
    unsigned due = 0;

    while (due < sizeof hours / sizeof hours[0] && now_ms - raised_ms >= hours[due] * HOUR_MS)
        due++;
    return due;
}

unsigned late_hours(int64_t since_ms, int64_t now_ms)
{
    static const unsigned hours[] = {60, 48, 24, 1};

    for (size_t i = 0; i < sizeof hours / sizeof hours[0]; i++)
        if (now_ms - since_ms >= hours[i] * HOUR_MS)
            return hours[i];
    return 0;
}
