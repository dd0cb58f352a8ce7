/* Each point at which the database asks for memory fails once, in turn, over a whole life of messages, purges and
 * checks: nothing that was said to be stored is lost, nothing crashes, and no failure is taken for an altered history.
 */
#include "purge_help.h"

/* SQLite's own way to memory, and which request from now on fails; 0 = none. */
static sqlite3_mem_methods real;
static long until_refusal;

static bool is_refused(void)
{
    return until_refusal > 0 && --until_refusal == 0;
}

static void *ask(int size)
{
    return is_refused() ? NULL : real.xMalloc(size);
}

static void *ask_anew(void *memory, int size)
{
    return is_refused() ? NULL : real.xRealloc(memory, size);
}

static void between(bool is_on)
{
    sqlite3_mem_methods methods;

    CU_ASSERT_EQUAL(sqlite3_shutdown(), SQLITE_OK);
    if (is_on) {
        CU_ASSERT_EQUAL(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real), SQLITE_OK);
        methods = real;
        methods.xMalloc = ask;
        methods.xRealloc = ask_anew;
        CU_ASSERT_EQUAL(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods), SQLITE_OK);
    } else {
        CU_ASSERT_EQUAL(sqlite3_config(SQLITE_CONFIG_MALLOC, &real), SQLITE_OK);
    }
    CU_ASSERT_EQUAL(sqlite3_initialize(), SQLITE_OK);
}

/* What a life was told is stored. */
struct told {
    bool is_posted, is_ended, was_failed;
    unsigned events, erased;
};

static enum store_result in_one(struct store *store, enum store_result result)
{
    if (result == STORE_OK)
        result = store_commit(store);
    if (result != STORE_OK)
        store_undo(store);
    return result;
}

static enum store_result post(struct store *store)
{
    const struct wire_result turn = {.id = "M-1", .status = 503, .retry_after_s = -1};
    const struct case_report report = help_case(1);
    enum store_result result = store_begin(store);

    if (result == STORE_OK)
        result = store_put_case(store, &report, help_now_ms);
    if (result == STORE_OK)
        result = help_message(store, "M-1", report.id, "it", 3, "{\"kept\":1}", help_now_ms);
    if (result == STORE_OK)
        result = store_note_attempt(store, &turn, REPORT_PENDING, help_now_ms, "HTTP 503", help_now_ms);
    if (result == STORE_OK)
        result = store_set_anchor(store, "it", 3, help_now_ms);
    return in_one(store, result);
}

static enum store_result end(struct store *store)
{
    const struct wire_result turn = {.id = "M-1", .retry_after_s = -1};
    enum store_result result = store_begin(store);

    if (result == STORE_OK)
        result = store_note_attempt(store, &turn, REPORT_SUPERSEDED, 0, "by M-2", help_now_ms);
    return in_one(store, result);
}

static bool see_turn(void *data, const struct store_turn *turn)
{
    (void)data;
    return turn->attempt > 0;
}

static bool see_pending(void *data, const struct store_report *report)
{
    (void)data;
    return report->state == REPORT_PENDING;
}

/* One report was refused by nobody, and the file is small: a number that could not be read is no number. */
static bool count(struct store *store)
{
    struct store_counts counts;

    if (store_count(store, &counts) != STORE_OK)
        return false;
    CU_ASSERT_EQUAL(counts.reports_quarantined, 0);
    CU_ASSERT_TRUE(counts.pages > 0 && counts.pages < counts.pages_max);
    return true;
}

static bool read_all(struct store *store)
{
    char body[32], hash[65];
    struct store_report report;
    uint64_t seq;
    int64_t told_ms;

    return store_next_message(store, "it", help_now_ms, &report, body, sizeof body) != STORE_FAILED &&
           store_pending(store, see_pending, NULL) == STORE_OK &&
           store_ledger(store, NULL, 0, see_turn, NULL) == STORE_OK &&
           store_anchor(store, "it", &seq, &told_ms) == STORE_OK && store_hash_at(store, 1, hash) == STORE_OK &&
           count(store);
}

/* The whole history, a part at a time. False when a part could not be read; an altered entry is a mistake. */
static bool walk(struct store *store)
{
    struct verify_place place = {0};
    struct verify_outcome outcome;

    do {
        if (verify_some(store, &place, 4, &outcome) != STORE_OK)
            return false;
        CU_ASSERT_TRUE(outcome.good);
    } while (outcome.good && place.seq > 0);
    return true;
}

/* One life, each deed in it after whatever became of the one before; what was stored is in `told`. */
static void live(const char *folder, struct told *told)
{
    const struct store_limits limits = {.max_mib = 16, .ballast_mib = 0};
    const struct store_periods events = {.events = 1};
    char error[512] = "";
    struct store *store = store_open(folder, &limits, error, sizeof error);
    unsigned erased = 0;

    *told = (struct told){.was_failed = !store};
    if (!store) {
        CU_ASSERT_STRING_NOT_EQUAL(error, "");
        return;
    }
    told->is_posted = post(store) == STORE_OK;
    if (help_store(store, 0, 6) == STORE_OK)
        told->events = 6;
    else
        store_undo(store);
    if (store_purge(store, &events, help_now_ms + 2 * day_ms, 4, &erased) == STORE_OK)
        told->erased = erased;
    told->was_failed = !told->is_posted || told->events == 0 || !read_all(store) || !walk(store);
    told->is_ended = told->is_posted && end(store) == STORE_OK;
    told->was_failed = told->was_failed || !told->is_ended;
    store_close(store);
}

static void look(const char *folder, const struct told *told)
{
    struct store *store = help_open(folder, 16, 0);
    struct verify_outcome outcome;
    struct store_report report;
    char body[32] = "";
    uint64_t seq = 0;
    int64_t told_ms;

    CU_ASSERT_TRUE(help_is_good(store, &outcome));
    CU_ASSERT_TRUE(outcome.events + outcome.purged >= told->events);
    CU_ASSERT_TRUE(outcome.purged >= told->erased);
    if (told->is_posted) {
        CU_ASSERT_EQUAL(store_message(store, "M-1", &report, body, sizeof body), STORE_OK);
        CU_ASSERT_STRING_EQUAL(body, "{\"kept\":1}");
        CU_ASSERT_TRUE(report.attempts >= 1);
        CU_ASSERT_TRUE(!told->is_ended || report.state == REPORT_SUPERSEDED);
        CU_ASSERT_EQUAL(store_anchor(store, "it", &seq, &told_ms), STORE_OK);
        CU_ASSERT_EQUAL(seq, 3);
    }
    store_close(store);
}

static void every_request(void)
{
    char folder[64];
    const long step = getenv("CONFIDE_EVERY_POINT") ? 1 : 41;
    struct told told;
    long point = 1, points = 0;
    bool is_whole;

    do {
        help_folder(folder);
        between(true);
        until_refusal = point;
        point += step;
        points++;
        live(folder, &told);
        is_whole = until_refusal > 0;
        until_refusal = 0;
        between(false);
        look(folder, &told);
        help_remove(folder);
    } while (!is_whole && points < 50000 && CU_get_number_of_failures() == 0);
    CU_ASSERT_TRUE(is_whole && points > 100);
    CU_ASSERT_FALSE(told.was_failed);
    CU_ASSERT_EQUAL(told.erased, 4);
}

CU_TestInfo store_points_tests[] = {
    {"memory that is refused, at every point in turn, loses nothing that was stored", every_request},
    CU_TEST_INFO_NULL,
};
