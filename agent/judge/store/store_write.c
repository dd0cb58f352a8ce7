/* Owns: what stands in the rows of events, cases, reports and deliveries, and which of it is sealed.
 * Must not own: the transaction (store.c), the SQL (store_sql.c). Whatever can name a patient leaves this file only
 * sealed or as a keyed hash. In: Confide's structs. Out: entries of the chain. */
#include "store_write.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/json_event.h"
#include "agent/base/text.h"

#include "store_named.h"
#include "store_private.h"
#include "store_read.h"
#include "store_sealed.h"

_Static_assert((int)JSON_EVENT_SIZE <= (int)STORE_BODY && (int)JSON_CASE_SIZE <= (int)STORE_BODY,
               "the store's buffers take the largest of all");

/* No entry is begun outside a transaction or in one that failed. Only deliveries and the reports that follow from them
 * may use the reserve; an event's own report never gets there, for its event is refused first. */
enum store_result store_may_write(struct store *store, bool may_use_reserve)
{
    if (store->failure != STORE_OK)
        return store->failure;
    if (!store->sql.is_open)
        return store_reject(store, "no transaction is open: this is a mistake in confided");
    if (store_is_full(store) && !may_use_reserve)
        return store_report_full(store);
    return STORE_OK;
}

void store_row_sealed(struct store *store, struct store_row *row, size_t length)
{
    crypto_seal(store->sealed, store->seal_key, store->plain, length);
    store_row_bytes(row, store->sealed, length + CRYPTO_SEAL_EXTRA);
}

enum store_result store_add_event(struct store *store, const struct event *event, int64_t now_ms)
{
    static const uint8_t no_id[EVENT_ID_SIZE];
    struct store_row row = {0};
    uint8_t patient[16];
    const bool has_patient = event->patient[0] != '\0';
    enum store_result result = store_may_write(store, false);
    size_t length;

    if (result != STORE_OK)
        return result;
    if (memcmp(event->id, no_id, sizeof(no_id)) == 0)
        return STORE_NOTHING;
    length = json_event_write(event, (char *)store->plain, sizeof(store->plain));
    if (length == 0)
        return store_reject(store, "an event does not fit its form: this is a mistake in confided");
    if (has_patient)
        crypto_pseudonym(patient, store->patient_key, event->patient);
    store_row_bytes(&row, event->id, sizeof(event->id));
    store_row_number(&row, event->time_ms);
    store_row_number(&row, event->kind);
    store_row_number(&row, event->action);
    store_row_number(&row, event->source);
    store_row_text(&row, event->login, sizeof(event->login));
    store_row_bytes(&row, has_patient ? patient : NULL, sizeof(patient));
    store_row_sealed(store, &row, length);
    result = store_append(store, CHAIN_EVENT, SQL_ADD_EVENT, &row, now_ms);
    store->added_events += result == STORE_OK;
    store->added_gaps += result == STORE_OK && event->action == ACTION_GAP;
    return result;
}

enum store_result store_put_case(struct store *store, const struct case_report *report, int64_t now_ms)
{
    struct store_row row = {0};
    enum store_result result = store_may_write(store, false);
    size_t length;

    if (result != STORE_OK)
        return result;
    length = json_case_write(report, (char *)store->plain, sizeof(store->plain));
    if (length == 0)
        return store_reject(store, "a case does not fit its form: this is a mistake in confided");
    store_row_text(&row, report->id, sizeof(report->id));
    store_row_number(&row, report->version);
    store_row_number(&row, report->class);
    store_row_number(&row, report->severity);
    store_row_text(&row, report->login, sizeof(report->login));
    store_row_number(&row, report->first_ms);
    store_row_number(&row, report->last_ms);
    store_row_number(&row, report->raised_ms);
    store_row_sealed(store, &row, length);
    result = store_append(store, CHAIN_CASE, SQL_ADD_CASE, &row, now_ms);
    return result == STORE_OK ? store_name_events(store, report) : result;
}

enum store_result store_add_decision(struct store *store, const struct decision *decision, int64_t now_ms)
{
    struct store_row row = {0};
    size_t length = strnlen(decision->reason, sizeof(decision->reason));
    enum store_result result = store_may_write(store, false);

    if (result != STORE_OK)
        return result;
    memcpy(store->plain, decision->reason, length);
    store_row_text(&row, decision->case_id, sizeof(decision->case_id));
    store_row_number(&row, decision->version);
    store_row_number(&row, decision->verb);
    store_row_number(&row, decision->uid);
    store_row_text(&row, decision->by, sizeof(decision->by));
    store_row_number(&row, decision->decided_ms);
    store_row_number(&row, decision->until_ms);
    store_row_sealed(store, &row, length);
    return store_append(store, CHAIN_DECISION, SQL_ADD_DECISION, &row, now_ms);
}

/* How many attempts there were; STORE_ALREADY when the report is no longer pending. */
static enum store_result pending_attempts(struct store *store, const char *id, int64_t *attempts)
{
    struct store_report report;
    enum store_result result = store_report(store, id, &report);

    if (result == STORE_OK)
        *attempts = report.attempts;
    return result == STORE_OK && report.state != REPORT_PENDING ? STORE_ALREADY : result;
}

static bool set_report(struct store *store, const char *id, enum report_state state, int64_t due_ms)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_SET_REPORT);

    return statement &&
           sqlite3_bind_text(statement, 1, id, (int)strnlen(id, REPORT_ID_SIZE), SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_int(statement, 2, (int)state) == SQLITE_OK &&
           sqlite3_bind_int64(statement, 3, due_ms) == SQLITE_OK && sqlite3_step(statement) == SQLITE_DONE &&
           sqlite3_reset(statement) == SQLITE_OK;
}

enum store_result store_note_attempt(struct store *store, const struct wire_result *result, enum report_state state,
                                     int64_t due_ms, const char *words, int64_t now_ms)
{
    struct store_row row = {0};
    int64_t attempts = 0;
    enum store_result done = store_may_write(store, true);

    if (done == STORE_OK)
        done = pending_attempts(store, result->id, &attempts);
    if (done != STORE_OK)
        return done;
    store_row_text(&row, result->id, sizeof(result->id));
    store_row_number(&row, attempts + 1);
    store_row_number(&row, state);
    store_row_number(&row, due_ms);
    store_row_number(&row, result->transfer);
    store_row_number(&row, result->status);
    store_row_number(&row, result->retry_after_s);
    store_row_number(&row, result->answer_size);
    store_row_bytes(&row, result->answer_hash, sizeof(result->answer_hash));
    store_row_text(&row, result->error, sizeof(result->error));
    store_row_text(&row, words, strlen(words));
    done = store_append(store, CHAIN_DELIVERY, SQL_ADD_DELIVERY, &row, now_ms);
    if (done == STORE_OK && !set_report(store, result->id, state, due_ms))
        done = store_refuse(store);
    return done;
}

void store_head(const struct store *store, char chain_id[33], uint64_t *seq, char head[65], char machine[64])
{
    text_hex(chain_id, store->chain_id, sizeof(store->chain_id));
    *seq = store->head.seq;
    text_hex(head, store->head.hash, sizeof(store->head.hash));
    text_copy(machine, 64, store->machine);
}
