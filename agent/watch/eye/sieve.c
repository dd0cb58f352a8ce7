/* The sieve. Owns its bits, and where a handle bears the file's number; must not ask the kernel. In: numbers and
 * handles of records. Out: whether another file may be one. */
#include "agent/watch/eye/sieve.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_BITS = 32, TYPE_AT = 8, NUMBER_AT = 12 };

struct sieve {
    _Atomic uint32_t words[SIEVE_BITS / WORD_BITS];
};

/* The lower half of the number by the handle's type and size: fs/libfs.c and fs/ext4 (8 bytes: number, generation),
 * mm/shmem.c (12: generation, number), fs/xfs/xfs_export.c (0x81: number), fs/btrfs/export.c (0x4d to 0x4f: number). */
static const struct {
    uint8_t type, size, at;
} layouts[] = {{0x01, 8, 0}, {0x01, 12, 4}, {0x81, 12, 0}, {0x4d, 20, 0}, {0x4e, 32, 0}, {0x4f, 40, 0}};

struct sieve *sieve_make(void)
{
    return calloc(1, sizeof(struct sieve));
}

void sieve_free(struct sieve *sieve)
{
    free(sieve);
}

/* Numbers that follow each other must not all fall on records': the multiplier is 2^32 over the golden ratio. */
static uint32_t bit_of(uint32_t half)
{
    return (half * 2654435769u) >> 9;
}

static void add_half(struct sieve *sieve, uint32_t half)
{
    uint32_t bit = bit_of(half);

    atomic_fetch_or_explicit(&sieve->words[bit / WORD_BITS], 1U << bit % WORD_BITS, memory_order_relaxed);
}

static bool find_half(const struct place_key *key, uint32_t *half)
{
    uint32_t type;

    if (key->size <= NUMBER_AT)
        return false;
    memcpy(&type, key->bytes + TYPE_AT, sizeof(type));
    for (size_t i = 0; i < sizeof(layouts) / sizeof(layouts[0]); i++)
        if (type == layouts[i].type && key->size == NUMBER_AT + layouts[i].size) {
            memcpy(half, key->bytes + NUMBER_AT + layouts[i].at, sizeof(*half));
            return true;
        }
    return false;
}

void sieve_add(struct sieve *sieve, uint64_t ino)
{
    add_half(sieve, (uint32_t)ino);
}

void sieve_add_key(struct sieve *sieve, const struct place_key *key)
{
    uint32_t half;

    if (find_half(key, &half))
        add_half(sieve, half);
}

bool sieve_passes(const struct sieve *sieve, const struct place_key *key)
{
    uint32_t half, bit;

    if (!find_half(key, &half))
        return key->size != 0;
    bit = bit_of(half);
    return atomic_load_explicit(&sieve->words[bit / WORD_BITS], memory_order_relaxed) >> bit % WORD_BITS & 1;
}
