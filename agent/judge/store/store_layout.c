/* Owns: the tables, layout by layout, as they came to be. Must not own: the statements on them (store_sql.c), what the
 * columns mean. In: the layout that a file has. Out: the tables that it lacks. */
#include <sqlite3.h>

#include "agent/base/text.h"

#include "store_sql.h"

/* An entry's row has the entry's seq as its key. Of a report, state, attempts and due_ms change; they are no part of
 * its commitment, but follow from its ledger (table delivery), and verify compares the two. */
static const char schema[] =
    "CREATE TABLE chain (seq INTEGER PRIMARY KEY, kind INTEGER NOT NULL, stored_ms INTEGER NOT NULL,"
    " commitment BLOB NOT NULL, previous BLOB NOT NULL, hash BLOB NOT NULL) STRICT;"

    "CREATE TABLE origin (seq INTEGER PRIMARY KEY CHECK (seq = 1), salt BLOB NOT NULL,"
    " chain_id BLOB NOT NULL, machine TEXT NOT NULL, patient_check BLOB NOT NULL,"
    " seal_check BLOB NOT NULL, head_seq INTEGER NOT NULL DEFAULT 0, head_hash BLOB) STRICT;"

    "CREATE TABLE event (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, id BLOB NOT NULL UNIQUE,"
    " time_ms INTEGER NOT NULL, kind INTEGER NOT NULL, action INTEGER NOT NULL,"
    " source INTEGER NOT NULL, login TEXT NOT NULL, patient BLOB, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX event_time ON event (time_ms);"

    "CREATE TABLE case_version (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, id TEXT NOT NULL,"
    " version INTEGER NOT NULL, class INTEGER NOT NULL, severity INTEGER NOT NULL,"
    " login TEXT NOT NULL, first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL,"
    " raised_ms INTEGER NOT NULL, body BLOB NOT NULL, UNIQUE (id, version)) STRICT;"

    "CREATE TABLE report (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, id TEXT NOT NULL UNIQUE,"
    " case_id TEXT NOT NULL, severity INTEGER NOT NULL, first_due_ms INTEGER NOT NULL,"
    " body BLOB NOT NULL, state INTEGER NOT NULL DEFAULT 1, attempts INTEGER NOT NULL DEFAULT 0,"
    " due_ms INTEGER NOT NULL) STRICT;"
    "CREATE INDEX report_case ON report (case_id);"
    "CREATE INDEX report_pending ON report (due_ms) WHERE state = 1;"

    "CREATE TABLE delivery (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL,"
    " report TEXT NOT NULL REFERENCES report (id), attempt INTEGER NOT NULL, state INTEGER NOT NULL,"
    " due_ms INTEGER NOT NULL, transfer INTEGER NOT NULL, status INTEGER NOT NULL,"
    " retry_after_s INTEGER NOT NULL, answer_size INTEGER NOT NULL, answer_hash BLOB NOT NULL,"
    " error TEXT NOT NULL, words TEXT NOT NULL, UNIQUE (report, attempt)) STRICT;";

/* Added by layout 2. The counters of wrong passwords are no evidence and no part of the chain: each failure is an event
 * that is. */
static const char schema_2[] =
    "CREATE TABLE counter (login TEXT NOT NULL, origin TEXT NOT NULL, row INTEGER NOT NULL,"
    " first_ms INTEGER NOT NULL, last_ms INTEGER NOT NULL, tries BLOB NOT NULL, PRIMARY KEY (login, origin))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX event_open ON event (login, time_ms) WHERE kind = 2 AND action = 10;";

/* Added by layout 3. Older files lack the table: what asks for it stands in statements of its own, which are not
 * prepared there. */
static const char schema_3[] =
    "CREATE TABLE decision (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, case_id TEXT NOT NULL,"
    " version INTEGER NOT NULL, verb INTEGER NOT NULL, uid INTEGER NOT NULL, by TEXT NOT NULL,"
    " decided_ms INTEGER NOT NULL, until_ms INTEGER NOT NULL, reason BLOB NOT NULL) STRICT;"
    "CREATE INDEX decision_case ON decision (case_id);";

/* Added by layout 4: what people were asked, and what became of it. */
static const char schema_4[] =
    "CREATE TABLE question (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, id TEXT NOT NULL UNIQUE,"
    " login TEXT NOT NULL, patient BLOB NOT NULL, asked_ms INTEGER NOT NULL, body BLOB NOT NULL) STRICT;"
    "CREATE INDEX question_asked ON question (asked_ms);"
    "CREATE TABLE outcome (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL,"
    " question TEXT NOT NULL REFERENCES question (id), outcome INTEGER NOT NULL, at_ms INTEGER NOT NULL,"
    " uid INTEGER NOT NULL, reason BLOB, UNIQUE (question, outcome)) STRICT;";

/* Added by layout 5: from which event on what is stored is not judged yet (no row: all is), and the logins by time. */
static const char schema_5[] =
    "CREATE TABLE unjudged (one INTEGER PRIMARY KEY CHECK (one = 1), first INTEGER NOT NULL) STRICT;"
    "CREATE INDEX event_login ON event (time_ms) WHERE kind = 2;";

/* Added by layout 6: whom a report goes to; how far each endpoint holds our history, which is no part of the chain;
 * what was erased for its age, as spans of entries (store_spans.h); and which events a kept case names, so that they
 * are not erased before it: only a help in finding that, made from the cases. */
static const char schema_6[] =
    "ALTER TABLE report ADD COLUMN endpoint TEXT NOT NULL DEFAULT '';"
    "DROP INDEX report_pending;"
    "CREATE INDEX report_next ON report (endpoint, due_ms, severity) WHERE state = 1;"
    "CREATE INDEX report_state ON report (state);"
    "CREATE TABLE anchor (endpoint TEXT PRIMARY KEY, seq INTEGER NOT NULL, told_ms INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "ALTER TABLE origin ADD COLUMN events INTEGER NOT NULL DEFAULT 0;"
    "ALTER TABLE origin ADD COLUMN gaps INTEGER NOT NULL DEFAULT 0;"
    "UPDATE origin SET events = (SELECT count(*) FROM event),"
    " gaps = (SELECT count(*) FROM event WHERE kind = 4 AND action = 20);"
    "CREATE TABLE purge (seq INTEGER PRIMARY KEY, salt BLOB NOT NULL, kind INTEGER NOT NULL, count INTEGER NOT NULL,"
    " until_ms INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, entries BLOB NOT NULL,"
    " proof BLOB NOT NULL) STRICT;"
    "CREATE INDEX purge_of ON purge (kind, last, first);"
    "CREATE TABLE named (event BLOB NOT NULL, case_id TEXT NOT NULL, PRIMARY KEY (event, case_id))"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX named_case ON named (case_id);";

/* Added by layout 7: since which entry messages to an endpoint are written as they are now; no part of the chain. */
static const char schema_7[] =
    "CREATE TABLE form (endpoint TEXT PRIMARY KEY, form TEXT NOT NULL, since INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;";

bool store_sql_layout(struct sqlite3 *db, int from)
{
    static const char *const steps[STORE_SCHEMA] = {schema, schema_2, schema_3, schema_4, schema_5, schema_6, schema_7};
    char version[64];

    for (int step = from; step < STORE_SCHEMA; step++)
        if (sqlite3_exec(db, steps[step], NULL, NULL, NULL) != SQLITE_OK)
            return false;
    return text_format(version, sizeof(version), "PRAGMA user_version = %d", STORE_SCHEMA) &&
           sqlite3_exec(db, version, NULL, NULL, NULL) == SQLITE_OK;
}
