/* Which files are records. Owns a set of 32-bit fingerprints, at most half full: 8 bytes a record. A file number that
 * is given anew (the record deleted, another file made) stays in it: then a link of that file is looked at in vain. */
#include "agent/watch/tree/known.h"

#include <stdlib.h>

enum { FIRST_ROOM = 1024 };

struct known {
    uint32_t *prints; /* 0 = free */
    size_t room, count;
};

struct known *known_make(void)
{
    struct known *known = calloc(1, sizeof(*known));

    if (!known)
        return NULL;
    known->room = FIRST_ROOM;
    known->prints = calloc(known->room, sizeof(*known->prints));
    if (known->prints)
        return known;
    free(known);
    return NULL;
}

void known_free(struct known *known)
{
    free(known->prints);
    free(known);
}

/* The finalizer of MurmurHash3: each bit of the number changes half of the result's. */
static uint64_t mix(uint64_t number)
{
    number = (number ^ number >> 33) * 0xff51afd7ed558ccdu;
    number = (number ^ number >> 33) * 0xc4ceb9fe1a85ec53u;
    return number ^ number >> 33;
}

static uint32_t *slot_of(const struct known *known, uint32_t print)
{
    size_t at = mix(print) & (known->room - 1);

    while (known->prints[at] && known->prints[at] != print)
        at = (at + 1) & (known->room - 1);
    return &known->prints[at];
}

static uint32_t print_of(uint64_t dev, uint64_t ino)
{
    uint32_t print = (uint32_t)(mix(ino ^ mix(dev)) >> 32);

    return print ? print : 1;
}

static bool grow(struct known *known)
{
    struct known larger = {.room = 2 * known->room};

    larger.prints = calloc(larger.room, sizeof(*larger.prints));
    if (!larger.prints)
        return false;
    for (size_t i = 0; i < known->room; i++)
        if (known->prints[i])
            *slot_of(&larger, known->prints[i]) = known->prints[i];
    free(known->prints);
    known->prints = larger.prints;
    known->room = larger.room;
    return true;
}

void known_add(struct known *known, uint64_t dev, uint64_t ino)
{
    uint32_t print = print_of(dev, ino), *slot;

    if (2 * (known->count + 1) > known->room && !grow(known))
        return;
    slot = slot_of(known, print);
    known->count += *slot == 0;
    *slot = print;
}

bool known_is(const struct known *known, uint64_t dev, uint64_t ino)
{
    return *slot_of(known, print_of(dev, ino)) != 0;
}
