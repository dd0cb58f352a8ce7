/* Open addressing over 64-bit keys. Owns nothing but its slots. */
#include "index.h"

#include <stdlib.h>

enum { FIRST_ROOM = 64 };

void index_free(struct index *index)
{
    free(index->slots);
    *index = (struct index){0};
}

static size_t slot_of(const struct index *index, uint64_t key)
{
    uint64_t mixed = (key ^ key >> 32) * 0x9e3779b97f4a7c15U;
    size_t slot = (mixed ^ mixed >> 29) & (index->room - 1);

    while (index->slots[slot].key && index->slots[slot].key != key)
        slot = (slot + 1) & (index->room - 1);
    return slot;
}

uint32_t index_find(const struct index *index, uint64_t key)
{
    size_t slot;

    if (index->room == 0)
        return UINT32_MAX;
    slot = slot_of(index, key);
    return index->slots[slot].key ? index->slots[slot].at : UINT32_MAX;
}

static bool widen(struct index *index)
{
    struct index wider = {.room = index->room ? 2 * index->room : FIRST_ROOM, .count = index->count};

    wider.slots = calloc(wider.room, sizeof *wider.slots);
    if (!wider.slots)
        return false;
    for (size_t i = 0; i < index->room; i++)
        if (index->slots[i].key)
            wider.slots[slot_of(&wider, index->slots[i].key)] = index->slots[i];
    free(index->slots);
    *index = wider;
    return true;
}

bool index_put(struct index *index, uint64_t key, uint32_t at)
{
    if (2 * (index->count + 1) > index->room && !widen(index))
        return false;
    index->slots[slot_of(index, key)] = (struct index_slot){key, at};
    index->count++;
    return true;
}
