/* agent/judge/weigh/lately.c: what one person did in minutes and days. */
#include "weighing.h"

#include "agent/judge/weigh/lately.h"
#include "agent/judge/weigh/rules.h"

static const struct clinic names = {
    .patients = "patient,surname\nP100,Okafor\nP900,Okafor\nP200,Strand\nP201,Lind\nP-A,Langstone\nP-OTHER,Landor\n"};

/* ---- searches -------------------------------------------------------------------------------- */

static void try_search(const char *surname, int64_t before_ms, const char *patient, bool is_expected)
{
    struct person *person = calloc(1, sizeof *person);
    struct ward ward;
    struct fact search, fact;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, &names);
    search = ward_fact(&ward, -before_ms, "ben", "");
    search.signs = FACT_SEARCH;
    search.text = likeness_of(surname, "", "", "", "").surname[0];
    lately_note(person, &search, (struct lately_said){0});
    fact = ward_fact(&ward, 0, "ben", patient);
    lately_note(person, &fact, (struct lately_said){.is_unexplained = true, .is_new = true});
    CU_ASSERT_EQUAL(lately_searched(person, &fact, ward_patient(&ward, patient)), is_expected);
    ward_close(&ward);
    free(person);
}

static void searched(void)
{
    try_search("Okafor", MINUTE, "P100", true);
    try_search("OKAFOR", 10 * MINUTE, "P100", true);
    try_search("Okafor", 10 * MINUTE + SECOND, "P100", false);
    try_search("Strand", MINUTE, "P100", false);
    try_search("", MINUTE, "P100", false);
    try_search("Okafor", MINUTE, "P-unknown", false);
}

/* ---- slips ----------------------------------------------------------------------------------- */

static bool slips(struct ward *ward, struct person *person, int64_t after_ms, int64_t pause_ms, const char *wrong,
                  const char *right, unsigned signs)
{
    struct fact slip = ward_fact(ward, after_ms, "ben", wrong),
                next = ward_fact(ward, after_ms + pause_ms, "ben", right);

    slip.signs = (uint16_t)signs;
    person->slip = slip;
    lately_slip(person, &next, ward->names, &ward->context);
    return lately_slips(person, &slip) > 0 && lately_slips(person, &slip) <= LATELY_SLIPS;
}

static void try_slip(int64_t pause_ms, const char *wrong, const char *right, unsigned signs, bool is_expected)
{
    struct person *person = calloc(1, sizeof *person);
    struct ward ward;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, &names);
    CU_ASSERT_EQUAL(slips(&ward, person, 0, pause_ms, wrong, right, signs), is_expected);
    ward_close(&ward);
    free(person);
}

static void slip(void)
{
    try_slip(20 * SECOND, "P200", "P201", 0, true); /* a digit wrong */
    try_slip(20 * SECOND, "P210", "P201", 0, true); /* two swapped */
    try_slip(20 * SECOND, "P100", "P900", 0, true);
    try_slip(20 * SECOND, "P12345", "P67890", 0, false);
    try_slip(20 * SECOND, "P20", "P201", 0, false);
    try_slip(20 * SECOND, "P200", "P200", 0, false);
    try_slip(3 * MINUTE, "P200", "P201", 0, true);
    try_slip(3 * MINUTE + 1, "P200", "P201", 0, false);
    try_slip(30 * SECOND, "P-A", "P-OTHER", 0, true); /* the next line of a list by name */
    try_slip(31 * SECOND, "P-A", "P-OTHER", 0, false);
    try_slip(20 * SECOND, "P-A", "P100", 0, false);
    try_slip(20 * SECOND, "P200", "P201", FACT_CARRIED, false);
    try_slip(20 * SECOND, "P200", "P201", FACT_CHANGED, false);
    try_slip(20 * SECOND, "P200", "P201", FACT_OVERRIDE, false);
}

static void few_slips(void)
{
    struct person *person = calloc(1, sizeof *person);
    struct ward ward;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, &names);
    for (int i = 0; i < 3; i++)
        CU_ASSERT_TRUE(slips(&ward, person, i * DAY, MINUTE, "P200", "P201", 0));
    CU_ASSERT_FALSE(slips(&ward, person, 3 * DAY, MINUTE, "P200", "P201", 0));
    CU_ASSERT_TRUE(slips(&ward, person, 20 * DAY, MINUTE, "P200", "P201", 0));
    ward_close(&ward);
    free(person);
}

/* ---- gathering ------------------------------------------------------------------------------- */

static void gathers(void)
{
    struct person *person = calloc(1, sizeof *person);
    struct fact found[600], fact = {0};
    struct ward ward;
    char patient[16];

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, NULL);
    for (int i = 0; i < 100; i++) {
        text_format(patient, sizeof patient, "P%d", i);
        fact = ward_fact(&ward, i * MINUTE, "ben", patient);
        lately_note(person, &fact, (struct lately_said){.is_unexplained = i % 2, .is_new = true});
    }
    CU_ASSERT_EQUAL(lately_gather(person, &fact, rules_called("sweep"), found, 600), 31); /* every other of an hour */
    CU_ASSERT_EQUAL(memcmp(found[0].event, fact.event, sizeof fact.event), 0);
    CU_ASSERT_EQUAL(found[1].time_ms, fact.time_ms - 2 * MINUTE);
    CU_ASSERT_EQUAL(found[30].time_ms, fact.time_ms - HOUR);
    CU_ASSERT_EQUAL(lately_gather(person, &fact, rules_called("sweep"), found, 7), 7);
    CU_ASSERT_EQUAL(lately_gather(person, &fact, rules_called("two-hosts"), found, 600), 1);
    ward_close(&ward);
    free(person);
}

static void bounded(void)
{
    struct person *person = calloc(1, sizeof *person);
    struct fact found[600], fact = {0};
    struct ward ward;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, NULL);
    for (int i = 0; i < 1000; i++) {
        fact = ward_fact(&ward, i * SECOND, "ben", "P1");
        lately_note(person, &fact, (struct lately_said){.is_unexplained = true});
    }
    CU_ASSERT_EQUAL(person->lately_count, PERSON_LATELY);
    CU_ASSERT_EQUAL(lately_gather(person, &fact, rules_called("many-patients"), found, 600), PERSON_LATELY);
    CU_ASSERT_EQUAL(found[PERSON_LATELY - 1].time_ms, fact.time_ms - (PERSON_LATELY - 1) * SECOND);
    ward_close(&ward);
    free(person);
}

static void busiest(void)
{
    struct person *person = calloc(1, sizeof *person);
    struct ward ward;
    struct fact fact;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, NULL);
    for (int i = 0; i < 12; i++) {
        fact = ward_fact(&ward, i * MINUTE, "ben", "P1");
        lately_note(person, &fact, (struct lately_said){.is_unexplained = true, .is_new = i < 9});
    }
    CU_ASSERT_EQUAL(person->this_hour, 9);
    CU_ASSERT_EQUAL(person->busiest, 0);
    fact = ward_fact(&ward, 2 * HOUR, "ben", "P2");
    lately_note(person, &fact, (struct lately_said){.is_unexplained = true, .is_new = true});
    CU_ASSERT_EQUAL(person->this_hour, 1);
    CU_ASSERT_EQUAL(person->busiest, 9);
    ward_close(&ward);
    free(person);
}

/* ---- drip ------------------------------------------------------------------------------------ */

/* Evidence of `times` times the usual, which is 4 in 100, after accesses of which every so many-th is odd. */
static double drip_after(unsigned which, int count, int every)
{
    struct person *person = calloc(1, sizeof *person);
    struct role role = {.rates = {[FEATURE_ODD] = {4, 100}}};
    double drip;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    for (int i = 1; i <= count; i++)
        lately_drip(person, &role, i % every == 0);
    drip = person->drip[which];
    free(person);
    return drip;
}

static void drips(void)
{
    for (unsigned which = 0; which < PERSON_DRIPS; which++) {
        CU_ASSERT(drip_after(which, 2000, 4) > 14);  /* six times the usual */
        CU_ASSERT(drip_after(which, 2000, 25) < 10); /* the usual */
        CU_ASSERT(drip_after(which, 2000, 100) < 3); /* hardly any */
        CU_ASSERT(drip_after(which, 2000, 1) <= 20); /* so that it ends some time */
        CU_ASSERT_EQUAL(drip_after(which, 2000, 5000), 0);
    }
}

static void excused(void)
{
    struct person *person = calloc(1, sizeof *person);
    struct ward ward;
    struct fact fact, other;

    CU_ASSERT_PTR_NOT_NULL_FATAL(person);
    ward_open(&ward, NULL);
    fact = ward_fact(&ward, 0, "ben", "P1");
    other = ward_fact(&ward, 1, "ben", "P2");
    fact.signs = other.signs = FACT_OVERRIDE;
    lately_note(person, &fact, (struct lately_said){.is_unexplained = true});
    lately_note(person, &other, (struct lately_said){.is_unexplained = true});
    lately_excuse(person, &fact);
    CU_ASSERT_FALSE(person->overrides[0].is_unexplained);
    CU_ASSERT_TRUE(person->overrides[1].is_unexplained);
    ward_close(&ward);
    free(person);
}

static void new_host(void)
{
    struct role role = {.rates = {[FEATURE_UNEXPLAINED] = {4, 200}}},
                unknown = {.rates = {[FEATURE_UNEXPLAINED] = {0, 50}}};
    struct ward ward;
    struct fact fact, other;

    ward_open(&ward, NULL);
    fact = ward_fact(&ward, 0, "ben", "P1");
    other = ward_fact(&ward, HOUR, "anna", "P1");
    CU_ASSERT_FALSE(lately_new_host(&unknown, &fact));
    CU_ASSERT_TRUE(lately_new_host(&role, &fact));
    CU_ASSERT_TRUE(lately_new_host(&role, &fact));
    CU_ASSERT_FALSE(lately_new_host(&role, &other)); /* another of the role works there, too */
    CU_ASSERT_FALSE(lately_new_host(&role, &fact));
    role.host_count = 0;
    lately_new_host(&role, &fact);
    fact.time_ms += 3 * DAY;
    CU_ASSERT_FALSE(lately_new_host(&role, &fact));
    ward_close(&ward);
}

CU_TestInfo lately_tests[] = {
    {"looking for a surname ten minutes before is looking for the patient", searched},
    {"a record of like number or name left within three minutes is a slip", slip},
    {"three a week are slips, the fourth is none", few_slips},
    {"a finding takes in what counts for it within the hour, the deciding one first", gathers},
    {"the latest 256 accesses are known", bounded},
    {"the busiest hour counts records opened for the first time", busiest},
    {"more than usual adds up, the usual does not, and the sum ends", drips},
    {"an override that a late row explains is excused, and no other", excused},
    {"a computer is new to a role for three days, unless others use it", new_host},
    CU_TEST_INFO_NULL,
};
