/* Rows that grow as a file is read. Owns how they grow and are sorted. Must not own: what they mean. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "names.h"

enum { FIRST_ROWS = 256, ROW_MAX = 128 };

void *rows_grow(void *rows, size_t *capacity, size_t count, size_t size)
{
    size_t wider = *capacity ? 2 * *capacity : FIRST_ROWS;
    void *moved;

    if (count < *capacity)
        return rows;
    moved = reallocarray(rows, wider, size);
    if (moved)
        *capacity = wider;
    return moved;
}

void *rows_trim(void *rows, size_t count, size_t size)
{
    void *moved = NULL;

    if (count == 0)
        free(rows);
    else
        moved = reallocarray(rows, count, size);
    return moved || count == 0 ? moved : rows;
}

struct heap {
    char *rows;
    size_t size;
    int (*order)(const void *left, const void *right);
};

/* Lets the row at `at` sink below all that are greater, among the first `count`. */
static void sink(const struct heap *heap, size_t at, size_t count)
{
    char row[ROW_MAX];
    size_t child;

    memcpy(row, heap->rows + at * heap->size, heap->size);
    while ((child = 2 * at + 1) < count) {
        if (child + 1 < count &&
            heap->order(heap->rows + child * heap->size, heap->rows + (child + 1) * heap->size) < 0)
            child++;
        if (heap->order(row, heap->rows + child * heap->size) >= 0)
            break;
        memcpy(heap->rows + at * heap->size, heap->rows + child * heap->size, heap->size);
        at = child;
    }
    memcpy(heap->rows + at * heap->size, row, heap->size);
}

void rows_sort(void *rows, size_t count, size_t size, int (*order)(const void *left, const void *right))
{
    struct heap heap = {.rows = rows, .size = size, .order = order};
    char row[ROW_MAX];

    for (size_t i = count / 2; i-- > 0;)
        sink(&heap, i, count);
    for (size_t end = count; end-- > 1;) {
        memcpy(row, heap.rows, size);
        memcpy(heap.rows, heap.rows + end * size, size);
        memcpy(heap.rows + end * size, row, size);
        sink(&heap, 0, end);
    }
}

bool rows_name(struct names *names, const char *text, uint32_t *number)
{
    *number = names_add(names, text);
    return *number != 0 || *text == '\0';
}

bool rows_rename(struct names *to, const struct names *from, uint32_t *number)
{
    return rows_name(to, names_text(from, *number), number);
}
