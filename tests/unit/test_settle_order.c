/* agent/judge/weigh/settle.c: the same accesses in any order within a minute. */
#include "settling.h"

enum { MIXED = 300 };

static void make_mixture(struct seen *seen, struct event *events)
{
    static const char *const logins[] = {"anna", "ben", "cara"};
    static const char *const whom[] = {"P1", "P2", "P3", "P4", "P-SON", "P-OTHER", "P-ANNA", "P5"};
    static const enum event_action actions[] = {ACTION_READ, ACTION_READ, ACTION_EXPORT, ACTION_UPDATE,
                                                ACTION_OVERRIDE};
    unsigned seed = 3;

    for (int i = 0; i < MIXED; i++) {
        events[i] =
            seen_event(seen, i * 17 * SECOND + i / 30 * DAY, logins[rand_r(&seed) % 3], whom[rand_r(&seed) % 8]);
        events[i].action = (uint8_t)actions[rand_r(&seed) % 5];
        text_copy(events[i].host, sizeof events[i].host, rand_r(&seed) % 2 ? "pc1" : "pc2");
    }
}

struct arrival {
    int64_t at_ms;
    size_t which;
};

static int by_arrival(const void *left, const void *right)
{
    const struct arrival *a = left, *b = right;

    return a->at_ms != b->at_ms ? (a->at_ms > b->at_ms) - (a->at_ms < b->at_ms)
                                : (a->which > b->which) - (a->which < b->which);
}

static void play(struct seen *seen, const struct event *events, unsigned seed)
{
    struct arrival arrivals[MIXED];

    for (size_t i = 0; i < MIXED; i++)
        arrivals[i] = (struct arrival){events[i].time_ms + (seed ? rand_r(&seed) % 59999 : 0), i};
    qsort(arrivals, MIXED, sizeof arrivals[0], by_arrival);
    for (size_t i = 0; i < MIXED; i++) {
        CU_ASSERT_TRUE(settle_pass(seen->settle, arrivals[i].at_ms));
        CU_ASSERT_TRUE(settle_take(seen->settle, &events[arrivals[i].which]));
    }
    CU_ASSERT_TRUE(settle_finish(seen->settle));
}

static void any_order(void)
{
    struct event *events = calloc(MIXED, sizeof *events);
    struct seen *straight = calloc(2, sizeof *straight), *mixed = straight + 1;

    CU_ASSERT_FATAL(events && straight);
    seen_open(straight, settling_encounters);
    make_mixture(straight, events);
    play(straight, events, 0);
    CU_ASSERT(straight->found > 20);
    for (unsigned seed = 1; seed <= 20; seed++) {
        seen_open(mixed, settling_encounters);
        play(mixed, events, seed);
        CU_ASSERT_EQUAL(mixed->found, straight->found);
        CU_ASSERT_EQUAL(mixed->asked, straight->asked);
        CU_ASSERT_EQUAL(memcmp(mixed->rules, straight->rules, sizeof mixed->rules), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->points, straight->points, sizeof mixed->points), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->counts, straight->counts, sizeof mixed->counts), 0);
        CU_ASSERT_EQUAL(memcmp(mixed->at_ms, straight->at_ms, sizeof mixed->at_ms), 0);
        seen_close(mixed);
    }
    seen_close(straight);
    free(straight);
    free(events);
}

CU_TestInfo settle_order_tests[] = {
    {"twenty orders of arrival within a minute give the same findings and sums", any_order},
    CU_TEST_INFO_NULL,
};
