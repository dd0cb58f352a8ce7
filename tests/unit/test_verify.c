/* Each way of altering a history is found, at the entry where it was done (the history: verify_help.h). */
#include "verify_help.h"

/* Alters a history with SQL: verify must find it first at entry `seq`, with `words`; and, unless the agent `mends` it,
 * still after an agent has opened it and stored more. */
static void alter_and_go_on(const char *sql, uint64_t seq, const char *words, bool mends)
{
    char folder[64];
    struct verify_outcome outcome, running;
    struct store *store;

    store_close(help_history(folder));
    help_tamper(folder, sql);
    CU_ASSERT_EQUAL(help_verify(folder, &outcome), STORE_OK);
    CU_ASSERT_FALSE(outcome.good);
    CU_ASSERT_EQUAL(outcome.first_bad, seq);
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.words, words));
    if (outcome.good || outcome.first_bad != seq || !strstr(outcome.words, words))
        fprintf(stderr, "\n    %s\n    found: %llu '%s'\n", sql, (unsigned long long)outcome.first_bad, outcome.words);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 900, 3), STORE_OK);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &running), STORE_OK);
    CU_ASSERT_EQUAL(running.good, mends);
    CU_ASSERT_EQUAL(running.first_bad, mends ? 0 : seq);
    store_close(store);
    help_remove(folder);
}

static void alter(const char *sql, uint64_t seq, const char *words)
{
    alter_and_go_on(sql, seq, words, false);
}

static void edited_login(void)
{
    alter("UPDATE event SET login = 'bjones' WHERE seq = 5", 5, "event 5: its content does not fit the chain");
}

static void edited_time(void)
{
    alter("UPDATE event SET time_ms = time_ms + 1 WHERE seq = 2", 2, "event 2: its content");
}

static void edited_pseudonym(void)
{
    alter("UPDATE event SET patient = NULL WHERE seq = 8", 8, "event 8: its content");
}

static void edited_body(void)
{
    alter("UPDATE event SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB) WHERE seq = 6", 6,
          "event 6: its content");
}

static void exchanged_bodies(void)
{
    alter("UPDATE event SET body = (SELECT body FROM event WHERE seq = 7) WHERE seq = 6", 6, "event 6: its content");
}

static void edited_salt(void)
{
    alter("UPDATE event SET salt = zeroblob(16) WHERE seq = 11", 11, "event 11: its content");
}

static void deleted_event(void)
{
    alter("DELETE FROM event WHERE seq = 7", 7, "event 7: it was deleted");
}

static void deleted_entry(void)
{
    alter("DELETE FROM event WHERE seq = 7; DELETE FROM chain WHERE seq = 7", 7,
          "entry 7: it was deleted from the chain");
}

static void deleted_last_events(void)
{
    alter("DELETE FROM event WHERE seq >= 18", 18, "event 18: it was deleted");
}

static void cut_off_end(void)
{
    alter("DELETE FROM event WHERE seq >= 18; DELETE FROM chain WHERE seq >= 18", 18, "entry 18: it and all after it");
}

static void cut_chain(void)
{
    alter("DELETE FROM chain WHERE seq >= 14", 14, "event 14: it was put in beside the chain");
}

/* The recorded end only repeats what a whole chain says, so the next entry sets it right. */
static void moved_head_back(void)
{
    alter_and_go_on("UPDATE origin SET head_seq = 18, head_hash = (SELECT hash FROM chain WHERE seq = 18)", 19,
                    "entry 19: it stands after the end that was recorded", true);
}

static void edited_head(void)
{
    alter_and_go_on("UPDATE origin SET head_hash = zeroblob(32)", 19, "entry 19: it is not the end that was recorded",
                    true);
}

static void reordered_entries(void)
{
    alter("UPDATE chain SET seq = 1000 WHERE seq = 5; UPDATE chain SET seq = 5 WHERE seq = 6;"
          "UPDATE chain SET seq = 6 WHERE seq = 1000",
          5, "event 5: it does not follow the entry before it");
}

static void exchanged_rows(void)
{
    alter("UPDATE event SET seq = 1000 WHERE seq = 5; UPDATE event SET seq = 5 WHERE seq = 6;"
          "UPDATE event SET seq = 6 WHERE seq = 1000",
          5, "event 5: its content");
}

static void moved_row_and_entry(void)
{
    alter("UPDATE event SET seq = 20 WHERE seq = 5; UPDATE chain SET seq = 20 WHERE seq = 5", 5,
          "entry 5: it was deleted");
}

static void doubled_entry(void)
{
    alter("CREATE TABLE copy AS SELECT * FROM chain; INSERT INTO copy SELECT * FROM chain WHERE seq = 9; DROP TABLE "
          "chain;"
          "ALTER TABLE copy RENAME TO chain",
          9, "event 9: it stands in the chain twice");
}

static void doubled_row(void)
{
    alter("CREATE TABLE copy AS SELECT * FROM event; INSERT INTO copy SELECT seq, salt, "
          "x'0102030405060708090a0b0c0d0e0f10',"
          " time_ms, kind, action, source, login, patient, body FROM event WHERE seq = 9; DROP TABLE event;"
          "ALTER TABLE copy RENAME TO event; CREATE UNIQUE INDEX id ON event (id)",
          9, "event 9: it stands there twice");
}

static void forged_event(void)
{
    alter("INSERT INTO event SELECT 20, salt, x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source, "
          "'bjones',"
          " patient, body FROM event WHERE seq = 5",
          20, "event 20: it was put in beside the chain");
}

static void forged_in_a_case_place(void)
{
    alter("INSERT INTO event SELECT 12, salt, x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source, "
          "'bjones',"
          " patient, body FROM event WHERE seq = 5",
          12, "event 12: it was put in beside the chain");
}

static void forged_entry(void)
{
    alter("INSERT INTO event SELECT 20, salt, x'0102030405060708090a0b0c0d0e0f10', time_ms, kind, action, source, "
          "'bjones',"
          " patient, body FROM event WHERE seq = 5;"
          "INSERT INTO chain SELECT 20, kind, stored_ms, commitment, (SELECT hash FROM chain WHERE seq = 19), hash "
          "FROM chain"
          " WHERE seq = 5",
          20, "event 20: its hash does not fit");
}

static void edited_stored_time(void)
{
    alter("UPDATE chain SET stored_ms = stored_ms - 3600000 WHERE seq = 10", 10, "event 10: its hash does not fit");
}

static void edited_hash(void)
{
    alter("UPDATE chain SET hash = zeroblob(32) WHERE seq = 19", 19, "event 19: its hash does not fit");
}

static void edited_kind(void)
{
    alter("UPDATE chain SET kind = 9 WHERE seq = 12", 12, "12");
}

/* SQLite reads such a text as the number that it begins with, and compares it as none. */
static void number_made_a_text(void)
{
    alter("PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, ' STRICT', '');"
          "PRAGMA writable_schema = RESET; UPDATE chain SET stored_ms = stored_ms || ' ms' WHERE seq = 5",
          5, "event 5: its place in the chain was altered");
}

static void edited_case(void)
{
    alter("UPDATE case_version SET severity = 1 WHERE seq = 12", 12, "case 12: its content");
}

static void edited_report_body(void)
{
    alter("UPDATE report SET body = CAST(substr(body, 1, length(body) - 1) || x'00' AS BLOB) WHERE seq = 13", 13,
          "message 13: its content");
}

static void readdressed_report(void)
{
    alter("UPDATE report SET endpoint = 'elsewhere' WHERE seq = 13", 13, "message 13: its content");
}

static void report_made_an_old_one(void)
{
    alter("UPDATE chain SET kind = 4 WHERE seq = 13", 13, "report 13: it was given an endpoint");
}

/* Superseded only in the row: no turn in the ledger says so. */
static void report_superseded_by_hand(void)
{
    alter("UPDATE report SET state = 4", 13, "message 13: its state does not fit its deliveries");
}

static void report_made_silent(void)
{
    alter("UPDATE report SET state = 3", 13, "message 13: its state does not fit its deliveries");
}

static void report_put_off(void)
{
    alter("UPDATE report SET due_ms = due_ms + 1", 13, "message 13: its state does not fit its deliveries");
}

static void attempts_lowered(void)
{
    alter("UPDATE report SET attempts = 1", 13, "message 13: its state does not fit its deliveries");
}

static void edited_delivery(void)
{
    alter("UPDATE delivery SET status = 204 WHERE seq = 16", 16, "delivery 16: its content");
}

static void deleted_delivery(void)
{
    alter("DELETE FROM delivery WHERE seq = 16; UPDATE report SET attempts = 1", 16, "delivery 16: it was deleted");
}

static void edited_machine(void)
{
    alter("UPDATE origin SET machine = '00112233445566778899aabbccddeeff'", 1, "start 1: its content");
}

static void edited_chain_id(void)
{
    alter("UPDATE origin SET chain_id = zeroblob(16)", 1, "start 1: its hash does not fit: it, or the chain's id");
}

CU_TestInfo verify_tests[] = {
    {"an event's login that was edited is found", edited_login},
    {"an event's time that was edited is found", edited_time},
    {"an event's patient that was taken out is found", edited_pseudonym},
    {"an event's content that was edited is found", edited_body},
    {"contents exchanged between events are found", exchanged_bodies},
    {"a salt that was edited is found", edited_salt},
    {"a deleted event is found", deleted_event},
    {"an event deleted with its entry is found", deleted_entry},
    {"the last events deleted are found", deleted_last_events},
    {"an end cut off with its entries is found", cut_off_end},
    {"a chain cut short is found", cut_chain},
    {"an end that was moved back is found", moved_head_back},
    {"an end that was edited is found", edited_head},
    {"entries put in another order are found", reordered_entries},
    {"rows that changed places are found", exchanged_rows},
    {"an event moved to the end is found", moved_row_and_entry},
    {"an entry that stands twice is found", doubled_entry},
    {"a row that stands twice is found", doubled_row},
    {"an event put in is found", forged_event},
    {"an event put in a case's place is found", forged_in_a_case_place},
    {"an event put in with an entry is found", forged_entry},
    {"a time of storing that was edited is found", edited_stored_time},
    {"a hash that was edited is found", edited_hash},
    {"a kind that was edited is found", edited_kind},
    {"a number of the chain that was made a text is found", number_made_a_text},
    {"a case that was edited is found", edited_case},
    {"a report's text that was edited is found", edited_report_body},
    {"a report that was sent elsewhere is found", readdressed_report},
    {"a report that was made one of older times is found", report_made_an_old_one},
    {"a report superseded by hand is found", report_superseded_by_hand},
    {"a report that was silenced is found", report_made_silent},
    {"a report that was put off is found", report_put_off},
    {"a number of attempts that was lowered is found", attempts_lowered},
    {"a delivery that was edited is found", edited_delivery},
    {"a deleted delivery is found", deleted_delivery},
    {"a machine's id that was edited is found", edited_machine},
    {"a chain's id that was edited is found", edited_chain_id},
    CU_TEST_INFO_NULL,
};
