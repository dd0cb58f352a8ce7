/* What each person did lately: bounded, and the right things forgotten. */
#include "judging.h"

#include "agent/judge/weigh/past.h"

enum { MEBIBYTE = 1024 * 1024 };

static struct past *make(struct config *config)
{
    struct past *past;

    config_defaults(config);
    past = past_new(config);
    CU_ASSERT_PTR_NOT_NULL_FATAL(past);
    return past;
}

static struct event make_event(enum event_action action, int64_t time_ms, uint32_t record)
{
    struct event event = {.kind = EVENT_ACCESS, .action = (uint8_t)action, .source = SOURCE_FILE, .time_ms = time_ms};

    memcpy(event.id, &record, sizeof record);
    text_format(event.object, sizeof event.object, "/r/%u", record);
    return event;
}

static size_t count_all(struct past *past, uint64_t who, enum touch_what what, int64_t time_ms)
{
    struct touch **list;

    return past_gather(past, past_person(past, who), what, time_ms, 10 * DAY, 1, &list); /* all of them */
}

static void bounded_persons(void)
{
    struct config config;
    struct past *past = make(&config);

    for (uint64_t who = 1; who <= 1000000; who++)
        CU_ASSERT_PTR_NOT_NULL_FATAL(past_person(past, who));
    CU_ASSERT(past_size(past) < MEBIBYTE);
    past_free(past);
}

static void bounded_touches(void)
{
    struct config config;
    struct past *past = make(&config);

    for (uint64_t who = 1; who <= 1000; who++)
        for (uint32_t i = 0; i < 600; i++) {
            struct event event = make_event(ACTION_READ, 1000 * DAY + i * 100, i);

            past_note(past, past_person(past, who), &event, false);
        }
    CU_ASSERT(past_size(past) < 10 * MEBIBYTE);
    CU_ASSERT(count_all(past, 1000, TOUCH_LOOK, 1001 * DAY) > 400); /* the last is still known */
    CU_ASSERT_EQUAL(count_all(past, 1, TOUCH_LOOK, 1001 * DAY), 0); /* the first had to go */
    past_free(past);
}

static void busy_person_stays(void)
{
    struct config config;
    struct past *past = make(&config);
    struct event event = make_event(ACTION_DELETE, 1000 * DAY, 1);

    past_note(past, past_person(past, 7), &event, false);
    for (uint64_t who = 100; who < 20000; who++) {
        past_person(past, who);
        past_person(past, 7);
    }
    CU_ASSERT_EQUAL(count_all(past, 7, TOUCH_GONE, 1001 * DAY), 1);
    for (uint64_t who = 100; who < 20000; who++)
        past_person(past, who);
    CU_ASSERT_EQUAL(count_all(past, 7, TOUCH_GONE, 1001 * DAY), 0);
    past_free(past);
}

static void repeats_go_first(void)
{
    struct config config;
    struct past *past = make(&config);

    for (uint32_t i = 0; i < 10; i++) {
        struct event event = make_event(ACTION_DELETE, 1000 * DAY + i, i);

        past_note(past, past_person(past, 7), &event, false);
    }
    for (uint32_t i = 0; i < 5000; i++) {
        struct event event = make_event(ACTION_READ, 1000 * DAY + 10 + i, 99);

        past_note(past, past_person(past, 7), &event, false);
    }
    CU_ASSERT_EQUAL(count_all(past, 7, TOUCH_GONE, 1001 * DAY), 10);
    CU_ASSERT(count_all(past, 7, TOUCH_LOOK, 1001 * DAY) < 512);
    past_free(past);
}

static void the_oldest_go_next(void)
{
    struct config config;
    struct past *past = make(&config);
    struct touch **list;
    size_t count;

    for (uint32_t i = 0; i < 5000; i++) {
        struct event event = make_event(ACTION_READ, 1000 * DAY + i, i);

        past_note(past, past_person(past, 7), &event, false);
    }
    count = past_gather(past, past_person(past, 7), TOUCH_LOOK, 1000 * DAY + 4999, DAY, 1, &list);
    CU_ASSERT_FATAL(count >= 448 && count <= 512);
    CU_ASSERT_EQUAL(list[count - 1]->time_ms, 1000 * DAY + 4999);
    CU_ASSERT_EQUAL(list[0]->time_ms, 1000 * DAY + 5000 - (int64_t)count);
    past_free(past);
}

static void sorted_by_time(void)
{
    static const int times[] = {5, 3, 9, 1, 7, 3};
    struct config config;
    struct past *past = make(&config);
    struct touch **list;

    for (uint32_t i = 0; i < 6; i++) {
        struct event event = make_event(ACTION_READ, 1000 * DAY + times[i] * SECOND, i);

        past_note(past, past_person(past, 7), &event, false);
    }
    CU_ASSERT_EQUAL_FATAL(
        past_gather(past, past_person(past, 7), TOUCH_LOOK, 1000 * DAY + SECOND, 8 * SECOND, 6, &list), 6);
    for (int i = 1; i < 6; i++)
        CU_ASSERT(list[i - 1]->time_ms <= list[i]->time_ms);
    CU_ASSERT_EQUAL(past_gather(past, past_person(past, 7), TOUCH_LOOK, 1000 * DAY + SECOND, 8 * SECOND - 1, 6, &list),
                    0);
    CU_ASSERT_EQUAL(past_gather(past, past_person(past, 7), TOUCH_LOOK, 1000 * DAY + SECOND, 8 * SECOND, 7, &list), 0);
    CU_ASSERT_EQUAL(past_gather(past, past_person(past, 7), TOUCH_GONE, 1000 * DAY + SECOND, 8 * SECOND, 1, &list), 0);
    past_free(past);
}

static void excused_by_a_late_birth(void)
{
    struct config config;
    struct past *past = make(&config);
    struct event gone = make_event(ACTION_DELETE, 1000 * DAY + SECOND, 1),
                 born = make_event(ACTION_CREATE, 1000 * DAY, 1);

    CU_ASSERT_EQUAL(past_note(past, past_person(past, 7), &gone, false), 1u << TOUCH_GONE);
    CU_ASSERT_EQUAL(count_all(past, 7, TOUCH_GONE, 1001 * DAY), 1);
    past_note(past, past_person(past, 7), &born, false); /* it comes later than what happened after it */
    CU_ASSERT_EQUAL(count_all(past, 7, TOUCH_GONE, 1001 * DAY), 0);
    past_free(past);
    past_free(NULL);
}

CU_TestInfo past_tests[] = {
    {"a million persons take less than a mebibyte", bounded_persons},
    {"a thousand busy persons take less than ten; the quietest are forgotten", bounded_touches},
    {"who is busy stays, whoever else comes", busy_person_stays},
    {"repeats of one read go before deletions", repeats_go_first},
    {"where nothing repeats the oldest go", the_oldest_go_next},
    {"what comes in any order lies in its window all the same", sorted_by_time},
    {"a birth that comes late still excuses", excused_by_a_late_birth},
    CU_TEST_INFO_NULL,
};
