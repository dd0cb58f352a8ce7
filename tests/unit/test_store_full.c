/* A full database: what is stored stays whole, deliveries can still be noted, events wait. */
#include "agent/judge/store/verify.h"

#include "store_help.h"

static enum store_result note(struct store *store, const char *id)
{
    struct wire_result result = {.status = 503, .retry_after_s = -1};
    enum store_result noted = store_begin(store);

    text_copy(result.id, sizeof result.id, id);
    if (noted == STORE_OK)
        noted = store_note_attempt(store, &result, REPORT_PENDING, help_now_ms, "HTTP 503: try later", help_now_ms);
    return noted == STORE_OK ? store_commit(store) : noted;
}

static uint32_t fill_up(struct store *store, uint32_t batch)
{
    enum store_result result;
    uint32_t next = 0;

    while ((result = help_store(store, next, batch)) == STORE_OK && next < 100000)
        next += batch;
    CU_ASSERT_EQUAL(result, STORE_FULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(store_error(store), "raise max_mib in section [store]"));
    store_undo(store);
    return next;
}

static void stay_whole_when_full(uint32_t batch)
{
    char folder[64];
    struct store *store;
    struct verify_outcome outcome;
    struct store_report report;
    uint32_t stored;

    help_folder(folder);
    store = help_open(folder, 1, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-1", "", "", 3, "{}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    stored = fill_up(store, batch);
    CU_ASSERT_TRUE(stored > 100);
    for (int i = 0; i < 200; i++)
        CU_ASSERT_EQUAL(note(store, "R-1"), STORE_OK);
    CU_ASSERT_EQUAL(help_store(store, stored, 1), STORE_FULL);
    store_undo(store);
    CU_ASSERT_EQUAL(store_report(store, "R-1", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.attempts, 200);
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, &outcome), STORE_OK);
    CU_ASSERT_TRUE(outcome.good);
    CU_ASSERT_EQUAL(outcome.events, stored);
    CU_ASSERT_EQUAL(outcome.deliveries, 200);
    store_close(store);
    store = help_open(folder, 1, 1);
    CU_ASSERT_EQUAL(note(store, "R-1"), STORE_OK);
    CU_ASSERT_EQUAL(help_store(store, stored, 1), STORE_FULL);
    store_undo(store);
    store_close(store);
    store = help_open(folder, 4, 1);
    CU_ASSERT_EQUAL(help_store(store, stored, batch), STORE_OK);
    store_close(store);
    help_remove(folder);
}

static void full_one_by_one(void)
{
    stay_whole_when_full(1);
}

static void full_in_batches(void)
{
    stay_whole_when_full(50);
}

/* Attempts alone bring the database to the wall, with a single event now and then to ask whether it is there. */
static void note_at_the_first_try(void)
{
    char folder[64];
    struct store *store;
    bool is_full = false;

    help_folder(folder);
    store = help_open(folder, 1, 1);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-1", "", "", 3, "{}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    for (uint32_t n = 0; n < 500 && !is_full; n++) {
        for (int i = 0; i < 20; i++)
            CU_ASSERT_EQUAL(note(store, "R-1"), STORE_OK);
        is_full = help_store(store, n, 1) == STORE_FULL;
        if (is_full)
            store_undo(store);
    }
    CU_ASSERT_TRUE(is_full);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_full_tests[] = {
    {"a full database keeps what it has, and deliveries can be noted", full_one_by_one},
    {"a delivery is noted at the first try when it is what meets the wall", note_at_the_first_try},
    {"a batch that does not fit leaves nothing of itself", full_in_batches},
    CU_TEST_INFO_NULL,
};
