/* agent/judge/store_past: the past in pieces, what is not judged yet, and the logins. */
#include "agent/judge/store/store_past.h"

#include "store_help.h"

enum { EVENTS = 20 };

struct seen {
    int64_t times_ms[2 * EVENTS], stored_ms[2 * EVENTS];
    unsigned count, most; /* `most`: so many a piece */
};

static bool see(void *data, const struct event *event)
{
    struct seen *seen = data;

    seen->times_ms[seen->count++] = event->time_ms;
    return seen->count % seen->most != 0;
}

static bool see_stored(void *data, const struct event *event, int64_t stored_ms)
{
    struct seen *seen = data;

    seen->stored_ms[seen->count] = stored_ms;
    return see(data, event);
}

/* Stored in an order that is not that of their times, and two of each time. */
static void fill(struct store *store)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    for (uint32_t i = 0; i < EVENTS; i++) {
        struct event event = help_event(i);

        event.time_ms = help_now_ms + i * 7 % EVENTS / 2;
        CU_ASSERT_EQUAL(store_add_event(store, &event, help_now_ms + 1000 + i), STORE_OK);
    }
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
}

static void past_in_pieces(void)
{
    struct store_place place = {.time_ms = help_now_ms};
    struct seen seen = {.most = 3};
    struct store *store;
    uint64_t until;
    char folder[64];
    unsigned before;

    help_folder(folder);
    store = help_open(folder, 16, 0);
    fill(store);
    until = store_next_seq(store);
    do {
        before = seen.count;
        CU_ASSERT_EQUAL(store_past(store, &place, until, see, &seen), STORE_OK);
        CU_ASSERT_TRUE(seen.count - before <= 3);
    } while (seen.count > before && seen.count < 2 * EVENTS);
    CU_ASSERT_EQUAL(seen.count, EVENTS);
    for (unsigned i = 1; i < seen.count; i++)
        CU_ASSERT_TRUE(seen.times_ms[i - 1] <= seen.times_ms[i]);
    store_close(store);
    help_remove(folder);
}

static void past_has_bounds(void)
{
    struct store_place late = {.time_ms = help_now_ms + 5}, all = {.time_ms = help_now_ms};
    struct seen seen = {.most = 1000};
    struct store *store;
    uint64_t first;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    first = store_next_seq(store);
    fill(store);
    CU_ASSERT_EQUAL(store_past(store, &late, store_next_seq(store), see, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, EVENTS / 2);
    seen.count = 0;
    CU_ASSERT_EQUAL(store_past(store, &all, first + 4, see, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 4);
    store_close(store);
    help_remove(folder);
}

static void backlog_as_stored(void)
{
    struct seen seen = {.most = 4};
    struct store *store;
    uint64_t next;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    fill(store);
    next = store_next_seq(store) - 6;
    CU_ASSERT_EQUAL(store_backlog(store, &next, see_stored, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 4);
    CU_ASSERT_EQUAL(next, store_next_seq(store) - 2);
    CU_ASSERT_EQUAL(store_backlog(store, &next, see_stored, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 6);
    for (unsigned i = 0; i < seen.count; i++)
        CU_ASSERT_EQUAL(seen.stored_ms[i], help_now_ms + 1000 + EVENTS - 6 + i);
    CU_ASSERT_EQUAL(next, store_next_seq(store));
    CU_ASSERT_EQUAL(store_backlog(store, &next, see_stored, &seen), STORE_OK);
    CU_ASSERT_EQUAL(seen.count, 6);
    store_close(store);
    help_remove(folder);
}

static void set_unjudged(struct store *store, uint64_t first)
{
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_set_unjudged(store, first), STORE_OK);
}

static void mark_is_kept(void)
{
    struct store *store;
    uint64_t first = 1;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_unjudged(store, &first), STORE_OK);
    CU_ASSERT_EQUAL(first, 0);
    set_unjudged(store, 7);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    set_unjudged(store, 9);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    set_unjudged(store, 11);
    store_undo(store);
    store_close(store);
    store = help_open(folder, 16, 0);
    CU_ASSERT_EQUAL(store_unjudged(store, &first), STORE_OK);
    CU_ASSERT_EQUAL(first, 9);
    set_unjudged(store, 0);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_unjudged(store, &first), STORE_OK);
    CU_ASSERT_EQUAL(first, 0);
    store_close(store);
    help_remove(folder);
}

static void logins_alone(void)
{
    struct event old = help_event(101), login = help_event(102);
    struct seen seen = {.most = 1000};
    struct store *store;
    char folder[64];

    help_folder(folder);
    store = help_open(folder, 16, 0);
    fill(store);
    old.kind = login.kind = EVENT_LOGIN;
    old.action = login.action = ACTION_OPEN;
    old.time_ms = help_now_ms - 1;
    login.time_ms = help_now_ms + 3;
    CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &old, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_add_event(store, &login, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    CU_ASSERT_EQUAL(store_logins(store, help_now_ms, see, &seen), STORE_OK);
    CU_ASSERT_EQUAL_FATAL(seen.count, 1);
    CU_ASSERT_EQUAL(seen.times_ms[0], help_now_ms + 3);
    store_close(store);
    help_remove(folder);
}

CU_TestInfo store_past_tests[] = {
    {"the past comes in pieces, each event once, in the order of their times", past_in_pieces},
    {"and neither what is older nor what was stored later", past_has_bounds},
    {"what is not judged comes as it was stored, with when that was", backlog_as_stored},
    {"where it begins outlives a restart, and an undone change does not", mark_is_kept},
    {"logins come without all else", logins_alone},
    CU_TEST_INFO_NULL};
