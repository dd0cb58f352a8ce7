/* agent/report/skeleton: what the law asks is filled where the agent knows it and proposed where a person decides; both
 * axes of the grid decide whom to tell, never their product. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/report/advice.h"
#include "agent/report/skeleton.h"

static struct skeleton made(const struct case_report *report, const struct skeleton_facts *facts)
{
    static const struct skeleton_facts nothing;
    struct skeleton skeleton;

    memset(&skeleton, 0xa5, sizeof skeleton);
    skeleton_make(&skeleton, report, facts ? facts : &nothing);
    return skeleton;
}

static struct case_report a_case(unsigned class, unsigned certainty, unsigned severity)
{
    return (struct case_report){.id = "C-0123456789abcdef",
                                .version = 1,
                                .class = (uint8_t) class,
                                .certainty = (uint8_t)certainty,
                                .severity = (uint8_t)severity,
                                .login = "asmith",
                                .rules = {"bulk-read"},
                                .patients = {"P-SECRET"},
                                .patient_total = 3,
                                .record_total = 7,
                                .event_total = 9,
                                .says = "A nurse opened seven records."};
}

/* ---- the grid -------------------------------------------------------------------------------- */

/* The table of the guide, likelihood by likelihood: i the ICO, d the ICO and the DHSC, . nobody. */
static void grid(void)
{
    static const char *const cells[] = {".....", ".....", ".iidd", ".iidd", ".iidd"}; /* [likelihood][severity] */

    for (unsigned likelihood = 1; likelihood <= 5; likelihood++)
        for (unsigned severity = 1; severity <= 5; severity++) {
            char cell = cells[likelihood - 1][severity - 1];

            CU_ASSERT_EQUAL(skeleton_tell_ico(likelihood, severity), cell != '.');
            CU_ASSERT_EQUAL(skeleton_tell_dhsc(likelihood, severity), cell == 'd');
        }
}

static void not_the_product(void)
{
    CU_ASSERT_FALSE(skeleton_tell_ico(2, 4));  /* 8 */
    CU_ASSERT_TRUE(skeleton_tell_ico(3, 2));   /* 6 */
    CU_ASSERT_FALSE(skeleton_tell_ico(2, 5));  /* 10 */
    CU_ASSERT_FALSE(skeleton_tell_ico(5, 1));  /* 5 */
    CU_ASSERT_FALSE(skeleton_tell_dhsc(5, 3)); /* 15 */
    CU_ASSERT_TRUE(skeleton_tell_dhsc(3, 4));  /* 12 */
    CU_ASSERT_FALSE(skeleton_tell_ico(0, 0));
}

static void words_of_the_axes(void)
{
    for (unsigned i = 1; i <= 5; i++) {
        char begin[16];

        snprintf(begin, sizeof begin, "%u of 5: ", i);
        CU_ASSERT_EQUAL(strncmp(skeleton_likelihood(i), begin, strlen(begin)), 0);
        CU_ASSERT_EQUAL(strncmp(skeleton_severity(i), begin, strlen(begin)), 0);
    }
    CU_ASSERT_STRING_EQUAL(skeleton_likelihood(2), "2 of 5: not likely");
    CU_ASSERT_STRING_EQUAL(skeleton_severity(3), "3 of 5: potentially some adverse effect");
    CU_ASSERT_STRING_EQUAL(skeleton_likelihood(0), "not graded");
    CU_ASSERT_STRING_EQUAL(skeleton_likelihood(6), "not graded");
    CU_ASSERT_STRING_EQUAL(skeleton_severity(4000000000u), "not graded");
}

/* ---- what is proposed ------------------------------------------------------------------------ */

/* Likelihood and severity of every class, certainty and severity, records having been touched. */
static const struct {
    unsigned class;
    unsigned likelihood[3];
    const char *severity; /* for a case's severity of 1 to 5 */
    unsigned breach;
} proposed[] = {
    {CASE_INAPPROPRIATE, {2, 3, 4}, "22334", BREACH_CONFIDENTIALITY},
    {CASE_LOSS, {2, 3, 4}, "22334", BREACH_AVAILABILITY},
    {CASE_DAMAGE, {2, 3, 4}, "22334", BREACH_INTEGRITY | BREACH_AVAILABILITY},
    {CASE_TAMPER, {2, 2, 3}, "22223", 0},
    {CASE_LOGIN, {2, 3, 4}, "22233", BREACH_CONFIDENTIALITY},
};

static void each_class(void)
{
    for (size_t i = 0; i < sizeof proposed / sizeof proposed[0]; i++)
        for (unsigned certainty = 1; certainty <= 3; certainty++)
            for (unsigned severity = 1; severity <= 5; severity++) {
                struct case_report report = a_case(proposed[i].class, certainty, severity);
                struct skeleton skeleton = made(&report, NULL);

                CU_ASSERT_EQUAL(skeleton.likelihood, proposed[i].likelihood[certainty - 1]);
                CU_ASSERT_EQUAL(skeleton.severity, (unsigned)(proposed[i].severity[severity - 1] - '0'));
                CU_ASSERT_EQUAL(skeleton.breach, proposed[i].breach);
                CU_ASSERT_EQUAL(skeleton.is_near_miss, certainty == CERTAINTY_RISK);
                CU_ASSERT_EQUAL(skeleton.tell_ico, skeleton.likelihood >= 3 && skeleton.severity >= 2);
                CU_ASSERT_EQUAL(skeleton.tell_dhsc, skeleton.likelihood >= 3 && skeleton.severity >= 4);
            }
}

static bool is_sentence(const char *text)
{
    size_t length = strlen(text);

    return length > 10 && length < SKELETON_TEXT - 1 && text[length - 1] == '.' &&
           ((text[0] >= 'A' && text[0] <= 'Z') || text[0] == '`') && !strstr(text, "(null)") && !strstr(text, "  ");
}

/* Also where all is largest, so that nothing is cut. */
static void each_says_why(void)
{
    static const struct skeleton_facts facts = {.vulnerable = 1, .children = 256};

    for (unsigned class = 0; class <= CASE_LOGIN + 1u; class ++)
        for (unsigned certainty = 0; certainty <= 4; certainty++)
            for (unsigned severity = 0; severity <= 6; severity++)
                for (uint32_t records = 0; records <= CASE_EVENTS_MAX; records += CASE_EVENTS_MAX) {
                    struct case_report report = a_case(class, certainty, severity);
                    struct skeleton skeleton;

                    report.record_total = records;
                    report.patient_total = records ? CASE_PATIENTS_MAX : 0;
                    skeleton = made(&report, &facts);
                    CU_ASSERT(is_sentence(skeleton.nature));
                    CU_ASSERT(is_sentence(skeleton.consequences));
                    CU_ASSERT(is_sentence(skeleton.taken));
                    CU_ASSERT(is_sentence(skeleton.likelihood_why));
                    CU_ASSERT(is_sentence(skeleton.severity_why));
                    CU_ASSERT(skeleton.likelihood >= 2 && skeleton.likelihood <= 4);
                    CU_ASSERT(skeleton.severity >= 2 && skeleton.severity <= 4);
                }
}

/* Every rule that has advice of its own, so that none is cut. */
static void advice_is_whole(void)
{
    static const char *const rules[] = {"emergency-entry", "emergency-login", "guessing",
                                        "pushing",         "device-failing",  "device-missing",
                                        "device-readonly", "device-full",     "two-places"};

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        struct case_report report = a_case(CASE_LOGIN, 1, 3);
        struct skeleton skeleton;

        text_copy(report.rules[0], sizeof report.rules[0], rules[i]);
        skeleton = made(&report, NULL);
        CU_ASSERT_STRING_EQUAL(skeleton.taken, advice_do(&report));
        CU_ASSERT(is_sentence(skeleton.taken));
    }
}

static void nobody_is_named(void)
{
    for (unsigned class = 0; class <= CASE_LOGIN; class ++) {
        struct case_report report = a_case(class, CERTAINTY_SUSPECTED, 4);
        struct skeleton skeleton = made(&report, NULL);

        CU_ASSERT_PTR_NULL(memmem(&skeleton, sizeof skeleton, "asmith", 6));
        CU_ASSERT_PTR_NULL(memmem(&skeleton, sizeof skeleton, "P-SECRET", 8));
    }
}

static void by_rule(const char *rule, const char *second, unsigned class, unsigned breach, bool is_cyber)
{
    struct case_report report = a_case(class, CERTAINTY_SUSPECTED, 4);
    struct skeleton skeleton;

    text_copy(report.rules[0], sizeof report.rules[0], rule);
    text_copy(report.rules[1], sizeof report.rules[1], second);
    skeleton = made(&report, NULL);
    CU_ASSERT_EQUAL(skeleton.breach, breach);
    CU_ASSERT_EQUAL(skeleton.is_cyber, is_cyber);
}

static void rules_say_more(void)
{
    by_rule("no-reason", "", CASE_INAPPROPRIATE, BREACH_CONFIDENTIALITY, false);
    by_rule("no-reason", "changed-record", CASE_INAPPROPRIATE, BREACH_CONFIDENTIALITY | BREACH_INTEGRITY, false);
    by_rule("altered", "", CASE_DAMAGE, BREACH_INTEGRITY, false);
    by_rule("altered", "damage", CASE_DAMAGE, BREACH_INTEGRITY | BREACH_AVAILABILITY, true);
    by_rule("canary-gone", "", CASE_LOSS, BREACH_AVAILABILITY, true);
    by_rule("mass-delete", "", CASE_LOSS, BREACH_AVAILABILITY, false);
    by_rule("guessing", "", CASE_LOGIN, 0, true);
    by_rule("two-places", "", CASE_LOGIN, BREACH_CONFIDENTIALITY, false);
    by_rule("tampered", "", CASE_TAMPER, 0, true);
    by_rule("gap", "", CASE_TAMPER, 0, false);
    by_rule("", "", CASE_LOSS, BREACH_AVAILABILITY, false);
}

static void guessing_let_nobody_in(void)
{
    struct case_report report = a_case(CASE_LOGIN, CERTAINTY_SUSPECTED, 3);
    struct skeleton skeleton;

    text_copy(report.rules[0], sizeof report.rules[0], "guessing");
    report.record_total = report.patient_total = 0;
    skeleton = made(&report, NULL);
    CU_ASSERT_PTR_NOT_NULL(strstr(skeleton.nature, "nobody got in"));
    CU_ASSERT_PTR_NULL(strstr(skeleton.nature, "misused"));
    CU_ASSERT_EQUAL(skeleton.likelihood, 2);
    CU_ASSERT_FALSE(skeleton.tell_ico);
}

static void records_touched_weigh(void)
{
    struct case_report report = a_case(CASE_LOGIN, CERTAINTY_SUSPECTED, 3);

    CU_ASSERT_EQUAL(made(&report, NULL).likelihood, 3);
    report.record_total = 0;
    CU_ASSERT_EQUAL(made(&report, NULL).likelihood, 2);
}

/* ---- one, and the floor ---------------------------------------------------------------------- */

static struct case_report harmless(void)
{
    struct case_report report = a_case(CASE_LOGIN, CERTAINTY_RISK, 4);

    report.record_total = 0;
    return report;
}

static void proved_harmless(void)
{
    static const struct skeleton_facts proof = {.is_watched = true, .is_history_whole = true};
    struct skeleton_facts less = proof;
    struct case_report report = harmless();
    struct skeleton skeleton = made(&report, &proof);

    CU_ASSERT_EQUAL(skeleton.likelihood, 1);
    CU_ASSERT_EQUAL(skeleton.severity, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(skeleton.likelihood_why, "choose 2"));
    CU_ASSERT_FALSE(skeleton.tell_ico);
    less.is_watched = false;
    CU_ASSERT_EQUAL(made(&report, &less).likelihood, 2);
    less = proof;
    less.is_history_whole = false;
    CU_ASSERT_EQUAL(made(&report, &less).likelihood, 2);
    report.record_total = 1;
    CU_ASSERT_EQUAL(made(&report, &proof).likelihood, 2);
    report = harmless();
    report.certainty = CERTAINTY_SUSPECTED;
    CU_ASSERT_EQUAL(made(&report, &proof).likelihood, 2);
    report = harmless();
    report.class = CASE_LOSS; /* no record of accesses proves that nothing was lost */
    CU_ASSERT_EQUAL(made(&report, &proof).likelihood, 2);
    report.class = CASE_TAMPER; /* nor that what watches saw it all */
    CU_ASSERT_EQUAL(made(&report, &proof).likelihood, 2);
}

static void floors(void)
{
    struct skeleton_facts facts = {.is_watched = true, .is_history_whole = true, .vulnerable = 1};
    struct case_report report = harmless();
    struct skeleton skeleton = made(&report, &facts);

    CU_ASSERT_EQUAL(skeleton.likelihood, 2);
    CU_ASSERT_EQUAL(skeleton.severity, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(skeleton.likelihood_why, "never below 2"));
    CU_ASSERT_PTR_NOT_NULL(strstr(skeleton.severity_why, "never below 2"));
    facts.vulnerable = 0;
    facts.children = 1;
    skeleton = made(&report, &facts);
    CU_ASSERT_EQUAL(skeleton.likelihood, 2);
    CU_ASSERT_EQUAL(skeleton.severity, 2);
    report = a_case(CASE_INAPPROPRIATE, CERTAINTY_CONFIRMED, 5); /* a floor, no ceiling */
    CU_ASSERT_EQUAL(made(&report, &facts).likelihood, 4);
}

/* ---- counts and measures --------------------------------------------------------------------- */

static void says_nature(uint32_t records, uint32_t patients, const char *end)
{
    struct case_report report = a_case(CASE_LOSS, CERTAINTY_SUSPECTED, 4);
    struct skeleton skeleton;

    report.record_total = records;
    report.patient_total = patients;
    skeleton = made(&report, NULL);
    CU_ASSERT_EQUAL(skeleton.subjects, patients);
    CU_ASSERT_EQUAL(skeleton.records, records);
    CU_ASSERT_EQUAL(skeleton.subjects_at_least, patients >= CASE_PATIENTS_MAX);
    CU_ASSERT_EQUAL(skeleton.records_at_least, records >= CASE_EVENTS_MAX);
    CU_ASSERT(strlen(skeleton.nature) > strlen(end));
    CU_ASSERT_STRING_EQUAL(skeleton.nature + strlen(skeleton.nature) - strlen(end), end);
}

static void counts(void)
{
    says_nature(0, 0, "No single record or patient can be named.");
    says_nature(1, 0, "It is about 1 record; of how many patients is not known.");
    says_nature(0, 1, "It is about 1 patient.");
    says_nature(7, 3, "It is about 7 records of 3 patients.");
    says_nature(511, 255, "It is about 511 records of 255 patients.");
    says_nature(512, 256, "It is about 512 or more records of 256 or more patients.");
}

static void measures(void)
{
    struct case_report report = a_case(CASE_LOSS, CERTAINTY_SUSPECTED, 4);
    struct skeleton_facts facts = {.is_watched = true};
    struct skeleton skeleton = made(&report, NULL);

    CU_ASSERT_STRING_EQUAL(skeleton.measures[0], "");
    skeleton = made(&report, &facts);
    CU_ASSERT_PTR_NOT_NULL(strstr(skeleton.measures[0], "watched"));
    CU_ASSERT_STRING_EQUAL(skeleton.measures[1], "");
    facts = (struct skeleton_facts){true, true, true, true, 2, 1, true};
    skeleton = made(&report, &facts);
    for (size_t i = 0; i < 4; i++)
        CU_ASSERT(strlen(skeleton.measures[i]) > 0 && skeleton.measures[i][strlen(skeleton.measures[i]) - 1] == '.');
    CU_ASSERT_STRING_EQUAL(skeleton.measures[4], "");
    CU_ASSERT_EQUAL(skeleton.vulnerable, 2);
    CU_ASSERT_EQUAL(skeleton.children, 1);
    CU_ASSERT_TRUE(skeleton.knows_patients);
}

static void breaches(void)
{
    CU_ASSERT_STRING_EQUAL(skeleton_breach(0), "nothing that is known");
    CU_ASSERT_STRING_EQUAL(skeleton_breach(BREACH_CONFIDENTIALITY), "confidentiality");
    CU_ASSERT_STRING_EQUAL(skeleton_breach(BREACH_INTEGRITY | BREACH_AVAILABILITY), "integrity and availability");
    CU_ASSERT_STRING_EQUAL(skeleton_breach(7), "confidentiality, integrity and availability");
    CU_ASSERT_STRING_EQUAL(skeleton_breach(8), "nothing that is known");
}

CU_TestInfo skeleton_tests[] = {
    {"every cell of the grid tells whom the guide tells", grid},
    {"both axes decide, never their product", not_the_product},
    {"the axes speak in the grid's own words, and of no value outside", words_of_the_axes},
    {"every class, certainty and severity proposes what its table says", each_class},
    {"every proposal says why, in whole sentences", each_says_why},
    {"no advice is cut", advice_is_whole},
    {"nobody is named", nobody_is_named},
    {"a rule says more of what is broken than its class", rules_say_more},
    {"wrong passwords alone are no misuse", guessing_let_nobody_in},
    {"a misused login weighs more once records were touched with it", records_touched_weigh},
    {"1 is proposed only where a whole history proves that no record was touched", proved_harmless},
    {"children and vulnerable people are never below 2", floors},
    {"counts are exact, or said to be at least", counts},
    {"no measure is named that is not in place", measures},
    {"what is broken is said in words", breaches},
    CU_TEST_INFO_NULL,
};
