/* agent/judge/weigh/grounds.c: each rule, where it weighs and where it does not. */
#include "weighing.h"

#include "agent/judge/weigh/measure.h"
#include "agent/judge/weigh/rules.h"

static const char staff[] = "login,name,kind,role,unit,surname,address,postcode\n"
                            "anna,Anna Okafor,person,Nurse,Ward,Okafor,9 Mill Lane,AB3 4EF\n"
                            "ben,Ben Smith,person,Nurse,Ward,Smith,Flat 1 Big House 5 Long Road,AB9 9ZZ\n";
static const char relations[] = "login,patient,relation\nanna,P-FRIEND,friend\n";

struct bench {
    struct ward ward;
    struct lore lore;
    struct fact fact;
    struct pair pair;
    struct ground_given given;
};

/* Two hundred patients: half are called Smith, ten surnames share one address, the rest are apart. */
static char *make_patients(void)
{
    size_t size = 64 * 1024;
    char *table = malloc(size);

    CU_ASSERT_PTR_NOT_NULL_FATAL(table);
    text_copy(
        table, size,
        "patient,surname,given,birth,address,postcode,deceased,flags,staff\n"
        "P-SON,Okafor,Chi,2016-01-01,9 Mill Lane,AB3 4EF,,,\nP-COUSIN,Okafor,Ada,1970-01-01,1 Far Road,ZE1 0AA,,,\n"
        "P-NEXT,Lind,Bo,1950-01-01,11 Mill Lane,AB3 4EF,,,\nP-SMITH,Smith,Jo,1950-01-01,2 Far Road,ZE1 0AA,,,\n"
        "P-FRIEND,Gray,Al,1950-01-01,,,,,\nP-DEAD,Gray,Bea,1930-01-01,,,2026-10-01,,\n"
        "P-JUST,Gray,Cy,1930-01-01,,,2026-11-20,,\nP-VIP,Gray,Di,1960-01-01,,,,restricted,\n"
        "P-FRAIL,Gray,Ed,1960-01-01,,,,vulnerable,\nP-BEN,Smith,Ben,1981-01-01,,,,,ben\n");
    for (int i = 0; i < 10; i++)
        text_format(table + strlen(table), size - strlen(table),
                    "B%d,Block%c,X,1950-01-01,Flat 1 Big House 5 Long Road,AB9 9ZZ,,,\n", i, 'a' + i);
    for (int i = 0; i < 200; i++)
        text_format(table + strlen(table), size - strlen(table), "C%d,%s%c%c,X,1950-01-01,%d Way %d,CD%d 1AB,,,\n", i,
                    i % 2 ? "Smith" : "Other", i % 2 ? ' ' : 'a' + i % 26, i % 2 ? ' ' : 'a' + i / 26, i, i, i % 90);
    return table;
}

static void bench_open(struct bench *bench, const char *login, const char *patient, enum explanation explanation)
{
    char *table = make_patients();
    struct clinic clinic = {
        .staff = staff, .patients = table, .relations = relations, .encounters = "patient,from\nP0,2026-11-01\n"};

    *bench = (struct bench){0};
    ward_open(&bench->ward, &clinic);
    free(table);
    bench->fact = ward_fact(&bench->ward, 0, login, patient);
    bench->given = (struct ground_given){.fact = &bench->fact,
                                         .context = &bench->ward.context,
                                         .limits = &bench->ward.config,
                                         .who = ward_who(&bench->ward, login),
                                         .patient = ward_patient(&bench->ward, patient),
                                         .login = find_number(&bench->ward.context, login),
                                         .number = find_number(&bench->ward.context, patient),
                                         .explanation = explanation,
                                         .pair = &bench->pair,
                                         .role = lore_role(&bench->lore, "Nurse")};
}

static void bench_close(struct bench *bench)
{
    lore_free(&bench->lore);
    ward_close(&bench->ward);
}

static int32_t points(const struct bench *bench, const char *rule)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(rules_called(rule));
    return ground_points(rules_called(rule), &bench->given);
}

static int32_t points_of(const char *login, const char *patient, const char *rule)
{
    struct bench bench;
    int32_t found;

    bench_open(&bench, login, patient, EXPLAIN_UNEXPLAINED);
    found = points(&bench, rule);
    bench_close(&bench);
    return found;
}

static void weight(void)
{
    CU_ASSERT_EQUAL(ground_weight(0.5, 0.5), 0);
    CU_ASSERT_EQUAL(ground_weight(0.5, 0.25), 8);
    CU_ASSERT_EQUAL(ground_weight(0.25, 0.5), -8);
    CU_ASSERT_EQUAL(ground_weight(0, 0.5), 0);
    CU_ASSERT_EQUAL(ground_weight(1, 0), ground_weight(1, 0.0001)); /* nothing is believed to be rarer */
    CU_ASSERT_EQUAL(ground_weight(0.0001, 1), -40);
    CU_ASSERT(ground_weight(1, 0) <= 120);
}

static void surnames(void)
{
    CU_ASSERT(points_of("anna", "P-COUSIN", "same-surname") > 16);
    CU_ASSERT(points_of("ben", "P-SMITH", "same-surname") <= 0); /* half the town */
    CU_ASSERT_EQUAL(points_of("anna", "P-SMITH", "same-surname"), 0);
    CU_ASSERT_EQUAL(points_of("anna", "P-SON", "same-surname"), 0); /* at one's home the name says no more */
    CU_ASSERT_EQUAL(points_of("anna", "P-unknown", "same-surname"), 0);
    CU_ASSERT_EQUAL(points_of("nobody", "P-COUSIN", "same-surname"), 0);
}

static void homes(void)
{
    CU_ASSERT(points_of("anna", "P-SON", "same-home") > 24);
    CU_ASSERT_EQUAL(points_of("anna", "P-NEXT", "same-home"), 0);
    CU_ASSERT_EQUAL(points_of("ben", "B3", "same-home"), 0); /* a block of flats */
    CU_ASSERT(points_of("anna", "P-NEXT", "neighbour") > 0);
    CU_ASSERT_EQUAL(points_of("anna", "P-SON", "neighbour"), 0);
    CU_ASSERT_EQUAL(points_of("anna", "P-COUSIN", "neighbour"), 0);
}

static void known_people(void)
{
    CU_ASSERT(points_of("anna", "P-FRIEND", "relation") > 24);
    CU_ASSERT_EQUAL(points_of("ben", "P-FRIEND", "relation"), 0);
    CU_ASSERT(points_of("anna", "P-BEN", "colleague-record") > 8);
    CU_ASSERT_EQUAL(points_of("ben", "P-BEN", "colleague-record"), 0);
    CU_ASSERT_EQUAL(points_of("anna", "P-SMITH", "colleague-record"), 0);
}

static void records(void)
{
    CU_ASSERT(points_of("anna", "P-VIP", "restricted-record") > 8);
    CU_ASSERT_EQUAL(points_of("anna", "P-FRIEND", "restricted-record"), 0);
    CU_ASSERT(points_of("anna", "P-DEAD", "deceased-record") > 8);
    CU_ASSERT_EQUAL(points_of("anna", "P-JUST", "deceased-record"), 0); /* letters are written */
    CU_ASSERT_EQUAL(points_of("anna", "P-FRIEND", "deceased-record"), 0);
    CU_ASSERT_NOT_EQUAL(points_of("anna", "P-FRAIL", "vulnerable-record"), 0);
    CU_ASSERT_NOT_EQUAL(points_of("anna", "P-SON", "vulnerable-record"), 0); /* a child */
    CU_ASSERT_EQUAL(points_of("anna", "P-FRIEND", "vulnerable-record"), 0);
}

static void own(void)
{
    struct bench bench;

    bench_open(&bench, "ben", "P-BEN", EXPLAIN_OWN_RECORD);
    CU_ASSERT(points(&bench, "own-record") >= (int32_t)bench.ward.config.alert_points);
    CU_ASSERT_EQUAL(points(&bench, "colleague-record"), 0);
    CU_ASSERT_EQUAL(points(&bench, "same-surname"), 0);
    CU_ASSERT_EQUAL(points(&bench, "no-reason"), 0);
    bench_close(&bench);
    CU_ASSERT_EQUAL(points_of("ben", "P-BEN", "own-record"), 0);
}

static void reasons(void)
{
    struct bench bench;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    CU_ASSERT(points(&bench, "no-reason") > 16);
    CU_ASSERT(points(&bench, "stranger") > 0);
    CU_ASSERT_EQUAL(points(&bench, "again"), 0);
    CU_ASSERT_EQUAL(points(&bench, "after-care"), 0);
    CU_ASSERT_EQUAL(points(&bench, "known-before"), 0);
    bench.pair.days = 1;
    CU_ASSERT_EQUAL(points(&bench, "no-reason"), 0); /* the first day said so */
    CU_ASSERT(points(&bench, "again") > 8);
    bench.given.is_known = true;
    CU_ASSERT_EQUAL(points(&bench, "stranger"), 0);
    CU_ASSERT(points(&bench, "known-before") < 0);
    bench.pair.days = 0;
    bench.given.explanation = EXPLAIN_AFTER;
    CU_ASSERT_EQUAL(points(&bench, "no-reason"), 0);
    CU_ASSERT(points(&bench, "after-care") > 0);
    bench_close(&bench);
}

static void around(void)
{
    struct bench bench;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    CU_ASSERT(points(&bench, "alone") == 0 && points(&bench, "company") == 0); /* not known yet */
    bench.given.is_alone = true;
    CU_ASSERT(points(&bench, "alone") > 0);
    CU_ASSERT_EQUAL(points(&bench, "nobody-else"), 0); /* there are encounters */
    bench.given.is_alone = false;
    bench.given.has_company = true;
    CU_ASSERT_EQUAL(points(&bench, "alone"), 0);
    CU_ASSERT(points(&bench, "company") < 0);
    CU_ASSERT_EQUAL(points(&bench, "other-unit"), 0);
    bench.given.is_other_unit = true;
    CU_ASSERT_NOT_EQUAL(points(&bench, "other-unit"), 0);
    CU_ASSERT_EQUAL(points(&bench, "searched-for"), 0);
    bench.given.was_searched = true;
    CU_ASSERT_NOT_EQUAL(points(&bench, "searched-for"), 0);
    CU_ASSERT_EQUAL(points(&bench, "worked"), 0);
    bench.given.has_worked = true;
    CU_ASSERT(points(&bench, "worked") < 0);
    bench_close(&bench);
}

static void duty_and_deeds(void)
{
    struct bench bench;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    CU_ASSERT(points(&bench, "off-duty") == 0 && points(&bench, "on-leave") == 0);
    bench.given.is_off_duty = true;
    CU_ASSERT(points(&bench, "off-duty") > 0);
    bench.given.is_on_leave = true;
    CU_ASSERT_EQUAL(points(&bench, "off-duty"), 0); /* said once */
    CU_ASSERT(points(&bench, "on-leave") > 16);
    CU_ASSERT(points(&bench, "taken-along") == 0 && points(&bench, "override-without-reason") == 0);
    bench.fact.signs = FACT_CARRIED | FACT_OVERRIDE;
    CU_ASSERT(points(&bench, "taken-along") > 0 && points(&bench, "override-without-reason") > 0);
    bench.fact.signs = FACT_OVERRIDE | FACT_REASON;
    CU_ASSERT_EQUAL(points(&bench, "override-without-reason"), 0);
    bench_close(&bench);
}

static void slips(void)
{
    struct bench bench;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    CU_ASSERT_EQUAL(points(&bench, "left-at-once"), 0);
    bench.given.is_alone_yet = bench.given.is_alone = true;
    CU_ASSERT_TRUE(ground_is_odd(&bench.given));
    bench.given.is_like_slip = true;
    CU_ASSERT(points(&bench, "left-at-once") < -16);
    CU_ASSERT_FALSE(ground_is_odd(&bench.given));
    bench_close(&bench);
}

/* Where people come to the desk all day, one more without an appointment says less. */
static void desks(void)
{
    struct bench bench;
    int32_t before;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    bench.lore.roles[0].rates[FEATURE_UNEXPLAINED] = (struct rate){1, 10000};
    before = points(&bench, "no-reason");
    bench.given.odd_rate = 0.1;
    CU_ASSERT_EQUAL(points(&bench, "no-reason"), before);
    bench.given.odd_rate = 0.4;
    CU_ASSERT_EQUAL(points(&bench, "no-reason"), before - 16); /* four times as common: two bits */
    bench_close(&bench);
}

/* What is common here weighs less, the next time. */
static void measured(void)
{
    struct bench bench;
    int32_t before;

    bench_open(&bench, "anna", "P-SMITH", EXPLAIN_UNEXPLAINED);
    before = points(&bench, "no-reason");
    for (int i = 0; i < 200; i++) {
        bench.lore.roles[0].rates[FEATURE_UNEXPLAINED].all++;
        measure_unexplained(&bench.lore.roles[0], &bench.given, true);
    }
    CU_ASSERT(points(&bench, "no-reason") < before / 2);
    bench_close(&bench);
}

CU_TestInfo grounds_tests[] = {
    {"a slip speaks for the person, and is nothing odd", slips},
    {"at a busy desk a missing reason says less", desks},
    {"a weight is eight points to the bit, and bounded", weight},
    {"a rare surname weighs, half the town's weighs nothing", surnames},
    {"one's home and street weigh, a block of flats weighs nothing", homes},
    {"declared relations and colleagues weigh, each for the right person", known_people},
    {"restricted, long dead, vulnerable and children's records weigh", records},
    {"one's own record is enough by itself, and nothing else is said of it", own},
    {"no reason weighs on the first day, again on the next; a reason before speaks for the person", reasons},
    {"alone speaks against, company and work for the person", around},
    {"leave, hours off duty, exports and broken glass weigh", duty_and_deeds},
    {"what is common in the role comes to weigh little", measured},
    CU_TEST_INFO_NULL,
};
