/* What the tests of purges share: a history of old, and purges on a day. */
#ifndef CONFIDE_TEST_PURGE_HELP_H
#define CONFIDE_TEST_PURGE_HELP_H

#include "agent/judge/store/store_purge.h"

#include "verify_help.h"

static const int64_t day_ms = 86400000;
static const struct store_periods all_100 = {.events = 100, .cases = 100, .ledger = 100};

/* Purges on the day `day` until nothing more is over: how many were erased. */
static inline unsigned help_purge(struct store *store, const struct store_periods *periods, unsigned day, unsigned most)
{
    unsigned all = 0, erased = 0;

    do {
        CU_ASSERT_EQUAL(store_purge(store, periods, help_now_ms + day * day_ms, most, &erased), STORE_OK);
        all += erased;
    } while (erased >= most);
    return all;
}

/* Stores on the day `day`. */
static inline void help_event_on(struct store *store, uint32_t n, unsigned day)
{
    struct event event = help_event(n);

    event.time_ms += day * day_ms;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms + day * day_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static inline bool help_is_good(struct store *store, struct verify_outcome *outcome)
{
    CU_ASSERT_EQUAL(verify_store(store, NULL, NULL, outcome), STORE_OK);
    if (!outcome->good)
        fprintf(stderr, "\n    %s\n", outcome->words);
    return outcome->good;
}

/* The history of verify_help.h with nothing pending, and two events on the day 90. */
static inline struct store *help_past(char *folder)
{
    struct store *store = help_history(folder);

    help_event_on(store, 100, 90);
    help_event_on(store, 101, 90);
    return store;
}

#endif
