/* agent/judge/weigh/spell.c, over days and weeks: what is done slowly, and what adds up. */
#include "spelling.h"

/* ---- the broken glass ------------------------------------------------------------------------- */

struct broken {
    const char *patient, *reason;
    int64_t after_ms;
    bool is_explained;
};

static void try_overrides(const char *rule, const struct broken *broken, size_t count, bool is_expected)
{
    struct spell spell;

    spell_open(&spell);
    for (size_t i = 0; i < count; i++)
        note(&spell, broken[i].after_ms, broken[i].patient, FACT_OVERRIDE, broken[i].reason, !broken[i].is_explained);
    CU_ASSERT_EQUAL(found(&spell, rule), is_expected);
    spell_close(&spell);
}

static void without_a_reason(void)
{
    static const struct broken twice[] = {{"P1", "", 0, false}, {"P1", "", 30 * DAY, false}},
                               once[] = {{"P1", "", 0, false}, {"P2", "seizure", DAY, false}},
                               explained[] = {{"P1", "", 0, true}, {"P2", "", DAY, false}},
                               last_explained[] = {{"P1", "", 0, false}, {"P2", "", DAY, false}, {"P3", "", DAY, true}},
                               long_ago[] = {{"P1", "", 0, false}, {"P2", "", 30 * DAY + SECOND, false}};

    try_overrides("overrides", twice, 2, true);
    try_overrides("overrides", once, 2, false);
    try_overrides("overrides", explained, 2, false);
    try_overrides("overrides", last_explained, 3, false);
    try_overrides("overrides", long_ago, 2, false);
}

static void the_same_reason(void)
{
    static const struct broken three[] = {{"P1", "care", 0, false},
                                          {"P2", "care", DAY, false},
                                          {"P3", "care", 2 * DAY, false}},
                               one_patient[] = {{"P1", "care", 0, false},
                                                {"P2", "care", DAY, false},
                                                {"P1", "care", 2 * DAY, false}},
                               varied[] = {{"P1", "seizure", 0, false},
                                           {"P2", "care", DAY, false},
                                           {"P3", "care", 2 * DAY, false},
                                           {"P4", "care", 3 * DAY, false}};

    try_overrides("overrides", three, 3, true);
    try_overrides("overrides", three, 2, false);
    try_overrides("overrides", one_patient, 3, false);
    try_overrides("overrides", varied, 4, false);
}

/* ---- over weeks --------------------------------------------------------------------------------- */

static void several_stories(void)
{
    struct spell spell;

    spell_open(&spell);
    spell.person->excess = 59.9;
    CU_ASSERT_FALSE(found(&spell, "several"));
    spell.person->excess = 60;
    CU_ASSERT_TRUE(found(&spell, "several"));
    spell_close(&spell);
}

static void drips(void)
{
    struct spell spell;

    spell_open(&spell);
    note(&spell, 0, "P1", 0, "", true);
    CU_ASSERT_FALSE(found(&spell, "drip"));
    for (int i = 0; i < PERSON_DRIPS; i++) {
        spell.person->drip[i] = 11.9;
        CU_ASSERT_FALSE(found(&spell, "drip"));
        spell.person->drip[i] = 12;
        CU_ASSERT_TRUE(found(&spell, "drip"));
        spell.person->drip[i] = 0;
    }
    spell_close(&spell);
}

CU_TestInfo spell_days_tests[] = {
    {"the glass broken twice in 30 days without a reason is a finding, where nothing explains it", without_a_reason},
    {"the same words for 3 patients are no reason", the_same_reason},
    {"stories too small to tell add up", several_stories},
    {"evidence of more than usual is a finding when there is enough of it", drips},
    CU_TEST_INFO_NULL,
};
