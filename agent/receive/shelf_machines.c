/* Owns: machines and claims as rows. Must not own: what they prove (witness.c). In and out: plain structs. */
#include "shelf_machines.h"

#include <sqlite3.h>
#include <string.h>

#include "agent/base/text.h"

#include "shelf_private.h"

enum { LAST_SIZE = 4096 };

static bool read_machine(struct sqlite3_stmt *row, struct shelf_machine *machine)
{
    const char *last = (const char *)sqlite3_column_text(row, 8);
    char why[128];

    memset(machine, 0, sizeof *machine);
    machine->n = sqlite3_column_int64(row, 0);
    if (sqlite3_column_bytes(row, 1) != CRYPTO_PUBLIC_SIZE || !last)
        return false;
    memcpy(machine->key, sqlite3_column_blob(row, 1), CRYPTO_PUBLIC_SIZE);
    shelf_sql_text(row, 2, machine->name, sizeof machine->name);
    machine->is_enrolled = sqlite3_column_int(row, 3) != 0;
    machine->first_ms = sqlite3_column_int64(row, 4);
    machine->heard_ms = sqlite3_column_int64(row, 5);
    machine->heard_awake_ms = sqlite3_column_int64(row, 6);
    machine->is_silent = sqlite3_column_int(row, 7) != 0;
    machine->has_last = last[0] != '\0';
    machine->missed = (unsigned)sqlite3_column_int(row, 9);
    machine->confirmed_seq = (uint64_t)sqlite3_column_int64(row, 10);
    machine->findings = (uint64_t)sqlite3_column_int64(row, 11);
    return !machine->has_last || json_statement_read(&machine->last, last, strlen(last), why, sizeof why);
}

static enum shelf_result not_a_machine(struct shelf *shelf, struct sqlite3_stmt *row)
{
    text_format(shelf->error, sizeof shelf->error,
                "database %s: machine %lld was altered: keep a copy of it, then restore it from your backup",
                shelf->file, (long long)sqlite3_column_int64(row, 0));
    sqlite3_reset(row);
    return SHELF_LOST;
}

enum shelf_result shelf_machine(struct shelf *shelf, const uint8_t key[CRYPTO_PUBLIC_SIZE],
                                struct shelf_machine *machine)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_MACHINE);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "b", key, (size_t)CRYPTO_PUBLIC_SIZE));

    if (result != SHELF_OK)
        return result;
    if (!read_machine(row, machine))
        return not_a_machine(shelf, row);
    sqlite3_reset(row);
    return SHELF_OK;
}

enum shelf_result shelf_machine_add(struct shelf *shelf, struct shelf_machine *machine)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_ADD_MACHINE);
    bool is_bound = shelf_sql_bind(row, "btii", machine->key, sizeof machine->key, machine->name,
                                   (int64_t)machine->is_enrolled, machine->first_ms);
    enum shelf_result result = shelf_run(shelf, row, is_bound);

    if (result == SHELF_OK)
        machine->n = sqlite3_last_insert_rowid(shelf->sql.db);
    return result;
}

enum shelf_result shelf_machine_set(struct shelf *shelf, const struct shelf_machine *machine)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_SET_MACHINE);
    char last[LAST_SIZE] = "";
    bool is_bound;

    if (machine->has_last && json_heartbeat_write(&machine->last, last, sizeof last) == 0) {
        text_format(shelf->error, sizeof shelf->error, "database %s: out of memory", shelf->file);
        return SHELF_FULL;
    }
    is_bound =
        shelf_sql_bind(row, "itiiitii", machine->n, machine->name, machine->heard_ms, machine->heard_awake_ms,
                       (int64_t)machine->is_silent, last, (int64_t)machine->missed, (int64_t)machine->confirmed_seq);
    return shelf_run(shelf, row, is_bound);
}

enum shelf_result shelf_machines(struct shelf *shelf, bool (*each)(void *data, const struct shelf_machine *machine),
                                 void *data)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_EACH_MACHINE);
    struct shelf_machine machine;
    enum shelf_result result;

    while ((result = shelf_step(shelf, row, row != NULL)) == SHELF_OK) {
        if (!read_machine(row, &machine))
            return not_a_machine(shelf, row);
        if (!each(data, &machine))
            break;
    }
    if (row)
        sqlite3_reset(row);
    return result == SHELF_NOTHING ? SHELF_OK : result;
}

enum shelf_result shelf_machine_claimed(struct shelf *shelf, int64_t machine, const char *chain, uint64_t seq,
                                        char hash[65])
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_CLAIMED);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "iti", machine, chain, (int64_t)seq));

    if (result != SHELF_OK)
        return result;
    shelf_sql_text(row, 0, hash, 65);
    sqlite3_reset(row);
    return SHELF_OK;
}

enum shelf_result shelf_machine_claim(struct shelf *shelf, int64_t machine, const char *chain, uint64_t seq,
                                      const char *hash)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_CLAIM);

    return shelf_run(shelf, row, shelf_sql_bind(row, "itit", machine, chain, (int64_t)seq, hash));
}

enum shelf_result shelf_machine_knows(struct shelf *shelf, int64_t machine, const char *chain)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_KNOWS_CHAIN);
    enum shelf_result result = shelf_step(shelf, row, shelf_sql_bind(row, "it", machine, chain));

    if (result == SHELF_OK)
        sqlite3_reset(row);
    return result;
}
