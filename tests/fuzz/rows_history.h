/* A store with a row of every kind, some of them erased for their age, and a digest of all that its chain vouches for:
 * for fuzz_rows. */
#ifndef CONFIDE_FUZZ_ROWS_HISTORY_H
#define CONFIDE_FUZZ_ROWS_HISTORY_H

#include <sqlite3.h>

#include "agent/base/crypto.h"
#include "agent/base/text.h"
#include "agent/judge/store/store_anchor.h"
#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/store_logins.h"
#include "agent/judge/store/store_past.h"
#include "agent/judge/store/store_post.h"
#include "agent/judge/store/store_purge.h"
#include "agent/judge/store/store_write.h"
#include "tests/fuzz/fuzz.h"

#define NOW_MS INT64_C(1764000000000)
#define DAY_MS INT64_C(86400000)

enum { EVENTS = 6, TABLES = 14, FILE_MOST = 1 << 20, TEXT = 160 };

static const struct store_limits limits = {.max_mib = 64};

/* What the chain vouches for stands in these, and in all of their columns but those that follow from the ledger. */
static const struct table {
    const char *name, *key, *vouched;
} tables[TABLES] = {
    {"chain", "seq", "*"},
    {"event", "seq", "*"},
    {"case_version", "seq", "*"},
    {"report", "seq", "seq, salt, id, case_id, severity, first_due_ms, body, state, attempts, due_ms, endpoint"},
    {"delivery", "seq", "*"},
    {"decision", "seq", "*"},
    {"question", "seq", "*"},
    {"outcome", "seq", "*"},
    {"purge", "seq", "*"},
    {"origin", "seq", NULL},
    {"counter", "login", NULL},
    {"anchor", "endpoint", NULL},
    {"named", "event", NULL},
    {"unjudged", "one", NULL},
};

struct history {
    char folder[64], file[TEXT];
    uint8_t bytes[FILE_MOST], digest[CRYPTO_HASH_SIZE];
    size_t size;
};

static void must(bool is_so)
{
    if (!is_so)
        abort();
}

/* ---- the history that is altered ---- */

static struct store *open_store(const char *folder)
{
    char error[512] = "";
    struct store *store = store_open(folder, &limits, error, sizeof error);

    must(store || error[0]);
    return store;
}

static struct event event_of(unsigned n)
{
    struct event event = {.time_ms = NOW_MS + n, .count = 1, .uid = 1000, .kind = n == 1 ? EVENT_LOGIN : EVENT_ACCESS};

    event.action = n == 1 ? ACTION_OPEN : ACTION_READ;
    event.source = n == 1 ? SOURCE_PAM : SOURCE_FILE;
    event.outcome = OUTCOME_OK;
    text_format((char *)event.id, sizeof event.id, "event-%u", n);
    text_copy(event.login, sizeof event.login, "maya");
    text_format(event.patient, sizeof event.patient, "P%u", n);
    text_format(event.object, sizeof event.object, "/srv/records/P%u/notes.txt", n);
    return event;
}

static void put_cases(struct store *store)
{
    struct case_report report = {.id = "C-0123456789abcdef",
                                 .class = CASE_INAPPROPRIATE,
                                 .severity = 3,
                                 .login = "maya",
                                 .rules = {"own-record"},
                                 .first_ms = NOW_MS,
                                 .last_ms = NOW_MS,
                                 .raised_ms = NOW_MS,
                                 .event_total = 1,
                                 .patient_total = 1,
                                 .patients = {"P2"},
                                 .says = "A person looked."};
    const struct store_message message = {"R-1", report.id, "it", 3, "{\"a\":1}", 7, NOW_MS};
    const struct wire_result refused = {.id = "R-1", .status = 503, .retry_after_s = -1};
    const struct event event = event_of(2);

    memcpy(report.events[0], event.id, sizeof event.id);
    for (report.version = 1; report.version <= 2; report.version++)
        must(store_put_case(store, &report, NOW_MS) == STORE_OK);
    must(store_add_message(store, &message, NOW_MS) == STORE_OK);
    must(store_note_attempt(store, &refused, REPORT_PENDING, NOW_MS + 9000, "HTTP 503", NOW_MS) == STORE_OK);
}

static void put_people(struct store *store)
{
    struct decision decision = {.case_id = "C-0123456789abcdef",
                                .version = 1,
                                .verb = DECISION_EXPLAIN,
                                .by = "kim",
                                .decided_ms = NOW_MS,
                                .until_ms = NOW_MS + DAY_MS,
                                .reason = "covers for Sam"};
    struct question question = {.id = "Q-0000000000000001",
                                .login = "maya",
                                .patient = "P3",
                                .count = 1,
                                .event_total = 1,
                                .first_ms = NOW_MS,
                                .last_ms = NOW_MS,
                                .asked_ms = NOW_MS};
    struct answer answer = {.id = "Q-0000000000000001", .answered_ms = NOW_MS, .uid = 1000, .reason = "rang us"};
    const struct pace_record counter = {"maya", "tty1", 3, NOW_MS, NOW_MS, {NOW_MS}};

    must(store_add_decision(store, &decision, NOW_MS) == STORE_OK);
    must(store_put_question(store, &question, NOW_MS) == STORE_OK);
    must(store_put_outcome(store, &answer, ASKED_ACCEPTED, NOW_MS) == STORE_OK);
    must(store_put_counter(store, &counter) == STORE_OK);
    must(store_set_anchor(store, "it", 5, NOW_MS) == STORE_OK);
    must(store_set_unjudged(store, 4) == STORE_OK);
}

static void make_history(struct history *history)
{
    const struct store_periods periods = {.events = 1};
    unsigned erased;
    struct store *store;

    text_format(history->folder, sizeof history->folder, "rows-%d", (int)getpid());
    text_format(history->file, sizeof history->file, "%s/confide.db", history->folder);
    must(crypto_start() && mkdir(history->folder, 0700) == 0 && (store = open_store(history->folder)));
    for (int64_t day = 0; day < 4; day += 3) { /* what is of the first day is erased, but for what a case names */
        must(store_begin(store) == STORE_OK);
        for (unsigned n = 0; n < EVENTS; n++) {
            struct event event = event_of(n + (unsigned)day * EVENTS);

            must(store_add_event(store, &event, NOW_MS + day * DAY_MS) == STORE_OK);
        }
        if (day == 0)
            put_cases(store);
        must(store_commit(store) == STORE_OK);
    }
    must(store_purge(store, &periods, NOW_MS + 3 * DAY_MS, 3, &erased) == STORE_OK && erased == 3);
    must(store_begin(store) == STORE_OK);
    put_people(store);
    must(store_commit(store) == STORE_OK);
    store_close(store);
}

/* ---- what the chain vouches for, as one digest ---- */

static void add_rows(sqlite3 *db, const struct table *table, struct crypto_part *whole, char **text)
{
    char sql[TEXT * 2];
    sqlite3_stmt *rows = NULL;
    sqlite3_str *out = sqlite3_str_new(db);

    text_format(sql, sizeof sql, "SELECT %s FROM %s ORDER BY seq", table->vouched, table->name);
    if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK)
        while (sqlite3_step(rows) == SQLITE_ROW)
            for (int i = 0; i < sqlite3_column_count(rows); i++) {
                sqlite3_str_appendf(out, "%d:%d:", sqlite3_column_type(rows, i), sqlite3_column_bytes(rows, i));
                sqlite3_str_append(out, sqlite3_column_blob(rows, i), sqlite3_column_bytes(rows, i));
            }
    sqlite3_finalize(rows);
    whole->size = (size_t)sqlite3_str_length(out);
    whole->bytes = *text = sqlite3_str_finish(out);
}

static void digest_file(const char *file, uint8_t digest[CRYPTO_HASH_SIZE])
{
    struct crypto_part parts[TABLES];
    char *texts[TABLES] = {0};
    size_t count = 0;
    sqlite3 *db = NULL;

    must(sqlite3_open(file, &db) == SQLITE_OK);
    for (size_t i = 0; i < TABLES; i++)
        if (tables[i].vouched) {
            add_rows(db, &tables[i], &parts[count], &texts[count]);
            count++;
        }
    crypto_digest(digest, parts, count);
    for (size_t i = 0; i < count; i++)
        sqlite3_free(texts[i]);
    sqlite3_close(db);
}

static void keep_file(struct history *history)
{
    const int fd = open(history->file, O_RDONLY | O_CLOEXEC);
    const ssize_t size = fd < 0 ? 0 : read(fd, history->bytes, sizeof history->bytes);

    must(size > 0 && size < (ssize_t)sizeof history->bytes);
    close(fd);
    history->size = (size_t)size;
    digest_file(history->file, history->digest);
}

static void restore_file(const struct history *history)
{
    char log[TEXT * 2];
    const int fd = open(history->file, O_WRONLY | O_TRUNC | O_CLOEXEC);

    must(fd >= 0 && write(fd, history->bytes, history->size) == (ssize_t)history->size);
    close(fd);
    for (unsigned i = 0; i < 2; i++) {
        text_format(log, sizeof log, "%s%s", history->file, i == 0 ? "-wal" : "-shm");
        unlink(log);
    }
}

#endif
