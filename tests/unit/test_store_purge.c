/* What was kept long enough is erased, and nothing else; the history stays whole. */
#include "agent/judge/store/store_asked.h"
#include "agent/judge/store/store_past.h"

#include "purge_help.h"

static void history_stays_whole(void)
{
    char folder[64], machine[64], head[65], chain_id[33];
    struct store *store = help_past(folder);
    struct verify_outcome outcome;
    struct case_report report;
    struct store_report sent;
    uint64_t purged, seq;

    CU_ASSERT_EQUAL(help_purge(store, &all_100, 99, 500), 0);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 100, 500), HELP_LAST - 1); /* all but the start */
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.purged, HELP_LAST - 1);
    CU_ASSERT_EQUAL(outcome.events, 2);
    CU_ASSERT_EQUAL(outcome.cases + outcome.reports + outcome.deliveries, 0);
    CU_ASSERT_EQUAL(store_purged(store, &purged), STORE_OK);
    CU_ASSERT_EQUAL(purged, HELP_LAST - 1);
    CU_ASSERT_EQUAL(store_case(store, help_case(1).id, &report), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_report(store, "R-1", &sent), STORE_NOTHING);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 189, 500), 0);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 190, 500), 2);
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
    struct store *store = help_past(folder);
    struct verify_outcome outcome;

    CU_ASSERT_EQUAL(help_purge(store, &none, 10000, 500), 0);
    CU_ASSERT_EQUAL(help_purge(store, &ledger, 50, 500), 3);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.reports + outcome.deliveries, 0);
    CU_ASSERT_EQUAL(outcome.cases, 2);
    CU_ASSERT_EQUAL(help_purge(store, &events, 50, 500), 12); /* all but the one that the case names */
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(help_purge(store, &cases, 50, 500), 2);
    CU_ASSERT_EQUAL(help_purge(store, &events, 50, 500), 1);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 1300);
    CU_ASSERT_EQUAL(store_purge(store, &all_100, help_now_ms + 100 * day_ms, 0, &erased), STORE_OK);
    CU_ASSERT_EQUAL(erased, 0);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 100, 100), 1300);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 1000, 500), 3); /* two events and the other case */
    CU_ASSERT_EQUAL(store_case(store, open.id, &open), STORE_OK);
    CU_ASSERT_EQUAL(store_report(store, "R-2", &report), STORE_OK);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.events, 1);
    result.status = 204;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_note_attempt(store, &result, REPORT_DELIVERED, 0, "HTTP 204", help_now_ms + 1000 * day_ms),
                    STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 1001, 1),
                    2); /* the case and its event: the message was just delivered */
    CU_ASSERT_EQUAL(store_report(store, "R-2", &report), STORE_OK);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 1100, 500), 3);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 149, 500), 2); /* also what only the first version names stays */
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 150, 1), 3);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    help_purge(store, &all_100, 199, 500);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.cases, 2);
    CU_ASSERT_EQUAL(outcome.events, 1);
    help_purge(store, &all_100, 201, 500);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 200, 500), 4);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_unjudged(store, 0), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 200, 500), 6);
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
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.reports, 1);
    CU_ASSERT_EQUAL(outcome.deliveries, 1);
    CU_ASSERT_EQUAL(outcome.purged, 1201);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 100, 10), 2);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 108, 500), 0);
    CU_ASSERT_EQUAL(help_purge(store, &all_100, 109, 1), 3);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_EQUAL(outcome.questions + outcome.answers, 0);
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
    help_tamper(folder, HELP_BACK_TO_5 "PRAGMA user_version = 5");
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_purge(store, &events, 100, 500), 4);
    CU_ASSERT_TRUE(help_is_good(store, &outcome));
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
    {"the cases of an older layout hold their events", taken_over_cases_hold_their_events},
    CU_TEST_INFO_NULL,
};
