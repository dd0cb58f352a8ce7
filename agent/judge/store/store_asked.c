/* Owns: how questions and what became of them turn into rows and back. Must not own: the SQL (store_sql.c), what an
 * answer is worth (asked.c), who may read one (inquiry.c). In: questions, answers. Out: entries of the chain. */
#include "store_asked.h"

#include <string.h>

#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_file.h"
#include "store_private.h"
#include "store_sealed.h"

enum { NUMBER_SIZE = 24, EVENT_HEX = 2 * EVENT_ID_SIZE, EVENTS_SIZE = QUESTION_EVENTS_MAX * EVENT_HEX + 1 };

/* ---- questions ------------------------------------------------------------------------------- */

static uint32_t events_named(const struct question *question)
{
    return question->event_total < QUESTION_EVENTS_MAX ? question->event_total : QUESTION_EVENTS_MAX;
}

static size_t write_question(const struct question *question, char *to, size_t size)
{
    char events[EVENTS_SIZE] = "";
    const struct json_field fields[] = {
        {"patient", question->patient, 0},         {"first", NULL, question->first_ms},
        {"last", NULL, question->last_ms},         {"count", NULL, question->count},
        {"flagged", NULL, question->is_flagged},   {"notice", NULL, question->is_notice},
        {"accesses", NULL, question->event_total}, {"events", events, 0},
    };

    for (uint32_t i = 0; i < events_named(question); i++)
        text_hex(events + (size_t)i * EVENT_HEX, question->events[i], EVENT_ID_SIZE);
    return json_fields_write(fields, sizeof fields / sizeof fields[0], to, size);
}

static bool read_number(const char *json, size_t length, const char *name, int64_t most, int64_t *number)
{
    char text[NUMBER_SIZE];

    return json_field_read(json, length, name, text, sizeof text) && text_number(text, 0, most, number);
}

static bool read_events(struct question *question, const char *json, size_t length)
{
    char events[EVENTS_SIZE], one[EVENT_HEX + 1];

    if (!json_field_read(json, length, "events", events, sizeof events) ||
        strlen(events) != (size_t)events_named(question) * EVENT_HEX)
        return false;
    for (uint32_t i = 0; i < events_named(question); i++)
        if (!text_format(one, sizeof one, "%.*s", EVENT_HEX, events + (size_t)i * EVENT_HEX) ||
            !text_unhex(question->events[i], EVENT_ID_SIZE, one))
            return false;
    return true;
}

static bool read_sealed(struct question *question, const char *json, size_t length)
{
    int64_t count, flagged, notice, total;
    bool is_read =
        json_field_read(json, length, "patient", question->patient, sizeof question->patient) &&
        read_number(json, length, "first", INT64_MAX, &question->first_ms) &&
        read_number(json, length, "last", INT64_MAX, &question->last_ms) &&
        read_number(json, length, "count", UINT32_MAX, &count) && read_number(json, length, "flagged", 1, &flagged) &&
        read_number(json, length, "notice", 1, &notice) && read_number(json, length, "accesses", UINT32_MAX, &total);

    if (!is_read)
        return false;
    question->count = (uint32_t)count;
    question->is_flagged = (uint32_t)flagged;
    question->is_notice = (uint32_t)notice;
    question->event_total = (uint32_t)total;
    return read_events(question, json, length);
}

enum store_result store_put_question(struct store *store, const struct question *question, int64_t now_ms)
{
    struct store_row row = {0};
    uint8_t patient[16];
    enum store_result result = store_may_write(store, false);
    size_t length;

    if (result != STORE_OK)
        return result;
    length = write_question(question, (char *)store->plain, sizeof store->plain);
    if (length == 0)
        return store_reject(store, "a question does not fit its form: this is a mistake in confided");
    crypto_pseudonym(patient, store->patient_key, question->patient);
    store_row_text(&row, question->id, sizeof question->id);
    store_row_text(&row, question->login, sizeof question->login);
    store_row_bytes(&row, patient, sizeof patient);
    store_row_number(&row, question->asked_ms);
    store_row_sealed(store, &row, length);
    return store_append(store, CHAIN_QUESTION, SQL_ADD_QUESTION, &row, now_ms);
}

/* The columns of SQL_QUESTIONS. False when it was altered. */
static bool read_question(struct store *store, struct sqlite3_stmt *statement, struct question *question)
{
    size_t length = store_open_body(store, statement, 3);

    *question = (struct question){.asked_ms = sqlite3_column_int64(statement, 2)};
    store_read_text(question->id, sizeof question->id, statement, 0);
    store_read_text(question->login, sizeof question->login, statement, 1);
    return length > 0 && read_sealed(question, (const char *)store->plain, length);
}

enum store_result store_questions(struct store *store, int64_t since_ms,
                                  bool (*each)(void *data, const struct question *question), void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_QUESTIONS);
    struct question question;
    int code = SQLITE_ERROR;

    if (statement && sqlite3_bind_int64(statement, 1, since_ms) == SQLITE_OK)
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            if (read_question(store, statement, &question) && !each(data, &question))
                break;
    return store_finish(store, statement, code);
}

/* ---- what became of them --------------------------------------------------------------------- */

enum store_result store_put_outcome(struct store *store, const struct answer *answer, enum asked_outcome outcome,
                                    int64_t now_ms)
{
    struct store_row row = {0};
    size_t length = strnlen(answer->reason, sizeof answer->reason);
    enum store_result result = store_may_write(store, false);

    if (result != STORE_OK)
        return result;
    store_row_text(&row, answer->id, sizeof answer->id);
    store_row_number(&row, outcome);
    store_row_number(&row, answer->answered_ms);
    store_row_number(&row, answer->uid);
    memcpy(store->plain, answer->reason, length);
    if (length > 0)
        store_row_sealed(store, &row, length);
    else
        store_row_bytes(&row, NULL, 0);
    return store_append(store, CHAIN_OUTCOME, SQL_ADD_OUTCOME, &row, now_ms);
}

/* The columns of SQL_OUTCOMES. False when it was altered. */
static bool read_outcome(struct store *store, struct sqlite3_stmt *statement, struct answer *answer)
{
    bool has_reason = sqlite3_column_type(statement, 4) != SQLITE_NULL;
    size_t length = has_reason ? store_open_body(store, statement, 4) : 0;

    *answer = (struct answer){.answered_ms = sqlite3_column_int64(statement, 2),
                              .uid = (uint32_t)sqlite3_column_int64(statement, 3)};
    store_read_text(answer->id, sizeof answer->id, statement, 0);
    if (has_reason && (length == 0 || length >= sizeof answer->reason))
        return false;
    memcpy(answer->reason, store->plain, length);
    return true;
}

enum store_result store_outcomes(struct store *store, const char *id, int64_t since_ms,
                                 bool (*each)(void *data, const struct answer *answer, enum asked_outcome outcome),
                                 void *data)
{
    struct sqlite3_stmt *statement = store_sql_get(&store->sql, SQL_OUTCOMES);
    struct answer answer;
    int code = SQLITE_ERROR;

    if (statement && (!id || sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC) == SQLITE_OK) &&
        sqlite3_bind_int64(statement, 2, since_ms) == SQLITE_OK)
        while ((code = sqlite3_step(statement)) == SQLITE_ROW)
            if (read_outcome(store, statement, &answer) &&
                !each(data, &answer, (enum asked_outcome)sqlite3_column_int(statement, 1)))
                break;
    return store_finish(store, statement, code);
}

enum store_result store_event(struct store *store, const uint8_t id[EVENT_ID_SIZE], struct event *event)
{
    int64_t stored_ms;

    return store_event_at(store, id, event, &stored_ms);
}
