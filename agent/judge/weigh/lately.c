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
    AT_ONCE_MS = 30 * 1000,
    HOST_NEW_S = 3 * 24 * 3600,
    ROLE_KNOWN = 100, /* accesses, before a role's computers are known */
    SLIP_LETTERS = 2  /* so many characters of two record numbers may differ */
};

/* No more evidence than this is kept: what stops is over some weeks later. And no rate is believed that is lower, or so
 * high that four times as much could not be. */
static const double drip_most_bits = 20, drip_least = 0.002, drip_most = 0.2;

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

static void note_seat(struct person *person, const struct lately *one)
{
    struct seat *seat = &person->seats[one->source];

    if (one->host == 0 || one->host == seat->host)
        return;
    seat->moved_s = seat->host ? one->time_s : 0;
    seat->host = one->host;
}

static void put(struct lately *ring, uint32_t size, uint32_t *next, const struct lately *one)
{
    ring[*next] = *one;
    *next = (*next + 1) % size;
}

void lately_note(struct person *person, const struct fact *fact, struct lately_said said)
{
    struct lately one = {.name = fact->name,
                         .time_s = (uint32_t)(fact->time_ms / 1000),
                         .ms = (uint16_t)(fact->time_ms % 1000),
                         .patient = fact->patient,
                         .host = fact->host,
                         .text = fact->text,
                         .signs = fact->signs,
                         .source = fact->source,
                         .is_unexplained = said.is_unexplained,
                         .is_new = said.is_new,
                         .is_export = fact->action == ACTION_EXPORT};

    memcpy(one.event, fact->event, sizeof one.event);
    person->lately[person->lately_next] = one;
    person->lately_next = (person->lately_next + 1) % PERSON_LATELY;
    person->lately_count += person->lately_count < PERSON_LATELY;
    note_hour(person, one.time_s, said.is_new);
    note_seat(person, &one);
    if (said.is_odd)
        person->odd_hours[one.time_s / HOUR_S % DAY_HOURS] = one.time_s / HOUR_S;
    if (fact->signs & FACT_OVERRIDE)
        put(person->overrides, PERSON_OVERRIDES, &person->override_next, &one);
    if (fact->action == ACTION_DELETE)
        put(person->gone, PERSON_GONE, &person->gone_next, &one);
    if (fact->signs & FACT_COPIED)
        put(person->copied, PERSON_GONE, &person->copied_next, &one);
}

void lately_excuse(struct person *person, const struct fact *fact)
{
    for (size_t i = 0; i < PERSON_OVERRIDES; i++)
        if (memcmp(person->overrides[i].event, fact->event, sizeof fact->event) == 0)
            person->overrides[i].is_unexplained = false;
}

bool lately_new_host(struct role *role, const struct fact *fact)
{
    uint32_t now_s = (uint32_t)(fact->time_ms / 1000);

    for (uint32_t i = 0; i < role->host_count; i++) {
        struct role_host *known = &role->hosts[i];

        if (known->host != fact->host)
            continue;
        known->is_shared = known->is_shared || known->login != fact->login;
        return !known->is_shared && now_s - known->since_s < HOST_NEW_S &&
               role->rates[FEATURE_UNEXPLAINED].all > ROLE_KNOWN;
    }
    if (role->host_count == ROLE_HOSTS)
        return false;
    role->hosts[role->host_count++] = (struct role_host){.host = fact->host, .login = fact->login, .since_s = now_s};
    return role->rates[FEATURE_UNEXPLAINED].all > ROLE_KNOWN;
}

static const struct lately *nth(const struct person *person, uint32_t n)
{
    return n < person->lately_count ? &person->lately[(person->lately_next + 2 * PERSON_LATELY - 1 - n) % PERSON_LATELY]
                                    : NULL;
}

static struct fact fact_again(const struct lately *one, uint32_t login)
{
    struct fact fact = {.time_ms = one->time_s * INT64_C(1000) + one->ms,
                        .name = one->name,
                        .login = login,
                        .patient = one->patient,
                        .host = one->host,
                        .signs = one->signs,
                        .source = one->source,
                        .count = 1};

    memcpy(fact.event, one->event, sizeof fact.event);
    return fact;
}

/* The others in a ring of its own that reach further back. */
static size_t gather_ring(const struct lately *ring, size_t size, const struct fact *fact, uint32_t within_s,
                          struct fact *to, size_t count, size_t most)
{
    uint32_t now_s = (uint32_t)(fact->time_ms / 1000);

    for (size_t i = 0; i < size && count < most; i++)
        if (ring[i].time_s && now_s - ring[i].time_s <= within_s &&
            memcmp(ring[i].event, fact->event, sizeof fact->event) != 0)
            to[count++] = fact_again(&ring[i], fact->login);
    return count;
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
        to[count++] = fact_again(one, fact->login);
    }
    if (rule->ring_s && (fact->signs & FACT_OVERRIDE))
        return gather_ring(person->overrides, PERSON_OVERRIDES, fact, rule->ring_s, to, 1, most);
    if (rule->ring_s && (fact->signs & FACT_COPIED))
        return gather_ring(person->copied, PERSON_GONE, fact, rule->ring_s, to, 1, most);
    if (rule->ring_s)
        return gather_ring(person->gone, PERSON_GONE, fact, rule->ring_s, to, 1, most);
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

/* A like name or number; where it was left at once, the line above or below in a list by name will do. */
static bool is_like(const char *one, const char *other, const struct context *context, bool is_at_once)
{
    const struct patient *a = find_patient(context, find_number(context, one));
    const struct patient *b = find_patient(context, find_number(context, other));

    if (a && b && likeness_surname(&a->alike, &b->alike))
        return true;
    if (a && b && is_at_once && a->alike.begins && a->alike.begins == b->alike.begins)
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
        !is_like(names_text(names, slip->patient), names_text(names, fact->patient), context,
                 fact->time_ms - slip->time_ms <= AT_ONCE_MS))
        return;
    memcpy(to->event, slip->event, sizeof to->event);
    to->time_s = (uint32_t)(slip->time_ms / 1000);
    person->slip_next = (person->slip_next + 1) % PERSON_SLIPS;
    person->slip.patient = 0;
}

unsigned lately_slips(const struct person *person, const struct fact *fact)
{
    uint32_t time_s = (uint32_t)(fact->time_ms / 1000);
    unsigned around = 0;
    bool was = false;

    for (unsigned i = 0; i < PERSON_SLIPS; i++) {
        const struct slip *slip = &person->slips[i];

        around += slip->time_s && slip->time_s <= time_s && time_s - slip->time_s < WEEK_S;
        was = was || memcmp(slip->event, fact->event, sizeof slip->event) == 0;
    }
    return was ? around : 0;
}

/* ---- drip ------------------------------------------------------------------------------------- */

void lately_drip(struct person *person, const struct role *role, bool is_odd)
{
    const struct rate *rate = &role->rates[FEATURE_ODD];
    double usual = rate->hits / rate->all;

    usual = usual < drip_least ? drip_least : usual > drip_most ? drip_most : usual;
    for (unsigned i = 0; i < PERSON_DRIPS; i++) {
        double times = i == 0 ? 2 : 4, sum = person->drip[i];

        sum += is_odd ? log2(times) : log2((1 - usual * times) / (1 - usual));
        person->drip[i] = sum < 0 ? 0 : sum > drip_most_bits ? drip_most_bits : sum;
    }
}
