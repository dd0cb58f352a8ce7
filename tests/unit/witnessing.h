/* A receiver's memory of one machine, as plain as can be, and a machine that speaks to it every five minutes. */
#ifndef CONFIDE_TEST_WITNESSING_H
#define CONFIDE_TEST_WITNESSING_H

#include <CUnit/CUnit.h>

#include "agent/receive/witness.h"
#include "swearing.h"

#define T0 INT64_C(1795352270000)

/* The first hash claimed of each entry of each chain, and what was told. */
struct memory {
    struct witness_held held;
    struct witness_arrival arrival;
    struct {
        char chain[33], hash[65];
        uint64_t seq;
    } claims[4096];
    unsigned count;
    unsigned told;
    char keys[64][WITNESS_KEY];
    enum witness_kind kinds[64];
    char says[64][WITNESS_SAYS];
};

static inline const char *first_claim(const struct memory *memory, const char *chain, uint64_t seq)
{
    for (unsigned i = 0; i < memory->count; i++)
        if (memory->claims[i].seq == seq && strcmp(memory->claims[i].chain, chain) == 0)
            return memory->claims[i].hash;
    return NULL;
}

static inline void remember(struct memory *memory, const char *chain, uint64_t seq, const char *hash)
{
    if (seq == 0 || hash[0] == '\0' || first_claim(memory, chain, seq) ||
        memory->count == sizeof memory->claims / sizeof memory->claims[0])
        return;
    text_copy(memory->claims[memory->count].chain, sizeof memory->claims[0].chain, chain);
    text_copy(memory->claims[memory->count].hash, sizeof memory->claims[0].hash, hash);
    memory->claims[memory->count++].seq = seq;
}

static inline void tell(struct memory *memory, const struct witness_view *view)
{
    for (unsigned i = 0; i < view->count; i++) {
        bool is_known = false;

        for (unsigned j = 0; j < memory->told; j++)
            is_known = is_known || strcmp(memory->keys[j], view->findings[i].key) == 0;
        if (is_known || memory->told == 64)
            continue;
        text_copy(memory->keys[memory->told], WITNESS_KEY, view->findings[i].key);
        text_copy(memory->says[memory->told], WITNESS_SAYS, view->findings[i].says);
        memory->kinds[memory->told++] = view->findings[i].kind;
    }
}

/* Takes a statement as receiver_keep does; what is new among the findings is told. */
static inline void take(struct memory *memory, const struct statement *statement, bool is_report)
{
    struct witness_view view;

    memory->held.head_hash = first_claim(memory, statement->chain_id, statement->seq);
    memory->held.connects_at = first_claim(memory, statement->chain_id, statement->previous_seq);
    memory->held.knows_chain = false;
    for (unsigned i = 0; i < memory->count; i++)
        memory->held.knows_chain =
            memory->held.knows_chain || strcmp(memory->claims[i].chain, statement->chain_id) == 0;
    if (is_report)
        witness_report(&view, "PC-2", statement, &memory->held);
    else
        witness_heartbeat(&view, "PC-2", statement, &memory->held, &memory->arrival);
    if (!view.is_late) {
        memory->held.has_last = true;
        memory->held.last = view.last;
        memory->held.missed = view.missed;
        memory->held.confirmed_seq = view.confirmed_seq;
    }
    tell(memory, &view);
    remember(memory, statement->chain_id, statement->seq, statement->head);
    remember(memory, statement->chain_id, statement->previous_seq, statement->previous_head);
}

struct world {
    struct memory memory;
    struct life life;
};

static inline struct world *open_world(void)
{
    struct world *world = calloc(1, sizeof *world);

    CU_ASSERT_PTR_NOT_NULL_FATAL(world);
    world->memory.arrival = (struct witness_arrival){T0, 600000};
    life_begin(&world->life, 7, T0);
    return world;
}

static inline void close_world(struct world *world)
{
    life_end(&world->life);
    free(world);
}

/* A heartbeat five minutes later; the answer tells the anchor where it arrives. */
static inline void beat(struct world *world, bool is_answered)
{
    struct statement statement;

    world->life.swears.time_ms += 300000;
    world->memory.arrival.now_ms += 300000;
    statement = life_statement(&world->life);
    take(&world->memory, &statement, false);
    if (is_answered)
        life_connect(&world->life, world->memory.held.last.seq);
}

/* Four honest heartbeats, entries between them. */
static inline struct world *settled(void)
{
    struct world *world = open_world();

    for (int i = 0; i < 4; i++) {
        life_add(&world->life, 10);
        beat(world, true);
    }
    CU_ASSERT_EQUAL(world->memory.told, 0);
    return world;
}

static inline void one_finding(struct world *world, enum witness_kind kind)
{
    CU_ASSERT_EQUAL(world->memory.told, 1);
    CU_ASSERT_EQUAL(world->memory.kinds[0], kind);
    CU_ASSERT_PTR_NOT_NULL(strstr(world->memory.says[0], "PC-2"));
    beat(world, true);
    CU_ASSERT_EQUAL(world->memory.told, 1); /* once */
    close_world(world);
}

#endif
