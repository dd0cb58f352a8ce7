/* What each person did lately. Owns: touches, sorted by their own time, and who is forgotten when memory is full. Must
 * not own: what is too much. In: events, in any order. Out: the touches of a window.
 *
 * When one person's memory is full, repeats go first (the same done to the same record within a sixteenth of the
 * window), so that opening one file a thousand times cannot push out what else was done. What is a save and not a loss
 * is struck out by birth: a name that was born within the window and goes again was temporary; one that goes and is
 * born again was replaced. */
#include "past.h"

#include <stdlib.h>
#include <string.h>

#include <confide/password.h>

#include "window.h"

enum {
    PERSONS_MAX = 4096,
    BUCKETS = 4096,
    FIRST_TOUCHES = 16,
    TOUCHES_LEAST = 512, /* of one person, and */
    TOUCHES_EACH = 20,   /* times the highest limit: PARTS repeats of each record, and room */
    TOUCHES_ALL = 65536, /* of all persons: 8 MiB */
    PARTS = 16,
    DISORDER_MS = 60 * 1000 /* FORMATS: sources' clocks may differ by a minute */
};

struct past_person {
    uint64_t who;
    struct touch *touches; /* sorted by time_ms; equal times as they came */
    size_t count, capacity;
    struct past_person *newer, *older; /* by the arrival of their last event */
    struct past_person *next;          /* in the same bucket */
};

struct past {
    const struct config *config;
    int64_t window_ms[TOUCH_KINDS]; /* of the rule that counts this kind */
    int64_t horizon_ms;
    int64_t birth_ms;              /* no birth excuses what is further from it */
    size_t each_max, all_max, all; /* touches: of one person, of all, and room made so far */
    size_t persons;
    struct past_person *newest, *oldest;
    struct past_person *buckets[BUCKETS];
    /* Room to work in, made once. */
    struct touch **picked, **found;
    struct window *window;
};

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void set_limits(struct past *past, const struct config *config)
{
    size_t highest = larger(larger(config->bulk_patients, config->delete_files),
                            larger(config->rewrite_files, config->damage_files));

    past->window_ms[TOUCH_LOOK] = config->bulk_minutes * INT64_C(60000);
    past->window_ms[TOUCH_GONE] = config->delete_seconds * INT64_C(1000);
    past->window_ms[TOUCH_CHANGED] = config->rewrite_seconds * INT64_C(1000);
    past->window_ms[TOUCH_HARMED] = config->damage_minutes * INT64_C(60000);
    past->window_ms[TOUCH_FAILED] = PASSWORD_TRIES_MS;
    past->window_ms[TOUCH_BORN] = PARTS * INT64_C(1000);
    for (int what = TOUCH_LOOK; what < TOUCH_KINDS; what++)
        past->horizon_ms = (int64_t)larger((size_t)past->horizon_ms, (size_t)past->window_ms[what]);
    past->horizon_ms += DISORDER_MS;
    past->birth_ms = (int64_t)larger((size_t)past->window_ms[TOUCH_GONE], (size_t)past->window_ms[TOUCH_CHANGED]);
    past->each_max = larger(TOUCHES_LEAST, TOUCHES_EACH * highest);
    past->all_max = larger(TOUCHES_ALL, 8 * past->each_max);
}

struct past *past_new(const struct config *config)
{
    struct past *past = calloc(1, sizeof *past);

    if (!past)
        return NULL;
    past->config = config;
    set_limits(past, config);
    past->picked = calloc(past->each_max, sizeof *past->picked);
    past->found = calloc(past->each_max, sizeof *past->found);
    past->window = window_new(past->each_max);
    if (past->picked && past->found && past->window)
        return past;
    past_free(past);
    return NULL;
}

/* ---- who is remembered ----------------------------------------------------------------------- */

static void unlink_age(struct past *past, struct past_person *person)
{
    *(person->newer ? &person->newer->older : &past->newest) = person->older;
    *(person->older ? &person->older->newer : &past->oldest) = person->newer;
    person->newer = person->older = NULL;
}

static void link_newest(struct past *past, struct past_person *person)
{
    person->older = past->newest;
    *(past->newest ? &past->newest->newer : &past->oldest) = person;
    past->newest = person;
}

static void forget(struct past *past, struct past_person *person)
{
    struct past_person **at = &past->buckets[person->who % BUCKETS];

    while (*at != person)
        at = &(*at)->next;
    *at = person->next;
    unlink_age(past, person);
    past->all -= person->capacity;
    past->persons--;
    free(person->touches);
    free(person);
}

void past_free(struct past *past)
{
    if (!past)
        return;
    while (past->oldest)
        forget(past, past->oldest);
    free(past->picked);
    free(past->found);
    window_free(past->window);
    free(past);
}

struct past_person *past_person(struct past *past, uint64_t who)
{
    struct past_person **bucket = &past->buckets[who % BUCKETS], *person = *bucket;

    while (person && person->who != who)
        person = person->next;
    if (!person) {
        if (past->persons == PERSONS_MAX)
            forget(past, past->oldest);
        person = calloc(1, sizeof *person);
        if (!person)
            return NULL;
        person->who = who;
        person->next = *bucket;
        *bucket = person;
        past->persons++;
    } else {
        unlink_age(past, person);
    }
    link_newest(past, person);
    return person;
}

size_t past_size(const struct past *past)
{
    return sizeof *past + past->persons * sizeof(struct past_person) + past->all * sizeof(struct touch) +
           2 * past->each_max * sizeof *past->picked + window_size(past->window);
}

/* ---- what is remembered ---------------------------------------------------------------------- */

/* Where a touch of `time_ms` belongs: behind those of the same time. */
static size_t place_of(const struct past_person *person, int64_t time_ms)
{
    size_t low = 0, high = person->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (person->touches[middle].time_ms <= time_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The same done to the same record, within the same part of its window. */
static bool is_repeat(const struct past *past, const struct touch *earlier, const struct touch *later)
{
    int64_t part = past->window_ms[later->what] / PARTS;

    return earlier->what == later->what && earlier->name == later->name && earlier->subject == later->subject &&
           earlier->is_excused == later->is_excused && earlier->is_sure == later->is_sure &&
           later->time_ms - earlier->time_ms <= part;
}

static void drop_repeats(struct past *past, struct past_person *person)
{
    size_t kept = 0;

    for (size_t i = 0; i < person->count; i++) {
        const struct touch *touch = &person->touches[i];
        int64_t part = past->window_ms[touch->what] / PARTS;
        bool repeats = false;

        for (size_t j = kept; j > 0 && !repeats && touch->time_ms - person->touches[j - 1].time_ms <= part; j--)
            repeats = is_repeat(past, &person->touches[j - 1], touch);
        if (!repeats)
            person->touches[kept++] = *touch;
    }
    person->count = kept;
}

/* Those too far from `time_ms` to lie in a window with it. */
static void drop_distant(struct past *past, struct past_person *person, int64_t time_ms)
{
    size_t kept = 0;

    for (size_t i = 0; i < person->count; i++) {
        const struct touch *touch = &person->touches[i];

        if (touch->time_ms >= time_ms - past->horizon_ms && touch->time_ms <= time_ms + past->horizon_ms)
            person->touches[kept++] = *touch;
    }
    person->count = kept;
}

static void drop_oldest(struct past_person *person, size_t dropped)
{
    person->count -= dropped;
    memmove(person->touches, person->touches + dropped, person->count * sizeof *person->touches);
}

static bool widen(struct past *past, struct past_person *person)
{
    size_t wider = person->capacity ? 2 * person->capacity : FIRST_TOUCHES;
    struct touch *touches;

    wider = wider < past->each_max ? wider : past->each_max;
    while (past->all + wider - person->capacity > past->all_max && past->oldest != person)
        forget(past, past->oldest);
    touches = realloc(person->touches, wider * sizeof *touches);
    if (!touches)
        return false;
    past->all += wider - person->capacity;
    person->touches = touches;
    person->capacity = wider;
    return true;
}

static bool make_room(struct past *past, struct past_person *person, int64_t time_ms)
{
    if (person->count < person->capacity)
        return true;
    drop_distant(past, person, time_ms);
    if (person->count < person->capacity)
        return true;
    if (person->capacity < past->each_max)
        return widen(past, person);
    drop_repeats(past, person);
    if (person->count > person->capacity - person->capacity / 8) /* not every time anew */
        drop_oldest(person, person->capacity / 8);
    return true;
}

static bool insert(struct past *past, struct past_person *person, const struct touch *touch)
{
    size_t at;

    if (!make_room(past, person, touch->time_ms))
        return false;
    at = place_of(person, touch->time_ms);
    memmove(person->touches + at + 1, person->touches + at, (person->count - at) * sizeof *touch);
    person->touches[at] = *touch;
    person->count++;
    return true;
}

/* ---- what meant nothing ---------------------------------------------------------------------- */

/* The touches, from the one returned to before `*end`, that a birth at `time_ms` might excuse, or that might be the
 * birth that excuses a touch at `time_ms`. They are few of those remembered, and asked for at every change. */
static size_t around(const struct past *past, const struct past_person *person, int64_t time_ms, size_t *end)
{
    *end = place_of(person, time_ms + past->birth_ms);
    return place_of(person, time_ms - past->birth_ms - 1);
}

/* Does a birth of `name` at `born_ms` make this touch meaningless? */
static bool excuses(const struct past *past, int64_t born_ms, const struct touch *touch)
{
    int64_t after = touch->time_ms - born_ms;

    if (touch->what == TOUCH_GONE) /* temporary, or there again */
        return after <= past->window_ms[TOUCH_GONE] && -after <= past->window_ms[TOUCH_GONE];
    return touch->what == TOUCH_CHANGED && !touch->is_sure && after >= 0 && after <= past->window_ms[TOUCH_CHANGED];
}

static bool is_born_around(const struct past *past, const struct past_person *person, const struct touch *touch)
{
    size_t end;

    for (size_t i = around(past, person, touch->time_ms, &end); i < end; i++) {
        const struct touch *born = &person->touches[i];

        if (born->what == TOUCH_BORN && born->name == touch->name && excuses(past, born->time_ms, touch))
            return true;
    }
    return false;
}

static void excuse_by(const struct past *past, struct past_person *person, const struct touch *born)
{
    size_t end;

    for (size_t i = around(past, person, born->time_ms, &end); i < end; i++)
        if (person->touches[i].name == born->name && excuses(past, born->time_ms, &person->touches[i]))
            person->touches[i].is_excused = true;
}

/* The record was there before when the first thing remembered of it is not its birth. */
static bool is_known(const struct past_person *person, const struct touch *touch)
{
    for (size_t i = 0; i < person->count && person->touches[i].time_ms <= touch->time_ms; i++)
        if (person->touches[i].name == touch->name)
            return person->touches[i].what != TOUCH_BORN;
    return false;
}

unsigned past_note(struct past *past, struct past_person *person, const struct event *event, bool explained)
{
    struct touch touches[TOUCH_MAX];
    size_t count = touch_list(touches, event, explained, past->config);
    unsigned made = 0;

    for (size_t i = 0; i < count; i++) {
        struct touch *touch = &touches[i];

        if (touch->is_doubtful && !is_known(person, touch))
            continue;
        touch->is_sure = touch->is_doubtful;
        if (touch->what == TOUCH_BORN)
            excuse_by(past, person, touch);
        else if (touch->what == TOUCH_GONE || touch->what == TOUCH_CHANGED)
            touch->is_excused = is_born_around(past, person, touch);
        if (insert(past, person, touch) && !touch->is_excused)
            made |= 1u << touch->what;
    }
    return made;
}

void past_touches_of(struct past_person *person, const struct event *event,
                     void (*each)(void *data, struct touch *touch), void *data)
{
    for (size_t i = place_of(person, event->time_ms); i > 0 && person->touches[i - 1].time_ms == event->time_ms; i--)
        if (memcmp(person->touches[i - 1].event, event->id, EVENT_ID_SIZE) == 0)
            each(data, &person->touches[i - 1]);
}

/* ---- windows --------------------------------------------------------------------------------- */

static size_t pick(struct past *past, struct past_person *person, enum touch_what what, int64_t from_ms, int64_t to_ms)
{
    size_t count = 0;

    for (size_t i = place_of(person, from_ms - 1); i < person->count && person->touches[i].time_ms <= to_ms; i++)
        if (person->touches[i].what == what && !person->touches[i].is_excused)
            past->picked[count++] = &person->touches[i];
    return count;
}

size_t past_gather(struct past *past, struct past_person *person, enum touch_what what, int64_t time_ms,
                   int64_t window_ms, unsigned least, struct touch ***list)
{
    size_t count = pick(past, person, what, time_ms - window_ms, time_ms + window_ms);

    *list = past->found;
    return count < least ? 0 : window_find(past->window, past->picked, count, time_ms, window_ms, least, past->found);
}
