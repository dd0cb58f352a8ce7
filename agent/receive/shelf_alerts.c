/* Owns: findings and alerts as rows. Must not own: how they are told (say.c, mail.c). In and out: plain structs. */
#include "shelf_alerts.h"

#include <sqlite3.h>
#include <string.h>

#include "shelf_private.h"

enum shelf_result shelf_finding_add(struct shelf *shelf, int64_t machine, const struct witness_finding *finding,
                                    int64_t now_ms)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_ADD_FINDING);
    bool is_bound = shelf_sql_bind(row, "iitti", machine, (int64_t)finding->kind, finding->key, finding->says, now_ms);

    return shelf_run(shelf, row, is_bound);
}

enum shelf_result shelf_findings(struct shelf *shelf, int64_t machine,
                                 void (*each)(void *data, enum witness_kind kind, const char *says, int64_t told_ms),
                                 void *data)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_EACH_FINDING);
    bool is_bound = shelf_sql_bind(row, "i", machine);
    enum shelf_result result;
    char says[WITNESS_SAYS];

    while ((result = shelf_step(shelf, row, is_bound)) == SHELF_OK) {
        shelf_sql_text(row, 1, says, sizeof says);
        each(data, (enum witness_kind)sqlite3_column_int(row, 0), says, sqlite3_column_int64(row, 2));
    }
    return result == SHELF_NOTHING ? SHELF_OK : result;
}

enum shelf_result shelf_alert_add(struct shelf *shelf, const struct alert *alert, bool is_mailed)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, SHELF_ADD_ALERT);
    bool is_bound = shelf_sql_bind(row, "iitttti", alert->at_ms, (int64_t)alert->level, alert->word, alert->machine,
                                   alert->reference, alert->says, (int64_t)is_mailed);

    return shelf_run(shelf, row, is_bound);
}

static enum shelf_result read_alerts(struct shelf *shelf, enum shelf_sql_number number,
                                     bool (*each)(void *data, const struct alert *alert), void *data)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, number);
    struct alert alert;
    enum shelf_result result;

    while ((result = shelf_step(shelf, row, row != NULL)) == SHELF_OK) {
        memset(&alert, 0, sizeof alert);
        alert.n = sqlite3_column_int64(row, 0);
        alert.at_ms = sqlite3_column_int64(row, 1);
        alert.level = (enum alert_level)sqlite3_column_int(row, 2);
        shelf_sql_text(row, 3, alert.word, sizeof alert.word);
        shelf_sql_text(row, 4, alert.machine, sizeof alert.machine);
        shelf_sql_text(row, 5, alert.reference, sizeof alert.reference);
        shelf_sql_text(row, 6, alert.says, sizeof alert.says);
        if (!each(data, &alert))
            break;
    }
    if (row)
        sqlite3_reset(row);
    return result == SHELF_NOTHING ? SHELF_OK : result;
}

enum shelf_result shelf_alerts_unsaid(struct shelf *shelf, bool (*each)(void *data, const struct alert *alert),
                                      void *data)
{
    return read_alerts(shelf, SHELF_UNSAID, each, data);
}

enum shelf_result shelf_alerts_unmailed(struct shelf *shelf, bool (*each)(void *data, const struct alert *alert),
                                        void *data)
{
    return read_alerts(shelf, SHELF_UNMAILED, each, data);
}

static enum shelf_result mark(struct shelf *shelf, enum shelf_sql_number number, int64_t n)
{
    struct sqlite3_stmt *row = shelf_sql_get(&shelf->sql, number);

    return shelf_run(shelf, row, shelf_sql_bind(row, "i", n));
}

enum shelf_result shelf_alerts_said(struct shelf *shelf, int64_t n)
{
    return mark(shelf, SHELF_SET_SAID, n);
}

enum shelf_result shelf_alerts_mailed(struct shelf *shelf, int64_t n)
{
    return mark(shelf, SHELF_SET_MAILED, n);
}
