/* Records opened lately. Owns their order by time and the forgetting. Must not own: what went where (copies.c). In:
 * opens, monotonic times. Out: the readings, newest first. */
#include "agent/watch/acts/readings.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "agent/watch/acts/pack.h"

enum { BUCKETS = 4096 };

struct readings {
    struct reading *buckets[BUCKETS];
    struct reading *newest, *oldest;
    size_t count;
};

struct readings *readings_make(void)
{
    return calloc(1, sizeof(struct readings));
}

static void unlink_age(struct readings *readings, struct reading *reading)
{
    *(reading->newer ? &reading->newer->older : &readings->newest) = reading->older;
    *(reading->older ? &reading->older->newer : &readings->oldest) = reading->newer;
}

static void link_newest(struct readings *readings, struct reading *reading)
{
    reading->newer = NULL;
    reading->older = readings->newest;
    *(reading->older ? &reading->older->newer : &readings->oldest) = reading;
    readings->newest = reading;
}

static void forget(struct readings *readings, struct reading *reading)
{
    struct reading **at = &readings->buckets[reading->key % BUCKETS];

    while (*at != reading)
        at = &(*at)->next;
    *at = reading->next;
    unlink_age(readings, reading);
    readings->count--;
    free(reading);
}

void readings_free(struct readings *readings)
{
    if (!readings)
        return;
    while (readings->oldest)
        forget(readings, readings->oldest);
    free(readings);
}

/* FNV-1a; the ends count too. */
static uint64_t key_of(const struct event *event)
{
    const char *texts[] = {event->object, event->login, event->session};
    uint64_t key = 14695981039346656037U;

    for (int i = 0; i < 3; i++) {
        for (const char *text = texts[i]; *text; text++)
            key = (key ^ (uint8_t)*text) * 1099511628211U;
        key *= 1099511628211U;
    }
    return key;
}

static struct reading *find(const struct readings *readings, const struct event *event)
{
    uint64_t key = key_of(event);
    struct reading *reading = readings->buckets[key % BUCKETS];

    while (reading && (reading->key != key || strcmp(reading->object, event->object) != 0 ||
                       strcmp(reading->login, event->login) != 0 || strcmp(reading->session, event->session) != 0))
        reading = reading->next;
    return reading;
}

static struct reading *add(struct readings *readings, const struct event *event, int64_t now_ms)
{
    uint8_t packed[sizeof(struct event)];
    size_t size = pack_event(packed, event);
    struct reading *reading = malloc(sizeof(*reading) + size), **bucket;

    if (!reading)
        return NULL; /* a copy of it will not be known for one; that it was read is told all the same */
    memset(reading, 0, sizeof(*reading));
    memcpy(reading->packed, packed, size);
    reading->object = pack_text(reading->packed, offsetof(struct event, object));
    reading->login = pack_text(reading->packed, offsetof(struct event, login));
    reading->session = pack_text(reading->packed, offsetof(struct event, session));
    reading->program = pack_text(reading->packed, offsetof(struct event, program));
    reading->patient = pack_text(reading->packed, offsetof(struct event, patient));
    reading->key = key_of(event);
    reading->first_ms = now_ms;
    reading->left_ms = -1;
    bucket = &readings->buckets[reading->key % BUCKETS];
    reading->next = *bucket;
    *bucket = reading;
    link_newest(readings, reading);
    readings->count++;
    return reading;
}

/* The latest first; one that is known moves to the front. */
static void put_pid(struct reading *reading, int32_t pid)
{
    int i = 0;

    while (i < READING_PIDS - 1 && reading->pids[i] != pid)
        i++;
    memmove(&reading->pids[1], &reading->pids[0], (size_t)i * sizeof(reading->pids[0]));
    reading->pids[0] = pid;
}

/* Another process opened it now: its program counts from here on. */
static struct reading *renew(struct readings *readings, struct reading *old, const struct event *event, int64_t now_ms)
{
    struct reading *reading = add(readings, event, now_ms);

    if (!reading)
        return old;
    reading->first_ms = old->first_ms;
    reading->left_ms = old->left_ms;
    reading->opens = old->opens;
    reading->bytes = old->bytes;
    memcpy(reading->pids, old->pids, sizeof(reading->pids));
    return reading;
}

void readings_note(struct readings *readings, const struct event *event, int64_t now_ms)
{
    struct reading *known = find(readings, event), *reading = known;

    if (!known) {
        reading = add(readings, event, now_ms);
    } else if (known->pids[0] == event->pid) {
        unlink_age(readings, known);
        link_newest(readings, known);
    } else {
        reading = renew(readings, known, event, now_ms);
        if (reading != known)
            forget(readings, known);
    }
    if (!reading)
        return;
    if (readings->count > READINGS_MAX)
        forget(readings, readings->oldest);
    if (reading->opens == 0)
        reading->first_ms = now_ms;
    reading->last_ms = now_ms;
    reading->bytes = event->bytes ? event->bytes : reading->bytes;
    reading->opens += event->count ? event->count : 1;
    put_pid(reading, event->pid);
}

void readings_unnote(struct readings *readings, const struct event *event, uint32_t opens)
{
    struct reading *reading = find(readings, event);

    if (reading && reading_is_by(reading, event->pid))
        reading->opens -= opens < reading->opens ? opens : reading->opens;
}

struct reading *readings_next(const struct readings *readings, const struct reading *after)
{
    struct reading *reading = after ? after->older : readings->newest;

    while (reading && reading->opens == 0)
        reading = reading->older;
    return reading;
}

bool reading_is_by(const struct reading *reading, int32_t pid)
{
    for (int i = 0; pid != 0 && i < READING_PIDS; i++)
        if (reading->pids[i] == pid)
            return true;
    return false;
}

void reading_event(const struct reading *reading, struct event *event)
{
    pack_open(event, reading->packed);
    event->pid = reading->pids[0];
    event->bytes = reading->bytes;
}
