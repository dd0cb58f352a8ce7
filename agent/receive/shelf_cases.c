/* Owns: messages and cases as rows. Must not own: which of them are believed. In and out: plain structs. */
#include "shelf_cases.h"

#include <sqlite3.h>
#include <string.h>

#include "shelf_private.h"

enum shelf_result shelf_message(struct shelf *shelf, int64_t machine, const char *id, struct shelf_message *message)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_MESSAGE);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "it", machine, id));

    if (result != SHELF_OK)
        return result;
    memset(message, 0, sizeof *message);
    message->machine = machine;
    message->kind = (enum told_kind)sqlite3_column_int(row, 0);
    if (sqlite3_column_bytes(row, 1) == CRYPTO_HASH_SIZE)
        memcpy(message->sha256, sqlite3_column_blob(row, 1), CRYPTO_HASH_SIZE);
    message->incident = sqlite3_column_int64(row, 2);
    sqlite3_reset(row);
    return SHELF_OK;
}

enum shelf_result shelf_message_add(struct shelf *shelf, const struct shelf_message *message)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_ADD_MESSAGE);
    bool is_bound =
        shelf_sql_bind(row, "itibiib", message->machine, message->id, (int64_t)message->kind, message->sha256,
                       sizeof message->sha256, message->received_ms, message->incident, message->body, message->size);

    return shelf_run(shelf, row, is_bound);
}

enum shelf_result shelf_messages_forget(struct shelf *shelf, int64_t before_ms)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_FORGET);

    return shelf_run(shelf, row, shelf_sql_bind(row, "i", before_ms));
}

static void read_case(struct sqlite3_stmt *row, struct shelf_case *one)
{
    struct told *told = &one->told;

    memset(one, 0, sizeof *one);
    one->n = sqlite3_column_int64(row, 0);
    one->machine = sqlite3_column_int64(row, 1);
    shelf_sql_text(row, 2, one->machine_name, sizeof one->machine_name);
    shelf_sql_text(row, 3, told->id, sizeof told->id);
    told->version = (uint32_t)sqlite3_column_int64(row, 4);
    told->kind = (enum told_kind)sqlite3_column_int(row, 5);
    shelf_sql_text(row, 6, told->class, sizeof told->class);
    shelf_sql_text(row, 7, told->certainty, sizeof told->certainty);
    shelf_sql_text(row, 8, told->state, sizeof told->state);
    told->severity = (unsigned)sqlite3_column_int(row, 9);
    shelf_sql_text(row, 10, told->says, sizeof told->says);
    told->raised_ms = sqlite3_column_int64(row, 11);
    told->report_by_ms = sqlite3_column_int64(row, 12);
    one->received_ms = sqlite3_column_int64(row, 13);
    one->acknowledged_ms = sqlite3_column_int64(row, 14);
    shelf_sql_text(row, 15, one->acknowledged_by, sizeof one->acknowledged_by);
}

/* The one case of a machine that bears this id. */
static enum shelf_result find_number(struct shelf *shelf, int64_t machine, const char *id, int64_t *n)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_FIND_CASE);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "ti", id, machine));

    if (result != SHELF_OK)
        return result;
    *n = sqlite3_column_int64(row, 0);
    sqlite3_reset(row);
    return SHELF_OK;
}

enum shelf_result shelf_case_put(struct shelf *shelf, int64_t machine, const struct told *told, int64_t now_ms,
                                 int64_t *n)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_PUT_CASE);
    bool is_bound = shelf_sql_bind(row, "itiitttitiii", machine, told->id, (int64_t)told->version, (int64_t)told->kind,
                                   told->class, told->certainty, told->state, (int64_t)told->severity, told->says,
                                   told->raised_ms, told->report_by_ms, now_ms);
    enum shelf_result result = shelf_run(shelf, row, is_bound);

    return result > SHELF_ALREADY ? result : find_number(shelf, machine, told->id, n);
}

enum shelf_result shelf_case(struct shelf *shelf, int64_t n, struct shelf_case *found)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_CASE);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "i", n));

    if (result != SHELF_OK)
        return result;
    read_case(row, found);
    sqlite3_reset(row);
    return SHELF_OK;
}

enum shelf_result shelf_cases(struct shelf *shelf, const char *id,
                              bool (*each)(void *data, const struct shelf_case *one), void *data)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, id ? SHELF_FIND_CASE : SHELF_EACH_CASE);
    bool is_bound = id ? shelf_sql_bind(row, "ti", id, INT64_C(0)) : row != NULL;
    enum shelf_result result;
    struct shelf_case one;

    while ((result = shelf_step(shelf, row, is_bound)) == SHELF_OK) {
        read_case(row, &one);
        if (!each(data, &one))
            break;
    }
    if (row)
        sqlite3_reset(row);
    return result == SHELF_NOTHING ? SHELF_OK : result;
}

enum shelf_result shelf_case_acknowledge(struct shelf *shelf, int64_t n, const char *by, int64_t now_ms)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_ACKNOWLEDGE);

    return shelf_run(shelf, row, shelf_sql_bind(row, "iit", n, now_ms, by));
}
