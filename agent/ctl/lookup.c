/* A number for each key of 16 bytes: open addressing, half full at most. Keys are hashes already or come from the
 * reader's own files, so a plain mix will do; nobody gains by making it slow. */
#include "lookup.h"

#include <stdlib.h>
#include <string.h>

struct slot {
    uint8_t key[LOOKUP_KEY_SIZE];
    uint64_t number; /* 0 = free */
};

struct lookup {
    struct slot *slots;
    size_t count, capacity; /* capacity: a power of two */
};

enum { CAPACITY_LEAST = 1024 };

struct lookup *lookup_new(void)
{
    struct lookup *lookup = calloc(1, sizeof *lookup);

    if (!lookup)
        return NULL;
    lookup->capacity = CAPACITY_LEAST;
    lookup->slots = calloc(lookup->capacity, sizeof *lookup->slots);
    if (lookup->slots)
        return lookup;
    free(lookup);
    return NULL;
}

void lookup_free(struct lookup *lookup)
{
    if (!lookup)
        return;
    free(lookup->slots);
    free(lookup);
}

/* The key's slot, or the free one where it would stand. */
static struct slot *slot_of(struct slot *slots, size_t capacity, const void *key)
{
    uint64_t halves[2], mixed;
    size_t at;

    memcpy(halves, key, sizeof halves);
    mixed = (halves[0] ^ (halves[1] >> 29) ^ halves[1] * 0xbf58476d1ce4e5b9u) * 0x9e3779b97f4a7c15u;
    at = (size_t)(mixed >> 20) & (capacity - 1);
    while (slots[at].number && memcmp(slots[at].key, key, LOOKUP_KEY_SIZE) != 0)
        at = (at + 1) & (capacity - 1);
    return &slots[at];
}

static bool grow(struct lookup *lookup)
{
    size_t capacity = lookup->capacity * 2;
    struct slot *slots = calloc(capacity, sizeof *slots);

    if (!slots)
        return false;
    for (size_t i = 0; i < lookup->capacity; i++)
        if (lookup->slots[i].number)
            *slot_of(slots, capacity, lookup->slots[i].key) = lookup->slots[i];
    free(lookup->slots);
    lookup->slots = slots;
    lookup->capacity = capacity;
    return true;
}

uint64_t lookup_put(struct lookup *lookup, const void *key, uint64_t number)
{
    struct slot *slot;

    if (lookup->count >= lookup->capacity / 2 && !grow(lookup))
        return 0;
    slot = slot_of(lookup->slots, lookup->capacity, key);
    if (slot->number == 0) {
        memcpy(slot->key, key, LOOKUP_KEY_SIZE);
        slot->number = number;
        lookup->count++;
    }
    return slot->number;
}

uint64_t lookup_find(const struct lookup *lookup, const void *key)
{
    return slot_of(lookup->slots, lookup->capacity, key)->number;
}
