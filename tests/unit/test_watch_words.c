/* agent/ctl/watch_words: the watch in lines that people read. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/ctl/watch_words.h"

static char out[8192];
static size_t length;
static int64_t now_ms;

static void say(const char *row)
{
    clock_parse("2026-11-22T12:00:30Z", &now_ms);
    setenv("TZ", "UTC", 1);
    tzset();
    length = watch_words(row, strlen(row), now_ms, out, sizeof out);
}

/* The row now holds `name` as `value`; NULL: not at all. */
static void holds(const char *name, const char *value)
{
    char is[256] = "";
    bool found = json_field_read(out, length, name, is, sizeof is);

    CU_ASSERT_EQUAL(found, value != NULL);
    if (value)
        CU_ASSERT_STRING_EQUAL(is, value);
}

#define NUMBERS                                                                                                        \
    "\"watch_since\":\"2026-11-22T11:00:00Z\",\"watch_word\":\"2026-11-22T12:00:00Z\",\"watch_started\":"              \
    "\"2026-11-22T10:00:00Z\",\"watch_events\":34567,\"watch_events_per_s\":12,\"watch_wait_p50_us\":21,"              \
    "\"watch_wait_p99_us\":4200,\"watch_wait_worst_us\":1500000,\"watch_folders\":1234,\"watch_folders_told\":12,"     \
    "\"watch_marks\":1240"

static void a_watch_that_speaks(void)
{
    say("{\"version\":\"1\",\"watch\":\"connected\"," NUMBERS ",\"watch_unseen\":2,\"watch_unseen_from\":"
        "\"2026-11-22T11:30:00Z\",\"watch_unseen_until\":\"2026-11-22T11:30:05Z\",\"inventory_done\":412000,"
        "\"inventory_total\":1000000,\"staff\":6}");
    holds("version", "1");
    holds("staff", "6");
    holds("watch", "connected");
    holds("watch_since", "2026-11-22T11:00:00Z");
    holds("seeing", "12 events a second, 34,567 since 2026-11-22 10:00:00");
    holds("waits", "half within 21 us, 99 of 100 within 4.2 ms, worst 1.5 s");
    holds("folders", "1,234 folders by 1,240 marks; in 12 of them opens do not wait to be named");
    holds("unseen", "2 windows since its start, the last 2026-11-22 11:30:00 to 2026-11-22 11:30:05");
    holds("inventory", "412,000 of 1,000,000 files so far");
    holds("watch_marks", NULL);
    holds("inventory_done", NULL);
}

static void one_that_is_silent(void)
{
    say("{\"watch\":\"silent\"," NUMBERS ",\"watch_unseen\":0,\"inventory_done\":1000000,\"inventory_total\":1000000,"
        "\"inventory_ended\":\"2026-11-22T12:00:00Z\"}");
    holds("seeing", "30 seconds ago: 12 events a second, 34,567 since 2026-11-22 10:00:00");
    holds("unseen", NULL);
    holds("inventory", "1,000,000 files, ended 2026-11-22 12:00:00 (30 seconds ago)");
}

/* No inventory yet, none possible, none wanted: each shows. */
static void one_without_an_inventory(void)
{
    say("{\"watch\":\"connected\"," NUMBERS ",\"inventory_done\":0,\"inventory_total\":0}");
    holds("inventory", "none since its start");
}

static void one_that_never_was(void)
{
    say("{\"watch\":\"away\",\"events\":0,\"notes\":\"a\\nb\"}");
    holds("watch", "away");
    holds("notes", "a\nb");
    holds("seeing", NULL);
    holds("folders", NULL);
    holds("inventory", NULL);
}

static void no_row(void)
{
    say("nonsense");
    CU_ASSERT_EQUAL(length, 0);
    CU_ASSERT_EQUAL(watch_words("{\"watch\":\"away\"}", 16, 0, out, 8), 0);
}

CU_TestInfo watch_words_tests[] = {
    {"the watch's numbers become lines, all else stays", a_watch_that_speaks},
    {"of a silent eye they are its last word, and say so", one_that_is_silent},
    {"that there is no inventory is said", one_without_an_inventory},
    {"where none ever was there are none", one_that_never_was},
    {"what is no row, or too long, is refused", no_row},
    CU_TEST_INFO_NULL,
};
