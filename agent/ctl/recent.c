/* Which ids came lately, in two generations: the younger one fills up, then takes the place of the older, which is
 * forgotten at once. Each is an open table, half full at most. Ids are random or come from the reader's own files, so a
 * plain mix will do. */
#include "recent.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_FIRST = 1024 };

struct generation {
    uint8_t (*slots)[EVENT_ID_SIZE]; /* zeros = free */
    size_t count, capacity;          /* capacity: a power of two */
};

struct recent {
    struct generation younger, older;
};

static bool generation_start(struct generation *generation, size_t capacity)
{
    *generation = (struct generation){.slots = calloc(capacity, sizeof *generation->slots), .capacity = capacity};
    return generation->slots;
}

struct recent *recent_new(void)
{
    struct recent *recent = calloc(1, sizeof *recent);

    if (recent && generation_start(&recent->younger, SLOTS_FIRST) && generation_start(&recent->older, SLOTS_FIRST))
        return recent;
    recent_free(recent);
    return NULL;
}

void recent_free(struct recent *recent)
{
    if (!recent)
        return;
    free(recent->younger.slots);
    free(recent->older.slots);
    free(recent);
}

static bool is_free(const uint8_t slot[EVENT_ID_SIZE])
{
    static const uint8_t zeros[EVENT_ID_SIZE];

    return memcmp(slot, zeros, sizeof zeros) == 0;
}

/* The id's slot, or the free one where it would stand. */
static uint8_t *slot_of(const struct generation *generation, const uint8_t id[EVENT_ID_SIZE])
{
    uint64_t halves[2], mixed;
    size_t at;

    memcpy(halves, id, sizeof halves);
    mixed = (halves[0] ^ (halves[1] >> 29) ^ halves[1] * UINT64_C(0xbf58476d1ce4e5b9)) * UINT64_C(0x9e3779b97f4a7c15);
    at = (size_t)(mixed >> 32) & (generation->capacity - 1);
    while (!is_free(generation->slots[at]) && memcmp(generation->slots[at], id, EVENT_ID_SIZE) != 0)
        at = (at + 1) & (generation->capacity - 1);
    return generation->slots[at];
}

static bool widen(struct generation *generation)
{
    struct generation wider;

    if (!generation_start(&wider, generation->capacity * 2))
        return false;
    for (size_t i = 0; i < generation->capacity; i++)
        if (!is_free(generation->slots[i]))
            memcpy(slot_of(&wider, generation->slots[i]), generation->slots[i], EVENT_ID_SIZE);
    wider.count = generation->count;
    free(generation->slots);
    *generation = wider;
    return true;
}

static void turn(struct recent *recent)
{
    struct generation emptied = recent->older;

    memset(emptied.slots, 0, emptied.capacity * sizeof *emptied.slots);
    emptied.count = 0;
    recent->older = recent->younger;
    recent->younger = emptied;
}

enum recent_answer recent_note(struct recent *recent, const uint8_t id[EVENT_ID_SIZE])
{
    struct generation *younger = &recent->younger;

    if (!is_free(slot_of(younger, id)) || !is_free(slot_of(&recent->older, id)))
        return RECENT_KNOWN;
    if (younger->count == RECENT_LEAST)
        turn(recent);
    else if (younger->count >= younger->capacity / 2 && !widen(younger))
        return RECENT_NO_MEMORY;
    memcpy(slot_of(younger, id), id, EVENT_ID_SIZE);
    younger->count++;
    return RECENT_NEW;
}
