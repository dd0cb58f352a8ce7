/* The shelf: opening, transactions, refusals. Owns the SQLite file of confide-receive. Must not own: what is kept in it
 * (shelf_machines.c, shelf_cases.c, shelf_alerts.c), SQL (shelf_sql.c). In: a file's name. Out: results, and one line
 * that says what failed and how to mend it. After an error of the disk nothing more is trusted to this process: what
 * the file holds is known only after opening it again. */
#include "shelf.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

#include "shelf_private.h"

enum { HEAP = 64 << 20 };

enum shelf_result shelf_refuse(struct shelf *shelf)
{
    const int code = sqlite3_extended_errcode(shelf->sql.db) & 0xff;
    const int cause = sqlite3_system_errno(shelf->sql.db);
    const bool is_disk = code == SQLITE_IOERR || code == SQLITE_CANTOPEN;

    if (code == SQLITE_FULL || (is_disk && (cause == ENOSPC || cause == EDQUOT))) {
        text_format(shelf->error, sizeof shelf->error,
                    "database %s: no room: free some on its disk, or raise max_mib; what is stored is safe",
                    shelf->file);
        return SHELF_FULL;
    }
    if (code == SQLITE_NOMEM) {
        text_format(shelf->error, sizeof shelf->error, "database %s: out of memory", shelf->file);
        return SHELF_FULL;
    }
    if (code == SQLITE_BUSY)
        text_format(shelf->error, sizeof shelf->error,
                    "database %s: another program has it open: is confide-receive running already?", shelf->file);
    else if (is_disk)
        text_format(shelf->error, sizeof shelf->error, "database %s: %s (%s): look at the disk and the folder's owner",
                    shelf->file, sqlite3_errmsg(shelf->sql.db), strerror(cause ? cause : EIO));
    else
        text_format(shelf->error, sizeof shelf->error,
                    "database %s: %s: keep a copy of it, then restore it from your backup", shelf->file,
                    sqlite3_errmsg(shelf->sql.db));
    return SHELF_LOST;
}

enum shelf_result shelf_run(struct shelf *shelf, struct sqlite3_stmt *statement, bool is_bound)
{
    int code = is_bound ? sqlite3_step(statement) : SQLITE_ERROR;
    enum shelf_result result = code == SQLITE_DONE ? SHELF_OK : shelf_refuse(shelf);

    if (result == SHELF_OK && sqlite3_changes(shelf->sql.db) == 0)
        result = SHELF_ALREADY;
    if (statement)
        sqlite3_reset(statement);
    return result;
}

enum shelf_result shelf_step(struct shelf *shelf, struct sqlite3_stmt *statement, bool is_bound)
{
    int code = is_bound ? sqlite3_step(statement) : SQLITE_ERROR;
    enum shelf_result result = SHELF_OK;

    if (code != SQLITE_ROW) {
        result = code == SQLITE_DONE ? SHELF_NOTHING : shelf_refuse(shelf);
        if (statement)
            sqlite3_reset(statement);
    }
    return result;
}

enum shelf_result shelf_begin(struct shelf *shelf)
{
    if (shelf_sql_run(&shelf->sql, SHELF_BEGIN) != SQLITE_OK)
        return shelf_refuse(shelf);
    shelf->is_open = true;
    return SHELF_OK;
}

enum shelf_result shelf_commit(struct shelf *shelf)
{
    if (shelf_sql_run(&shelf->sql, SHELF_COMMIT) != SQLITE_OK)
        return shelf_refuse(shelf);
    shelf->is_open = false;
    return SHELF_OK;
}

void shelf_undo(struct shelf *shelf)
{
    /* At a full disk SQLite may have rolled back by itself. */
    if (shelf->is_open && sqlite3_get_autocommit(shelf->sql.db) == 0)
        shelf_sql_run(&shelf->sql, SHELF_ROLLBACK);
    shelf->is_open = false;
}

const char *shelf_error(const struct shelf *shelf)
{
    return shelf->error;
}

/* ---- opening --------------------------------------------------------------------------------- */

static bool reject(struct shelf *shelf, const char *why)
{
    text_format(shelf->error, sizeof shelf->error, "database %s: %s", shelf->file, why);
    return false;
}

static bool make_tables(struct shelf *shelf)
{
    if (shelf_begin(shelf) != SHELF_OK)
        return false;
    if (!shelf_sql_layout(shelf->sql.db, 0)) {
        shelf_refuse(shelf);
        return false;
    }
    return shelf_commit(shelf) == SHELF_OK;
}

static bool is_sound(struct shelf *shelf)
{
    struct sqlite3_stmt *check = shelf_sql_get(&shelf->sql, SHELF_QUICK_CHECK);
    char words[128] = "";
    bool is_good = false;

    if (shelf_step(shelf, check, check != NULL) == SHELF_OK) {
        shelf_sql_text(check, 0, words, sizeof words);
        is_good = strcmp(words, "ok") == 0;
        if (!is_good)
            reject(shelf, "damaged: keep a copy of it, then restore it from your backup");
        sqlite3_reset(check);
    }
    return is_good;
}

static bool open_file(struct shelf *shelf, unsigned max_mib)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int64_t version;

    sqlite3_hard_heap_limit64(HEAP);
    if (sqlite3_open_v2(shelf->file, &shelf->sql.db, flags, NULL) != SQLITE_OK ||
        !shelf_sql_tune(shelf->sql.db, max_mib)) {
        shelf_refuse(shelf);
        return false;
    }
    if (!is_sound(shelf))
        return false;
    version = shelf_sql_value(&shelf->sql, SHELF_USER_VERSION);
    if (version == 0 && shelf_sql_value(&shelf->sql, SHELF_TABLE_COUNT) == 0)
        return make_tables(shelf);
    if (version > SHELF_LAYOUT)
        return reject(shelf, "made by a newer confide-receive: install that again");
    return version == SHELF_LAYOUT || reject(shelf, "not confide-receive's: set `database` to another file");
}

struct shelf *shelf_open(const char *file, unsigned max_mib, char *error, size_t size)
{
    struct shelf *shelf = calloc(1, sizeof *shelf);

    if (!shelf) {
        text_format(error, size, "database %s: out of memory", file);
        return NULL;
    }
    text_copy(shelf->file, sizeof shelf->file, file);
    if (!open_file(shelf, max_mib)) {
        text_copy(error, size, shelf->error);
        shelf_close(shelf);
        return NULL;
    }
    return shelf;
}

void shelf_close(struct shelf *shelf)
{
    if (!shelf)
        return;
    shelf_sql_close(&shelf->sql);
    free(shelf);
}

/* ---- the receiver itself --------------------------------------------------------------------- */

enum shelf_result shelf_self(struct shelf *shelf, struct silence_clock *clock, int64_t *alive_ms)
{
    struct sqlite3_stmt *statement = shelf_sql_get(&shelf->sql, SHELF_SELF);
    enum shelf_result result = shelf_step(shelf, statement, statement != NULL);

    if (result == SHELF_OK) {
        clock->awake_ms = sqlite3_column_int64(statement, 0);
        clock->grace_ms = sqlite3_column_int64(statement, 1);
        *alive_ms = sqlite3_column_int64(statement, 2);
        sqlite3_reset(statement);
    }
    return result;
}

enum shelf_result shelf_set_self(struct shelf *shelf, const struct silence_clock *clock, int64_t alive_ms)
{
    struct sqlite3_stmt *statement = shelf_sql_get(&shelf->sql, SHELF_SET_SELF);

    return shelf_run(shelf, statement, shelf_sql_bind(statement, "iii", clock->awake_ms, clock->grace_ms, alive_ms));
}
