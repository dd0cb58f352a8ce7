/* agent/judge/store, verify: what people decided outlives a restart, stands in the chain like all else, and says
 * nothing to whoever reads the file without its keys. */
#include <unistd.h>

#include "verify_help.h"

enum { FIRST = HELP_LAST + 1 }; /* the history, and after it two decisions */

struct seen {
    struct decision decisions[8];
    unsigned count, most;
};

static bool see(void *data, const struct decision *decision)
{
    struct seen *seen = data;

    seen->decisions[seen->count++ % 8] = *decision;
    return seen->count < seen->most;
}

static struct decision decided(enum decision_verb verb, const char *reason)
{
    struct decision decision = {.case_id = "C-0123456789abcdef",
                                .version = 2,
                                .uid = 1001,
                                .verb = (uint8_t)verb,
                                .decided_ms = help_now_ms + 60000,
                                .until_ms = verb == DECISION_EXPLAIN ? help_now_ms + 86400000 : 0,
                                .by = "mchen"};

    text_copy(decision.reason, sizeof decision.reason, reason);
    return decision;
}

static enum store_result put(struct store *store, const struct decision *decision)
{
    enum store_result result = store_begin(store);

    if (result == STORE_OK)
        result = store_add_decision(store, decision, help_now_ms);
    return result == STORE_OK ? store_commit(store) : result;
}

static struct store *history(char *folder)
{
    struct decision explained = decided(DECISION_EXPLAIN, "Referral of NHS0000001 came by telephone"),
                    closed = decided(DECISION_CLOSE, "Nothing more to do here");
    struct store *store = help_history(folder);

    CU_ASSERT_EQUAL(put(store, &explained), STORE_OK);
    CU_ASSERT_EQUAL(put(store, &closed), STORE_OK);
    return store;
}

static void are_kept(void)
{
    struct decision explained = decided(DECISION_EXPLAIN, "Referral of NHS0000001 came by telephone"),
                    closed = decided(DECISION_CLOSE, "Nothing more to do here"),
                    other = decided(DECISION_CONFIRM, "She says so herself");
    struct seen all = {.most = 8}, one = {.most = 8}, first = {.most = 1};
    struct store *store;
    char folder[64];

    store = history(folder);
    text_copy(other.case_id, sizeof other.case_id, "C-fedcba9876543210");
    CU_ASSERT_EQUAL(put(store, &other), STORE_OK);
    store_close(store);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(all.count, 3);
    CU_ASSERT_EQUAL(memcmp(&all.decisions[0], &explained, sizeof explained), 0);
    CU_ASSERT_EQUAL(memcmp(&all.decisions[1], &closed, sizeof closed), 0);
    CU_ASSERT_EQUAL(memcmp(&all.decisions[2], &other, sizeof other), 0);
    CU_ASSERT_EQUAL(store_decisions(store, other.case_id, see, &one), STORE_OK);
    CU_ASSERT_EQUAL(one.count, 1);
    CU_ASSERT_STRING_EQUAL(one.decisions[0].reason, other.reason);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &first), STORE_OK);
    CU_ASSERT_EQUAL(first.count, 1);
    CU_ASSERT_EQUAL(store_decisions(store, "C-none", see, &first), STORE_OK);
    CU_ASSERT_EQUAL(first.count, 1);
    store_close(store);
    help_remove(folder);
}

static void same_twice_is_two(void)
{
    struct decision explained = decided(DECISION_EXPLAIN, "Referral of NHS0000001 came by telephone");
    struct seen all = {.most = 8};
    char folder[64];
    struct store *store = history(folder);

    CU_ASSERT_EQUAL(put(store, &explained), STORE_OK);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL(all.count, 3);
    store_close(store);
    help_remove(folder);
}

static void taking_note_needs_no_word(void)
{
    struct decision noted = decided(DECISION_ACKNOWLEDGE, ""), referenced = decided(DECISION_ACKNOWLEDGE, "INC-4711"),
                    mute = decided(DECISION_CLOSE, "");
    struct seen all = {.most = 8};
    struct verify_outcome outcome;
    char folder[64];
    struct store *store = help_history(folder);

    noted.uid = UINT32_MAX;
    text_copy(noted.by, sizeof noted.by, "endpoint 1234567890123456");
    CU_ASSERT_EQUAL(put(store, &noted), STORE_OK);
    CU_ASSERT_EQUAL(put(store, &referenced), STORE_OK);
    CU_ASSERT_EQUAL(put(store, &mute), STORE_OK); /* who decides has to say why: such a row is nobody's word */
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(all.count, 2);
    CU_ASSERT_EQUAL(memcmp(&all.decisions[0], &noted, sizeof noted), 0);
    CU_ASSERT_EQUAL(memcmp(&all.decisions[1], &referenced, sizeof referenced), 0);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    store_close(store);
    help_remove(folder);
}

static void undone_is_none(void)
{
    struct decision confirmed = decided(DECISION_CONFIRM, "She says so herself");
    struct seen all = {.most = 8};
    char folder[64];
    struct store *store = help_history(folder);

    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_decision(store, &confirmed, help_now_ms), STORE_OK);
    store_undo(store);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL(all.count, 0);
    CU_ASSERT_EQUAL(store_add_decision(store, &confirmed, help_now_ms), STORE_FAILED); /* outside a transaction */
    store_close(store);
    help_remove(folder);
}

static void are_counted(void)
{
    struct verify_outcome outcome;
    char folder[64];

    store_close(history(folder));
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, HELP_LAST + 2);
    CU_ASSERT_EQUAL(outcome.decisions, 2);
    help_remove(folder);
}

static void run_sql(const char *folder, const char *sql)
{
    char path[128];
    sqlite3 *db = NULL;

    text_format(path, sizeof path, "%s/confide.db", folder);
    CU_ASSERT_EQUAL_FATAL(sqlite3_open(path, &db), SQLITE_OK);
    CU_ASSERT_EQUAL(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

/* Verify must find it at entry `seq`, also after an agent took the file up and stored more. */
static void alter(const char *sql, uint64_t seq, const char *words)
{
    struct verify_outcome file, running;
    struct store *store;
    char folder[64];

    store_close(history(folder));
    run_sql(folder, sql);
    CU_ASSERT_EQUAL(help_verify(folder, &file), STORE_OK);
    CU_ASSERT_FALSE(file.good);
    CU_ASSERT_EQUAL(file.first_bad, seq);
    CU_ASSERT_PTR_NOT_NULL(strstr(file.words, words));
    if (file.first_bad != seq || !strstr(file.words, words))
        fprintf(stderr, "\n    %s\n    found: %llu '%s'\n", sql, (unsigned long long)file.first_bad, file.words);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 900, 3), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &running), STORE_OK);
    CU_ASSERT_FALSE(running.good);
    CU_ASSERT_EQUAL(running.first_bad, seq);
    store_close(store);
    help_remove(folder);
}

static void edited_verb(void)
{
    alter("UPDATE decision SET verb = 3 WHERE seq = 20", FIRST, "decision 20: its content does not fit the chain");
}

static void edited_who(void)
{
    alter("UPDATE decision SET by = 'asmith' WHERE seq = 21", FIRST + 1, "decision 21: its content");
}

static void edited_until(void)
{
    alter("UPDATE decision SET until_ms = until_ms + 1 WHERE seq = 20", FIRST, "decision 20: its content");
}

static void edited_reason(void)
{
    alter("UPDATE decision SET reason = (SELECT reason FROM decision WHERE seq = 21) WHERE seq = 20", FIRST,
          "decision 20: its content");
}

static void moved_to_another_case(void)
{
    alter("UPDATE decision SET case_id = 'C-fedcba9876543210' WHERE seq = 20", FIRST, "decision 20: its content");
}

static void deleted(void)
{
    alter("DELETE FROM decision WHERE seq = 20", FIRST, "decision 20: it was deleted");
}

static void deleted_with_entry(void)
{
    alter("DELETE FROM decision WHERE seq = 20; DELETE FROM chain WHERE seq = 20", FIRST,
          "entry 20: it was deleted from the chain");
}

static void table_dropped(void)
{
    char folder[64];
    struct verify_outcome outcome;

    store_close(history(folder));
    run_sql(folder, "DROP TABLE decision");
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, FIRST);
    help_remove(folder);
}

static void forged(void)
{
    alter("INSERT INTO decision SELECT 22, salt, case_id, version, verb, uid, by, decided_ms, until_ms, reason"
          " FROM decision WHERE seq = 21",
          FIRST + 2, "decision 22: it was put in beside the chain");
}

static void forged_in_an_event_place(void)
{
    alter("INSERT INTO decision SELECT 5, salt, case_id, version, verb, uid, by, decided_ms, until_ms, reason"
          " FROM decision WHERE seq = 21",
          5, "decision 5: it was put in beside the chain");
}

static void altered_is_passed_over(void)
{
    struct seen all = {.most = 8};
    struct store *store;
    char folder[64];

    store_close(history(folder));
    run_sql(folder, "UPDATE decision SET reason = zeroblob(80) WHERE seq = 20");
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL(all.count, 1);
    CU_ASSERT_EQUAL(all.decisions[0].verb, DECISION_CLOSE);
    store_close(store);
    help_remove(folder);
}

/* As many entries as the history has, of layout 2. */
static void older(char *folder)
{
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, HELP_LAST - 1), STORE_OK);
    store_close(store);
    run_sql(folder, HELP_BACK_TO_3 "DROP TABLE decision; PRAGMA user_version = 2");
}

static void older_is_taken_over(void)
{
    struct decision confirmed = decided(DECISION_CONFIRM, "She says so herself");
    struct seen all = {.most = 8};
    struct verify_outcome outcome;
    struct store *store;
    char folder[64];

    older(folder);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK); /* read as it stands, and not changed */
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.entries, HELP_LAST);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_decisions(store, NULL, see, &all), STORE_OK);
    CU_ASSERT_EQUAL(all.count, 0);
    CU_ASSERT_EQUAL(put(store, &confirmed), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.decisions, 1);
    store_close(store);
    help_remove(folder);
}

/* An older file with a forged row of another table: its lack of a table must not hide that. */
static void older_is_checked_whole(void)
{
    struct verify_outcome outcome;
    char folder[64];

    older(folder);
    run_sql(folder, "INSERT INTO event SELECT 20, salt,"
                    " x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source, login, patient, body"
                    " FROM event WHERE seq = 5");
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, 20);
    help_remove(folder);
}

static void nothing_is_readable(void)
{
    static const char *const names[] = {"confide.db", "confide.db-wal", "ballast"};
    char folder[64];
    struct store *store = history(folder);

    CU_ASSERT_TRUE(help_file_holds(folder, "confide.db-wal", "asmith")); /* what may be read, so that this can fail */
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        CU_ASSERT_FALSE(help_file_holds(folder, names[i], "NHS000"));
        CU_ASSERT_FALSE(help_file_holds(folder, names[i], "telephone"));
        CU_ASSERT_FALSE(help_file_holds(folder, names[i], "/srv/records"));
    }
    store_close(store);
    CU_ASSERT_FALSE(help_file_holds(folder, "confide.db", "NHS000"));
    CU_ASSERT_FALSE(help_file_holds(folder, "confide.db", "telephone"));
    help_remove(folder);
}

CU_TestInfo store_decisions_tests[] = {
    {"decisions come back as they were, in their order, by case or all", are_kept},
    {"the same decision made again is another entry", same_twice_is_two},
    {"a decision that was undone, or made outside a transaction, is none", undone_is_none},
    {"verify counts the decisions", are_counted},
    {"a decision whose verb was edited is found", edited_verb},
    {"a decision whose maker was edited is found", edited_who},
    {"a decision whose end was put off is found", edited_until},
    {"reasons exchanged between decisions are found", edited_reason},
    {"a decision moved to another case is found", moved_to_another_case},
    {"a deleted decision is found", deleted},
    {"a decision deleted with its entry is found", deleted_with_entry},
    {"a table of decisions that was dropped is found", table_dropped},
    {"a decision put in is found", forged},
    {"a decision put in an event's place is found", forged_in_an_event_place},
    {"an altered decision counts for nothing and hides no other", altered_is_passed_over},
    {"a store without decisions is taken over whole", older_is_taken_over},
    {"a store without decisions is checked as strictly", older_is_checked_whole},
    {"no patient, path or reason can be read in the database or its log", nothing_is_readable},
    {"who takes note of a case, a person or an endpoint, need not say a word", taking_note_needs_no_word},
    CU_TEST_INFO_NULL};
