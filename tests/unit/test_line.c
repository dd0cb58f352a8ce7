/* When an endpoint is tried, and when silence is told of. */
#include <CUnit/CUnit.h>

#include "agent/judge/outbox/late.h"
#include "agent/judge/outbox/line.h"

#define HOUR_MS INT64_C(3600000)

static enum line_turn turn(const struct line *line, int64_t mono_ms, int64_t due_in_ms, bool beats)
{
    int64_t again_ms;

    return line_turn(line, mono_ms, due_in_ms, beats, &again_ms);
}

static void incident_before_heartbeat(void)
{
    const struct line line = {.heart_ms = 0};

    CU_ASSERT_EQUAL(turn(&line, 1000, 0, true), LINE_MESSAGE);
    CU_ASSERT_EQUAL(turn(&line, 1000, -500, true), LINE_MESSAGE);
    CU_ASSERT_EQUAL(turn(&line, 1000, 1, true), LINE_HEART);
    CU_ASSERT_EQUAL(turn(&line, 1000, INT64_MAX, true), LINE_HEART);
    CU_ASSERT_EQUAL(turn(&line, 1000, INT64_MAX, false), LINE_NOTHING);
    CU_ASSERT_EQUAL(turn(&line, 1000, 1, false), LINE_NOTHING);
}

static void an_overdue_heartbeat(void)
{
    const struct line line = {.heart_ms = 1000};

    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_OVERDUE_MS - 1, 0, true), LINE_MESSAGE);
    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_OVERDUE_MS, 0, true), LINE_HEART);
    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_OVERDUE_MS, 0, false), LINE_MESSAGE);
}

static void asks_again_in_time(void)
{
    struct line line = {.heart_ms = 30000};
    int64_t again_ms;

    line_turn(&line, 1000, 700, true, &again_ms);
    CU_ASSERT_EQUAL(again_ms, 700);
    line_turn(&line, 1000, 900000, true, &again_ms);
    CU_ASSERT_EQUAL(again_ms, 29000);
    line_turn(&line, 1000, 900000, false, &again_ms);
    CU_ASSERT_EQUAL(again_ms, LINE_AGAIN_MS);
    line_tried(&line, 1000, false, 20, 900, 0);
    line_turn(&line, 2000, 0, true, &again_ms);
    CU_ASSERT_EQUAL(again_ms, 19000);
}

static void down_is_tried_seldom(void)
{
    struct line line = {.heart_ms = INT64_MAX / 2};

    for (int i = 0; i < LINE_FAILURES - 1; i++) {
        line_tried(&line, 1000, false, -1, 900, 7000);
        CU_ASSERT_EQUAL(turn(&line, 1001, 0, false), LINE_MESSAGE);
    }
    line_tried(&line, 1000, false, -1, 900, 7000);
    CU_ASSERT_EQUAL(turn(&line, 7999, 0, false), LINE_NOTHING);
    CU_ASSERT_EQUAL(turn(&line, 8000, 0, false), LINE_MESSAGE);
    line_tried(&line, 8000, false, -1, 900, LINE_REST_MS + 1);
    CU_ASSERT_EQUAL(turn(&line, 8000, 0, false), LINE_MESSAGE);
}

static void rests_no_longer_than_a_message_waits(void)
{
    struct line line = {.heart_ms = INT64_MAX / 2};

    for (int i = 0; i < LINE_FAILURES; i++)
        line_tried(&line, 1000, false, -1, 2, 59999);
    CU_ASSERT_EQUAL(turn(&line, 3000, 0, false), LINE_MESSAGE);
}

static void knocks_whatever_the_waits(void)
{
    struct line line = {.heart_ms = INT64_MAX / 2};

    CU_ASSERT_EQUAL(turn(&line, 10 * LINE_KNOCK_MS, 600000, false), LINE_NOTHING);
    line_tried(&line, 1000, false, -1, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_KNOCK_MS - 1, 600000, false), LINE_NOTHING);
    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_KNOCK_MS, 600000, false), LINE_ANY_MESSAGE);
    CU_ASSERT_EQUAL(turn(&line, 1000 + LINE_KNOCK_MS, INT64_MAX, false), LINE_NOTHING);
}

static void drains_when_it_is_back(void)
{
    struct line line = {.heart_ms = INT64_MAX / 2};

    for (int i = 0; i < LINE_FAILURES; i++)
        line_tried(&line, 1000, false, -1, 900, 0);
    line_tried(&line, 2000, true, -1, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, 2001, 600000, false), LINE_ANY_MESSAGE);
    line_tried(&line, 2002, true, -1, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, 2003, 600000, false), LINE_ANY_MESSAGE);
    line_tried(&line, 2004, false, -1, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, 2005, 600000, false), LINE_NOTHING);
    line_tried(&line, 2006, true, -1, 900, 0); /* one failure in between is no absence: its own wait holds */
    CU_ASSERT_EQUAL(turn(&line, 2007, 600000, false), LINE_NOTHING);
}

static void an_hour_is_believed(void)
{
    struct line line = {.heart_ms = INT64_MAX / 2};

    line_tried(&line, 0, false, INT32_MAX, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, HOUR_MS - 1, 0, true), LINE_NOTHING);
    CU_ASSERT_EQUAL(turn(&line, HOUR_MS, 0, true), LINE_MESSAGE);
    line_tried(&line, HOUR_MS, true, -1, 900, 0);
    CU_ASSERT_EQUAL(turn(&line, HOUR_MS, 0, true), LINE_MESSAGE);
}

static void three_reminders(void)
{
    CU_ASSERT_EQUAL(late_reminders(1000, 999), 0);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 4 * HOUR_MS - 1), 0);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 4 * HOUR_MS), 1);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 24 * HOUR_MS - 1), 1);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 24 * HOUR_MS), 2);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 48 * HOUR_MS), 3);
    CU_ASSERT_EQUAL(late_reminders(1000, 1000 + 4800 * HOUR_MS), 3);
}

static void four_alarms(void)
{
    CU_ASSERT_EQUAL(late_hours(0, HOUR_MS - 1), 0);
    CU_ASSERT_EQUAL(late_hours(0, HOUR_MS), 1);
    CU_ASSERT_EQUAL(late_hours(0, 24 * HOUR_MS), 24);
    CU_ASSERT_EQUAL(late_hours(0, 48 * HOUR_MS), 48);
    CU_ASSERT_EQUAL(late_hours(0, 71 * HOUR_MS), 60);
    CU_ASSERT_EQUAL(late_hours(HOUR_MS, 0), 0);
}

CU_TestInfo line_tests[] = {
    {"an incident goes before a heartbeat", incident_before_heartbeat},
    {"unless the heartbeat has waited for two minutes", an_overdue_heartbeat},
    {"it is looked at again when something is due, and never sleeps long", asks_again_in_time},
    {"an endpoint that is down is tried with one message now and then", down_is_tried_seldom},
    {"it rests no longer than the longest wait that is configured", rests_no_longer_than_a_message_waits},
    {"while it is down, something is tried every five minutes", knocks_whatever_the_waits},
    {"when it is back, all that waits is due", drains_when_it_is_back},
    {"a Retry-After is believed for an hour at most", an_hour_is_believed},
    {"a case that nobody acknowledged is reminded of three times", three_reminders},
    {"what is unsent is an alarm at 1, 24, 48 and 60 hours", four_alarms},
    CU_TEST_INFO_NULL,
};
