/* Moments as people at this machine say them. Owns localtime_r, as agent/base/clock.c owns the way from text to time.
 */
#include "moment.h"

#include <string.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"

/* False for what no calendar holds, and for the bounds that mean none. */
static bool local(struct tm *fields, int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000);

    return time_ms != 0 && time_ms != INT64_MIN && time_ms != INT64_MAX && localtime_r(&seconds, fields);
}

char *moment_text(char *to, int64_t time_ms)
{
    struct tm fields;

    if (!local(&fields, time_ms) || strftime(to, MOMENT_SIZE, "%Y-%m-%d %H:%M:%S", &fields) == 0)
        text_copy(to, MOMENT_SIZE, "-");
    return to;
}

const char *moment_of(char *to, const char *text)
{
    int64_t time_ms;

    return clock_parse(text, &time_ms) ? moment_text(to, time_ms) : text;
}

char *moment_day(char *to, int64_t time_ms)
{
    struct tm fields;

    if (!local(&fields, time_ms) || strftime(to, MOMENT_SIZE, "%Y-%m-%d", &fields) == 0)
        text_copy(to, MOMENT_SIZE, "-");
    return to;
}

bool moment_read(const char *text, int64_t now_ms, int64_t *time_ms)
{
    static const struct {
        char unit;
        int64_t ms;
    } units[] = {{'s', 1000}, {'m', 60000}, {'h', 3600000}, {'d', 86400000}};
    size_t length = strlen(text);
    char digits[8];
    int64_t number;

    if (clock_parse_bound(text, false, time_ms))
        return true;
    if (length < 2 || length > sizeof digits)
        return false;
    text_copy(digits, length, text);
    if (!text_number(digits, 0, 9999999, &number))
        return false;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (text[length - 1] == units[i].unit) {
            *time_ms = now_ms - number * units[i].ms;
            return true;
        }
    }
    return false;
}
