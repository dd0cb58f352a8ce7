/* When people end a case, the story of the two begins anew: with nothing, and the same after a restart. */
#include "settling.h"

enum { BEFORE = 4, LOOKS = 14 };
#define ENDED_AFTER (23 * DAY)

/* A look a week into the record of a child at home, so many times. */
static void looks(struct seen *seen, int from, int until)
{
    for (int week = from; week < until; week++) {
        see(seen, week * 7 * DAY, "anna", "P-SON");
        pass(seen, week * 7 * DAY + MINUTE);
    }
    pass(seen, (until - 1) * 7 * DAY + DAY + MINUTE);
}

static void open_all(struct seen *seen)
{
    seen_open(seen, settling_encounters);
    seen->ward.config.alert_points = 110; /* more than one look weighs */
}

/* The point of it: without an end the next look is told at once. */
static void without_an_end_it_goes_on(void)
{
    struct seen seen;

    open_all(&seen);
    looks(&seen, 0, BEFORE);
    CU_ASSERT_FATAL(seen.found >= 1);
    seen.found = 0;
    looks(&seen, BEFORE, BEFORE + 1);
    CU_ASSERT_EQUAL(seen.found, 1);
    seen_close(&seen);
}

static void a_further_look_begins_at_nothing(void)
{
    struct seen seen;
    size_t at = 0;

    open_all(&seen);
    looks(&seen, 0, BEFORE);
    CU_ASSERT_FATAL(seen.found >= 1);
    seen.found = 0;
    seen.ended_ms = seen.ward.start_ms + ENDED_AFTER;
    looks(&seen, BEFORE, BEFORE + 1);
    CU_ASSERT_EQUAL(seen.found, 0);
    looks(&seen, BEFORE + 1, LOOKS);
    while (at < seen.found && has_rule(&seen, at, "drip"))
        at++;
    CU_ASSERT_FATAL(at < seen.found); /* nobody is muted: what a story weighs, it weighs again */
    CU_ASSERT(seen.points[at] >= 110);
    for (size_t i = 0; i < seen.found; i++)
        CU_ASSERT(seen.counts[i] <= LOOKS - BEFORE); /* of its own evidence alone */
    seen_close(&seen);
}

/* After a restart everything is weighed again, and the end is known from the beginning. */
static void after_a_restart_it_is_the_same(void)
{
    struct seen live, again;

    open_all(&live);
    looks(&live, 0, BEFORE);
    live.ended_ms = live.ward.start_ms + ENDED_AFTER;
    looks(&live, BEFORE, LOOKS);
    open_all(&again);
    again.ended_ms = again.ward.start_ms + ENDED_AFTER;
    looks(&again, 0, LOOKS);
    CU_ASSERT_EQUAL_FATAL(live.found, again.found);
    CU_ASSERT_EQUAL(memcmp(live.points, again.points, sizeof live.points), 0);
    CU_ASSERT_EQUAL(memcmp(live.counts, again.counts, sizeof live.counts), 0);
    seen_close(&live);
    seen_close(&again);
}

/* It was ended before the minute in which sources may still tell had passed. */
static void a_look_just_before_the_end_is_over(void)
{
    struct seen seen;

    open_all(&seen);
    looks(&seen, 0, BEFORE);
    see(&seen, 28 * DAY, "anna", "P-SON");
    seen.found = 0;
    seen.ended_ms = seen.ward.start_ms + 28 * DAY + MINUTE / 2;
    pass(&seen, 29 * DAY + 2 * MINUTE);
    CU_ASSERT_EQUAL(seen.found, 0);
    seen_close(&seen);
}

CU_TestInfo anew_tests[] = {
    {"a story that nobody ended goes on with the next look", without_an_end_it_goes_on},
    {"after its end a further look begins at nothing, and is not muted", a_further_look_begins_at_nothing},
    {"an end known from the beginning gives the same findings", after_a_restart_it_is_the_same},
    {"a look of the minute before the end belongs to it", a_look_just_before_the_end_is_over},
    CU_TEST_INFO_NULL,
};
