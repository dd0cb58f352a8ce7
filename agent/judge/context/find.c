/* Looking things up in the context tables: all are sorted, so all is found by halving. */
#include "find.h"

#include <stdlib.h>

#include "crowd.h"
#include "hosts.h"
#include "names.h"
#include "shifts.h"

enum { KNOWN_DAYS = 14, DAY_S = 24 * 3600 };

uint32_t find_number(const struct context *context, const char *name)
{
    return context->names ? names_find(context->names, name) : 0;
}

/* The first row that begins with a number not below `number`. */
static size_t first_from(const void *rows, size_t count, size_t size, uint32_t number)
{
    const char *bytes = rows;
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (*(const uint32_t *)(const void *)(bytes + middle * size) < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

#define LEADS(type, field) _Static_assert(offsetof(struct type, field) == 0, "first_from looks at a row's first word")
LEADS(encounter, patient);
LEADS(patient, patient);
LEADS(device, host);

const struct encounter *find_encounters(const struct context *context, uint32_t patient, size_t *count)
{
    const struct encounter *rows = context->encounters;
    size_t low, end;

    *count = 0;
    if (patient == 0)
        return NULL;
    low = first_from(rows, context->encounter_count, sizeof *rows, patient);
    end = first_from(rows, context->encounter_count, sizeof *rows, patient + 1);
    *count = end - low;
    return *count ? rows + low : NULL;
}

const struct patient *find_patient(const struct context *context, uint32_t patient)
{
    size_t at = first_from(context->patients, context->patient_count, sizeof *context->patients, patient);

    if (patient == 0 || at == context->patient_count || context->patients[at].patient != patient)
        return NULL;
    return &context->patients[at];
}

static int by_login(const void *left, const void *right)
{
    const struct colleague *a = left, *b = right;

    return (a->login > b->login) - (a->login < b->login);
}

const struct colleague *find_colleague(const struct context *context, uint32_t login)
{
    const struct colleague wanted = {.login = login};

    if (login == 0 || !context->colleagues)
        return NULL;
    return bsearch(&wanted, context->colleagues, context->staff.count, sizeof wanted, by_login);
}

static int by_both(const void *left, const void *right)
{
    const struct relation *a = left, *b = right;

    if (a->login != b->login)
        return a->login < b->login ? -1 : 1;
    return (a->patient > b->patient) - (a->patient < b->patient);
}

bool find_relation(const struct context *context, uint32_t login, uint32_t patient)
{
    const struct relation wanted = {.login = login, .patient = patient};

    return login && patient && context->relations &&
           bsearch(&wanted, context->relations, context->relation_count, sizeof wanted, by_both);
}

/* How many of the shifts begin before `time_s`. */
static size_t begun_before(const struct shift *shifts, size_t count, int64_t time_s)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (shifts[middle].from_s < time_s)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Does one of the shifts overlap [from_s, to_s)? None is longer than SHIFT_MOST_S, so the look back ends. */
static bool any_overlaps(const struct shift *shifts, size_t count, int64_t from_s, int64_t to_s)
{
    for (size_t i = begun_before(shifts, count, to_s); i-- > 0 && shifts[i].from_s > from_s - SHIFT_MOST_S;)
        if (shifts[i].to_s > from_s)
            return true;
    return false;
}

bool find_on_duty(const struct context *context, const struct colleague *colleague, int64_t time_ms, uint32_t slack_s,
                  bool *is_known)
{
    int64_t time_s = time_ms / 1000;
    const struct shift *shifts;

    *is_known = false;
    if (!colleague || colleague->shifts == 0)
        return false;
    shifts = context->shifts + colleague->shift;
    *is_known = any_overlaps(shifts, colleague->shifts, time_s - KNOWN_DAYS * DAY_S, time_s + KNOWN_DAYS * DAY_S + 1);
    return any_overlaps(shifts, colleague->shifts, time_s - slack_s, time_s + (int64_t)slack_s + 1);
}

const struct device *find_device(const struct context *context, const char *host)
{
    char folded[HOST_SIZE];
    uint32_t number = host_fold(folded, host) ? find_number(context, folded) : 0;
    size_t at = first_from(context->devices, context->device_count, sizeof *context->devices, number);

    if (number == 0 || at == context->device_count || context->devices[at].host != number)
        return NULL;
    return &context->devices[at];
}

struct crowd_count find_crowd(const struct context *context, const struct likeness *alike)
{
    return context->crowd ? crowd_count_of(context->crowd, alike) : (struct crowd_count){0};
}
