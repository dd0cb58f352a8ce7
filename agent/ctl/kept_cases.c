/* The cases of a replay. A struct case_report has room for 512 events and 256 patients, 26 KB; most cases hold a
 * handful, so what is kept is its fixed parts and the filled beginnings of those two lists. Must not judge or write. */
#include "kept_cases.h"

#include <stdlib.h>
#include <string.h>

#include "lookup.h"

enum { EVENTS_AT = offsetof(struct case_report, events), SAYS_AT = offsetof(struct case_report, says) };

struct packed {
    size_t size;
    int64_t raised_ms;
    size_t place; /* in the order first kept: decides where two were raised at the same time */
    uint8_t *bytes;
};

struct kept_cases {
    struct lookup *places; /* from the 16 digits of a case's id to its place + 1 */
    struct packed *packed;
    size_t count, capacity;
};

struct kept_cases *kept_cases_new(void)
{
    struct kept_cases *kept = calloc(1, sizeof *kept);

    if (kept)
        kept->places = lookup_new();
    if (kept && kept->places)
        return kept;
    free(kept);
    return NULL;
}

void kept_cases_free(struct kept_cases *kept)
{
    if (!kept)
        return;
    for (size_t i = 0; i < kept->count; i++)
        free(kept->packed[i].bytes);
    free(kept->packed);
    lookup_free(kept->places);
    free(kept);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static size_t events_size(const struct case_report *report)
{
    return least(report->event_total, CASE_EVENTS_MAX) * sizeof report->events[0];
}

static size_t patients_size(const struct case_report *report)
{
    return least(report->patient_total, CASE_PATIENTS_MAX) * sizeof report->patients[0];
}

static bool pack(struct packed *packed, const struct case_report *report)
{
    const uint8_t *from = (const uint8_t *)report;
    size_t events = events_size(report), patients = patients_size(report), tail = sizeof *report - SAYS_AT;
    uint8_t *bytes = packed->bytes;

    if (EVENTS_AT + events + patients + tail > packed->size) {
        packed->size = EVENTS_AT + 2 * (events + patients) + tail; /* a growing case grows often */
        bytes = realloc(packed->bytes, packed->size);
        if (!bytes)
            return false;
        packed->bytes = bytes;
    }
    memcpy(bytes, from, EVENTS_AT);
    memcpy(bytes + EVENTS_AT, report->events, events);
    memcpy(bytes + EVENTS_AT + events, report->patients, patients);
    memcpy(bytes + EVENTS_AT + events + patients, from + SAYS_AT, tail);
    packed->raised_ms = report->raised_ms;
    return true;
}

static void unpack(struct case_report *report, const struct packed *packed)
{
    size_t events, patients;

    memset(report, 0, sizeof *report);
    memcpy(report, packed->bytes, EVENTS_AT);
    events = events_size(report);
    patients = patients_size(report);
    memcpy(report->events, packed->bytes + EVENTS_AT, events);
    memcpy(report->patients, packed->bytes + EVENTS_AT + events, patients);
    memcpy((uint8_t *)report + SAYS_AT, packed->bytes + EVENTS_AT + events + patients, sizeof *report - SAYS_AT);
}

/* Room for one more, at kept->packed[kept->count]. */
static bool make_room(struct kept_cases *kept)
{
    size_t capacity = kept->capacity ? 2 * kept->capacity : 64;
    struct packed *packed;

    if (kept->count < kept->capacity)
        return true;
    packed = realloc(kept->packed, capacity * sizeof *packed);
    if (!packed)
        return false;
    kept->packed = packed;
    kept->capacity = capacity;
    return true;
}

bool kept_cases_put(struct kept_cases *kept, const struct case_report *report)
{
    uint64_t place;

    if (!make_room(kept))
        return false;
    place = lookup_put(kept->places, report->id + strlen("C-"), kept->count + 1);
    if (place == 0)
        return false;
    if (place == kept->count + 1) {
        kept->packed[kept->count] = (struct packed){.place = kept->count};
        kept->count++;
    }
    return pack(&kept->packed[place - 1], report);
}

static int by_raised(const void *left, const void *right)
{
    const struct packed *a = left, *b = right;

    if (a->raised_ms != b->raised_ms)
        return a->raised_ms < b->raised_ms ? -1 : 1;
    return a->place < b->place ? -1 : a->place > b->place;
}

bool kept_cases_each(struct kept_cases *kept, bool (*each)(void *data, const struct case_report *report), void *data)
{
    struct packed *sorted = malloc((kept->count + 1) * sizeof *sorted);
    struct case_report *report = malloc(sizeof *report);
    bool good = sorted && report;

    if (good && kept->count > 0) {
        memcpy(sorted, kept->packed, kept->count * sizeof *sorted);
        qsort(sorted, kept->count, sizeof *sorted, by_raised);
    }
    for (size_t i = 0; good && i < kept->count; i++) {
        unpack(report, &sorted[i]);
        good = each(data, report);
    }
    free(sorted);
    free(report);
    return good;
}
