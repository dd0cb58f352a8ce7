/* The clocks, and times as text. Owns clock_gettime and the time zone; parsing and printing keep no state. */
#include "clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "text.h"

static int64_t read_ms(clockid_t id)
{
    struct timespec now;

    return clock_gettime(id, &now) == 0 ? (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 : 0;
}

int64_t clock_now_ms(void)
{
    return read_ms(CLOCK_REALTIME);
}

int64_t clock_monotonic_ms(void)
{
    return read_ms(CLOCK_MONOTONIC);
}

char *clock_text(char *to, int64_t time_ms)
{
    int64_t whole = time_ms / 1000, part = time_ms % 1000;
    struct tm fields;
    time_t seconds;

    if (part < 0) {
        part += 1000;
        whole--;
    }
    seconds = (time_t)whole;
    if (!gmtime_r(&seconds, &fields) || fields.tm_year + 1900 > 9999 || fields.tm_year + 1900 < 0) {
        text_copy(to, CLOCK_TEXT_SIZE, "9999-12-31T23:59:59.999Z"); /* what RFC 3339 can hold */
        return to;
    }
    text_format(to, CLOCK_TEXT_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", fields.tm_year + 1900, fields.tm_mon + 1,
                fields.tm_mday, fields.tm_hour, fields.tm_min, fields.tm_sec, (int)part);
    return to;
}

/* Exactly `count` digits at *at, which moves on; -1 when there are not. */
static int digits(const char **at, int count)
{
    int value = 0;

    for (int i = 0; i < count; i++, (*at)++) {
        if (**at < '0' || **at > '9')
            return -1;
        value = value * 10 + (**at - '0');
    }
    return value;
}

static bool separator(const char **at, const char *allowed)
{
    if (**at == '\0' || !strchr(allowed, **at))
        return false;
    (*at)++;
    return true;
}

static bool is_day(int year, int month, int day)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (leap && month == 2);
}

static bool parse_date(const char **at, struct tm *fields)
{
    int year = digits(at, 4), month, day;

    if (year < 0 || !separator(at, "-") || (month = digits(at, 2)) < 0 || !separator(at, "-") ||
        (day = digits(at, 2)) < 0 || !is_day(year, month, day))
        return false;
    *fields = (struct tm){.tm_year = year - 1900, .tm_mon = month - 1, .tm_mday = day, .tm_isdst = -1};
    return true;
}

/* "HH:MM[:SS[.fraction]]"; seconds may be missing where `lenient`. */
static bool parse_time(const char **at, bool lenient, struct tm *fields, int *milliseconds)
{
    int scale = 100;

    *milliseconds = 0;
    fields->tm_hour = digits(at, 2);
    if (fields->tm_hour < 0 || fields->tm_hour > 23 || !separator(at, ":"))
        return false;
    fields->tm_min = digits(at, 2);
    if (fields->tm_min < 0 || fields->tm_min > 59)
        return false;
    if (**at != ':')
        return lenient;
    (*at)++;
    fields->tm_sec = digits(at, 2);
    if (fields->tm_sec < 0 || fields->tm_sec > 60) /* 60: a leap second */
        return false;
    if (**at != '.')
        return true;
    (*at)++;
    if (**at < '0' || **at > '9')
        return false;
    for (; **at >= '0' && **at <= '9'; (*at)++, scale /= 10)
        *milliseconds += (**at - '0') * scale;
    return true;
}

/* "Z" or "+HH:MM", as milliseconds to take away. */
static bool parse_zone(const char **at, int64_t *offset_ms)
{
    int hours, minutes, sign = **at == '-' ? -1 : 1;

    *offset_ms = 0;
    if (separator(at, "Zz"))
        return true;
    if (!separator(at, "+-") || (hours = digits(at, 2)) < 0 || hours > 23 || !separator(at, ":") ||
        (minutes = digits(at, 2)) < 0 || minutes > 59)
        return false;
    *offset_ms = (int64_t)sign * (hours * 60 + minutes) * 60000;
    return true;
}

/* Of a date in UTC, as timegm(3), which asks for the time zone first: the days of the months from March on, so that a
 * leap day is the last of its year, 400 years on, for the year 0 (Hinnant, chrono-compatible date algorithms). */
static int64_t utc_seconds(const struct tm *fields)
{
    int64_t year = fields->tm_year + 2300 - (fields->tm_mon < 2), month = (fields->tm_mon + 10) % 12;
    int64_t days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + fields->tm_mday - 1;

    return (days - 865565) * 86400 + fields->tm_hour * 3600 + fields->tm_min * 60 + fields->tm_sec;
}

bool clock_parse(const char *text, int64_t *time_ms)
{
    const char *at = text;
    struct tm fields;
    int64_t offset;
    int milliseconds;

    if (!parse_date(&at, &fields) || !separator(&at, "Tt ") || !parse_time(&at, false, &fields, &milliseconds) ||
        !parse_zone(&at, &offset) || *at != '\0')
        return false;
    *time_ms = utc_seconds(&fields) * 1000 + milliseconds - offset;
    return true;
}

bool clock_parse_bound(const char *text, bool to_its_end, int64_t *time_ms)
{
    const char *at = text;
    struct tm fields;
    int milliseconds = 0;

    if (clock_parse(text, time_ms))
        return true;
    if (!parse_date(&at, &fields))
        return false;
    if (*at == '\0')
        fields.tm_mday += to_its_end;
    else if (!separator(&at, "Tt ") || !parse_time(&at, true, &fields, &milliseconds))
        return false;
    if (*at != '\0')
        return false;
    *time_ms = (int64_t)mktime(&fields) * 1000 + milliseconds;
    return true;
}

unsigned clock_minute(int64_t time_ms)
{
    time_t seconds = (time_t)(time_ms / 1000 - (time_ms % 1000 < 0));
    struct tm fields;

    return localtime_r(&seconds, &fields) ? (unsigned)(fields.tm_hour * 60 + fields.tm_min) : 0;
}
