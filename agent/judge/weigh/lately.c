/* What one person did lately. Owns: the rings in struct person. Must not own: how much is too much (spell.c). */
#include "lately.h"

#include <math.h>
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "rules.h"

enum {
    HOUR_S = 3600,
    WEEK_S = 7 * 24 * 3600,
    SEARCH_S = 10 * 60,
    SLIP_MS = 3 * 60 * 1000,
    SLIPS_A_WEEK = 3,
    SLIP_LETTERS = 2 /* so many characters of two record numbers may differ */
};

/* Evidence of twice as many as usual, and no more of it than this: what stops is over some days later. */
static const double drip_times = 2.0, drip_most_bits = 20;

static void note_hour(struct person *person, uint32_t time_s, bool is_new)
{
    uint32_t hour = time_s / HOUR_S;

    person->hours[hour % DAY_HOURS] = hour;
    if (hour != person->hour) {
        person->busiest = person->this_hour > person->busiest ? person->this_hour : person->busiest;
        person->hour = hour;
        person->this_hour = 0;
    }
    person->this_hour += is_new;
}

void lately_note(struct person *person, const struct fact *fact, bool is_unexplained, bool is_new)
{
    struct lately one = {.time_s = (uint32_t)(fact->time_ms / 1000),
                         .patient = fact->patient,
                         .host = fact->host,
                         .text = fact->text,
                         .signs = fact->signs,
                         .source = fact->source,
                         .is_unexplained = is_unexplained,
                         .is_new = is_new,
                         .is_export = fact->action == ACTION_EXPORT};

    memcpy(one.event, fact->event, sizeof one.event);
    person->lately[person->lately_next] = one;
    person->lately_next = (person->lately_next + 1) % PERSON_LATELY;
    person->lately_count += person->lately_count < PERSON_LATELY;
    note_hour(person, one.time_s, is_new);
    if (!(fact->signs & FACT_OVERRIDE))
        return;
    person->overrides[person->override_next] = one;
    person->override_next = (person->override_next + 1) % PERSON_OVERRIDES;
}

static const struct lately *nth(const struct person *person, uint32_t n)
{
    return n < person->lately_count
               ? &person->lately[(person->lately_next + 2 * PERSON_LATELY - 1 - n) % PERSON_LATELY]
               : NULL;
}

size_t lately_gather(const struct person *person, const struct fact *fact, const struct rule *rule, struct fact *to,
                     size_t most)
{
    uint32_t now_s = (uint32_t)(fact->time_ms / 1000);
    const struct lately *one;
    size_t count = 0;

    to[count++] = *fact;
    for (uint32_t n = 0; count < most && (one = nth(person, n)) && now_s - one->time_s <= HOUR_S; n++) {
        if (memcmp(one->event, fact->event, sizeof one->event) == 0 || !rule->takes || !rule->takes(one))
            continue;
        to[count] = (struct fact){.time_ms = one->time_s * INT64_C(1000),
                                  .login = fact->login,
                                  .patient = one->patient,
                                  .host = one->host,
                                  .signs = one->signs,
                                  .source = one->source,
                                  .count = 1};
        memcpy(to[count++].event, one->event, sizeof one->event);
    }
    return count;
}

bool lately_searched(const struct person *person, const struct fact *fact, const struct patient *patient)
{
    uint32_t now_s = (uint32_t)(fact->time_ms / 1000), word = patient ? patient->alike.surname[0] : 0;
    const struct lately *one;

    for (uint32_t n = 0; word && (one = nth(person, n)) && now_s - one->time_s <= SEARCH_S; n++)
        if ((one->signs & FACT_SEARCH) && one->text == word)
            return true;
    return false;
}

/* ---- slips ------------------------------------------------------------------------------------ */

static bool is_like_text(const char *one, const char *other)
{
    size_t length = strlen(one);
    unsigned different = 0;

    if (length != strlen(other))
        return false;
    for (size_t i = 0; i < length; i++)
        different += one[i] != other[i];
    return different <= SLIP_LETTERS;
}

static bool is_like(const char *one, const char *other, const struct context *context)
{
    const struct patient *a = find_patient(context, find_number(context, one));
    const struct patient *b = find_patient(context, find_number(context, other));

    if (a && b && likeness_surname(&a->alike, &b->alike))
        return true;
    return is_like_text(one, other);
}

void lately_slip(struct person *person, const struct fact *fact, const struct names *names,
                 const struct context *context)
{
    const struct fact *slip = &person->slip;
    struct slip *to = &person->slips[person->slip_next];

    if (slip->patient == 0 || slip->patient == fact->patient || fact->time_ms - slip->time_ms > SLIP_MS ||
        slip->count > 1 || (slip->signs & (FACT_CARRIED | FACT_CHANGED | FACT_OVERRIDE)) ||
        !is_like(names_text(names, slip->patient), names_text(names, fact->patient), context))
        return;
    memcpy(to->event, slip->event, sizeof to->event);
    to->time_s = (uint32_t)(slip->time_ms / 1000);
    person->slip_next = (person->slip_next + 1) % PERSON_SLIPS;
    person->slip.patient = 0;
}

bool lately_was_slip(const struct person *person, const struct fact *fact)
{
    uint32_t time_s = (uint32_t)(fact->time_ms / 1000);
    unsigned around = 0;
    bool was = false;

    for (unsigned i = 0; i < PERSON_SLIPS; i++) {
        const struct slip *slip = &person->slips[i];

        around += slip->time_s && slip->time_s <= time_s && time_s - slip->time_s < WEEK_S;
        was = was || memcmp(slip->event, fact->event, sizeof slip->event) == 0;
    }
    return was && around <= SLIPS_A_WEEK;
}

/* ---- drip ------------------------------------------------------------------------------------- */

void lately_drip(struct person *person, const struct role *role, double unexplained)
{
    const struct rate *rate = &role->rates[FEATURE_UNEXPLAINED];
    double usual = rate->hits / rate->all, more;

    usual = usual < 0.01 ? 0.01 : usual > 0.3 ? 0.3 : usual;
    more = usual * drip_times;
    person->drip += unexplained > 0 ? unexplained * log2(more / usual) : log2((1 - more) / (1 - usual));
    person->drip = person->drip < 0 ? 0 : person->drip > drip_most_bits ? drip_most_bits : person->drip;
}
