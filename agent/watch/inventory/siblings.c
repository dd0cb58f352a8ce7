/* The names in one folder, in order, in bounded memory. Owns the piece of memory it is lent: one byte of type and the
 * name, from the front; where each begins, from the back. Must not grow: when they meet, the later half of the names is
 * dropped, and what stands after the last one kept is refused from then on. In: names in any order. Out: the first
 * ones, in order. */
#include "agent/watch/inventory/siblings.h"

#include <stdlib.h>
#include <string.h>

static uint32_t *starts(const struct siblings *siblings)
{
    return (uint32_t *)(void *)(siblings->bytes + siblings->room) - siblings->count;
}

static int by_name(const void *one, const void *two, void *bytes)
{
    return strcmp((const char *)bytes + *(const uint32_t *)one + 1, (const char *)bytes + *(const uint32_t *)two + 1);
}

static int by_place(const void *one, const void *two)
{
    uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)two;

    return (a > b) - (a < b);
}

void siblings_begin(struct siblings *siblings, char *bytes, size_t room)
{
    *siblings = (struct siblings){.bytes = bytes, .room = room};
}

/* Keeps the first half of the names, close together. */
static void drop_half(struct siblings *siblings)
{
    size_t kept = siblings->count / 2;
    uint32_t *start = starts(siblings), last;

    qsort_r(start, siblings->count, sizeof(*start), by_name, siblings->bytes);
    last = start[kept - 1];
    memmove(start + siblings->count - kept, start, kept * sizeof(*start));
    siblings->count = kept;
    start = starts(siblings);
    qsort(start, kept, sizeof(*start), by_place);
    siblings->used = 0;
    for (size_t i = 0; i < kept; i++) {
        size_t size = strlen(siblings->bytes + start[i] + 1) + 2;

        memmove(siblings->bytes + siblings->used, siblings->bytes + start[i], size);
        if (start[i] == last)
            siblings->bound = siblings->used;
        start[i] = (uint32_t)siblings->used;
        siblings->used += size;
    }
    siblings->is_partial = true;
}

void siblings_add(struct siblings *siblings, const char *after, const char *name, unsigned char type)
{
    size_t size = strlen(name) + 2;

    if (size > SIBLINGS_NAME_SIZE + 1 || strcmp(name, after) <= 0)
        return;
    if (siblings->used + size + (siblings->count + 1) * sizeof(uint32_t) > siblings->room)
        drop_half(siblings);
    if (siblings->is_partial && strcmp(name, siblings->bytes + siblings->bound + 1) > 0)
        return;
    siblings->bytes[siblings->used] = (char)type;
    memcpy(siblings->bytes + siblings->used + 1, name, size - 1);
    siblings->count++;
    *starts(siblings) = (uint32_t)siblings->used;
    siblings->used += size;
}

size_t siblings_settle(struct siblings *siblings)
{
    uint32_t *start = starts(siblings);
    size_t names = (siblings->used + 3) & ~(size_t)3;

    qsort_r(start, siblings->count, sizeof(*start), by_name, siblings->bytes);
    memmove(siblings->bytes + names, start, siblings->count * sizeof(*start));
    siblings->room = names + siblings->count * sizeof(*start);
    siblings->next = 0;
    return siblings->room;
}

const char *siblings_next(struct siblings *siblings, unsigned char *type)
{
    const char *name;

    if (siblings->next == siblings->count)
        return NULL;
    name = siblings->bytes + starts(siblings)[siblings->next++];
    *type = (unsigned char)name[0];
    return name + 1;
}

const char *siblings_last(const struct siblings *siblings)
{
    return siblings->count > 0 ? siblings->bytes + starts(siblings)[siblings->count - 1] + 1 : "";
}
