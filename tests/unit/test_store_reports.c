/* Reports wait in the store until they are delivered, and every attempt is noted. */
#include "store_help.h"

static enum store_result note(struct store *store, const char *id, enum report_state state, int64_t due_ms)
{
    struct wire_result result = {.status = state == REPORT_DELIVERED ? 204 : 503, .retry_after_s = -1};
    enum store_result noted = store_begin(store);

    text_copy(result.id, sizeof result.id, id);
    if (noted == STORE_OK)
        noted = store_note_attempt(store, &result, state, due_ms, "HTTP 503", help_now_ms + 7);
    return noted == STORE_OK ? store_commit(store) : noted;
}

static void add_reports(struct store *store)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_report(store, "old", "C-1", 2, "{1}", 3, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_add_report(store, "grave", "C-1", 5, "{22}", 4, help_now_ms + 10), STORE_OK);
    CU_ASSERT_EQUAL(store_add_report(store, "later", "C-2", 5, "{333}", 5, help_now_ms + 1000), STORE_OK);
    CU_ASSERT_EQUAL(store_add_report(store, "old", "C-1", 2, "{1}", 3, help_now_ms), STORE_ALREADY);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static void offer_reports_in_order(void)
{
    char folder[64], body[16];
    struct store *store;
    struct store_report report;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms, &report, body, sizeof body), STORE_NOTHING);
    add_reports(store);
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms + 100, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "grave");
    CU_ASSERT_EQUAL(report.size, 4);
    CU_ASSERT_EQUAL(memcmp(body, "{22}", 4), 0);
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms + 5, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "old");
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms - 5, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "old");
    CU_ASSERT_EQUAL(report.due_ms, help_now_ms);
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms, &report, body, 2), STORE_FAILED);
    store_close(store);
    help_remove(folder);
}

static void note_attempts(void)
{
    char folder[64], body[16];
    struct store *store;
    struct store_report report, reports[4];
    struct store_counts counts;
    size_t count;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    add_reports(store);
    CU_ASSERT_EQUAL(note(store, "nobody's", REPORT_DELIVERED, 0), STORE_NOTHING);
    store_undo(store);
    CU_ASSERT_EQUAL(note(store, "grave", REPORT_PENDING, help_now_ms + 5000), STORE_OK);
    CU_ASSERT_EQUAL(store_next_report(store, help_now_ms + 100, &report, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(report.id, "old");
    CU_ASSERT_EQUAL(note(store, "grave", REPORT_DELIVERED, 0), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_QUARANTINED, 0), STORE_OK);
    CU_ASSERT_EQUAL(store_report(store, "grave", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.state, REPORT_DELIVERED);
    CU_ASSERT_EQUAL(report.attempts, 2);
    CU_ASSERT_EQUAL(report.delivered_ms, help_now_ms + 7);
    CU_ASSERT_STRING_EQUAL(report.words, "HTTP 503");
    CU_ASSERT_EQUAL(store_case_reports(store, "C-1", reports, 4, &count), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(count, 2);
    CU_ASSERT_STRING_EQUAL(reports[0].id, "old");
    CU_ASSERT_EQUAL(reports[0].delivered_ms, 0);
    CU_ASSERT_EQUAL(store_case_reports(store, "C-1", reports, 1, &count), STORE_OK);
    CU_ASSERT_EQUAL(count, 1);
    CU_ASSERT_EQUAL(store_count(store, &counts), STORE_OK);
    CU_ASSERT_EQUAL(counts.reports_pending, 1);
    CU_ASSERT_EQUAL(counts.reports_delivered, 1);
    CU_ASSERT_EQUAL(counts.reports_quarantined, 1);
    CU_ASSERT_TRUE(counts.oldest_pending_ms > 0);
    store_close(store);
    help_remove(folder);
}

static void delivered_stays_delivered(void)
{
    char folder[64];
    struct store *store;
    struct store_report report;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    add_reports(store);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_DELIVERED, 0), STORE_OK);
    CU_ASSERT_EQUAL(note(store, "old", REPORT_PENDING, help_now_ms), STORE_ALREADY);
    store_undo(store);
    CU_ASSERT_EQUAL(store_report(store, "old", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.state, REPORT_DELIVERED);
    CU_ASSERT_EQUAL(report.attempts, 1);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_reports_tests[] = {
    {"due reports are offered by severity, then age", offer_reports_in_order},
    {"attempts are noted and counted", note_attempts},
    {"a delivered report takes no further attempt", delivered_stays_delivered},
    CU_TEST_INFO_NULL,
};
