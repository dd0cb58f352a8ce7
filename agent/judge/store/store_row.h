/* One row as a list of values: what is bound to a statement, read from one and committed to is the same list, so that
 * no column can stand in the database without standing in the chain. Private to store*.c and verify.c. */
#ifndef CONFIDE_JUDGE_STORE_ROW_H
#define CONFIDE_JUDGE_STORE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chain.h"

struct sqlite3_stmt;

enum { STORE_ROW_MAX = 16 };

struct store_value {
    char type; /* 'i' number, 't' text, 'b' bytes, 'n' nothing */
    int64_t number;
    const void *bytes; /* borrowed */
    size_t size;
};

struct store_row {
    uint8_t salt[CHAIN_SALT_SIZE];
    size_t count;
    struct store_value values[STORE_ROW_MAX];
};

/* Each adds one value, in the order of the statement's columns. Bytes of NULL are no value. */
void store_row_number(struct store_row *row, int64_t number);
void store_row_text(struct store_row *row, const char *text, size_t most);
void store_row_bytes(struct store_row *row, const void *bytes, size_t size);

/* Binds seq, salt and the values, in that order. False: ask sqlite3_errmsg. */
bool store_row_bind(const struct store_row *row, struct sqlite3_stmt *statement, uint64_t seq);

/* Takes the salt from the first column and the values from the others; they are borrowed until the next step. False
 * when there is no salt or more columns than a row holds. */
bool store_row_read(struct store_row *row, struct sqlite3_stmt *statement);

/* The commitment to the row: over the salt, the values' types and the values. */
void store_row_commit(const struct store_row *row, uint8_t commitment[CRYPTO_HASH_SIZE]);

/* What only the keeper of `key` can say of the row's first `count` values in this chain. */
void store_row_prove(const struct store_row *row, size_t count, const uint8_t chain_id[CHAIN_ID_SIZE],
                     const uint8_t key[CRYPTO_KEY_SIZE], uint8_t proof[16]);

#endif
