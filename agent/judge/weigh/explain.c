/* Reasons to look into a record, one a row of the table below. Owns: which rows of the context explain an access. Must
 * not own: what follows when none does. In: an event, the person's row, the context, the limits. Out: explained or not,
 * and in words what was looked for. A new explanation is a new row. */
#include "explain.h"

#include <stdint.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/find.h"

#define DAY_MS INT64_C(86400000)

/* The encounter covers the time of the access, with the days around it that the clinic allows. */
static bool covers(const struct explain_ask *ask, const struct encounter *encounter)
{
    int64_t time = ask->event->time_ms;

    return encounter->recorded_s * INT64_C(1000) <= time &&
           encounter->from_s * INT64_C(1000) - ask->limits->explain_days_before * DAY_MS <= time &&
           time < encounter->to_s * INT64_C(1000) + ask->limits->explain_days_after * DAY_MS;
}

/* `login`, `unit`: either may be named by the encounter; 0 matches none. */
static bool any_encounter(const struct explain_ask *ask, uint32_t login, uint32_t unit)
{
    size_t count;
    const struct encounter *rows = find_encounters(ask->context, find_number(ask->context, ask->event->patient), &count);

    for (size_t i = 0; i < count; i++) {
        bool names = (login && rows[i].login == login) || (unit && rows[i].unit == unit);

        if (names && covers(ask, &rows[i]))
            return true;
    }
    return false;
}

static bool always(const struct explain_ask *ask)
{
    (void)ask;
    return true;
}

static bool has_unit(const struct explain_ask *ask)
{
    return ask->row && ask->row->unit[0];
}

static bool own_encounter(const struct explain_ask *ask)
{
    return any_encounter(ask, find_number(ask->context, ask->event->login), 0);
}

static bool unit_encounter(const struct explain_ask *ask)
{
    return any_encounter(ask, 0, find_number(ask->context, ask->row->unit));
}

struct reason {
    bool (*can_ask)(const struct explain_ask *ask); /* false: the clinic's tables do not say enough to look for it */
    bool (*explains)(const struct explain_ask *ask);
    const char *looked_for; /* at most 60 bytes: the days follow, and a case has room for 95 */
};

static const struct reason reasons[] = {
    {always, own_encounter, "an appointment, referral, order or task with this person"},
    {has_unit, unit_encounter, "an appointment, admission or order with this person's unit"},
};

enum { REASON_COUNT = sizeof reasons / sizeof reasons[0] };

enum explanation explain_access(const struct explain_ask *ask)
{
    if (!ask->context->has_encounters || ask->event->patient[0] == '\0')
        return EXPLAIN_NOT_ASKED;
    if (ask->row && strcmp(ask->row->patient, ask->event->patient) == 0)
        return EXPLAIN_OWN_RECORD;
    for (size_t i = 0; i < REASON_COUNT; i++)
        if (reasons[i].can_ask(ask) && reasons[i].explains(ask))
            return EXPLAIN_EXPLAINED;
    return EXPLAIN_UNEXPLAINED;
}

bool explain_looked_for(const struct explain_ask *ask, size_t n, char *to, size_t size)
{
    for (size_t i = 0; i < REASON_COUNT; i++) {
        if (!reasons[i].can_ask(ask))
            continue;
        if (n-- == 0) {
            text_format(to, size, "%s (%u days before to %u after)", reasons[i].looked_for,
                        ask->limits->explain_days_before, ask->limits->explain_days_after);
            return true;
        }
    }
    return false;
}
