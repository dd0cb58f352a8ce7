/* Owns: how a row becomes bytes for the chain. Must not own: which columns a table has (store_sql.c) or what stands in
 * them. In: values, or a statement that stands on a row. Out: bindings and commitments. */
#include "store_row.h"

#include <assert.h>
#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

static struct store_value *next_value(struct store_row *row, char type)
{
    assert(row->count < STORE_ROW_MAX);
    row->values[row->count] = (struct store_value){.type = type};
    return &row->values[row->count++];
}

void store_row_number(struct store_row *row, int64_t number)
{
    next_value(row, 'i')->number = number;
}

void store_row_text(struct store_row *row, const char *text, size_t most)
{
    struct store_value *value = next_value(row, 't');

    value->bytes = text;
    value->size = strnlen(text, most);
}

void store_row_bytes(struct store_row *row, const void *bytes, size_t size)
{
    struct store_value *value = next_value(row, bytes ? 'b' : 'n');

    value->bytes = bytes;
    value->size = bytes ? size : 0;
}

static int bind_value(struct sqlite3_stmt *statement, int column, const struct store_value *value)
{
    switch (value->type) {
    case 'i':
        return sqlite3_bind_int64(statement, column, value->number);
    case 't':
        return sqlite3_bind_text(statement, column, value->bytes, (int)value->size, SQLITE_STATIC);
    case 'b':
        return sqlite3_bind_blob(statement, column, value->bytes, (int)value->size, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(statement, column);
    }
}

bool store_row_bind(const struct store_row *row, struct sqlite3_stmt *statement, uint64_t seq)
{
    bool is_bound = sqlite3_bind_int64(statement, 1, (sqlite3_int64)seq) == SQLITE_OK &&
                    sqlite3_bind_blob(statement, 2, row->salt, CHAIN_SALT_SIZE, SQLITE_STATIC) == SQLITE_OK;

    for (size_t i = 0; i < row->count && is_bound; i++)
        is_bound = bind_value(statement, (int)i + 3, &row->values[i]) == SQLITE_OK;
    return is_bound;
}

static void read_value(struct store_row *row, struct sqlite3_stmt *statement, int column)
{
    struct store_value *value;

    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        store_row_number(row, sqlite3_column_int64(statement, column));
        return;
    case SQLITE_NULL:
        store_row_bytes(row, NULL, 0);
        return;
    case SQLITE_TEXT:
        value = next_value(row, 't');
        break;
    case SQLITE_BLOB:
        value = next_value(row, 'b');
        break;
    default: /* a float, which the store never writes: somebody else did */
        value = next_value(row, 'f');
        break;
    }
    value->bytes = sqlite3_column_blob(statement, column);
    value->size = (size_t)sqlite3_column_bytes(statement, column);
}

bool store_row_read(struct store_row *row, struct sqlite3_stmt *statement)
{
    int columns = sqlite3_column_count(statement);
    const void *salt = sqlite3_column_blob(statement, 0);

    row->count = 0;
    if (!salt || sqlite3_column_bytes(statement, 0) != CHAIN_SALT_SIZE || columns > STORE_ROW_MAX + 1)
        return false;
    memcpy(row->salt, salt, CHAIN_SALT_SIZE);
    for (int i = 1; i < columns; i++)
        read_value(row, statement, i);
    return true;
}

void store_row_commit(const struct store_row *row, uint8_t commitment[CRYPTO_HASH_SIZE])
{
    char types[STORE_ROW_MAX];
    uint8_t numbers[STORE_ROW_MAX][8];
    struct crypto_part parts[STORE_ROW_MAX + 1];

    parts[0] = (struct crypto_part){types, row->count};
    for (size_t i = 0; i < row->count; i++) {
        const struct store_value *value = &row->values[i];

        types[i] = value->type;
        for (int byte = 0; byte < 8; byte++)
            numbers[i][byte] = (uint8_t)((uint64_t)value->number >> (8 * byte));
        if (value->type == 'i')
            parts[i + 1] = (struct crypto_part){numbers[i], sizeof(numbers[i])};
        else
            parts[i + 1] = (struct crypto_part){value->size ? value->bytes : "", value->size};
    }
    chain_commit(commitment, row->salt, parts, row->count + 1);
}

void store_row_prove(const struct store_row *row, size_t count, const uint8_t chain_id[CHAIN_ID_SIZE],
                     const uint8_t key[CRYPTO_KEY_SIZE], uint8_t proof[16])
{
    struct store_row part = *row;
    uint8_t hash[CRYPTO_HASH_SIZE];
    char hex[2 * CRYPTO_HASH_SIZE + 1];

    assert(count <= row->count);
    part.count = count;
    memcpy(part.salt, chain_id, CHAIN_ID_SIZE);
    store_row_commit(&part, hash);
    text_hex(hex, hash, sizeof(hash));
    crypto_pseudonym(proof, key, hex);
}
