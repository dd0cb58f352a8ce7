/* What was kept long enough is erased: its content and its salt, and nothing else; the history stays whole, and what
 * somebody deletes is still found. */
#include <sys/stat.h>

#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/store_past.h"
#include "agent/judge/store/store_purge.h"
#include "agent/judge/store/store_row.h"
#include "agent/judge/store/verify.h"

#include "verify_help.h"

static const int64_t day_ms = 86400000;
static const struct store_periods all_100 = {.events = 100, .cases = 100, .ledger = 100};

/* Purges on the day `day` until nothing more is over: how many were erased. */
static unsigned purge(struct store *store, const struct store_periods *periods, unsigned day, unsigned most)
{
    unsigned all = 0, erased = 0;

    do {
        CU_ASSERT_EQUAL(store_purge(store, periods, help_now_ms + day * day_ms, most, &erased), STORE_OK);
        all += erased;
    } while (erased >= most);
    return all;
}

static void tamper(const char *folder, const char *sql)
{
    char path[128], *error = NULL;
    sqlite3 *db = NULL;

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, 0, NULL);
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, &error), SQLITE_OK);
    if (error)
        fprintf(stderr, "\n    %s\n", error);
    sqlite3_free(error);
    sqlite3_close(db);
}

/* Stores on the day `day`. */
static void add_event(struct store *store, uint32_t n, unsigned day)
{
    struct event event = help_event(n);

    event.time_ms += day * day_ms;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms + day * day_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static bool is_good(struct store *store, struct verify_outcome *outcome)
{
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, outcome), STORE_OK);
    if (!outcome->good)
        fprintf(stderr, "\n    %s\n", outcome->words);
    return outcome->good;
}

/* The history of verify_help.h with nothing pending, and two events on the day 90. */
static struct store *history(char *folder)
{
    struct store *store = help_history(folder);

    add_event(store, 100, 90);
    add_event(store, 101, 90);
    return store;
}

static void history_stays_whole(void)
{
    char folder[64], machine[64], head[65], chain_id[33];
    struct store *store = history(folder);
    struct verify_outcome outcome;
    struct case_report report;
    struct store_report sent;
    uint64_t purged, seq;

    CU_ASSERT_EQUAL(purge(store, &all_100, 99, 500), 0);
    CU_ASSERT_EQUAL(purge(store, &all_100, 100, 500), HELP_LAST - 1); /* all but the start */
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.purged, HELP_LAST - 1);
    CU_ASSERT_EQUAL(outcome.events, 2);
    CU_ASSERT_EQUAL(outcome.cases + outcome.reports + outcome.deliveries, 0);
    CU_ASSERT_EQUAL(store_purged(store, &purged), STORE_OK);
    CU_ASSERT_EQUAL(purged, HELP_LAST - 1);
    CU_ASSERT_EQUAL(store_case(store, help_case(1).id, &report), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_report(store, "R-1", &sent), STORE_NOTHING);
    CU_ASSERT_EQUAL(purge(store, &all_100, 189, 500), 0);
    CU_ASSERT_EQUAL(purge(store, &all_100, 190, 500), 2);
    CU_ASSERT_EQUAL(help_store(store, 200, 3), STORE_OK);
    store_head(store, chain_id, &seq, head, machine);
    store_close(store);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, seq);
    CU_ASSERT_EQUAL(outcome.purged, HELP_LAST + 1);
    CU_ASSERT_STRING_EQUAL(outcome.head, head);
    store_close(help_open(folder, 16, 1));
    help_remove(folder);
}

static void each_has_its_period(void)
{
    const struct store_periods none = {0}, events = {.events = 1}, cases = {.cases = 1}, ledger = {.ledger = 1};
    char folder[64];
    struct store *store = history(folder);
    struct verify_outcome outcome;

    CU_ASSERT_EQUAL(purge(store, &none, 10000, 500), 0);
    CU_ASSERT_EQUAL(purge(store, &ledger, 50, 500), 3);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.reports + outcome.deliveries, 0);
    CU_ASSERT_EQUAL(outcome.cases, 2);
    CU_ASSERT_EQUAL(purge(store, &events, 50, 500), 12); /* all but the one that the case names */
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(purge(store, &cases, 50, 500), 2);
    CU_ASSERT_EQUAL(purge(store, &events, 50, 500), 1);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 2);
    store_close(store);
    help_remove(folder);
}

static void a_call_is_bounded(void)
{
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    unsigned erased;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 2000), STORE_OK);
    CU_ASSERT_EQUAL(store_purge(store, &all_100, help_now_ms + 100 * day_ms, 700, &erased), STORE_OK);
    CU_ASSERT_EQUAL(erased, 700);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 1300);
    CU_ASSERT_EQUAL(store_purge(store, &all_100, help_now_ms + 100 * day_ms, 0, &erased), STORE_OK);
    CU_ASSERT_EQUAL(erased, 0);
    CU_ASSERT_EQUAL(purge(store, &all_100, 100, 100), 1300);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.purged, 2000);
    store_close(store);
    help_remove(folder);
}

/* ---- what stays ------------------------------------------------------------------------------- */

static void pending_stays(void)
{
    struct case_report open = help_case(1), done = help_case(1);
    struct wire_result result = {.id = "R-2", .status = 503, .retry_after_s = -1};
    char folder[64];
    struct store *store;
    struct store_report report;
    struct verify_outcome outcome;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    text_copy(done.id, sizeof done.id, "C-0000000000000000");
    CU_ASSERT_EQUAL(help_store(store, 0, 3), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &open, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &done, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-2", open.id, "it", 4, "{}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_note_attempt(store, &result, REPORT_PENDING, help_now_ms, "HTTP 503", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 1000, 500), 3); /* two events and the other case */
    CU_ASSERT_EQUAL(store_case(store, open.id, &open), STORE_OK);
    CU_ASSERT_EQUAL(store_report(store, "R-2", &report), STORE_OK);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 1);
    result.status = 204;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_note_attempt(store, &result, REPORT_DELIVERED, 0, "HTTP 204", help_now_ms + 1000 * day_ms),
                    STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 1001, 1), 2); /* the case and its event: the message was just delivered */
    CU_ASSERT_EQUAL(store_report(store, "R-2", &report), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 1100, 500), 3);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    store_close(store);
    help_remove(folder);
}

static void a_case_lives_by_its_last_version(void)
{
    struct case_report first = help_case(1), second = help_case(2);
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 3), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &first, help_now_ms), STORE_OK);
    second.event_total = 0;
    CU_ASSERT_EQUAL(store_put_case(store, &second, help_now_ms + 50 * day_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 149, 500), 2); /* also what only the first version names stays */
    CU_ASSERT_EQUAL(purge(store, &all_100, 150, 1), 3);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    store_close(store);
    help_remove(folder);
}

static bool count_decision(void *data, const struct decision *decision)
{
    unsigned *count = data;

    (*count)++;
    return decision->version == 2;
}

static void decisions_stay(void)
{
    struct decision explained = {.case_id = "C-0123456789abcdef",
                                 .version = 2,
                                 .uid = 1001,
                                 .verb = DECISION_EXPLAIN,
                                 .decided_ms = help_now_ms,
                                 .until_ms = help_now_ms + 200 * day_ms,
                                 .by = "mchen",
                                 .reason = "Referral came by telephone"};
    char folder[64];
    struct store *store = help_history(folder);
    struct verify_outcome outcome;
    unsigned count = 0;

    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_decision(store, &explained, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    purge(store, &all_100, 199, 500);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.cases, 2);
    CU_ASSERT_EQUAL(outcome.events, 1);
    purge(store, &all_100, 201, 500);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.cases + outcome.events, 0);
    CU_ASSERT_EQUAL(outcome.decisions, 1);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, count_decision, &count), STORE_OK);
    CU_ASSERT_EQUAL(count, 1);
    store_close(store);
    help_remove(folder);
}

static void unjudged_stays(void)
{
    char folder[64];
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 10), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_unjudged(store, 6), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 200, 500), 4);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_unjudged(store, 0), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 200, 500), 6);
    store_close(store);
    help_remove(folder);
}

/* ---- what goes together ------------------------------------------------------------------------ */

static void a_message_goes_with_its_attempts(void)
{
    struct wire_result result = {.id = "R-1", .status = 503, .retry_after_s = -1};
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    unsigned erased;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-1", "", "it", 4, "{}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-2", "", "it", 4, "{}", help_now_ms), STORE_OK);
    for (int i = 0; i < 1200; i++)
        CU_ASSERT_EQUAL(store_note_attempt(store, &result, i == 1199 ? REPORT_DELIVERED : REPORT_PENDING, help_now_ms,
                                           "HTTP 503", help_now_ms),
                        STORE_OK);
    text_copy(result.id, sizeof result.id, "R-2");
    CU_ASSERT_EQUAL(store_note_attempt(store, &result, REPORT_SUPERSEDED, 0, "by R-3", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_purge(store, &all_100, help_now_ms + 100 * day_ms, 10, &erased), STORE_OK);
    CU_ASSERT_EQUAL(erased, 1201);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.reports, 1);
    CU_ASSERT_EQUAL(outcome.deliveries, 1);
    CU_ASSERT_EQUAL(outcome.purged, 1201);
    CU_ASSERT_EQUAL(purge(store, &all_100, 100, 10), 2);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    store_close(store);
    help_remove(folder);
}

static void a_question_goes_with_its_answers(void)
{
    struct question question = {.id = "Q-0123456789abcdef",
                                .login = "asmith",
                                .patient = "NHS0000001",
                                .first_ms = help_now_ms,
                                .last_ms = help_now_ms,
                                .asked_ms = help_now_ms,
                                .count = 1};
    struct answer answer = {.id = "Q-0123456789abcdef", .uid = 1000, .reason = "A telephone call"};
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_question(store, &question, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_outcome(store, &answer, ASKED_SILENT, help_now_ms + day_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_put_outcome(store, &answer, ASKED_LATE, help_now_ms + 9 * day_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 108, 500), 0);
    CU_ASSERT_EQUAL(purge(store, &all_100, 109, 1), 3);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.questions + outcome.answers, 0);
    store_close(store);
    help_remove(folder);
}

/* ---- a purge hides no deletion ------------------------------------------------------------------ */

static void found(const char *sql, uint64_t seq, const char *words)
{
    const struct store_periods events = {.events = 60};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = history(folder); /* 22: the purge, of the events 2, 4 to 11, 14, 18 and 19 */

    CU_ASSERT_EQUAL(purge(store, &events, 100, 500), 12);
    store_close(store);
    tamper(folder, sql);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, seq);
    CU_ASSERT_STRING_EQUAL(outcome.words, words);
    help_remove(folder);
}

static void deletion_is_found(void)
{
    found("DELETE FROM event WHERE seq = 3", 3, "event 3: it was deleted");    /* old enough, and named by a case */
    found("DELETE FROM event WHERE seq = 20", 20, "event 20: it was deleted"); /* after the bound */
    found("DELETE FROM case_version WHERE seq = 12", 12, "case 12: it was deleted"); /* of another kind */
    found("DELETE FROM purge", 2, "event 2: it was deleted");
    found("DELETE FROM purge; DELETE FROM chain WHERE seq = 22", 2, "event 2: it was deleted");
}

static void edited_purge_is_found(void)
{
    found("UPDATE purge SET entries = CAST(x'0200000000000000' || substr(entries, 9) AS BLOB), first = 1", 22,
          "purge 22: its content does not fit the chain");
    found("UPDATE purge SET until_ms = until_ms + 99999999999; DELETE FROM event WHERE seq = 20", 20,
          "event 20: it was deleted");
    found("UPDATE purge SET count = 11", 22, "purge 22: its content does not fit the chain");
    found("UPDATE purge SET kind = 3; DELETE FROM case_version WHERE seq = 12", 2, "event 2: it was deleted");
}

static void forged_purge_is_found(void)
{
    found("INSERT INTO purge SELECT 23, salt, 2, 1, until_ms + 9999999999, 20, 20,"
          " x'14000000000000001400000000000000', proof FROM purge; DELETE FROM event WHERE seq = 20",
          23, "purge 23: it was put in beside the chain");
}

/* Somebody who knows the form, and has the file but not its keys, adds a purge with an entry of the chain that fits. */
static void forge(const char *folder, int64_t until_ms, int64_t stored_ms)
{
    static const uint8_t span[16] = {20, [8] = 20};
    struct store_row row = {.salt = {1}};
    struct chain_link link = {.seq = 23, .kind = CHAIN_PURGE, .stored_ms = stored_ms};
    uint8_t hash[CRYPTO_HASH_SIZE], chain_id[CHAIN_ID_SIZE], proof[16] = {7};
    char path[128], sql[1024], commitment[65], next[65];
    sqlite3_stmt *read;
    sqlite3 *db;

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_prepare_v2(db, "SELECT chain_id, head_hash FROM origin", -1, &read, NULL), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_step(read), SQLITE_ROW);
    memcpy(chain_id, sqlite3_column_blob(read, 0), sizeof chain_id);
    memcpy(link.previous, sqlite3_column_blob(read, 1), sizeof link.previous);
    sqlite3_finalize(read);
    sqlite3_close(db);
    store_row_number(&row, CHAIN_EVENT);
    store_row_number(&row, 1);
    store_row_number(&row, until_ms);
    store_row_number(&row, 20);
    store_row_number(&row, 20);
    store_row_bytes(&row, span, sizeof span);
    store_row_bytes(&row, proof, sizeof proof);
    store_row_commit(&row, link.commitment);
    chain_hash(hash, chain_id, &link);
    text_hex(commitment, link.commitment, sizeof link.commitment);
    text_hex(next, hash, sizeof hash);
    text_format(sql, sizeof sql,
                "DELETE FROM event WHERE seq = 20;"
                "INSERT INTO purge SELECT 23, x'01000000000000000000000000000000', 2, 1, %lld, 20, 20,"
                " x'14000000000000001400000000000000', x'07000000000000000000000000000000';"
                "INSERT INTO chain SELECT 23, 10, %lld, x'%s', head_hash, x'%s' FROM origin;"
                "UPDATE origin SET head_seq = 23, head_hash = x'%s'",
                (long long)until_ms, (long long)stored_ms, commitment, next, next);
    tamper(folder, sql);
}

static void forged_chain_is_found(void)
{
    const struct store_periods events = {.events = 60};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = history(folder);

    CU_ASSERT_EQUAL(purge(store, &events, 100, 500), 12);
    store_close(store);
    forge(folder, help_now_ms + 91 * day_ms, help_now_ms + 100 * day_ms);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "purge 23: what it says of itself does not fit");
    store_close(store);
    help_remove(folder);
    store = history(folder);
    CU_ASSERT_EQUAL(purge(store, &events, 100, 500), 12);
    store_close(store);
    forge(folder, help_now_ms + 100 * day_ms, help_now_ms + 100 * day_ms); /* nothing is kept for less than a day */
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_STRING_EQUAL(outcome.words, "purge 23: what it says of itself does not fit");
    help_remove(folder);
}

/* ---- nothing of it is left, and the room is free ------------------------------------------------- */

static void add_named_people(struct store *store, uint32_t first, uint32_t count, int64_t stored_ms)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    for (uint32_t n = first; n < first + count; n++) {
        struct event event = help_event(n);

        text_format(event.login, sizeof event.login, "person-%u-of-old", n);
        crypto_random(event.id, sizeof event.id);
        memcpy(event.id, "old-event", 9);
        if (n % 3 == 0)
            event.kind = EVENT_LOGIN;
        CU_ASSERT_EQUAL(store_add_event(store, &event, stored_ms), STORE_OK);
    }
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static bool is_in_files(const char *folder, const char *text)
{
    return help_file_holds(folder, "confide.db", text) || help_file_holds(folder, "confide.db-wal", text);
}

static void nothing_is_left_in_the_files(void)
{
    char folder[64];
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 64, 1);
    for (uint32_t n = 0; n < 3000; n += 100) { /* in between, what stays: pages are shared, and split anew */
        add_named_people(store, n, 100, help_now_ms);
        CU_ASSERT_EQUAL(help_store(store, 10000 + n, 10), STORE_OK);
    }
    add_named_people(store, 9000, 10, help_now_ms + 99 * day_ms);
    CU_ASSERT_TRUE(is_in_files(folder, "person-1-of-old"));
    CU_ASSERT_TRUE(is_in_files(folder, "old-event"));
    CU_ASSERT_EQUAL(purge(store, &all_100, 100, 700), 3300);
    CU_ASSERT_TRUE(is_in_files(folder, "person-9003-of-old"));
    CU_ASSERT_EQUAL(purge(store, &all_100, 200, 700), 10);
    CU_ASSERT_FALSE(is_in_files(folder, "-of-old"));
    CU_ASSERT_FALSE(is_in_files(folder, "old-event"));
    store_close(store);
    CU_ASSERT_FALSE(is_in_files(folder, "-of-old"));
    CU_ASSERT_FALSE(is_in_files(folder, "old-event"));
    help_remove(folder);
}

static void room_is_used_again(void)
{
    char folder[64];
    struct store *store;
    struct store_counts before, after;

    help_folder(folder);
    store = help_open(folder, 64, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 2000), STORE_OK);
    CU_ASSERT_EQUAL(store_count(store, &before), STORE_OK);
    CU_ASSERT_EQUAL(purge(store, &all_100, 100, 500), 2000);
    CU_ASSERT_EQUAL(store_count(store, &after), STORE_OK);
    CU_ASSERT_TRUE(after.pages < before.pages / 2);
    CU_ASSERT_EQUAL(after.events, 0);
    CU_ASSERT_EQUAL(help_store(store, 5000, 800), STORE_OK);
    CU_ASSERT_EQUAL(store_count(store, &after), STORE_OK);
    CU_ASSERT_TRUE(after.pages < before.pages);
    store_close(store);
    help_remove(folder);
}

/* That is when it is wanted. */
static void works_when_full(void)
{
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    uint32_t next = 0;

    help_folder(folder);
    store = help_open(folder, 1, 1);
    while (help_store(store, next, 20) == STORE_OK)
        next += 20;
    store_undo(store);
    CU_ASSERT_EQUAL(help_store(store, next, 1), STORE_FULL);
    store_undo(store);
    CU_ASSERT_TRUE(purge(store, &all_100, 100, 100) >= next);
    CU_ASSERT_EQUAL(help_store(store, next + 1000, 50), STORE_OK);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 50);
    store_close(store);
    help_remove(folder);
}

static void taken_over_cases_hold_their_events(void)
{
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    const struct store_periods events = {.events = 10};
    struct case_report report = help_case(1);

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 5), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    store_close(store);
    tamper(folder, HELP_BACK_TO_5 "PRAGMA user_version = 5");
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(purge(store, &events, 100, 500), 4);
    CU_ASSERT_TRUE(is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 1);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_purge_tests[] = {
    {"after a purge the history is whole, and counts what was erased", history_stays_whole},
    {"events, cases and messages each have their period, and 0 is for ever", each_has_its_period},
    {"a call erases so much and no more", a_call_is_bounded},
    {"a pending message and its case stay, and the case's events", pending_stays},
    {"a case lives by its last version, and all it names with it", a_case_lives_by_its_last_version},
    {"decisions stay, and a case as long as one explains accesses by it", decisions_stay},
    {"an event that is not judged yet stays", unjudged_stays},
    {"a message goes with all its attempts, however many", a_message_goes_with_its_attempts},
    {"a question goes with its answers, when the last is over", a_question_goes_with_its_answers},
    {"a deletion beside a purge is found", deletion_is_found},
    {"a purge that was edited is found", edited_purge_is_found},
    {"a purge put in beside the chain is found", forged_purge_is_found},
    {"a purge forged with an entry that fits is found, for its forger lacks the key or hurries", forged_chain_is_found},
    {"nothing of what was erased is left in the files", nothing_is_left_in_the_files},
    {"the room is used again", room_is_used_again},
    {"a full database is purged", works_when_full},
    {"the cases of an older layout hold their events", taken_over_cases_hold_their_events},
    CU_TEST_INFO_NULL,
};
