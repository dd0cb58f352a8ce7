/* agent/judge/weigh/bands.c and same_kind.c: whose records somebody opens, by sex and age. */
#include "settling.h"

#include <math.h>

#include "agent/judge/weigh/bands.h"
#include "agent/judge/weigh/same_kind.h"

static bool is_about(double found, double expected)
{
    return fabs(found - expected) < 1e-9 + expected * 1e-6;
}

/* Exact values: sums of binomial coefficients by hand. */
static void chances(void)
{
    CU_ASSERT_TRUE(is_about(bands_chance(10, 10, 0.5), 1 / 1024.0));
    CU_ASSERT_TRUE(is_about(bands_chance(9, 10, 0.5), 11 / 1024.0));
    CU_ASSERT_TRUE(is_about(bands_chance(1, 3, 0.1), 1 - 0.729));
    CU_ASSERT_TRUE(is_about(bands_chance(0, 10, 0.5), 1));
    CU_ASSERT_TRUE(is_about(bands_chance(3, 3, 1), 1));
    CU_ASSERT_TRUE(is_about(bands_chance(1, 3, 0), 0));
    CU_ASSERT_TRUE(bands_chance(256, 256, 0.5) > 0 && bands_chance(256, 256, 0.5) < 1e-70);
}

static int32_t born(int64_t time_ms, double years)
{
    return (int32_t)((double)(time_ms / DAY) - years * 365.25);
}

static void add(struct bands *bands, unsigned count, char sex, double years)
{
    int64_t now_ms = INT64_C(1795000000000);
    struct patient patient = {.sex = sex, .alike = {.birth_day = born(now_ms, years)}};

    for (unsigned i = 0; i < count; i++)
        bands_add(bands, &patient, now_ms);
}

static void groups(void)
{
    struct bands bands = {0};
    struct patient blank = {.alike = {.birth_day = INT32_MIN}}, man = {.sex = 'm', .alike = {.birth_day = INT32_MIN}};

    add(&bands, 2, 'f', 29.9);
    add(&bands, 1, 'f', 30.1);
    bands_add(&bands, &man, 0);
    bands_add(&bands, &blank, 0);
    bands_add(&bands, NULL, 0);
    CU_ASSERT_EQUAL(bands.all, 4);
    CU_ASSERT_EQUAL(bands.of[0], 3);
    CU_ASSERT_EQUAL(bands.of[1], 1);
    CU_ASSERT_EQUAL(bands.of[BAND_SEXES + 2], 2); /* 18 to 29 */
    CU_ASSERT_EQUAL(bands.of[BAND_SEXES + 3], 1);
    CU_ASSERT_EQUAL(bands.of[BAND_SEXES + BAND_AGES + 2], 2); /* women of 18 to 29 */
    add(&bands, 1, 'm', 130);
    add(&bands, 1, 'm', -1); /* born after: a wrong birthday */
    CU_ASSERT_EQUAL(bands.of[BAND_SEXES + BAND_AGES - 1], 1);
    CU_ASSERT_EQUAL(bands.of[BAND_SEXES], 1);
}

/* `women` and `men` of 35 among those opened; of the person's own patients, of the role's, of the house's so many in a
 * hundred are women of 35 and the others men of 70. */
static bool odd(unsigned women, unsigned men, unsigned own, unsigned role, unsigned house)
{
    struct bands seen = {0}, of[3] = {{0}};
    const struct bands *usual[] = {&of[0], &of[1], &of[2]};
    const unsigned shares[] = {own, role, house};

    add(&seen, women, 'f', 35);
    add(&seen, men, 'm', 70);
    for (unsigned i = 0; i < 3; i++) {
        add(&of[i], 4 * shares[i], 'f', 35);
        add(&of[i], 4 * (100 - shares[i]), 'm', 70);
    }
    return bands_are_odd(&seen, usual, 3);
}

static void concentrations(void)
{
    CU_ASSERT_TRUE(odd(30, 0, 50, 50, 50)); /* Stewart */
    CU_ASSERT_TRUE(odd(40, 3, 50, 50, 50));
    CU_ASSERT_TRUE(odd(10, 0, 10, 10, 10));
    CU_ASSERT_TRUE(odd(13, 20, 5, 5, 5));
}

static void innocent(void)
{
    CU_ASSERT_FALSE(odd(12, 0, 50, 50, 50)); /* twelve heads in a row, in one of 23 groups */
    CU_ASSERT_FALSE(odd(20, 10, 50, 50, 50));
    CU_ASSERT_FALSE(odd(30, 0, 98, 20, 20)); /* a midwife among other nurses */
    CU_ASSERT_FALSE(odd(30, 0, 20, 98, 20)); /* a new midwife */
    CU_ASSERT_FALSE(odd(30, 0, 20, 20, 98)); /* a maternity clinic */
    CU_ASSERT_FALSE(odd(7, 0, 1, 1, 1));     /* one family */
}

static void few(void)
{
    struct bands seen = {0}, little = {0}, more = {0};
    const struct bands *usual[] = {&little};

    add(&seen, 40, 'f', 35);
    add(&little, 39, 'm', 70);
    CU_ASSERT_FALSE(bands_are_odd(&seen, usual, 1)); /* the first weeks */
    CU_ASSERT_FALSE(bands_are_odd(&seen, usual, 0));
    add(&more, 1, 'm', 70);
    bands_sum(&little, &more);
    CU_ASSERT_EQUAL(little.all, 40);
    CU_ASSERT_TRUE(bands_are_odd(&seen, usual, 1));
}

/* ---- through the settled tier ----------------------------------------------------------------- */

enum { CARED = 120, WOMEN = 40, TABLE = 64 * 1024 };

/* Patients C0 and on, women and men by turns, are in the care of everybody's ward; W0 and on are women of 30. */
static void write_tables(char *patients, char *encounters)
{
    text_copy(patients, TABLE, "patient,surname,sex,birth\nP-BEN,Strand,f,1990-01-01\n");
    text_copy(encounters, TABLE, HEAD);
    for (int i = 0; i < CARED; i++) {
        text_format(patients + strlen(patients), 64, "C%d,X%d,%c,%d-01-01\n", i, i, "fm"[i % 2], 1940 + i % 70);
        text_format(encounters + strlen(encounters), 64, "C%d,2026-11-01,2026-12-31,,Ward,admission,\n", i);
    }
    for (int i = 0; i < WOMEN; i++)
        text_format(patients + strlen(patients), 64, "W%d,Y%d,f,1996-01-01\n", i, i);
}

static unsigned settled(const char *prefix, bool is_one, int64_t step_ms, bool has_patients)
{
    static const struct settle_calls calls = {take_found, take_question, take_accepts, take_weight, take_ended};
    char *patients = malloc(TABLE), *encounters = malloc(TABLE), name[16];
    struct clinic clinic = {.staff = settling_staff, .patients = has_patients ? patients : NULL};
    struct seen seen = {.weight = 100};
    unsigned found = 0;

    CU_ASSERT_TRUE_FATAL(patients && encounters);
    write_tables(patients, encounters);
    clinic.encounters = encounters;
    ward_open(&seen.ward, &clinic);
    seen.ward.config.alert_points = 100000; /* no pair is a case by itself */
    seen.settle = settle_new(&seen.ward.config, &seen.ward.context, &calls, &seen);
    CU_ASSERT_PTR_NOT_NULL_FATAL(seen.settle);
    for (int i = 0; i < CARED; i++) {
        text_format(name, sizeof name, "C%d", i);
        see(&seen, i * MINUTE, "anna", name);
    }
    for (unsigned i = 0; i < WOMEN; i++) {
        text_format(name, sizeof name, "%s%u", prefix, is_one ? 0 : i);
        see(&seen, DAY + i * step_ms, "anna", name);
    }
    CU_ASSERT_TRUE(settle_finish(seen.settle));
    for (size_t i = 0; i < seen.found; i++)
        found += has_rule(&seen, i, "same-kind");
    seen_close(&seen);
    free(patients);
    free(encounters);
    return found;
}

static void women(void)
{
    CU_ASSERT_TRUE(settled("W", false, 6 * HOUR, true) > 0);
    CU_ASSERT_EQUAL(settled("W", false, 6 * HOUR, false), 0); /* without patients.csv the rule rests */
}

static void not_women(void)
{
    CU_ASSERT_EQUAL(settled("C", false, 6 * HOUR, true), 0);       /* cared for */
    CU_ASSERT_EQUAL(settled("W", false, 8 * DAY, true), 0);        /* four in 30 days */
    CU_ASSERT_EQUAL(settled("W", true, 6 * HOUR, true), 0);        /* one of them, often */
    CU_ASSERT_EQUAL(settled("UNKNOWN", false, 6 * HOUR, true), 0); /* in no row */
}

CU_TestInfo bands_tests[] = {
    {"the chance of so many or more is the binomial's", chances},
    {"a patient counts by sex, by age and by both, where they are said", groups},
    {"women alone are more than chance", concentrations},
    {"few, a midwife's and a maternity clinic's are none", innocent},
    {"what is usual must be known first", few},
    {"who opens women's records without a reason is found", women},
    {"who cares for them, or opens few or one, is not", not_women},
    CU_TEST_INFO_NULL,
};
