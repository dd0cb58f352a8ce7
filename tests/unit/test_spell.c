/* agent/judge/weigh/spell.c: the last step that makes a spell, and its neighbour that does not. */
#include "weighing.h"

#include "agent/judge/weigh/lately.h"
#include "agent/judge/weigh/rules.h"
#include "agent/judge/weigh/spell.h"

struct spell {
    struct ward ward;
    struct person *person;
    struct fact fact;
};

static void spell_open(struct spell *spell)
{
    static const struct clinic clinic = {.staff = "login,name,kind,role\nben,B,person,Nurse\n",
                                         .encounters = "patient,from\nP0,2026-11-01\n"};

    *spell = (struct spell){.person = calloc(1, sizeof *spell->person)};
    CU_ASSERT_PTR_NOT_NULL_FATAL(spell->person);
    ward_open(&spell->ward, &clinic);
}

static void spell_close(struct spell *spell)
{
    free(spell->person);
    ward_close(&spell->ward);
}

static void note(struct spell *spell, int64_t after_ms, const char *patient, unsigned signs, const char *text,
                 bool is_unexplained)
{
    spell->fact = ward_fact(&spell->ward, after_ms, "ben", patient);
    spell->fact.signs = (uint16_t)signs;
    spell->fact.text = names_add(spell->ward.names, text);
    lately_note(spell->person, &spell->fact, (struct lately_said){.is_unexplained = is_unexplained, .is_new = true});
}

static bool found(const struct spell *spell, const char *rule)
{
    struct spell_given given = {.person = spell->person,
                                .context = &spell->ward.context,
                                .limits = &spell->ward.config,
                                .who = ward_who(&spell->ward, "ben"),
                                .names = spell->ward.names,
                                .fact = &spell->fact};

    return rules_called(rule)->spells(&given);
}

/* `count` accesses to patients of ids as `format` says. */
static void try_run(const char *rule, int count, int64_t step_ms, const char *format, int stride, unsigned signs,
                    bool is_unexplained, bool is_expected)
{
    struct spell spell;
    char patient[32], number[16];

    spell_open(&spell);
    for (int i = 0; i < count; i++) {
        text_format(number, sizeof number, "%d", 1000 + i * stride);
        text_format(patient, sizeof patient, "%s%s", format, number);
        note(&spell, i * step_ms, patient, signs, "", is_unexplained);
    }
    CU_ASSERT_EQUAL(found(&spell, rule), is_expected);
    spell_close(&spell);
}

static void many(void)
{
    try_run("many-patients", 20, MINUTE, "P", 7, 0, true, true);
    try_run("many-patients", 19, MINUTE, "P", 7, 0, true, false);
    try_run("many-patients", 200, MINUTE, "P", 7, 0, false, false);
    try_run("many-patients", 200, 4 * MINUTE, "P", 7, 0, true, false);
    try_run("many-patients", 200, SECOND, "P", 0, 0, true, false); /* one patient */
}

static void sweeps(void)
{
    try_run("sweep", 30, 20 * SECOND, "P", 7, 0, true, true);
    try_run("sweep", 29, 20 * SECOND, "P", 7, 0, true, false);
    try_run("sweep", 60, 21 * SECOND, "P", 7, 0, true, false);
    try_run("sweep", 60, SECOND, "P", 7, 0, false, false);
}

static void sequences(void)
{
    try_run("sequence", 8, MINUTE, "P", 1, 0, true, true);
    try_run("sequence", 7, MINUTE, "P", 1, 0, true, false);
    try_run("sequence", 8, MINUTE, "P", -1, 0, true, true); /* downwards */
    try_run("sequence", 8, MINUTE, "P", 2, 0, true, false);
    try_run("sequence", 8, 2 * MINUTE, "P", 1, 0, true, false);
    try_run("sequence", 8, MINUTE, "P", 1, 0, false, false);
}

static void carries(void)
{
    try_run("carried-off", 10, 6 * MINUTE, "P", 7, FACT_CARRIED, true, true);
    try_run("carried-off", 9, MINUTE, "P", 7, FACT_CARRIED, true, false);
    try_run("carried-off", 10, 7 * MINUTE, "P", 7, FACT_CARRIED, true, false);
    try_run("carried-off", 30, MINUTE, "P", 7, FACT_CARRIED, false, false); /* letters to one's patients */
    try_run("carried-off", 30, MINUTE, "P", 7, 0, true, false);
}

static void searches(void)
{
    struct spell spell;
    char name[16];

    spell_open(&spell);
    for (int i = 0; i < 5; i++) {
        CU_ASSERT_FALSE(i > 0 && found(&spell, "name-searches"));
        text_format(name, sizeof name, "name%d", i);
        note(&spell, i * MINUTE, "", FACT_SEARCH, name, false);
    }
    CU_ASSERT_TRUE(found(&spell, "name-searches"));
    note(&spell, 6 * MINUTE, "P1", 0, "", false);
    CU_ASSERT_FALSE(found(&spell, "name-searches")); /* an access is no search */
    spell_close(&spell);
    spell_open(&spell);
    for (int i = 0; i < 20; i++)
        note(&spell, i * SECOND, "", FACT_SEARCH | FACT_LIST, i % 2 ? "today" : "ward", false);
    CU_ASSERT_FALSE(found(&spell, "name-searches"));
    spell_close(&spell);
}

static void try_hours(int count, int odd, bool is_expected)
{
    struct spell spell;

    spell_open(&spell);
    for (int i = 0; i < count; i++) {
        spell.fact = ward_fact(&spell.ward, i * HOUR, "ben", "P1");
        lately_note(spell.person, &spell.fact, (struct lately_said){.is_odd = i < odd});
    }
    CU_ASSERT_EQUAL(found(&spell, "many-hours"), is_expected);
    spell_close(&spell);
}

static void hours(void)
{
    try_hours(24, 0, true);
    try_hours(12, 12, false);
    try_hours(19, 19, true);
    try_hours(14, 0, false); /* a long day and an evening's notes */
}

static void try_hosts(const char *const hosts[5], int64_t step_ms, bool is_expected)
{
    struct spell spell;

    spell_open(&spell);
    for (int i = 0; i < 5; i++) {
        spell.fact = ward_fact(&spell.ward, i * step_ms, "ben", "P1");
        spell.fact.host = names_add(spell.ward.names, hosts[i]);
        lately_note(spell.person, &spell.fact, (struct lately_said){0});
    }
    CU_ASSERT_EQUAL(found(&spell, "two-hosts"), is_expected);
    spell_close(&spell);
}

static void hosts(void)
{
    static const char *const to_and_fro[] = {"pc1", "pc2", "pc1", "pc2", "pc1"};
    static const char *const walk[] = {"pc1", "pc2", "pc3", "pc2", "pc1"}, *const moved[] = {"pc1", "pc1", "pc2", "pc2",
                                                                                             "pc2"};

    try_hosts(to_and_fro, 2 * MINUTE, true);
    try_hosts(to_and_fro, 5 * MINUTE, false);
    try_hosts(walk, MINUTE, false);
    try_hosts(moved, MINUTE, false);
}

static void drips(void)
{
    struct spell spell;

    spell_open(&spell);
    note(&spell, 0, "P1", 0, "", true);
    CU_ASSERT_FALSE(found(&spell, "drip"));
    for (int i = 0; i < PERSON_DRIPS; i++)
        spell.person->drip[i] = 19;
    CU_ASSERT_TRUE(found(&spell, "drip"));
    spell_close(&spell);
}

CU_TestInfo spell_tests[] = {
    {"20 unexplained patients within the hour are many, 19 are not", many},
    {"30 records opened for the first time within ten minutes are a sweep, 29 are not", sweeps},
    {"8 records by their numbers are a sequence, up or down, 7 are not", sequences},
    {"10 patients carried off within the hour are too many, explained ones are not", carries},
    {"5 names searched for in ten minutes are too many, work lists are not", searches},
    {"24 hours of a day are no person's, nor are 19 at odd hours; 12 may be", hours},
    {"two computers to and fro are two people, a walk or a move is not", hosts},
    {"evidence of more than usual is a finding when there is enough of it", drips},
    CU_TEST_INFO_NULL,
};
