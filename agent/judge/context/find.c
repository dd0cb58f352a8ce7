/* Looking things up in the context tables: what is asked of every access stands by name, the rest is sorted and found
 * by halving. */
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

/* Of a name that stands nowhere: none. */
static const struct name_rows *rows_of(const struct context *context, uint32_t number)
{
    static const struct name_rows nothing;

    return number <= context->by_name_count && context->by_name ? &context->by_name[number] : &nothing;
}

const struct encounter *find_encounters(const struct context *context, uint32_t patient, size_t *count)
{
    const struct name_rows *rows = rows_of(context, patient);

    *count = rows->encounters;
    return *count ? context->encounters + rows->encounter : NULL;
}

const struct patient *find_patient(const struct context *context, uint32_t patient)
{
    const struct name_rows *rows = rows_of(context, patient);

    return rows->patient ? &context->patients[rows->patient - 1] : NULL;
}

const struct colleague *find_colleague(const struct context *context, uint32_t login)
{
    const struct name_rows *rows = rows_of(context, login);

    return rows->colleague ? &context->colleagues[rows->colleague - 1] : NULL;
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

static int by_host(const void *left, const void *right)
{
    const struct device *a = left, *b = right;

    return (a->host > b->host) - (a->host < b->host);
}

const struct device *find_device(const struct context *context, const char *host)
{
    char folded[HOST_SIZE];
    const struct device wanted = {.host = host_fold(folded, host) ? find_number(context, folded) : 0};

    if (wanted.host == 0 || !context->devices)
        return NULL;
    return bsearch(&wanted, context->devices, context->device_count, sizeof wanted, by_host);
}

struct crowd_count find_crowd(const struct context *context, const struct likeness *alike)
{
    return context->crowd ? crowd_count_of(context->crowd, alike) : (struct crowd_count){0};
}
