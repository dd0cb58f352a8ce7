/* Owns what counts as silence. Pure. In: how long we listened. Out: yes or no. */
#include "silence.h"

#include "agent/base/text.h"

static bool was_away(int64_t elapsed_ms, int64_t limit_ms)
{
    return elapsed_ms < 0 || elapsed_ms > SILENCE_AWAY_MS || elapsed_ms > limit_ms / 2;
}

void silence_pass(struct silence_clock *clock, int64_t elapsed_ms, int64_t limit_ms)
{
    if (was_away(elapsed_ms, limit_ms))
        clock->grace_ms = clock->awake_ms;
    else
        clock->awake_ms += elapsed_ms;
}

void silence_start(struct silence_clock *clock, int64_t elapsed_ms, int64_t limit_ms)
{
    if (was_away(elapsed_ms, limit_ms))
        clock->grace_ms = clock->awake_ms;
}

bool silence_is(const struct silence_clock *clock, int64_t heard_awake_ms, int64_t limit_ms)
{
    int64_t since = heard_awake_ms > clock->grace_ms ? heard_awake_ms : clock->grace_ms;

    /* Told within the limit, not after it: to look, to write and to mail takes time. */
    return clock->awake_ms - since >= limit_ms - limit_ms / 100;
}

static void put(char *to, int64_t number, const char *unit, int64_t rest, const char *rest_unit)
{
    if (rest > 0)
        text_format(to, 40, "%lld %s%s %lld %s%s", (long long)number, unit, number == 1 ? "" : "s", (long long)rest,
                    rest_unit, rest == 1 ? "" : "s");
    else
        text_format(to, 40, "%lld %s%s", (long long)number, unit, number == 1 ? "" : "s");
}

char *silence_duration(char *to, int64_t ms)
{
    int64_t seconds = ms > 0 ? ms / 1000 : 0, minutes = seconds / 60, hours = minutes / 60;

    if (minutes < 2)
        put(to, seconds, "second", 0, "");
    else if (hours < 2)
        put(to, minutes, "minute", 0, "");
    else if (hours < 48)
        put(to, hours, "hour", minutes % 60, "minute");
    else
        put(to, hours / 24, "day", hours % 24, "hour");
    return to;
}
