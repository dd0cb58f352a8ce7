/* Messages wait in the store, each for its endpoint, until they are delivered; every turn in their life is noted. */
#include "agent/judge/store/verify.h"

#include "store_help.h"

static enum store_result note(struct store *store, const char *id, enum report_state state, int64_t due_ms,
                              const char *words)
{
    struct wire_result result = {.status = state == REPORT_DELIVERED    ? 204
                                           : state == REPORT_SUPERSEDED ? 0
                                                                        : 503,
                                 .retry_after_s = -1};
    enum store_result noted = store_begin(store);

    text_copy(result.id, sizeof result.id, id);
    if (noted == STORE_OK)
        noted = store_note_attempt(store, &result, state, due_ms, words, help_now_ms + 7);
    return noted == STORE_OK ? store_commit(store) : noted;
}

/* To "it": old (2), grave (5, due later), later (5, much later); to "dpo": theirs. */
static struct store *with_messages(char *folder)
{
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "old", "C-1", "it", 2, "{1}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "grave", "C-1", "it", 5, "{22}", help_now_ms + 10), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "later", "C-2", "it", 5, "{333}", help_now_ms + 1000), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "theirs", "C-1", "dpo", 1, "{4444}", help_now_ms - 10), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "old", "C-9", "dpo", 5, "{}", help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    return store;
}

static bool next_is(struct store *store, const char *endpoint, int64_t now_ms, const char *id, const char *text)
{
    char body[64] = "";
    struct store_report report;
    enum store_result result = store_next_message(store, endpoint, now_ms, &report, body, sizeof body);

    return result == STORE_OK && strcmp(report.id, id) == 0 && strcmp(report.endpoint, endpoint) == 0 &&
           report.size == strlen(text) && memcmp(body, text, report.size) == 0 && report.stored_ms == help_now_ms;
}

static void offered_in_order(void)
{
    char folder[64], body[8];
    struct store *store = with_messages(folder);
    struct store_report report;

    CU_ASSERT_TRUE(next_is(store, "it", help_now_ms + 100, "grave", "{22}"));
    CU_ASSERT_TRUE(next_is(store, "it", help_now_ms + 5, "old", "{1}"));
    CU_ASSERT_TRUE(next_is(store, "it", help_now_ms - 5, "old", "{1}"));
    CU_ASSERT_TRUE(next_is(store, "dpo", help_now_ms + 5000, "theirs", "{4444}"));
    CU_ASSERT_EQUAL(note(store, "grave", REPORT_PENDING, help_now_ms + 9000, "HTTP 503"), STORE_OK);
    CU_ASSERT_TRUE(next_is(store, "it", help_now_ms + 5000, "later", "{333}"));
    CU_ASSERT_EQUAL(store_next_message(store, "", help_now_ms, &report, body, sizeof body), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_next_message(store, "nobody", help_now_ms, &report, body, sizeof body), STORE_NOTHING);
    store_close(store);
    help_remove(folder);
}

static void sealed(void)
{
    static const char *const files[] = {"confide.db", "confide.db-wal"};
    static char large[WIRE_BODY_MAX + 1], again[WIRE_BODY_MAX];
    const struct store_message most = {
        .id = "most", .case_id = "", .endpoint = "it", .body = large, .size = WIRE_BODY_MAX};
    struct store_message beyond = most;
    char folder[64];
    struct store *store = with_messages(folder);
    struct store_report report;

    memset(large, 'x', sizeof large);
    memcpy(large, "the plain words of a message", 28);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_message(store, &most, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    for (size_t i = 0; i < 2; i++)
        CU_ASSERT_FALSE(help_file_holds(folder, files[i], "the plain words of a message"));
    CU_ASSERT_EQUAL(store_message(store, "most", &report, again, sizeof again), STORE_OK);
    CU_ASSERT_EQUAL(report.size, WIRE_BODY_MAX);
    CU_ASSERT_EQUAL(memcmp(again, large, sizeof again), 0);
    CU_ASSERT_EQUAL(store_message(store, "most", &report, NULL, 0), STORE_OK);
    CU_ASSERT_EQUAL(report.size, WIRE_BODY_MAX);
    CU_ASSERT_EQUAL(store_message(store, "none", &report, again, sizeof again), STORE_NOTHING);
    beyond.id = "beyond";
    beyond.size++;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_message(store, &beyond, help_now_ms), STORE_FAILED);
    store_undo(store);
    beyond.size = 0;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_message(store, &beyond, help_now_ms), STORE_FAILED);
    store_undo(store);
    CU_ASSERT_EQUAL(help_message(store, "outside", "", "it", 1, "{}", help_now_ms), STORE_FAILED);
    store_close(store);
    help_remove(folder);
}

static void altered_is_passed_over(void)
{
    char folder[64], body[64];
    struct store *store = with_messages(folder);
    struct store_report report;

    store_close(store);
    help_tamper(folder, "UPDATE report SET body = zeroblob(400) WHERE id = 'grave'");
    store = help_open(folder, 16, 1);
    CU_ASSERT_TRUE(next_is(store, "it", help_now_ms + 100, "old", "{1}"));
    CU_ASSERT_EQUAL(store_message(store, "grave", &report, body, sizeof body), STORE_FAILED);
    CU_ASSERT_PTR_NOT_NULL(strstr(store_error(store), "this message was altered: run confidectl verify"));
    store_close(store);
    help_tamper(folder, "DELETE FROM chain WHERE seq = (SELECT seq FROM report WHERE id = 'old')");
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_next_message(store, "it", help_now_ms, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "old");
    store_close(store);
    help_remove(folder);
}

/* ---- the alarm ------------------------------------------------------------------------------- */

static uint64_t alarms(struct store *store)
{
    struct store_counts counts = {0};

    CU_ASSERT_EQUAL(store_count(store, &counts), STORE_OK);
    return counts.reports_quarantined;
}

static void refused_until_seen(void)
{
    struct decision seen = {.verb = DECISION_ACKNOWLEDGE, .case_id = "C-2", .version = 1, .by = "mchen"};
    char folder[64];
    struct store *store = with_messages(folder);

    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "trial", "", "it", 1, "{5}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "again", "", "it", 1, "{6}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "later", REPORT_QUARANTINED, 0, "HTTP 422"), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "trial", REPORT_QUARANTINED, 0, "HTTP 422"), STORE_OK);
    CU_ASSERT_EQUAL(alarms(store), 2);
    CU_ASSERT_EQUAL(note(store, "again", REPORT_DELIVERED, 0, "HTTP 204"), STORE_OK);
    CU_ASSERT_EQUAL(alarms(store), 1); /* of no case, and what came after it was taken */
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_decision(store, &seen, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(alarms(store), 0);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "grown", "C-2", "it", 5, "{7}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "grown", REPORT_QUARANTINED, 0, "HTTP 422"), STORE_OK);
    CU_ASSERT_EQUAL(alarms(store), 1);
    store_close(store);
    help_remove(folder);
}

/* ---- their turns ------------------------------------------------------------------------------ */

static void superseded(void)
{
    char folder[64];
    struct store *store = with_messages(folder);
    struct store_report report, reports[4];
    struct store_counts counts;
    struct verify_outcome outcome;
    size_t count;

    CU_ASSERT_EQUAL(note(store, "nobody's", REPORT_DELIVERED, 0, ""), STORE_NOTHING);
    store_undo(store);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_SUPERSEDED, 0, "a newer version, grave, goes instead"), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_PENDING, 0, "HTTP 503"), STORE_ALREADY);
    store_undo(store);
    CU_ASSERT_EQUAL(note(store, "grave", REPORT_DELIVERED, 0, "HTTP 204"), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "later", REPORT_QUARANTINED, 0, "HTTP 422"), STORE_OK);
    CU_ASSERT_EQUAL(store_report(store, "old", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.state, REPORT_SUPERSEDED);
    CU_ASSERT_EQUAL(report.delivered_ms, 0);
    CU_ASSERT_STRING_EQUAL(report.words, "a newer version, grave, goes instead");
    CU_ASSERT_EQUAL(store_count(store, &counts), STORE_OK);
    CU_ASSERT_EQUAL(counts.reports_pending, 1);
    CU_ASSERT_EQUAL(counts.reports_delivered, 1);
    CU_ASSERT_EQUAL(counts.reports_quarantined, 1);
    CU_ASSERT_EQUAL(counts.reports_superseded, 1);
    CU_ASSERT_EQUAL(counts.oldest_pending_ms, help_now_ms);
    CU_ASSERT_EQUAL(store_case_reports(store, "C-1", reports, 4, &count), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(count, 3);
    CU_ASSERT_STRING_EQUAL(reports[1].id, "grave");
    CU_ASSERT_EQUAL(reports[1].delivered_ms, help_now_ms + 7);
    CU_ASSERT_STRING_EQUAL(reports[2].endpoint, "dpo");
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.reports, 4);
    store_close(store);
    help_remove(folder);
}

struct seen {
    char names[8][REPORT_ID_SIZE];
    struct store_turn turns[8];
    unsigned count, most;
};

static bool see_pending(void *data, const struct store_report *report)
{
    struct seen *seen = data;

    text_copy(seen->names[seen->count++ % 8], REPORT_ID_SIZE, report->id);
    return seen->count < seen->most;
}

static void pending_are_told(void)
{
    struct seen all = {.most = 8}, two = {.most = 2};
    char folder[64];
    struct store *store = with_messages(folder);

    CU_ASSERT_EQUAL(note(store, "grave", REPORT_DELIVERED, 0, "HTTP 204"), STORE_OK);
    CU_ASSERT_EQUAL(store_pending(store, see_pending, &all), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(all.count, 3);
    CU_ASSERT_STRING_EQUAL(all.names[0], "old");
    CU_ASSERT_STRING_EQUAL(all.names[1], "later");
    CU_ASSERT_STRING_EQUAL(all.names[2], "theirs");
    CU_ASSERT_EQUAL(store_pending(store, see_pending, &two), STORE_OK);
    CU_ASSERT_EQUAL(two.count, 2);
    store_close(store);
    help_remove(folder);
}

static bool see_turn(void *data, const struct store_turn *turn)
{
    struct seen *seen = data;

    seen->turns[seen->count++ % 8] = *turn;
    return seen->count < seen->most;
}

static void turns_are_told(void)
{
    struct seen all = {.most = 8}, one = {.most = 8}, first = {.most = 1}, none = {.most = 8};
    char folder[64];
    struct store *store = with_messages(folder);

    CU_ASSERT_EQUAL(note(store, "old", REPORT_PENDING, help_now_ms + 5000, "HTTP 503"), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "later", REPORT_DELIVERED, 0, "HTTP 204"), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_SUPERSEDED, 0, "by a newer one"), STORE_OK);
    CU_ASSERT_EQUAL(store_ledger(store, NULL, 0, see_turn, &all), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(all.count, 3);
    CU_ASSERT_STRING_EQUAL(all.turns[0].report, "old");
    CU_ASSERT_STRING_EQUAL(all.turns[0].case_id, "C-1");
    CU_ASSERT_STRING_EQUAL(all.turns[0].endpoint, "it");
    CU_ASSERT_EQUAL(all.turns[0].attempt, 1);
    CU_ASSERT_EQUAL(all.turns[0].state, REPORT_PENDING);
    CU_ASSERT_EQUAL(all.turns[0].status, 503);
    CU_ASSERT_EQUAL(all.turns[0].at_ms, help_now_ms + 7);
    CU_ASSERT_STRING_EQUAL(all.turns[2].words, "by a newer one");
    CU_ASSERT_EQUAL(all.turns[2].attempt, 2);
    CU_ASSERT_EQUAL(all.turns[2].state, REPORT_SUPERSEDED);
    CU_ASSERT_EQUAL(store_ledger(store, "C-2", 0, see_turn, &one), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(one.count, 1);
    CU_ASSERT_STRING_EQUAL(one.turns[0].report, "later");
    CU_ASSERT_EQUAL(store_ledger(store, NULL, 0, see_turn, &first), STORE_OK);
    CU_ASSERT_EQUAL(first.count, 1);
    CU_ASSERT_EQUAL(store_ledger(store, NULL, help_now_ms + 8, see_turn, &none), STORE_OK);
    CU_ASSERT_EQUAL(none.count, 0);
    store_close(store);
    help_remove(folder);
}

/* ---- how far an endpoint holds our history ------------------------------------------------------ */

static void anchors(void)
{
    char folder[64], chain_id[33], head[65], hash[65], machine[64];
    struct store *store = with_messages(folder);
    uint64_t seq;
    int64_t told_ms;

    CU_ASSERT_EQUAL(store_anchor(store, "it", &seq, &told_ms), STORE_OK);
    CU_ASSERT_EQUAL(seq, 0);
    CU_ASSERT_EQUAL(store_set_anchor(store, "it", 3, help_now_ms), STORE_FAILED); /* outside a transaction */
    store_undo(store);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(store, "it", 3, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(store, "it", 5, help_now_ms + 1), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(store, "", 2, help_now_ms + 2), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_anchor(store, "dpo", 4, help_now_ms), STORE_OK);
    store_undo(store);
    store_head(store, chain_id, &seq, head, machine);
    store_close(store);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_anchor(store, "it", &seq, &told_ms), STORE_OK);
    CU_ASSERT_EQUAL(seq, 5);
    CU_ASSERT_EQUAL(told_ms, help_now_ms + 1);
    CU_ASSERT_EQUAL(store_anchor(store, "", &seq, &told_ms), STORE_OK);
    CU_ASSERT_EQUAL(seq, 2);
    CU_ASSERT_EQUAL(store_anchor(store, "dpo", &seq, &told_ms), STORE_OK);
    CU_ASSERT_EQUAL(seq, 0);
    CU_ASSERT_EQUAL(store_hash_at(store, 5, hash), STORE_OK);
    CU_ASSERT_STRING_EQUAL(hash, head);
    CU_ASSERT_EQUAL(store_hash_at(store, 6, hash), STORE_NOTHING);
    CU_ASSERT_EQUAL(store_hash_at(store, 0, hash), STORE_NOTHING);
    store_close(store);
    help_remove(folder);
}

static void hash_inside_a_transaction(void)
{
    char folder[64], chain_id[33], head[65], hash[65], machine[64];
    struct store *store = with_messages(folder);
    uint64_t seq;

    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "new", "C-1", "it", 2, "{}", help_now_ms), STORE_OK);
    store_head(store, chain_id, &seq, head, machine);
    CU_ASSERT_EQUAL(store_hash_at(store, seq, hash), STORE_OK);
    CU_ASSERT_STRING_EQUAL(hash, head);
    store_undo(store);
    CU_ASSERT_EQUAL(store_hash_at(store, seq, hash), STORE_NOTHING);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_post_tests[] = {
    {"an endpoint's due messages are offered by severity, then age", offered_in_order},
    {"a message is kept sealed, and comes out byte for byte", sealed},
    {"a pending message that was altered holds up no other", altered_is_passed_over},
    {"a superseded message takes no further turn", superseded},
    {"a refusal is an alarm until somebody has seen to its case", refused_until_seen},
    {"what is pending is told, oldest first", pending_are_told},
    {"each turn of a message is told, of one case and of all", turns_are_told},
    {"how far an endpoint holds the history outlives a restart", anchors},
    {"an entry's hash is told as it stands inside the transaction", hash_inside_a_transaction},
    CU_TEST_INFO_NULL,
};
