/* A history for the tests of verify: 1 start, 2-11 events, 12 case, 13 message, 14 event, 15 case, 16 and 17 deliveries
 * of 13, 18 and 19 events. */
#ifndef CONFIDE_TEST_VERIFY_HELP_H
#define CONFIDE_TEST_VERIFY_HELP_H

#include "agent/judge/store/verify.h"

#include "store_help.h"

enum { HELP_LAST = 19 };

static inline enum store_result help_note(struct store *store, enum report_state state, int64_t due_ms)
{
    struct wire_result result = {.id = "R-1", .status = 503, .retry_after_s = -1};

    return store_note_attempt(store, &result, state, due_ms, "HTTP 503", help_now_ms);
}

static inline enum store_result help_add_event(struct store *store, uint32_t n)
{
    struct event event = help_event(n);

    return store_add_event(store, &event, help_now_ms);
}

static inline struct store *help_history(char *folder)
{
    struct case_report first = help_case(1), second = help_case(2);
    struct store *store;

    help_folder(folder);
    store = help_open(folder, 16, 1);
    CU_ASSERT_EQUAL(help_store(store, 0, 10), STORE_OK);
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &first, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_message(store, "R-1", first.id, "it", 4, "{\"a\":1}", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_add_event(store, 10), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(store, &second, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(help_note(store, REPORT_PENDING, help_now_ms + 9000), STORE_OK);
    CU_ASSERT_EQUAL(help_note(store, REPORT_DELIVERED, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(help_store(store, 11, 2), STORE_OK);
    return store;
}

static inline enum store_result help_verify(const char *folder, struct verify_outcome *outcome)
{
    char path[128], error[256] = "";
    enum store_result result;

    text_format(path, sizeof path, "%s/confide.db", folder);
    result = verify_file(path, NULL, NULL, outcome, error, sizeof error);
    if (result != STORE_OK)
        fprintf(stderr, "\n    %s\n", error);
    return result;
}

#endif
