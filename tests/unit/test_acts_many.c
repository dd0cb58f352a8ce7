/* agent/watch/acts under load and under hostile orders: nothing lost, nothing twice, nothing for ever. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/acts/acts.h"
#include "agent/watch/acts/waiting.h"

enum { PIDS = 7, FILES = 5 };

static struct event event_of(enum event_action action, int32_t pid, const char *object)
{
    struct event event = {.kind = EVENT_ACCESS, .action = (uint8_t)action, .count = 1, .pid = pid, .uid = 1000};

    text_format(event.login, sizeof(event.login), "user%d", pid % 3);
    text_copy(event.session, sizeof(event.session), "1");
    text_copy(event.object, sizeof(event.object), object);
    return event;
}

/* xorshift (Marsaglia 2003): the same numbers on every machine. */
static unsigned draw(uint32_t *chance, unsigned below)
{
    *chance ^= *chance << 13;
    *chance ^= *chance >> 17;
    *chance ^= *chance << 5;
    return *chance % below;
}

static struct acts *make(void)
{
    struct acts *acts = acts_make();

    CU_ASSERT_PTR_NOT_NULL_FATAL(acts);
    return acts;
}

/* ---- counts ---------------------------------------------------------------------------------- */

/* By chance, with a seed that stands in the test: reads of a few files by a few processes, taken now and then. */
static void reads_add_up(void)
{
    for (unsigned seed = 1; seed <= 50; seed++) {
        unsigned in[PIDS][FILES] = {0}, out[PIDS][FILES] = {0};
        struct acts *acts = make();
        struct event event;
        int64_t now_ms = 0;
        uint32_t chance = seed * 2654435761U; /* small seeds begin alike */
        char path[32];

        for (int i = 0; i < 2000; i++) {
            unsigned pid = draw(&chance, PIDS), file = draw(&chance, FILES);

            text_format(path, sizeof(path), "/r/P/%u", file);
            event = event_of(ACTION_READ, (int32_t)pid + 1, path);
            event.count = 1 + draw(&chance, 3);
            in[pid][file] += event.count;
            now_ms += draw(&chance, 200);
            acts_put(acts, ACTS_RECORD, &event, now_ms);
            while (acts_take(acts, i == 1999 ? INT64_MAX : now_ms, &event))
                out[event.pid - 1][event.object[5] - '0'] += event.count;
        }
        CU_ASSERT_EQUAL(memcmp(in, out, sizeof(in)), 0);
        acts_free(acts);
    }
}

static void updates_add_up(void)
{
    struct acts *acts = make();
    struct event event;
    unsigned count = 0;
    char path[32];

    for (int i = 0; i < 20000; i++) {
        text_format(path, sizeof(path), "/r/P/%d", i % 300);
        event = event_of(ACTION_UPDATE, 1 + i % 11, path);
        acts_put(acts, i % 17 ? ACTS_RECORD : ACTS_CLOSED, &event, i);
        count -= i % 17 ? 1 : 0;
        while (acts_take(acts, i, &event))
            count += event.count;
    }
    while (acts_take(acts, INT64_MAX, &event))
        count += event.count;
    CU_ASSERT_EQUAL(count, 0);
    acts_free(acts);
}

/* Ten thousand processes, one open each, of the same record. */
static void each_process_is_told(void)
{
    struct acts *acts = make();
    struct event event;
    bool *seen = calloc(10001, sizeof(*seen));
    unsigned told = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(seen);
    for (int i = 1; i <= 10000; i++) {
        event = event_of(ACTION_READ, i, "/r/P/1");
        acts_put(acts, ACTS_RECORD, &event, 0);
        for (; acts_take(acts, 0, &event); told++)
            seen[event.pid] = true;
        CU_ASSERT_TRUE_FATAL((unsigned)i - told <= WAITING_MAX); /* when it is full, the oldest comes out early */
    }
    CU_ASSERT_EQUAL(told, 10000 - WAITING_MAX);
    CU_ASSERT_TRUE(seen[1]);
    for (; acts_take(acts, INT64_MAX, &event); told++) {
        CU_ASSERT_FALSE(seen[event.pid]);
        seen[event.pid] = true;
        CU_ASSERT_EQUAL(event.count, 1);
    }
    CU_ASSERT_EQUAL(told, 10000);
    free(seen);
    acts_free(acts);
}

/* ---- loss ------------------------------------------------------------------------------------ */

enum { NAMES = 5, CALLS = 24 };

static const char *const names[NAMES] = {"/r/P/f", "/r/P/f~", "/r/P/t.tmp", "/r/P/new", "/r/P/.f.swp"};

static const char over[] = "the record was written over";

/* One folder, and a record in it that people do things to until it is gone. */
struct story {
    struct acts *acts;
    bool stands[NAMES], had[NAMES]; /* files there are; names that the record has had */
    int record;                     /* its name now, -1 = gone */
    uint32_t chance;
    bool is_told;
};

static int number_of(const char *path)
{
    int i = 0;

    while (i < NAMES && strcmp(names[i], path) != 0)
        i++;
    return i;
}

static void hear(struct story *story, int64_t now_ms)
{
    struct event event;

    while (acts_take(story->acts, now_ms, &event)) {
        bool is_loss =
            event.action == ACTION_UPDATE || (event.action == ACTION_DELETE && !(event.signs & SIGN_TEMPORARY));

        if (is_loss && story->had[number_of(event.object)])
            story->is_told = true;
        if (event.action == ACTION_RENAME && strcmp(event.evidence, over) == 0)
            story->is_told = true;
    }
}

static void rename_one(struct story *story, struct event *event, int from, int to)
{
    text_copy(event->to, sizeof(event->to), names[to]);
    if (story->record == to) {
        text_copy(event->evidence, sizeof(event->evidence), over);
        story->record = -1;
    } else if (story->record == from) {
        story->had[story->record = to] = true;
    }
    story->stands[to] = true;
    story->stands[from] = false;
}

static void happen(struct story *story, enum event_action action, int from, int to, int64_t now_ms)
{
    struct event event = event_of(action, draw(&story->chance, 4) ? 1 : 4, names[from]); /* two processes, one person */

    if ((action == ACTION_CREATE) == story->stands[from] || (action == ACTION_RENAME && to == from))
        return;
    if (action == ACTION_RENAME)
        rename_one(story, &event, from, to);
    if (action == ACTION_DELETE && story->record == from)
        story->record = -1;
    if (action == ACTION_CREATE || action == ACTION_DELETE)
        story->stands[from] = action == ACTION_CREATE;
    if (action == ACTION_CREATE) {
        event.action = ACTION_READ;
        acts_put(story->acts, ACTS_RECORD, &event, now_ms);
        event.action = ACTION_CREATE;
    }
    acts_put(story->acts, ACTS_RECORD, &event, now_ms);
}

/* By chance. A rename of the record to a new name is told, but that is no loss yet and does not count as one. */
static void a_record_never_goes_unseen(void)
{
    static const enum event_action actions[] = {ACTION_READ, ACTION_CREATE, ACTION_DELETE, ACTION_RENAME};
    unsigned lost = 0;

    for (unsigned seed = 1; seed <= 10000; seed++) {
        struct story story = {.acts = make(), .stands = {true}, .had = {true}, .chance = seed * 2654435761U};
        int64_t now_ms = 0;
        int from, to;

        for (int i = 0; i < CALLS && story.record >= 0; i++) {
            now_ms += draw(&story.chance, draw(&story.chance, 3) ? 20 : 1500);
            from = (int)draw(&story.chance, NAMES);
            to = (int)draw(&story.chance, NAMES);
            happen(&story, actions[draw(&story.chance, 4)], from, to, now_ms);
            hear(&story, now_ms);
        }
        hear(&story, INT64_MAX);
        CU_ASSERT_TRUE(story.record >= 0 || story.is_told);
        lost += story.record < 0;
        acts_free(story.acts);
    }
    CU_ASSERT_TRUE(lost > 5000);
}

/* ---- clocks ---------------------------------------------------------------------------------- */

static void the_wall_clock_does_not_count(void)
{
    struct acts *acts = make();
    struct event event = event_of(ACTION_READ, 1, "/r/P/1");

    event.time_ms = 1700000000000;
    acts_put(acts, ACTS_RECORD, &event, 5000);
    event.time_ms = 100; /* set back by decades */
    acts_put(acts, ACTS_RECORD, &event, 5500);
    CU_ASSERT_FALSE(acts_take(acts, 7499, &event));
    CU_ASSERT_TRUE(acts_take(acts, 7500, &event));
    CU_ASSERT_EQUAL(event.count, 2);
    CU_ASSERT_EQUAL(event.time_ms, 1700000000000);
    CU_ASSERT_FALSE(acts_take(acts, INT64_MAX, &event));
    acts_free(acts);
}

static void hostile_events_are_taken(void)
{
    struct acts *acts = make();
    struct event event;
    unsigned told = 0;

    memset(&event, 'x', sizeof(event)); /* texts of full length */
    event.kind = EVENT_ACCESS;
    event.count = 1;
    for (int action = 0; action <= 255; action++)
        for (int where = 0; where <= 6; where++) {
            event.action = (uint8_t)action;
            memset(event.object, 'x', sizeof(event.object) - 1);
            event.object[sizeof(event.object) - 1] = '\0';
            event.to[sizeof(event.to) - 1] = event.login[sizeof(event.login) - 1] = '\0';
            event.session[sizeof(event.session) - 1] = event.patient[sizeof(event.patient) - 1] = '\0';
            event.program[sizeof(event.program) - 1] = event.evidence[sizeof(event.evidence) - 1] = '\0';
            event.host[sizeof(event.host) - 1] = event.service[sizeof(event.service) - 1] = '\0';
            event.purpose[sizeof(event.purpose) - 1] = event.query[sizeof(event.query) - 1] = '\0';
            event.reason[sizeof(event.reason) - 1] = '\0';
            acts_put(acts, (enum acts_where)where, &event, action);
        }
    while (acts_take(acts, INT64_MAX, &event))
        told++;
    CU_ASSERT_TRUE(told >= 200);
    memset(&event, 0, sizeof(event));
    for (int where = 0; where <= 6; where++)
        acts_put(acts, (enum acts_where)where, &event, 0);
    acts_free(acts); /* with what waits */
}

static void a_daemon_is_its_program(void)
{
    struct acts *acts = make();
    struct event event = event_of(ACTION_READ, 5, "/r/P/1");

    event.login[0] = '\0';
    event.named = NAMED_NOBODY;
    acts_put(acts, ACTS_RECORD, &event, 0);
    event.action = ACTION_CREATE;
    acts_put(acts, ACTS_RECORD, &event, 0);
    event.action = ACTION_DELETE;
    event.pid = 6;
    text_copy(event.program, sizeof(event.program), "/usr/bin/other");
    acts_put(acts, ACTS_RECORD, &event, 1);
    CU_ASSERT_TRUE(acts_take(acts, 301, &event));
    CU_ASSERT_EQUAL(event.action, ACTION_DELETE);
    CU_ASSERT_EQUAL(event.signs, 0);
    acts_free(acts);
}

/* A process that was gone before anyone could look is nobody's: no two of them are the same. */
static void the_unnamed_stay_apart(void)
{
    struct acts *acts = make();
    struct event event = event_of(ACTION_DELETE, 5, "/r/P/1");
    unsigned told = 0;

    event.login[0] = event.session[0] = '\0';
    event.named = NAMED_GONE;
    acts_put(acts, ACTS_RECORD, &event, 0);
    event.action = ACTION_CREATE;
    event.pid = 6;
    acts_put(acts, ACTS_RECORD, &event, 1);
    for (; acts_take(acts, INT64_MAX, &event); told++)
        CU_ASSERT_NOT_EQUAL(event.action, ACTION_UPDATE);
    CU_ASSERT_EQUAL(told, 2);
    acts_free(acts);
}

/* Several things come in before anything is taken: what is clear already is part of nothing that follows. */
static void what_is_clear_stays_clear(void)
{
    struct acts *acts = make();
    struct event event = event_of(ACTION_RENAME, 5, "/r/P/f");
    unsigned told = 0;

    text_copy(event.to, sizeof(event.to), "/r/P/other");
    acts_put(acts, ACTS_RECORD, &event, 0);
    event = event_of(ACTION_CREATE, 5, "/r/P/f");
    acts_put(acts, ACTS_RECORD, &event, 0);
    for (; acts_take(acts, INT64_MAX, &event); told++)
        CU_ASSERT_NOT_EQUAL(event.action, ACTION_UPDATE);
    CU_ASSERT_EQUAL(told, 2);
    acts_free(acts);
}

CU_TestInfo acts_many_tests[] = {
    {"the counts of reads add up, for each process and file, in any order", reads_add_up},
    {"the counts of writes add up", updates_add_up},
    {"ten thousand readers of one record are ten thousand events, and room is bounded", each_process_is_told},
    {"the loss of a record is told in whatever order things are called", a_record_never_goes_unseen},
    {"what is clear is told as it is, though more came in before it was taken", what_is_clear_stays_clear},
    {"a wall clock set back changes nothing", the_wall_clock_does_not_count},
    {"texts of full length, unknown actions and unknown places are taken", hostile_events_are_taken},
    {"without a login the same program is the same maker, another is not", a_daemon_is_its_program},
    {"processes that could not be named are never the same person", the_unnamed_stay_apart},
    CU_TEST_INFO_NULL,
};
