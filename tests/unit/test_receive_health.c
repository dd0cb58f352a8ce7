/* agent/receive/witness.h: how an agent is, what comes late, what is heard for the first time. */
#include "witnessing.h"

enum { START_MS = 1000 };

static void own_check(void)
{
    struct world *world = settled();

    world->life.swears.first_bad = 17;
    beat(world, true);
    CU_ASSERT_PTR_NOT_NULL(strstr(world->memory.says[0], "entry 17"));
    one_finding(world, WITNESS_BAD_ENTRY);
}

static void unwatched(void)
{
    struct world *world = settled();

    world->life.swears.is_watched = false;
    beat(world, true);
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    world->life.swears.is_watched = true;
    beat(world, true);
    world->life.swears.is_watched = false;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 2); /* once each time it begins */
    close_world(world);
}

static void unwatched_at_start(void)
{
    struct world *world = settled();

    world->life.swears.is_watched = false;
    world->life.swears.started_ms = world->life.swears.time_ms + 300000 - START_MS;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    close_world(world);
}

static void gaps_and_stuck(void)
{
    struct world *world = settled();

    world->life.swears.gaps = 1;
    world->life.swears.pending = 4;
    world->life.swears.oldest_ms = world->life.swears.time_ms + 300000 - 3601000;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 2);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_GAPS);
    CU_ASSERT_EQUAL(world->memory.kinds[1], WITNESS_STUCK);
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 2);
    close_world(world);
}

static void deaf(void)
{
    struct world *world = settled();

    for (int i = 0; i < WITNESS_DEAF; i++) {
        CU_ASSERT_EQUAL(world->memory.told, 0);
        life_add(&world->life, 1);
        beat(world, false);
    }
    beat(world, false);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_DEAF_AGENT);
    CU_ASSERT_FALSE(witness_is_tampering(WITNESS_DEAF_AGENT));
    close_world(world);
}

static void overtaken(void)
{
    struct world *world = settled();
    struct statement early = life_statement(&world->life);

    early.time_ms += 1000;
    life_add(&world->life, 3);
    beat(world, true);
    take(&world->memory, &early, false);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    CU_ASSERT_EQUAL(world->memory.held.last.seq, world->life.swears.seq);
    early.head[0] = early.head[0] == 'a' ? 'b' : 'a'; /* but its claims count */
    take(&world->memory, &early, false);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_CHANGED);
    close_world(world);
}

static void overtaken_but_ill(void)
{
    struct world *world = settled();
    struct statement early = life_statement(&world->life);

    early.time_ms += 1000;
    life_add(&world->life, 3);
    beat(world, true);
    early.first_bad = 17;
    early.is_watched = false;
    early.pending = 4;
    early.oldest_ms = early.time_ms - 3601000;
    early.events = 0; /* fewer than later is what it must have */
    take(&world->memory, &early, false);
    CU_ASSERT_EQUAL(world->memory.told, 3);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_BAD_ENTRY);
    CU_ASSERT_EQUAL(world->memory.kinds[1], WITNESS_UNWATCHED);
    CU_ASSERT_EQUAL(world->memory.kinds[2], WITNESS_STUCK);
    CU_ASSERT_TRUE(world->memory.held.last.is_watched);
    close_world(world);
}

static void late_reports(void)
{
    struct world *world = settled();
    struct statement old = life_statement(&world->life);

    old.events = 0;
    old.first_bad = 3;
    old.is_watched = false;
    for (int i = 0; i < 5; i++) {
        life_add(&world->life, 3);
        beat(world, true);
    }
    take(&world->memory, &old, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    old.head[0] = old.head[0] == 'a' ? 'b' : 'a';
    take(&world->memory, &old, true);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_CHANGED);
    close_world(world);
}

static void report_of_another_history(void)
{
    struct world *world = settled();
    struct statement other = life_statement(&world->life);

    text_copy(other.chain_id, sizeof other.chain_id, "ffffffffffffffffffffffffffffffff");
    take(&world->memory, &other, true);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_ANEW);
    other.seq++;
    take(&world->memory, &other, true);
    other.time_ms += 300000;
    take(&world->memory, &other, false); /* the heartbeat says the same thing: it was told */
    CU_ASSERT_EQUAL(world->memory.told, 1);
    close_world(world);
}

static void first_sight(void)
{
    struct world *world = open_world();

    life_add(&world->life, 100);
    life_connect(&world->life, 50); /* another receiver's anchor, or one that we lost */
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    CU_ASSERT_EQUAL(world->memory.held.confirmed_seq, 50);
    close_world(world);
}

static void words(void)
{
    for (int kind = WITNESS_CHANGED; kind <= WITNESS_CLOCK_WRONG; kind++)
        CU_ASSERT_TRUE(witness_word((enum witness_kind)kind)[0] != '\0');
    CU_ASSERT_STRING_EQUAL(witness_word((enum witness_kind)99), "");
    CU_ASSERT_TRUE(witness_is_tampering(WITNESS_BAD_ENTRY));
    CU_ASSERT_FALSE(witness_is_tampering(WITNESS_UNWATCHED));
}

CU_TestInfo receive_health_tests[] = {
    {"an entry that the agent found altered is told", own_check},
    {"that nobody watches is told once each time", unwatched},
    {"an agent that has just begun may wait for its watcher", unwatched_at_start},
    {"new gaps and stuck messages are told when they begin", gaps_and_stuck},
    {"an agent that our answers do not reach is told of", deaf},
    {"a statement that was overtaken is no finding, but its claims count", overtaken},
    {"one that was overtaken tells how its agent was none the less", overtaken_but_ill},
    {"of a report that waited only its claims count", late_reports},
    {"a report of another history is told once, also when the heartbeat says it too", report_of_another_history},
    {"a machine heard for the first time is believed as it is", first_sight},
    {"each kind has a word", words},
    CU_TEST_INFO_NULL};
