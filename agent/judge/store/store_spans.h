/* Which entries a purge erased, as bytes: spans of seqs, rising, 16 bytes each (first and last, little-endian). Private
 * to store*.c and verify*.c. Pure. */
#ifndef CONFIDE_JUDGE_STORE_SPANS_H
#define CONFIDE_JUDGE_STORE_SPANS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { STORE_SPAN_SIZE = 16 };

/* Sorts `seqs`, which are all different, and writes them as spans: their size. `bytes` has room for STORE_SPAN_SIZE
 * each. */
size_t store_spans_write(uint64_t *seqs, size_t count, uint8_t *bytes);

/* Whether `seq` is in one of them. */
bool store_spans_hold(const uint8_t *bytes, size_t size, uint64_t seq);

/* How many seqs there are, and the lowest and highest; 0 where the bytes are no spans in their order. */
uint64_t store_spans_count(const uint8_t *bytes, size_t size, uint64_t *first, uint64_t *last);

#endif
