/* agent/receive/witness.h: what a statement must have to do with the one before; each rule both ways. */
#include "agent/base/clock.h"
#include "witnessing.h"

/* Writes the entries from `seq` on again, with other contents. */
static void rewrite(struct life *life, uint64_t seq, const char *content, uint64_t last)
{
    life->swears.seq = seq - 1;
    while (life->swears.seq < last)
        life_entry(life, content);
}

static void edited(void)
{
    struct world *world = settled();

    rewrite(&world->life, 20, "forged", world->life.swears.seq);
    life_add(&world->life, 5);
    beat(world, true);
    one_finding(world, WITNESS_CHANGED);
}

static void deleted(void)
{
    struct world *world = settled();
    uint64_t last = world->life.swears.seq;

    rewrite(&world->life, 20, "event moved up", last - 1);
    life_add(&world->life, 5); /* grows past where it was, so only the hashes can show it */
    beat(world, true);
    one_finding(world, WITNESS_CHANGED);
}

static void truncated(void)
{
    struct world *world = settled();

    rewrite(&world->life, 30, "never", 29);
    beat(world, false);
    CU_ASSERT_EQUAL(world->memory.told, 2);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_WENT_BACK);
    CU_ASSERT_EQUAL(world->memory.kinds[1], WITNESS_CUT);
    close_world(world);
}

static void rolled_back(void)
{
    struct world *world = settled();

    world->life.swears.seq = 31; /* an image of an hour ago, whole in itself */
    text_copy(world->life.swears.head, sizeof world->life.swears.head, world->life.hashes[31]);
    life_connect(&world->life, 21);
    beat(world, true);
    one_finding(world, WITNESS_WENT_BACK);
}

static void begun_anew(void)
{
    struct world *world = settled();
    char machine[64];

    text_copy(machine, sizeof machine, world->life.swears.machine);
    life_history(&world->life, 99);
    text_copy(world->life.swears.machine, sizeof world->life.swears.machine, machine);
    life_connect(&world->life, 0);
    beat(world, true);
    one_finding(world, WITNESS_ANEW);
}

static void swapped(void)
{
    struct world *world = settled();

    life_history(&world->life, 99);
    life_add(&world->life, 500);
    beat(world, true);
    one_finding(world, WITNESS_SWAPPED);
}

static void clock_back(void)
{
    struct world *world = settled();

    world->life.swears.time_ms -= 300000 + 121000;
    life_add(&world->life, 1);
    beat(world, true);
    one_finding(world, WITNESS_CLOCK);
}

static void clock_step(void)
{
    struct world *world = settled();

    world->life.swears.time_ms -= 300000 + 119000;
    life_add(&world->life, 1);
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    close_world(world);
}

static void lowered(void)
{
    struct world *world = settled();

    world->life.swears.events--;
    beat(world, true);
    one_finding(world, WITNESS_LOWERED);
}

static void each_counter(void)
{
    struct world *world = settled();

    world->memory.held.last.gaps = world->life.swears.gaps = 5;
    world->memory.held.last.purged = world->life.swears.purged = 5;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    world->life.swears.gaps = world->life.swears.purged = 4;
    world->life.swears.refused = world->life.swears.checked = 0; /* these begin anew with each start */
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 2);
    close_world(world);
}

static void start_back(void)
{
    struct world *world = settled();

    world->life.swears.started_ms -= 3600000;
    beat(world, true);
    one_finding(world, WITNESS_CLOCK);
}

static void does_not_connect(void)
{
    struct world *world = settled();

    life_add(&world->life, 3);
    life_connect(&world->life, 11); /* it had confirmed 31 */
    beat(world, false);
    CU_ASSERT_EQUAL(world->memory.told, 0); /* an agent that was killed before it could write our answer down */
    beat(world, false);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_UNCONNECTED);
    close_world(world);
}

static void itself(void)
{
    struct world *world = settled();
    struct statement statement = life_statement(&world->life);

    statement.previous_seq = statement.seq;
    statement.previous_head[0] = statement.previous_head[0] == 'a' ? 'b' : 'a';
    take(&world->memory, &statement, false);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_CHANGED);
    close_world(world);
}

/* As an agent would never speak: one heartbeat from the end of time, further on than any history. */
static void poison(struct world *world, const char *time, uint64_t seq)
{
    struct statement statement = life_statement(&world->life);

    CU_ASSERT_TRUE(clock_parse(time, &statement.time_ms));
    statement.seq = seq;
    take(&world->memory, &statement, false);
}

static void year_9999(void)
{
    struct world *world = settled();

    poison(world, "9999-12-31T23:59:59Z", INT64_MAX);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_CLOCK_WRONG);
    CU_ASSERT_TRUE(witness_is_tampering(WITNESS_CLOCK_WRONG));
    CU_ASSERT_PTR_NOT_NULL(strstr(world->memory.says[0], "made at 9999-12-31T23:59:59.000Z, and it came at 2026-11-2"));
    rewrite(&world->life, 30, "never", 29);
    world->life.swears.events = 1;
    world->life.swears.first_bad = 3;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 5);
    CU_ASSERT_EQUAL(world->memory.kinds[1], WITNESS_WENT_BACK);
    CU_ASSERT_EQUAL(world->memory.kinds[2], WITNESS_CUT);
    CU_ASSERT_EQUAL(world->memory.kinds[3], WITNESS_LOWERED);
    CU_ASSERT_EQUAL(world->memory.kinds[4], WITNESS_BAD_ENTRY);
    CU_ASSERT_EQUAL(world->memory.held.last.seq, 29);
    close_world(world);
}

static void leap(void)
{
    struct world *world = settled();
    struct statement leaps = life_statement(&world->life);

    leaps.time_ms += world->memory.arrival.tolerance_ms; /* as far ahead as may be */
    leaps.seq = INT64_MAX;
    take(&world->memory, &leaps, false);
    for (int i = 0; i < 3; i++) {
        life_add(&world->life, 1);
        beat(world, false);
    }
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_WENT_BACK);
    CU_ASSERT_EQUAL(world->memory.held.last.seq, world->life.swears.seq);
    close_world(world);
}

/* Its clock is a day behind, for weeks. */
static void wrong_clock(void)
{
    struct world *world = settled();

    world->life.swears.time_ms -= 86400000;
    for (int i = 0; i < 50; i++) {
        life_add(&world->life, 2);
        beat(world, true);
    }
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], WITNESS_CLOCK_WRONG);
    CU_ASSERT_EQUAL(world->memory.held.last.seq, world->life.swears.seq);
    world->life.swears.time_ms += 86400000; /* it is put right */
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 1);
    world->life.swears.time_ms -= 86400000;
    rewrite(&world->life, 20, "forged", world->life.swears.seq);
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 2);
    CU_ASSERT_EQUAL(world->memory.kinds[1], WITNESS_CHANGED);
    close_world(world);
}

static void clock_at_the_edge(void)
{
    struct world *world = settled();

    world->memory.arrival.now_ms += world->memory.arrival.tolerance_ms;
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 0);
    world->memory.arrival.now_ms++;
    beat(world, true);
    one_finding(world, WITNESS_CLOCK_WRONG);
}

CU_TestInfo receive_witness_tests[] = {
    {"an edited entry is found at the next statement", edited},
    {"a deleted entry is found although the history grew past it", deleted},
    {"a history cut after the anchor is found", truncated},
    {"an older copy of the history is found", rolled_back},
    {"a history begun anew is found", begun_anew},
    {"another installation under the same key is found", swapped},
    {"a clock set back by two minutes is found", clock_back},
    {"a clock that is put right by less is not", clock_step},
    {"a statement from the year 9999 is found, and silences none that comes after it", year_9999},
    {"an entry number that leaps makes later ones late for as long as clocks may differ", leap},
    {"a machine whose clock is wrong is told of once, and witnessed as any", wrong_clock},
    {"a clock is wrong from the first millisecond beyond the tolerance", clock_at_the_edge},
    {"a counter that fell is found", lowered},
    {"of the counters those that never fall are held to that", each_counter},
    {"an agent that began before it did is found", start_back},
    {"a history that connects before what it confirmed is found at the second time", does_not_connect},
    {"a statement that contradicts itself is found", itself},
    CU_TEST_INFO_NULL};
