/* Names as small numbers. Owns: one long run of texts, each ended by NUL, and a table that finds them. Must not own:
 * what the names mean. In: texts. Out: numbers from 1, which are stable for as long as the names live. */
#include "names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 1024, FIRST_BYTES = 16 * 1024 };

/* With a piece of the hash, so that another text in its way is passed over without a look at it. */
struct slot {
    uint32_t number; /* 0 = free */
    uint32_t mark, start;
};

struct names {
    char *texts;
    size_t used, capacity; /* bytes */
    uint32_t *starts;      /* number - 1 -> where its text begins */
    struct slot *slots;    /* open addressing: a power of two, at most half full */
    size_t slot_count, count;
};

/* Both halves of a product depend on every bit of its factors: the step of wyhash (Wang Yi 2019). */
static uint64_t mix(uint64_t hash, uint64_t eight)
{
    unsigned __int128 product = (unsigned __int128)(hash ^ eight) * 0x9e3779b97f4a7c15U;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t names_hash(uint64_t seed, const char *text)
{
    size_t length = strlen(text), left = length;
    uint64_t hash = seed ^ 0xcbf29ce484222325U, eight = 0;

    for (; left >= sizeof eight; left -= sizeof eight, text += sizeof eight) {
        memcpy(&eight, text, sizeof eight);
        hash = mix(hash, eight);
    }
    eight = 0;
    memcpy(&eight, text, left);
    return mix(mix(hash, eight), length);
}

struct names *names_new(void)
{
    struct names *names = calloc(1, sizeof *names);

    if (!names)
        return NULL;
    names->slot_count = FIRST_SLOTS;
    names->capacity = FIRST_BYTES;
    names->slots = calloc(FIRST_SLOTS, sizeof *names->slots);
    names->starts = calloc(FIRST_SLOTS / 2, sizeof *names->starts);
    names->texts = malloc(FIRST_BYTES);
    if (names->slots && names->starts && names->texts)
        return names;
    names_free(names);
    return NULL;
}

void names_free(struct names *names)
{
    if (!names)
        return;
    free(names->texts);
    free(names->starts);
    free(names->slots);
    free(names);
}

const char *names_text(const struct names *names, uint32_t number)
{
    return number ? names->texts + names->starts[number - 1] : "";
}

/* The slot that holds `text`, or the free one where it belongs. */
static struct slot *slot_of(const struct names *names, const char *text, uint64_t hash)
{
    size_t at = hash & (names->slot_count - 1);
    uint32_t mark = (uint32_t)(hash >> 32);

    while (names->slots[at].number &&
           (names->slots[at].mark != mark || strcmp(names->texts + names->slots[at].start, text) != 0))
        at = (at + 1) & (names->slot_count - 1);
    return &names->slots[at];
}

uint32_t names_find(const struct names *names, const char *text)
{
    return *text ? slot_of(names, text, names_hash(0, text))->number : 0;
}

static bool widen_table(struct names *names)
{
    size_t wider = names->slot_count * 2;
    struct slot *old = names->slots, *slots = calloc(wider, sizeof *slots);
    uint32_t *starts = realloc(names->starts, wider / 2 * sizeof *starts);

    if (starts)
        names->starts = starts;
    if (!slots || !starts) {
        free(slots);
        return false;
    }
    names->slots = slots;
    names->slot_count = wider;
    for (uint32_t number = 1; number <= names->count; number++) {
        uint64_t hash = names_hash(0, names_text(names, number));

        *slot_of(names, names_text(names, number), hash) =
            (struct slot){number, (uint32_t)(hash >> 32), starts[number - 1]};
    }
    free(old);
    return true;
}

static bool widen_texts(struct names *names, size_t size)
{
    size_t wider = names->capacity;
    char *texts;

    while (wider - names->used < size)
        wider = 2 * wider + FIRST_BYTES;
    if (wider > UINT32_MAX)
        return false;
    texts = realloc(names->texts, wider);
    if (!texts)
        return false;
    names->texts = texts;
    names->capacity = wider;
    return true;
}

uint32_t names_add(struct names *names, const char *text)
{
    size_t size = strlen(text) + 1;
    uint64_t hash = names_hash(0, text);
    struct slot *slot;

    if (*text == '\0')
        return 0;
    slot = slot_of(names, text, hash);
    if (slot->number)
        return slot->number;
    if (names->capacity - names->used < size && !widen_texts(names, size))
        return 0;
    if (names->count + 1 > names->slot_count / 2) {
        if (!widen_table(names))
            return 0;
        slot = slot_of(names, text, hash);
    }
    memcpy(names->texts + names->used, text, size);
    names->starts[names->count++] = (uint32_t)names->used;
    *slot = (struct slot){(uint32_t)names->count, (uint32_t)(hash >> 32), (uint32_t)names->used};
    names->used += size;
    return slot->number;
}

uint32_t names_count(const struct names *names)
{
    return (uint32_t)names->count;
}

size_t names_size(const struct names *names)
{
    return sizeof *names + names->capacity + names->slot_count * sizeof *names->slots +
           names->slot_count / 2 * sizeof *names->starts;
}
