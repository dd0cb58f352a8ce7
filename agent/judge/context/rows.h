/* Rows that grow as a file is read, and what all tables' rows are made of. */
#ifndef CONFIDE_JUDGE_ROWS_H
#define CONFIDE_JUDGE_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct names;

/* `rows`, moved where there had to be more room for one more of `size` bytes behind `count`. NULL when memory is short:
 * `rows` is then what it was. */
void *rows_grow(void *rows, size_t *capacity, size_t count, size_t size);

/* `rows` without the room that is not used; NULL when there is no row. */
void *rows_trim(void *rows, size_t count, size_t size);

/* Sorts in place, in n log n steps whatever the order: qsort of 2,000,000 rows takes as much memory again. */
void rows_sort(void *rows, size_t count, size_t size, int (*order)(const void *left, const void *right));

/* The number of `text` in `*number`, 0 for "". False when memory is short. */
bool rows_name(struct names *names, const char *text, uint32_t *number);

/* The number in `to` of the name that has `number` in `from`. False when memory is short. */
bool rows_rename(struct names *to, const struct names *from, uint32_t *number);

#endif
