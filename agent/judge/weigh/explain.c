/* Reasons to look into a record, one a row of the table below. Owns: which rows of the context explain an access. Must
 * not own: what follows when none does. In: who, whom, when, the context, the limits. Out: explained or not, and in
 * words what was looked for. A new explanation is a new row. */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"
#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "office.h"

enum {
    DAY_S = 24 * 3600,
    NEAR_BEFORE_DAYS = 3, /* somebody who works for all units books and prepares so early, */
    NEAR_AFTER_DAYS = 7,  /* ... and writes letters so late */
    DUTY_SLACK_S = 2 * 3600,
    NIGHT_BEGINS = 19,
    NIGHT_ENDS = 7
};

/* ---- the units ------------------------------------------------------------------------------- */

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static bool has_unit(const struct explain_units *units, uint32_t unit)
{
    return unit && units->count && bsearch(&unit, units->units, units->count, sizeof unit, by_number);
}

/* Which of the context's numbers stand for a unit that sees patients. */
static void mark_units(bool *is_unit, const struct context *context)
{
    uint32_t login = 0;

    for (size_t i = 0; i < context->encounter_count; i++) {
        const struct encounter *row = &context->encounters[i];
        const struct colleague *colleague;

        if (row->kind != ENCOUNTER_UNSAID && row->kind != ENCOUNTER_APPOINTMENT && row->kind != ENCOUNTER_ADMISSION)
            continue; /* whoever is given tasks does not thereby see patients */
        is_unit[row->unit] = true;
        if (row->login != login && (colleague = find_colleague(context, login = row->login)))
            is_unit[colleague->unit] = true;
    }
}

/* A column that was mixed up may hold a million units: so they are marked, not sorted in. */
bool explain_units_make(struct explain_units *units, const struct context *context)
{
    uint32_t numbers = context->names ? names_count(context->names) : 0;
    bool *is_unit = calloc((size_t)numbers + 1, sizeof *is_unit);
    size_t count = 0;

    *units = (struct explain_units){0};
    if (!is_unit)
        return false;
    mark_units(is_unit, context);
    for (uint32_t number = 1; number <= numbers; number++)
        count += is_unit[number];
    units->units = count ? calloc(count, sizeof *units->units) : NULL;
    for (uint32_t number = 1; units->units && number <= numbers; number++)
        if (is_unit[number])
            units->units[units->count++] = number;
    free(is_unit);
    return units->count == count;
}

void explain_units_free(struct explain_units *units)
{
    free(units->units);
    *units = (struct explain_units){0};
}

/* ---- the reasons ----------------------------------------------------------------------------- */

/* Works for all units: encounters belong to none of this one's. */
static bool serves_all(const struct explain_ask *ask, const struct explain_units *units)
{
    return ask->who && ask->who->unit && !has_unit(units, ask->who->unit);
}

static bool is_own(const struct explain_ask *ask, const struct encounter *row)
{
    return row->login && row->login == ask->login;
}

static bool is_team(const struct explain_ask *ask, const struct encounter *row)
{
    const struct colleague *colleague;

    if (!ask->who || !ask->who->unit)
        return false;
    if (row->unit)
        return row->unit == ask->who->unit;
    colleague = find_colleague(ask->context, row->login);
    return colleague && colleague->unit == ask->who->unit;
}

static bool is_near(const struct explain_ask *ask, const struct encounter *row)
{
    int64_t time_s = ask->time_ms / 1000;

    return time_s >= (int64_t)row->from_s - NEAR_BEFORE_DAYS * DAY_S &&
           time_s < (int64_t)row->to_s + NEAR_AFTER_DAYS * DAY_S;
}

static bool on_duty(const struct explain_ask *ask, const struct colleague *who, bool *is_known)
{
    return find_on_duty(ask->context, who, ask->time_ms, DUTY_SLACK_S, is_known);
}

static bool is_away(const struct explain_ask *ask, const struct colleague *who)
{
    bool is_known;

    if (who->row->leave_from_ms < who->row->leave_to_ms && ask->time_ms >= who->row->leave_from_ms &&
        ask->time_ms < who->row->leave_to_ms)
        return true;
    if (ask->time_ms >= who->row->ends_ms)
        return true;
    return !on_duty(ask, who, &is_known) && is_known;
}

/* A colleague of the same role is away, and this person works in their place. */
static bool is_cover(const struct explain_ask *ask, const struct encounter *row)
{
    const struct colleague *other = row->login ? find_colleague(ask->context, row->login) : NULL;
    bool is_known;

    return other && ask->who && other != ask->who && other->role && other->role == ask->who->role &&
           is_near(ask, row) && is_away(ask, other) && on_duty(ask, ask->who, &is_known);
}

static bool is_night(int64_t time_ms)
{
    int64_t hour = time_ms / 3600000 % 24, weekday = (time_ms / 86400000 + 4) % 7; /* 1970 began on a Thursday */

    return hour >= NIGHT_BEGINS || hour < NIGHT_ENDS || weekday == 0 || weekday == 6;
}

/* At night and at the weekend whoever is on duty cares for all patients of the house. */
static bool is_on_call(const struct explain_ask *ask, const struct encounter *row)
{
    bool is_known;

    return ask->who && is_near(ask, row) && on_duty(ask, ask->who, &is_known);
}

static bool always(const struct explain_ask *ask, const struct explain_units *units)
{
    (void)units;
    return ask->context != NULL;
}

static bool knows_unit(const struct explain_ask *ask, const struct explain_units *units)
{
    return ask->who && ask->who->unit && has_unit(units, ask->who->unit);
}

static bool has_a_unit(const struct explain_ask *ask, const struct explain_units *units)
{
    (void)units;
    return ask->who && ask->who->unit;
}

static bool knows_rota(const struct explain_ask *ask, const struct explain_units *units)
{
    (void)units;
    return ask->who && ask->who->shifts > 0;
}

struct reason {
    bool (*can_ask)(const struct explain_ask *ask, const struct explain_units *units);
    bool (*holds)(const struct explain_ask *ask, const struct encounter *row);
    bool has_days;          /* the clinic's explain_days bound it; else `is_near` does */
    bool at_night;          /* it holds only then */
    enum explanation best;  /* what it makes of an access */
    const char *looked_for; /* at most 60 bytes where days follow: a case has room for 95 */
};

static const struct reason reasons[] = {
    {always, is_own, true, false, EXPLAIN_EXPLAINED, "an appointment, referral, order or task with this person"},
    {has_a_unit, is_team, true, false, EXPLAIN_EXPLAINED, "an appointment, admission or order with this person's unit"},
    {serves_all, is_near, false, false, EXPLAIN_NEAR, "any appointment or referral (3 days before to 7 after)"},
    {knows_rota, is_cover, false, false, EXPLAIN_EXPLAINED,
     "a colleague of the same role who was away and had this patient"},
    {knows_rota, is_on_call, false, true, EXPLAIN_EXPLAINED,
     "a duty at night or at the weekend while this patient was in care"},
};

/* ROWS_MOST: of a patient's rows, those begun last. Nobody has so many in a stay; a number under which a record system
 * puts whatever it cannot place has a hundred thousand, and each would be looked at for each access. */
enum { REASON_COUNT = sizeof reasons / sizeof reasons[0], KNOWN_FOREVER = 0, ROWS_MOST = 4096 };

/* ---- the answer ------------------------------------------------------------------------------ */

/* The patient's rows that may explain an access now: what begins later than any reason looks ahead is left out. */
static const struct encounter *rows_by_now(const struct explain_ask *ask, size_t *count)
{
    const struct encounter *rows = find_encounters(ask->context, ask->patient, count);
    unsigned days = ask->limits->explain_days_before;
    int64_t until_s = ask->time_ms / 1000 + (int64_t)(days > NEAR_BEFORE_DAYS ? days : NEAR_BEFORE_DAYS) * DAY_S;
    size_t low = 0, high = *count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if ((int64_t)rows[middle].from_s <= until_s)
            low = middle + 1;
        else
            high = middle;
    }
    *count = low < ROWS_MOST ? low : ROWS_MOST;
    return rows ? rows + low - *count : NULL;
}

static bool is_recorded(const struct explain_ask *ask, const struct encounter *row)
{
    return row->recorded_s == KNOWN_FOREVER || (int64_t)row->recorded_s * 1000 <= ask->as_of_ms;
}

static unsigned fresh_days(const struct explain_ask *ask)
{
    return ask->limits->explain_days_after < EXPLAIN_FRESH_DAYS ? ask->limits->explain_days_after : EXPLAIN_FRESH_DAYS;
}

/* EXPLAINED, AFTER or UNEXPLAINED by the days of the row. */
static enum explanation by_days(const struct explain_ask *ask, const struct encounter *row)
{
    int64_t time_s = ask->time_ms / 1000;

    if (time_s < (int64_t)row->from_s - (int64_t)ask->limits->explain_days_before * DAY_S ||
        time_s >= (int64_t)row->to_s + (int64_t)ask->limits->explain_days_after * DAY_S)
        return EXPLAIN_UNEXPLAINED;
    return time_s < (int64_t)row->to_s + (int64_t)fresh_days(ask) * DAY_S ? EXPLAIN_EXPLAINED : EXPLAIN_AFTER;
}

static enum explanation by_row(const struct explain_ask *ask, const bool *can, const struct encounter *row)
{
    enum explanation best = EXPLAIN_UNEXPLAINED, found;

    for (size_t i = 0; i < REASON_COUNT && best != EXPLAIN_EXPLAINED; i++) {
        if (!can[i] || !reasons[i].holds(ask, row))
            continue;
        found = reasons[i].has_days ? by_days(ask, row) : reasons[i].best;
        best = found < best ? found : best;
    }
    return best;
}

static bool is_own_record(const struct explain_ask *ask)
{
    const struct patient *patient = find_patient(ask->context, ask->patient);

    if (ask->who && ask->who->patient)
        return ask->who->patient == ask->patient;
    return patient && ask->who &&
           ((patient->staff && patient->staff == ask->login) || likeness_person(&patient->alike, &ask->who->alike));
}

/* Work on many records is declared by the record system's own purpose; who may declare it is the clinic's matter, so it
 * counts only for those whose role is no care of patients. */
static bool is_declared(const struct explain_ask *ask)
{
    return ask->is_declared && ask->who && office_has(ask->limits->office_roles, ask->who->row->role);
}

enum explanation explain_access(const struct explain_ask *ask, const struct explain_units *units)
{
    enum explanation best = EXPLAIN_UNEXPLAINED, found;
    const struct encounter *rows;
    bool can[REASON_COUNT];
    size_t count = 0;

    if (ask->patient && is_own_record(ask))
        return EXPLAIN_OWN_RECORD;
    if (is_declared(ask))
        return EXPLAIN_EXPLAINED;
    if (!ask->context->has_encounters)
        return EXPLAIN_NOT_ASKED;
    for (size_t i = 0; i < REASON_COUNT; i++)
        can[i] = reasons[i].can_ask(ask, units) && (!reasons[i].at_night || is_night(ask->time_ms)) &&
                 !(reasons[i].best == EXPLAIN_NEAR && ask->is_near_nothing);
    rows = rows_by_now(ask, &count);
    for (size_t i = count; i > 0 && best != EXPLAIN_EXPLAINED; i--) { /* the care that goes on now is a late row */
        if (!is_recorded(ask, &rows[i - 1]))
            continue;
        found = by_row(ask, can, &rows[i - 1]);
        best = found < best ? found : best;
    }
    return best;
}

bool explain_is_closed(const struct explain_ask *ask)
{
    size_t count = 0;
    const struct encounter *rows = rows_by_now(ask, &count);
    int64_t time_s = ask->time_ms / 1000;
    bool is_closed = false;

    for (size_t i = 0; i < count; i++) {
        if (!is_recorded(ask, &rows[i]) || rows[i].from_s > time_s)
            continue;
        if (time_s < (int64_t)rows[i].to_s + EXPLAIN_FRESH_DAYS * DAY_S)
            return false;
        is_closed = true;
    }
    return is_closed;
}

bool explain_is_others(const struct explain_ask *ask, const struct explain_units *units)
{
    size_t count = 0;
    const struct encounter *rows = rows_by_now(ask, &count);
    bool is_others = false;

    if (!knows_unit(ask, units))
        return false;
    for (size_t i = 0; i < count; i++) {
        if (!is_recorded(ask, &rows[i]) || !is_near(ask, &rows[i]))
            continue;
        if (is_own(ask, &rows[i]) || is_team(ask, &rows[i]))
            return false;
        is_others = true;
    }
    return is_others;
}

/* Older care may have been found: what is denied is what would have been enough. */
bool explain_looked_for(const struct explain_ask *ask, const struct explain_units *units, size_t n, char *to,
                        size_t size)
{
    for (size_t i = 0; ask->context->has_encounters && i < REASON_COUNT; i++) {
        if (!reasons[i].can_ask(ask, units) || (reasons[i].best == EXPLAIN_NEAR && !ask->is_near_enough))
            continue;
        if (n-- > 0)
            continue;
        if (reasons[i].has_days)
            text_format(to, size, "%s (%u days before to %u after)", reasons[i].looked_for,
                        ask->limits->explain_days_before, fresh_days(ask));
        else
            text_copy(to, size, reasons[i].looked_for);
        return true;
    }
    return false;
}
