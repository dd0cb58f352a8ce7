/* Numbers, spans of time and progress in words people read. Pure: the clock and the terminal's width are arguments. */
#include "phrase.h"

#include <inttypes.h>
#include <string.h>

#include "agent/base/text.h"

struct unit {
    int64_t ms;
    const char *name;
};

/* "3 hours" onto the end of `to`. */
static void add_units(char *to, int64_t number, const char *name)
{
    size_t used = strlen(to);

    text_format(to + used, PHRASE_SIZE - used, "%s%" PRId64 " %s%s", used ? " " : "", number, name,
                number == 1 ? "" : "s");
}

char *phrase_span(char *to, int64_t span_ms)
{
    static const struct unit units[] = {{86400000, "day"}, {3600000, "hour"}, {60000, "minute"}, {1000, "second"}};
    size_t i = 0;

    to[0] = '\0';
    if (span_ms < 10000) { /* rounded down, so that 0.96 s is not a whole second */
        int64_t ms = span_ms < 0 ? 0 : span_ms;
        if (ms < 1000)
            text_format(to, PHRASE_SIZE, "0.%02" PRId64 " seconds", ms / 10);
        else
            text_format(to, PHRASE_SIZE, "%" PRId64 ".%" PRId64 " seconds", ms / 1000, ms % 1000 / 100);
        return to;
    }
    while (span_ms < units[i].ms)
        i++;
    add_units(to, span_ms / units[i].ms, units[i].name);
    if (i + 1 < sizeof units / sizeof units[0] && span_ms % units[i].ms >= units[i + 1].ms)
        add_units(to, span_ms % units[i].ms / units[i + 1].ms, units[i + 1].name);
    return to;
}

char *phrase_left(char *to, int64_t deadline_ms, int64_t now_ms)
{
    char span[PHRASE_SIZE];

    if (now_ms <= deadline_ms)
        text_format(to, PHRASE_SIZE, "%s left", phrase_span(span, deadline_ms - now_ms));
    else
        text_format(to, PHRASE_SIZE, "overdue by %s", phrase_span(span, now_ms - deadline_ms));
    return to;
}

char *phrase_count(char *to, uint64_t number)
{
    char digits[24];
    size_t length, used = 0;

    text_format(digits, sizeof digits, "%" PRIu64, number);
    length = strlen(digits);
    for (size_t i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            to[used++] = ',';
        to[used++] = digits[i];
    }
    to[used] = '\0';
    return to;
}

/* "52", "1.2 k", "3.4 M": a number in few columns, in steps of `step`. */
static char *scaled(char *to, double number, double step, const char *const *names)
{
    size_t i = 0;

    while (number >= step && names[i + 1]) {
        number /= step;
        i++;
    }
    text_format(to, PHRASE_SIZE, i == 0 ? "%.0f%s" : "%.1f%s", number, names[i]);
    return to;
}

char *phrase_bytes(char *to, uint64_t bytes)
{
    static const char *const names[] = {" bytes", " KiB", " MiB", " GiB", " TiB", NULL};

    return scaled(to, (double)bytes, 1024, names);
}

char *phrase_many(char *to, uint64_t number, const char *one)
{
    char count[PHRASE_SIZE];

    text_format(to, PHRASE_SIZE, "%s %s%s", phrase_count(count, number), one, number == 1 ? "" : "s");
    return to;
}

/* What stands right of the bar: "  52 %  1.2 M/s  4 seconds left". */
static void write_pace(char *to, size_t size, uint64_t done, uint64_t total, int64_t elapsed_ms)
{
    static const char *const names[] = {"", " k", " M", " G", NULL};
    double rate = elapsed_ms > 0 ? (double)done * 1000 / (double)elapsed_ms : 0;
    char pace[PHRASE_SIZE], left[PHRASE_SIZE];

    scaled(pace, rate, 1000, names);
    if (total == 0)
        text_format(to, size, "  %s/s", pace);
    else if (rate > 0 && elapsed_ms >= 500) /* before, a guess would jump about */
        text_format(to, size, "  %3u %%  %s/s  %s left", (unsigned)(done * 100 / total), pace,
                    phrase_span(left, ((int64_t)((double)(total - done) / rate) + 1) * 1000));
    else
        text_format(to, size, "  %3u %%  %s/s", (unsigned)(done * 100 / total), pace);
}

char *phrase_progress(char *to, size_t size, unsigned width, const char *what, uint64_t done, uint64_t total,
                      int64_t elapsed_ms)
{
    char pace[2 * PHRASE_SIZE + 32];
    size_t room = width < size ? width : size - 1, taken, bar, full;

    if (total > 0 && done > total)
        done = total;
    write_pace(pace, sizeof pace, done, total, elapsed_ms);
    taken = strlen(what) + strlen(pace) + 4;
    if (total == 0 || room < taken + 8) { /* too narrow for a bar that says anything */
        text_format(to, room + 1, "%s%s", what, pace);
        return to;
    }
    bar = room - taken < 40 ? room - taken : 40;
    full = (size_t)((double)done / (double)total * (double)bar);
    text_format(to, room + 1, "%s  [%.*s%s%*s]%s", what, (int)full,
                "========================================", full < bar ? ">" : "", (int)(bar - full - (full < bar)), "",
                pace);
    return to;
}
