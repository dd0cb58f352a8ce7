/* agent/judge/weigh/deeds.c and seldom.c: what chance would bring about, and what is told of it. */
#include "spelling.h"

#include <math.h>

#include "agent/judge/weigh/deeds.h"
#include "agent/judge/weigh/seldom.h"

struct work {
    struct spell spell;
    struct workplace workplace;
    struct role role;
    int32_t day;
};

/* The person's colleagues worked for so many days, in which it happened to them so often. */
static void work_open(struct work *work, uint32_t days, uint32_t count)
{
    *work = (struct work){.role = {.work_days = days}};
    work->role.workplace = &work->workplace;
    for (int kind = 0; kind < DEEDS; kind++)
        work->role.deeds[kind] = work->workplace.deeds[kind] = count;
    spell_open(&work->spell);
}

static void work_close(struct work *work)
{
    spell_close(&work->spell);
}

static void work_for(struct work *work, int days)
{
    for (int i = 0; i < days; i++)
        deeds_day(work->spell.person, &work->role, ++work->day);
}

static void does_in(struct work *work, struct role *role, enum deed kind, uint32_t patient, int64_t time_ms)
{
    struct fact fact = {.patient = patient, .time_ms = time_ms};

    deeds_note(work->spell.person, role, kind, &fact);
}

/* An hour apart, each. */
static void does(struct work *work, enum deed kind, uint32_t patient)
{
    does_in(work, &work->role, kind, patient, patient * INT64_C(3600000));
}

static double chance_of(const struct work *work, enum deed kind, uint32_t patient, int64_t time_ms, unsigned least)
{
    struct fact fact = {.patient = patient, .time_ms = time_ms};
    struct deeds_ask ask = {.fact = &fact, .now = kind, .before = kind, .least = least, .within_s = 86400};

    return deeds_chance(work->spell.person, &work->role, &ask);
}

static double chance(const struct work *work, uint32_t patient, unsigned least)
{
    return chance_of(work, DEED_GONE, patient, 0, least);
}

/* That something seen `deeds` times in `days` days happens now, and then so often (1 or 2) in `within` more. */
static double expected(double deeds, double days, double within, int count)
{
    double none = pow(days / (days + within), deeds + 1), once = none * (deeds + 1) * within / (days + within);

    return deeds / days * (1 - none - (count > 1 ? once : 0));
}

static void windows(void)
{
    struct work work;

    work_open(&work, 180, 9); /* with what is usual before: 10 in 200 days */
    work_for(&work, 1);
    CU_ASSERT_EQUAL(chance(&work, 1, 2), 1);
    does(&work, DEED_GONE, 2);
    CU_ASSERT_DOUBLE_EQUAL(chance(&work, 1, 2), expected(10, 200, 1, 1), 1e-9);
    CU_ASSERT_EQUAL(chance(&work, 2, 2), 1); /* the same patient */
    CU_ASSERT_EQUAL(chance(&work, 1, 3), 1);
    does(&work, DEED_GONE, 3);
    CU_ASSERT_DOUBLE_EQUAL(chance(&work, 1, 3), expected(10, 200, 1, 2), 1e-9);
    work_for(&work, 9);
    CU_ASSERT_DOUBLE_EQUAL(chance(&work, 1, 3), expected(10, 200, 10, 2), 1e-9);
    work_close(&work);
}

/* Two that are known to be equally common: of what was seen longer, more is certain. */
static void uncertain(void)
{
    struct work seen, unseen;

    work_open(&seen, 1980, 99);
    work_open(&unseen, 0, 0);
    for (int i = 0; i < 2; i++) {
        struct work *work = i ? &seen : &unseen;

        work_for(work, 1);
        for (uint32_t patient = 2; patient < 6; patient++)
            does(work, DEED_GONE, patient);
        CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work->spell.person, &work->role, DEED_GONE), 0.05, 1e-9);
    }
    CU_ASSERT(chance(&unseen, 1, 3) > 10 * chance(&seen, 1, 3));
    work_close(&seen);
    work_close(&unseen);
}

/* The rarest way to look back: the two of today, not the one of long ago with them. */
static void rarest(void)
{
    struct work work;

    work_open(&work, 180, 9);
    work_for(&work, 1);
    does(&work, DEED_GONE, 2);
    work_for(&work, 100);
    does(&work, DEED_GONE, 3);
    CU_ASSERT_DOUBLE_EQUAL(chance(&work, 1, 2), expected(10, 200, 1, 1), 1e-9);
    for (uint32_t i = 0; i < 3 * DEED_LATEST; i++)
        does(&work, DEED_GONE, 100 + i);
    CU_ASSERT(chance(&work, 1, 2) < 1e-9);
    CU_ASSERT(chance(&work, 1, 2) >= 0);
    work_close(&work);
}

/* Half a minute apart two looks are one slip, but not two deletions. */
static void slips(void)
{
    struct work work;

    work_open(&work, 180, 9);
    work_for(&work, 1);
    does_in(&work, &work.role, DEED_ODD, 2, 600000);
    does_in(&work, &work.role, DEED_GONE, 2, 600000);
    CU_ASSERT_EQUAL(chance_of(&work, DEED_ODD, 1, 630999, 2), 1);
    CU_ASSERT_EQUAL(chance_of(&work, DEED_ODD, 1, 570000, 2), 1);
    CU_ASSERT(chance_of(&work, DEED_ODD, 1, 631000, 2) < 1);
    CU_ASSERT(chance_of(&work, DEED_GONE, 1, 600000, 2) < 1);
    does_in(&work, &work.role, DEED_ODD, 3, 620000);
    CU_ASSERT_EQUAL(work.role.deeds[DEED_ODD], 10);
    does_in(&work, &work.role, DEED_ODD, 4, 640000);
    CU_ASSERT_EQUAL(work.role.deeds[DEED_ODD], 11);
    work_close(&work);
}

static void too_long_ago(void)
{
    struct work work;

    work_open(&work, 180, 9);
    work_for(&work, 1);
    does_in(&work, &work.role, DEED_GONE, 2, 600000);
    does_in(&work, &work.role, DEED_GONE, 3, 900000);
    CU_ASSERT(chance_of(&work, DEED_GONE, 1, 600000 + 86400000, 3) < 1);
    CU_ASSERT_EQUAL(chance_of(&work, DEED_GONE, 1, 601000 + 86400000, 3), 1);
    CU_ASSERT(chance_of(&work, DEED_GONE, 1, 601000 + 86400000, 2) < 1);
    work_close(&work);
}

/* ---- what is believed of a role ---------------------------------------------------------------- */

/* A role that is hardly known, in a clinic where hardly anything stays unexplained. */
static void clinic_tells(void)
{
    struct work work;

    work_open(&work, 0, 0);
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_ODD), 0.05, 1e-9); /* nothing is known */
    work.role.work_days = 80;
    work.role.deeds[DEED_MAYBE_ODD] = 15; /* with what is usual: 20 in 100 days */
    work.workplace.deeds[DEED_MAYBE_ODD] = 995;
    work.workplace.deeds[DEED_ODD] = 19; /* 20 of 1000 */
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_ODD), 1 / (80 + 1 / 0.004), 1e-9);
    work.role.deeds[DEED_ODD] = 7; /* its own count counts with it */
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_ODD), 8 / (80 + 1 / 0.004), 1e-9);
    work.workplace.deeds[DEED_ODD] = 5000; /* no more than all */
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_ODD), 8 / (80 + 1 / 0.2), 1e-9);
    work.workplace.deeds[DEED_ODD] = 0;
    work.workplace.deeds[DEED_MAYBE_ODD] = 1000000; /* no rarer than this, before it was seen */
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_ODD), 8 / (80 + 1000.), 1e-9);
    work_close(&work);
}

static void own_part(void)
{
    static const enum deed kinds[] = {DEED_MAYBE_ODD, DEED_ODD, DEED_GONE};
    struct work work;
    double before[3];

    work_open(&work, 180, 9);
    for (int k = 0; k < 3; k++)
        before[k] = deeds_rate(work.spell.person, &work.role, kinds[k]);
    work_for(&work, 30);
    for (uint32_t i = 1; i < 200; i++)
        for (int k = 0; k < 3; k++)
            does(&work, kinds[k], i);
    CU_ASSERT_EQUAL(work.role.deeds[DEED_ODD], 9 + 199);
    CU_ASSERT_EQUAL(work.workplace.deeds[DEED_ODD], 9 + 199);
    for (int k = 0; k < 3; k++)
        CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, kinds[k]), before[k], 1e-9);
    work_close(&work);
}

/* Of a new role's counts they have no part, however much they did in the old one; of the old one's their part for good.
 * Those who change each day, too. */
static void change_of_role(void)
{
    struct role other = {.work_days = 400, .deeds = {[DEED_GONE] = 1}};
    struct work work;
    double before;

    work_open(&work, 180, 9);
    other.workplace = &work.workplace;
    work_for(&work, 390);
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &other, DEED_GONE), 2 / 420.0, 1e-9);
    before = deeds_rate(work.spell.person, &work.role, DEED_GONE);
    for (uint32_t i = 1; i < 100; i++) {
        deeds_day(work.spell.person, i % 2 ? &other : &work.role, ++work.day);
        does_in(&work, i % 2 ? &other : &work.role, DEED_GONE, i, 0);
    }
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &other, DEED_GONE), 2 / 420.0, 1e-9);
    CU_ASSERT_DOUBLE_EQUAL(deeds_rate(work.spell.person, &work.role, DEED_GONE), before, 1e-9);
    work_close(&work);
}

static void days_of_work(void)
{
    struct work work;

    work_open(&work, 0, 0);
    deeds_day(work.spell.person, &work.role, 0);
    deeds_day(work.spell.person, &work.role, 0);
    deeds_day(work.spell.person, &work.role, 7);
    deeds_day(work.spell.person, &work.role, 7);
    CU_ASSERT_EQUAL(work.spell.person->work_days, 2);
    CU_ASSERT_EQUAL(work.role.work_days, 2);
    work_close(&work);
}

/* One computer's clock began anew in 1970, and its user also works at another. */
static void days_out_of_order(void)
{
    struct work work;

    work_open(&work, 0, 0);
    for (int32_t i = 0; i < 100; i++) {
        deeds_day(work.spell.person, &work.role, 20000);
        deeds_day(work.spell.person, &work.role, i % 3);
    }
    CU_ASSERT_EQUAL(work.spell.person->work_days, 1);
    CU_ASSERT_EQUAL(work.role.work_days, 1);
    work_close(&work);
}

/* ---- the rules --------------------------------------------------------------------------------- */

static bool speaks(struct work *work, const char *rule)
{
    struct spell_given given = {.person = work->spell.person,
                                .role = &work->role,
                                .limits = &work->spell.ward.config,
                                .fact = &work->spell.fact,
                                .is_odd = true};

    return seldom_points(rules_called(rule)->chances(&given), 76) > 0;
}

/* `count` patients, one each so many days of work; the rule is asked before each is noted, as in settle.c. */
static bool try_rule(const char *rule, enum deed kind, uint32_t others, int count, int step, int patients)
{
    struct work work;
    bool is_found = false;
    char patient[16];

    work_open(&work, 2000, others);
    for (int i = 0; i < count; i++) {
        work_for(&work, step);
        text_format(patient, sizeof patient, "P%d", i % patients);
        work.spell.fact = ward_fact(&work.spell.ward, i * INT64_C(3600000), "ben", patient);
        work.spell.fact.action = kind == DEED_GONE ? ACTION_DELETE : ACTION_READ;
        work.spell.fact.signs = kind == DEED_COPIED ? FACT_COPIED : kind == DEED_OVERRIDE ? FACT_OVERRIDE : 0;
        is_found = speaks(&work, rule);
        CU_ASSERT_FALSE(is_found && i + 1 < count);
        deeds_note(work.spell.person, &work.role, kind, &work.spell.fact);
    }
    work_close(&work);
    return is_found;
}

struct play {
    uint32_t others;           /* it happened to colleagues, in 2000 days of work */
    int count, step, patients; /* so often, every so many days, with so many patients in turn */
    bool is_told;
};

static void try_plays(const char *rule, enum deed kind, const struct play *plays, size_t count)
{
    for (size_t i = 0; i < count; i++)
        CU_ASSERT_EQUAL(try_rule(rule, kind, plays[i].others, plays[i].count, plays[i].step, plays[i].patients),
                        plays[i].is_told);
}

static void thirds(void)
{
    static const struct play plays[] = {
        {0, 3, 1, 3, true},     {0, 3, 20, 3, true}, {0, 2, 1, 2, false}, {0, 30, 1, 2, false}, /* the same two */
        {2000, 9, 1, 9, false}, /* everybody's daily work */
    };

    try_plays("slow-delete", DEED_GONE, plays, sizeof plays / sizeof *plays);
    try_plays("slow-copy", DEED_COPIED, plays, sizeof plays / sizeof *plays);
}

static void seconds(void)
{
    static const struct play plays[] = {
        {9, 2, 5, 2, true}, {9, 20, 1, 1, false}, {9, 2, 60, 2, false}, {600, 3, 1, 3, false}, /* a desk */
    };

    try_plays("many-overrides", DEED_OVERRIDE, plays, sizeof plays / sizeof *plays);
    try_plays("cluster", DEED_ODD, plays, sizeof plays / sizeof *plays);
}

static void others_do(void)
{
    struct work work;

    work_open(&work, 2000, 0);
    work_for(&work, 1);
    for (uint32_t i = 1; i < 9; i++)
        for (int kind = 0; kind < DEEDS; kind++)
            does(&work, (enum deed)kind, i);
    work.spell.fact = ward_fact(&work.spell.ward, 0, "ben", "P99");
    work.spell.fact.time_ms = 10 * INT64_C(3600000); /* as does() counts */
    CU_ASSERT_FALSE(speaks(&work, "slow-delete"));   /* a read after many deletions */
    CU_ASSERT_FALSE(speaks(&work, "slow-copy"));
    CU_ASSERT_FALSE(speaks(&work, "many-overrides"));
    CU_ASSERT_TRUE(speaks(&work, "cluster"));
    work_close(&work);
}

static void points(void)
{
    CU_ASSERT_EQUAL(seldom_points(1, 76), 0);
    CU_ASSERT_EQUAL(seldom_points(DEED_SELDOM, 76), 0);
    CU_ASSERT_EQUAL(seldom_points(DEED_SELDOM / 1.001, 76), 76);
    CU_ASSERT_EQUAL(seldom_points(DEED_SELDOM / 2, 76), 84);
    CU_ASSERT_EQUAL(seldom_points(DEED_SELDOM / 8, 50), 74);
    CU_ASSERT_EQUAL(seldom_points(1e-30, 76), 136);
    CU_ASSERT_EQUAL(seldom_points(0, 76), 136);
}

CU_TestInfo deeds_tests[] = {
    {"how rare several are in so many days, other patients alone", windows},
    {"what was seen for long is more certain than what is only supposed", uncertain},
    {"the rarest way to look back counts", rarest},
    {"two looks within half a minute are one slip", slips},
    {"what no case could show any more does not count", too_long_ago},
    {"how much stays unexplained in the whole clinic speaks for a role that is hardly known", clinic_tells},
    {"what one does oneself raises nobody's rate for oneself", own_part},
    {"who changes their role takes no part of it along", change_of_role},
    {"a day of work counts once", days_of_work},
    {"a clock that is years behind makes no days of work", days_out_of_order},
    {"three patients deleted or copied are told where colleagues never do that", thirds},
    {"two looks or broken glasses close together are told, far apart or at a busy desk not", seconds},
    {"each rule looks at its own kind of deed", others_do},
    {"the rarer, the more points, up to a bound", points},
    CU_TEST_INFO_NULL,
};
