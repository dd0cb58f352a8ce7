/* agent/judge/weigh/spell.c, in minutes and hours: the last step that makes a spell, and its neighbour that does not.
 */
#include "spelling.h"

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

/* Without encounters everything counts: twice the limit, and twice what the busiest hour before had. */
static void busy_hours(void)
{
    static const struct clinic clinic = {.staff = BEN};
    struct spell spell;
    char patient[16];

    spell_open_in(&spell, &clinic);
    for (int i = 0; i < 40; i++) {
        CU_ASSERT_FALSE(i > 0 && found(&spell, "many-patients"));
        text_format(patient, sizeof patient, "P%d", i);
        note(&spell, i * SECOND, patient, 0, "", true);
    }
    CU_ASSERT_TRUE(found(&spell, "many-patients"));
    for (int i = 0; i < 80; i++) {
        CU_ASSERT_FALSE(i > 0 && found(&spell, "many-patients"));
        text_format(patient, sizeof patient, "Q%d", i);
        note(&spell, 3 * HOUR + i * SECOND, patient, 0, "", true);
    }
    CU_ASSERT_TRUE(found(&spell, "many-patients"));
    spell_close(&spell);
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

/* Each record is opened twice before the next one. */
static void sequence_of_two_looks(void)
{
    struct spell spell;
    char patient[16];

    spell_open(&spell);
    for (int i = 0; i < 16; i++) {
        CU_ASSERT_FALSE(i > 0 && i < 15 && found(&spell, "sequence"));
        text_format(patient, sizeof patient, "P%d", 1000 + i / 2);
        note(&spell, i * 30 * SECOND, patient, 0, "", true);
    }
    CU_ASSERT_TRUE(found(&spell, "sequence"));
    spell_close(&spell);
}

static void carries(void)
{
    try_run("carried-off", 10, 6 * MINUTE, "P", 7, FACT_CARRIED, true, true);
    try_run("carried-off", 9, MINUTE, "P", 7, FACT_CARRIED, true, false);
    try_run("carried-off", 10, 7 * MINUTE, "P", 7, FACT_CARRIED, true, false);
    try_run("carried-off", 30, MINUTE, "P", 7, FACT_CARRIED, false, false); /* letters to one's patients */
    try_run("carried-off", 30, MINUTE, "P", 7, 0, true, false);
}

static void try_exports(unsigned signs, bool is_unexplained, bool is_expected)
{
    struct spell spell;
    char patient[16];

    spell_open(&spell);
    for (int i = 0; i < 10; i++) {
        text_format(patient, sizeof patient, "P%d", 7 * i);
        note_as(&spell, i * MINUTE, patient, FACT_CARRIED | signs, "", ACTION_EXPORT, is_unexplained);
    }
    CU_ASSERT_EQUAL(found(&spell, "carried-off"), is_expected);
    spell_close(&spell);
}

static void exports(void)
{
    try_exports(0, false, true);
    try_exports(FACT_PURPOSE, false, false);
    try_exports(FACT_PURPOSE, true, true); /* anybody can choose a purpose */
}

static void searches(void)
{
    struct spell spell;
    char name[16];

    spell_open(&spell);
    for (int i = 0; i < 4; i++) {
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

/* Four names are searched for; after each, `patient` is opened. */
static void try_work(const char *patient, bool is_unexplained, bool is_expected)
{
    static const struct clinic clinic = {
        .staff = BEN, .patients = "patient,surname\nP-FIRST,Okafor-Strand\nP-SECOND,Strand-Okafor\nP-OTHER,Lind\n"};
    const uint32_t okafor = likeness_of("Okafor", "", "", "", "").surname[0];
    struct spell spell;

    spell_open_in(&spell, &clinic);
    for (int i = 0; i < 4; i++) {
        spell.fact = ward_fact(&spell.ward, i * MINUTE, "ben", "");
        spell.fact.signs = FACT_SEARCH;
        spell.fact.text = i == 0 ? okafor : (uint32_t)i;
        lately_note(spell.person, &spell.fact, (struct lately_said){0});
        if (i == 0)
            note(&spell, 30 * SECOND, patient, 0, "", is_unexplained);
    }
    note(&spell, 4 * MINUTE, "", FACT_SEARCH, "", false);
    CU_ASSERT_EQUAL(found(&spell, "name-searches"), is_expected);
    spell_close(&spell);
}

static void searches_for_work(void)
{
    try_work("P-FIRST", false, false);
    try_work("P-SECOND", false, false);
    try_work("P-UNKNOWN", false, false); /* whose name nobody knows */
    try_work("P-OTHER", false, true);
    try_work("P-FIRST", true, true);
}

/* ---- the login --------------------------------------------------------------------------------- */

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
    try_hours(21, 0, true);
    try_hours(20, 0, false);
    try_hours(16, 3, true);
    try_hours(15, 15, false);
    try_hours(16, 2, false);
    try_hours(14, 0, false); /* a long day and an evening's notes */
}

/* A night's twelve hours, and the next night's behind a free day. */
static void hours_of_yesterday(void)
{
    struct spell spell;

    spell_open(&spell);
    for (int i = 0; i < 12; i++)
        note(&spell, i * HOUR, "P1", 0, "", false);
    for (int i = 36; i < 48; i++)
        note(&spell, i * HOUR, "P1", 0, "", false);
    CU_ASSERT_FALSE(found(&spell, "many-hours"));
    spell_close(&spell);
}

/* A letter each: at which computer; capital ones in another record system. */
static void try_hosts(const char *hosts, int64_t step_ms, bool is_expected)
{
    struct spell spell;

    spell_open(&spell);
    for (size_t i = 0; hosts[i]; i++) {
        bool is_other = hosts[i] < 'a';
        char host[2] = {(char)(is_other ? hosts[i] - 'A' + 'a' : hosts[i])};

        spell.fact = ward_fact(&spell.ward, (int64_t)i * step_ms, "ben", "P1");
        spell.fact.host = names_add(spell.ward.names, host);
        spell.fact.source = is_other ? SOURCE_PACS : SOURCE_EHR;
        lately_note(spell.person, &spell.fact, (struct lately_said){0});
    }
    CU_ASSERT_EQUAL(found(&spell, "two-hosts"), is_expected);
    spell_close(&spell);
}

static void hosts(void)
{
    try_hosts("ababa", 2 * MINUTE, true);
    try_hosts("abab", MINUTE, false);
    try_hosts("ababa", 5 * MINUTE, false);
    try_hosts("ababababa", 11 * MINUTE, true);
    try_hosts("abababab", 11 * MINUTE, false);
    try_hosts("abcba", MINUTE, false);
    try_hosts("cababa", MINUTE, false); /* three places are a walk */
    try_hosts("aabbb", MINUTE, false);
    try_hosts("ababab", 91 * MINUTE, false);
    try_hosts("abababbbbb", MINUTE, true);
    try_hosts("ABABABbABbA", MINUTE, true); /* of each source by itself */
    try_hosts("babababababcaaaaaa", 5 * MINUTE, false);
    try_hosts("aBaBaBa", MINUTE, false); /* the images lie on another machine */
}

CU_TestInfo spell_tests[] = {
    {"20 unexplained patients within the hour are many, 19 are not", many},
    {"without encounters it takes twice as many, and twice the busiest hour", busy_hours},
    {"30 records opened for the first time within ten minutes are a sweep, 29 are not", sweeps},
    {"8 records by their numbers are a sequence, up or down, 7 are not", sequences},
    {"a sequence is one, too, where each record is opened twice", sequence_of_two_looks},
    {"10 patients carried off within the hour are too many, explained ones are not", carries},
    {"a declared purpose covers exports that something explains, and no others", exports},
    {"4 names searched for in ten minutes are too many, work lists are not", searches},
    {"a search that led to a record of that name was for work", searches_for_work},
    {"21 hours of a day are no person's, nor are 16 with three at odd times; 15 may be", hours},
    {"two nights with a day between them are two", hours_of_yesterday},
    {"two computers to and fro are two people, a walk or a move is not", hosts},
    CU_TEST_INFO_NULL,
};
