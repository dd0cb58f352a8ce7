/* What one person did lately. Owns: how it is counted. Must not own: what is remembered (lore.c), what follows. In: a
 * person, the last access being the newest of `lately`. Out: is it too much? */
#include "spell.h"

#include <stdlib.h>
#include <string.h>

#include "agent/judge/context/find.h"
#include "agent/judge/context/names.h"

#include "particulars.h"
#include "rules.h"
#include "same_kind.h"
#include "sources.h"

enum {
    MINUTE_S = 60,
    HOUR_S = 3600,
    SWEEP_MINUTES = 10,
    SWEEP_PATIENTS = 30,   /* Varonis: unusual number of idle files */
    SEQUENCE_PATIENTS = 8, /* consecutive record numbers: NewYork-Presbyterian, SigBay 2018 */
    SEARCH_NAMES = 4,
    CARRIED_PATIENTS = 10,
    OVERRIDES_WITHOUT = 2, /* without a reason */
    OVERRIDES_SAME = 3,    /* patients, the same words each time */
    RING_S = 30 * 24 * HOUR_S,
    DAY_NO_HOURS = 20,
    DAY_ODD_HOURS = 3,
    DAY_MOST_HOURS = 15, /* of the last 24: nobody works so long; 12 are a long day and an evening's notes */
    DRIP_BITS = 12,
    SEVERAL_POINTS = 60
};

static const struct lately *newest(const struct person *person)
{
    return &person->lately[(person->lately_next + PERSON_LATELY - 1) % PERSON_LATELY];
}

/* The n-th newest, n from 0; NULL behind the last or when it lies more than `within_s` before the newest. */
static const struct lately *back(const struct person *person, uint32_t n, uint32_t within_s)
{
    const struct lately *one;

    if (n >= person->lately_count)
        return NULL;
    one = &person->lately[(person->lately_next + 2 * PERSON_LATELY - 1 - n) % PERSON_LATELY];
    return newest(person)->time_s - one->time_s <= within_s ? one : NULL;
}

typedef bool (*counts_fn)(const struct lately *one);

static bool is_unexplained(const struct lately *one)
{
    return one->is_unexplained && one->patient && !(one->signs & FACT_SEARCH);
}

static bool is_unexplained_new(const struct lately *one)
{
    return is_unexplained(one) && one->is_new;
}

/* A declared purpose covers exports that something explains, no others: anybody can choose one. */
static bool is_carried(const struct lately *one)
{
    return (one->signs & FACT_CARRIED) && one->patient &&
           (one->is_unexplained || (one->is_export && !(one->signs & FACT_PURPOSE)));
}

/* Different patients among those that count. */
static unsigned patients(const struct person *person, uint32_t within_s, counts_fn counts)
{
    uint32_t seen[PERSON_LATELY];
    const struct lately *one;
    unsigned count = 0;

    for (uint32_t n = 0; (one = back(person, n, within_s)); n++) {
        unsigned i = 0;

        while (i < count && seen[i] != one->patient)
            i++;
        if (i == count && counts(one))
            seen[count++] = one->patient;
    }
    return count;
}

static bool bulk(const struct spell_given *given)
{
    const struct person *person = given->person;
    unsigned limit = given->limits->bulk_patients;

    if (!given->context->has_encounters) /* everything counts, and the first day has no busiest hour yet */
        limit = 2 * (limit > person->busiest ? limit : person->busiest);
    return is_unexplained(newest(person)) &&
           patients(person, given->limits->bulk_minutes * MINUTE_S, is_unexplained) >= limit;
}

static bool sweep(const struct spell_given *given)
{
    return is_unexplained_new(newest(given->person)) &&
           patients(given->person, SWEEP_MINUTES * MINUTE_S, is_unexplained_new) >= SWEEP_PATIENTS;
}

/* The digits at the end of a patient's id, -1 when there are none. */
static int64_t number_at_end(const char *text)
{
    size_t length = strlen(text), start = length;
    int64_t number = 0;

    while (start > 0 && length - start < 15 && text[start - 1] >= '0' && text[start - 1] <= '9')
        start--;
    for (size_t i = start; i < length; i++)
        number = number * 10 + (text[i] - '0');
    return start < length ? number : -1;
}

static int by_size(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

    return (a > b) - (a < b);
}

static bool sequence(const struct spell_given *given)
{
    int64_t numbers[PERSON_LATELY];
    const struct lately *one;
    unsigned count = 0, run = 1, longest = 1;

    if (!is_unexplained(newest(given->person)))
        return false;
    for (uint32_t n = 0; (one = back(given->person, n, SWEEP_MINUTES * MINUTE_S)); n++)
        if (is_unexplained(one) && (numbers[count] = number_at_end(names_text(given->names, one->patient))) >= 0)
            count++;
    qsort(numbers, count, sizeof *numbers, by_size);
    for (unsigned i = 1; i < count; i++) {
        run = numbers[i] - numbers[i - 1] == 1 ? run + 1 : numbers[i] == numbers[i - 1] ? run : 1;
        longest = run > longest ? run : longest;
    }
    return longest >= SEQUENCE_PATIENTS;
}

/* Was a record opened that the search can have been for? */
static bool was_for_work(const struct spell_given *given, const struct lately *search)
{
    const struct lately *one;

    for (uint32_t n = 0; (one = back(given->person, n, SWEEP_MINUTES * MINUTE_S)) && one != search; n++) {
        const struct patient *patient;

        if ((one->signs & FACT_SEARCH) || one->is_unexplained)
            continue;
        patient = find_patient(given->context, find_number(given->context, names_text(given->names, one->patient)));
        if (!patient || patient->alike.surname[0] == search->text || patient->alike.surname[1] == search->text)
            return true;
    }
    return false;
}

static bool searches(const struct spell_given *given)
{
    uint32_t seen[PERSON_LATELY];
    const struct lately *one;
    unsigned names = 0;

    if (!(newest(given->person)->signs & FACT_SEARCH))
        return false;
    for (uint32_t n = 0; (one = back(given->person, n, SWEEP_MINUTES * MINUTE_S)); n++) {
        unsigned i = 0;

        while (i < names && seen[i] != one->text)
            i++;
        if (i == names && (one->signs & FACT_SEARCH) && !(one->signs & FACT_LIST) && one->text &&
            !was_for_work(given, one))
            seen[names++] = one->text;
    }
    return names >= SEARCH_NAMES;
}

static bool carried_off(const struct spell_given *given)
{
    return is_carried(newest(given->person)) && patients(given->person, HOUR_S, is_carried) >= CARRIED_PATIENTS;
}

/* Always the same words: somebody does not write a reason, but clicks it away. */
static bool overrides(const struct spell_given *given)
{
    const struct lately *last = newest(given->person);
    uint32_t within = RING_S, seen[OVERRIDES_SAME];
    unsigned without = 0, same = 0;
    bool is_varied = false;

    if (!(last->signs & FACT_OVERRIDE) || !last->is_unexplained)
        return false;
    for (uint32_t n = 0; n < PERSON_OVERRIDES; n++) {
        const struct lately *one = &given->person->overrides[n];
        unsigned i = 0;

        if (one->time_s == 0 || last->time_s - one->time_s > within || !one->is_unexplained)
            continue;
        without += one->text == 0;
        is_varied = is_varied || one->text != last->text;
        while (i < same && seen[i] != one->patient)
            i++;
        if (i == same && same < OVERRIDES_SAME)
            seen[same++] = one->patient;
    }
    return without >= OVERRIDES_WITHOUT || (last->text && !is_varied && same >= OVERRIDES_SAME);
}

static unsigned hours_of_day(const uint32_t *hours, uint32_t now)
{
    unsigned count = 0;

    for (unsigned i = 0; i < DAY_HOURS; i++)
        count += hours[i] && now - hours[i] < DAY_HOURS;
    return count;
}

/* A night on call and the day after it are long, too: but on the rota, and at the computers of the house. */
static bool many_hours(const struct spell_given *given)
{
    uint32_t now = newest(given->person)->time_s / HOUR_S;
    unsigned hours = hours_of_day(given->person->hours, now);

    return hours > DAY_NO_HOURS ||
           (hours > DAY_MOST_HOURS && hours_of_day(given->person->odd_hours, now) >= DAY_ODD_HOURS);
}

/* A program's login in a person's hands: one record, then another. A backup reads all of them. */
static bool service(const struct spell_given *given)
{
    return !given->is_batch;
}

/* Page 1954: the sum of the evidence that there is more than usual. Some 12 bits: by chance once in years. */
static bool drip(const struct spell_given *given)
{
    return given->person->drip[0] >= DRIP_BITS || given->person->drip[1] >= DRIP_BITS;
}

/* C1 over weeks: several stories, each too little by itself. */
static bool several(const struct spell_given *given)
{
    return given->person->excess >= SEVERAL_POINTS;
}

static bool is_search(const struct lately *one)
{
    return one->signs & FACT_SEARCH;
}

/* To and fro, not a walk from one room to the next: so often in a short time, or more often in a longer one. */
static const struct {
    uint32_t within_s;
    unsigned changes;
} to_and_fro[] = {{10 * MINUTE_S, 4}, {90 * MINUTE_S, 8}};

enum { TO_AND_FRO = sizeof to_and_fro / sizeof to_and_fro[0] };

/* Each source by itself: a file server and a workstation are two hosts of one and the same work. */
static bool two_hosts(const struct spell_given *given)
{
    const struct lately *last = newest(given->person), *one;
    const struct seat *seat = &given->person->seats[last->source];
    uint32_t host = last->host, other = 0, n = 1;
    unsigned changes = 0;

    if (host == 0 || last->time_s - seat->moved_s > to_and_fro[TO_AND_FRO - 1].within_s)
        return false; /* as nearly always: most people sit where they sat an hour ago */
    for (size_t i = 0; i < TO_AND_FRO; i++) {
        for (; (one = back(given->person, n, to_and_fro[i].within_s)); n++) {
            if (one->source != last->source || one->host == 0 || one->host == host)
                continue;
            other = other ? other : one->host;
            if (one->host != last->host && one->host != other)
                return false; /* three places: somebody walks about */
            host = one->host;
            changes++;
        }
        if (changes >= to_and_fro[i].changes)
            return true;
    }
    return false;
}

static bool is_odd(const struct kept *one)
{
    return one->is_odd;
}

#define SPELL(IS_LATE, OF_SERVICE, NAME, CLASS, SEVERITY, NEEDS, SPELLS, TAKES, RING, WORDS, SOURCE)                   \
    {                                                                                                                  \
        .name = NAME, .class = CASE_##CLASS, .certainty = CERTAINTY_SUSPECTED, .severity = SEVERITY, .needs = NEEDS,   \
        .spells = SPELLS, .takes = TAKES, .ring_s = RING, .words = WORDS, .source = SOURCE, .is_late = IS_LATE,        \
        .of_service = OF_SERVICE                                                                                       \
    }
#define SOON(...) SPELL(false, false, __VA_ARGS__)
#define LATE(NAME, SEVERITY, NEEDS, SPELLS, BELONGS, OF_STORIES, WORDS, SOURCE)                                        \
    {                                                                                                                  \
        .name = NAME, .class = CASE_INAPPROPRIATE, .certainty = CERTAINTY_SUSPECTED, .severity = SEVERITY,             \
        .needs = NEEDS, .spells = SPELLS, .belongs = BELONGS, .is_of_stories = OF_STORIES, .words = WORDS,             \
        .source = SOURCE, .is_late = true                                                                              \
    }
#define SERVICE(...) SPELL(true, true, __VA_ARGS__)

const struct rule spell_rules[] = {
    {.name = "source-silent",
     .class = CASE_TAMPER,
     .certainty = CERTAINTY_SUSPECTED,
     .severity = 4,
     .spells = source_silent,
     .of_source = true,
     .words = "a source tells of no accesses any more, while several of its users go on working elsewhere",
     .source = "E2: three times its own 99th percentile, counted in its users' accesses elsewhere"},
    SERVICE("service-login-read", INAPPROPRIATE, 4, 1u << TABLE_STAFF, service, NULL, 0,
            "a login meant for programs opens records as a person does", "B6; 15 in 10 minutes are a program's work"),
    SOON("many-patients", INAPPROPRIATE, 4, 0, bulk, is_unexplained, 0,
         "one person opens many patients' records in a short time and nothing explains them",
         "C1; bulk_patients, bulk_minutes; without encounters twice the busiest hour at least"),
    SOON("sweep", INAPPROPRIATE, 4, 0, sweep, is_unexplained_new, 0,
         "one person opens one record after the other that they never opened before, and nothing explains them",
         "C4: 30 idle records in 10 minutes (Varonis)"),
    SOON("sequence", INAPPROPRIATE, 4, 0, sequence, is_unexplained, 0,
         "one person opens records by their numbers, one after the other, and nothing explains them",
         "A16: consecutive record numbers (NewYork-Presbyterian 2018), 8 in 10 minutes"),
    SOON("name-searches", INAPPROPRIATE, 3, 0, searches, is_search, 0,
         "one person looks for one name after the other and opens hardly a record", "A18: 4 names in 10 minutes"),
    SOON("carried-off", INAPPROPRIATE, 5, 0, carried_off, is_carried, 0,
         "one person exports or prints the records of many patients", "C3: 10 patients in an hour"),
    SOON("overrides", INAPPROPRIATE, 3, 0, overrides, NULL, RING_S,
         "one person breaks the glass again and again, without a reason or always with the same one",
         "A13: twice without, or for 3 patients the same, in 30 days"),
    LATE("several", 2, 1u << TABLE_ENCOUNTERS, several, NULL, true,
         "one person opens the records of several patients without a reason, each too seldom to speak of by itself",
         "C2; Southport: 5 patients' maternity records 17 times"),
    LATE("drip", 3, 1u << TABLE_ENCOUNTERS, drip, is_odd, false,
         "one person opens records without a reason again and again, more than is usual in their role",
         "C2: Page 1954, twice the usual rate of the unexplained; Stewart, Withybush: 41 patients"),
    LATE("particulars-only", 3, 1u << TABLE_ENCOUNTERS, particulars_only, NULL, false,
         "one person opens nothing but names and addresses of many patients in a day, without a reason",
         "A15: 10 patients (20 in a role's first 30 such days), and above its 99th percentile; NewYork-Presbyterian"),
    LATE("same-kind", 3, 1u << TABLE_PATIENTS | 1u << TABLE_ENCOUNTERS, same_kind, NULL, false,
         "one person opens the records of one sex or age without a reason, more than can be chance",
         "A17: binomial, p < 1e-4 over 30 days against their own care, the role's and the house's; Stewart"),
    SOON("many-hours", INAPPROPRIATE, 3, 0, many_hours, NULL, 0,
         "one login is used in more hours of a day than one person works",
         "B2: splunk4patientprivacy has 12; 15 of 24, as evening notes are no misuse"),
    SOON("two-hosts", INAPPROPRIATE, 3, 0, two_hosts, NULL, 0, "one login is used at two computers to and fro",
         "B3: 4 changes in 10 minutes, or 8 in 90"),
    {0},
};
