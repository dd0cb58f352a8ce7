/* Owns: the form of a purge's list. Must not own: what is erased or why. In: seqs or bytes. Out: the other. */
#include "store_spans.h"

#include <stdlib.h>

static int by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

    return a < b ? -1 : a > b;
}

static void put(uint8_t *bytes, uint64_t number)
{
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (8 * i));
}

static uint64_t get(const uint8_t *bytes)
{
    uint64_t number = 0;

    for (int i = 0; i < 8; i++)
        number |= (uint64_t)bytes[i] << (8 * i);
    return number;
}

size_t store_spans_write(uint64_t *seqs, size_t count, uint8_t *bytes)
{
    size_t size = 0;

    qsort(seqs, count, sizeof(*seqs), by_number);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || seqs[i] != seqs[i - 1] + 1) {
            put(bytes + size, seqs[i]);
            size += STORE_SPAN_SIZE;
        }
        put(bytes + size - 8, seqs[i]);
    }
    return size;
}

bool store_spans_hold(const uint8_t *bytes, size_t size, uint64_t seq)
{
    size_t from = 0, until = size / STORE_SPAN_SIZE;

    while (from < until) {
        size_t middle = (from + until) / 2;
        const uint8_t *span = bytes + middle * STORE_SPAN_SIZE;

        if (seq < get(span))
            until = middle;
        else if (seq > get(span + 8))
            from = middle + 1;
        else
            return true;
    }
    return false;
}

uint64_t store_spans_count(const uint8_t *bytes, size_t size, uint64_t *first, uint64_t *last)
{
    uint64_t count = 0;

    *first = *last = 0;
    if (!bytes || size == 0 || size % STORE_SPAN_SIZE != 0)
        return 0;
    *first = get(bytes);
    for (size_t at = 0; at < size; at += STORE_SPAN_SIZE) {
        uint64_t from = get(bytes + at), to = get(bytes + at + 8);

        if (from <= *last || to < from || to > INT64_MAX)
            return 0;
        count += to - from + 1;
        *last = to;
    }
    return count;
}
