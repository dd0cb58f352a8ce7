/* From a number to where its entry stands in an array. Pure. */
#ifndef CONFIDE_JUDGE_INDEX_H
#define CONFIDE_JUDGE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct index_slot {
    uint64_t key; /* 0 = free */
    uint32_t at;
};

/* Starts as zeros. */
struct index {
    struct index_slot *slots; /* open addressing; a power of two, at most half full */
    size_t room, count;
};

void index_free(struct index *index);

/* The place of `key` (not 0), or UINT32_MAX. */
uint32_t index_find(const struct index *index, uint64_t key);

/* Puts a key that is not there yet. False when memory is short. */
bool index_put(struct index *index, uint64_t key, uint32_t at);

#endif
