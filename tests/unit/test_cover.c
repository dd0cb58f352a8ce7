/* agent/watch/cover: when the watch saw everything. */
#include <CUnit/CUnit.h>

#include "agent/watch/inventory/cover.h"

static void knows_windows(void)
{
    static struct cover cover;

    cover_saw(&cover, 1000, 1000);
    cover_saw(&cover, 1000, 5000);
    CU_ASSERT_EQUAL(cover.seen.count, 1);
    CU_ASSERT_TRUE(cover_has(&cover, 1000));
    CU_ASSERT_TRUE(cover_has(&cover, 5000));
    CU_ASSERT_TRUE(cover_has(&cover, 1000 - COVER_SLACK_MS));
    CU_ASSERT_FALSE(cover_has(&cover, 999 - COVER_SLACK_MS));
    CU_ASSERT_FALSE(cover_has(&cover, 5001));
}

static void knows_gaps(void)
{
    static struct cover cover;
    struct cover_window gap;

    cover_saw(&cover, 1000, 5000);
    CU_ASSERT_FALSE(cover_gap(&cover, 1000, 5000, &gap));
    cover_missed(&cover, 2000, 3000);
    CU_ASSERT_FALSE(cover_has(&cover, 2500));
    CU_ASSERT_TRUE(cover_gap(&cover, 1000, 5000, &gap));
    CU_ASSERT_EQUAL(gap.from_ms, 2000);
    CU_ASSERT_EQUAL(gap.to_ms, 3000);
    cover_saw(&cover, 7000, 9000);
    CU_ASSERT_TRUE(cover_gap(&cover, 1000, 9000, &gap));
    CU_ASSERT_EQUAL(gap.from_ms, 2000);
    CU_ASSERT_EQUAL(gap.to_ms, 6999);
    CU_ASSERT_TRUE(cover_gap(&cover, 4000, 9500, &gap));
    CU_ASSERT_EQUAL(gap.from_ms, 5001);
    CU_ASSERT_EQUAL(gap.to_ms, 9500);
    cover_around(&cover, 2500, 1000, 9000, &gap);
    CU_ASSERT_EQUAL(gap.from_ms, 2000);
    CU_ASSERT_EQUAL(gap.to_ms, 3000);
    cover_around(&cover, 500, 1000, 9000, &gap);
    CU_ASSERT_EQUAL(gap.from_ms, 1000);
    CU_ASSERT_EQUAL(gap.to_ms, 9000);
}

static void nothing_is_seen_at_first(void)
{
    static struct cover cover;
    struct cover_window gap;

    CU_ASSERT_FALSE(cover_has(&cover, 0));
    CU_ASSERT_TRUE(cover_gap(&cover, 10, 20, &gap));
    CU_ASSERT_EQUAL(gap.from_ms, 10);
    CU_ASSERT_EQUAL(gap.to_ms, 20);
}

/* Seen until 12:00, stopped; the clock goes back to 11:00; seen again. What is stamped 11:30 may be of either time. */
static void doubts_a_clock_set_back(void)
{
    static struct cover cover;

    cover_saw(&cover, 1000, 12000);
    cover_missed(&cover, 12000, 11000);
    cover_saw(&cover, 11000, 20000);
    CU_ASSERT_TRUE(cover_has(&cover, 10000));
    CU_ASSERT_FALSE(cover_has(&cover, 11500));
    CU_ASSERT_TRUE(cover_has(&cover, 13000));
    cover_trim(&cover, 11000);
    CU_ASSERT_FALSE(cover_has(&cover, 10000));
}

static void forgets_towards_telling(void)
{
    static struct cover cover;

    for (int i = 0; i < 2 * COVER_MOST; i++) {
        cover_saw(&cover, i * 1000, i * 1000 + 900);
        cover_missed(&cover, i * 1000 + 100, i * 1000 + 200);
    }
    CU_ASSERT_EQUAL(cover.seen.count, COVER_MOST);
    CU_ASSERT_TRUE(cover.unseen.count <= COVER_MOST);
    CU_ASSERT_FALSE(cover_has(&cover, 500)); /* the oldest is forgotten: told rather than not */
    for (int i = 0; i < 2 * COVER_MOST; i++)
        CU_ASSERT_FALSE(cover_has(&cover, i * 1000 + 150));
}

static void trims(void)
{
    static struct cover cover;

    cover_saw(&cover, 1000, 2000);
    cover_saw(&cover, 3000, 4000);
    cover_missed(&cover, 2000, 3000);
    cover_trim(&cover, 3500);
    CU_ASSERT_EQUAL(cover.seen.count, 1);
    CU_ASSERT_EQUAL(cover.unseen.count, 0);
    CU_ASSERT_EQUAL(cover.seen.list[0].from_ms, 3500);
}

CU_TestInfo cover_tests[] = {
    {"a moment in a window is seen, one outside is not", knows_windows},
    {"the window in which something went unseen is the shortest that is sure", knows_gaps},
    {"before the watch begins nothing is seen", nothing_is_seen_at_first},
    {"a time that came twice counts as unseen", doubts_a_clock_set_back},
    {"more windows than fit make more be told, never less", forgets_towards_telling},
    {"what was before the list is forgotten", trims},
    CU_TEST_INFO_NULL,
};
