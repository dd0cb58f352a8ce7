/* agent/ctl/tally: what a threshold decides, and what it does not. */
#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/ctl/tally.h"

static void take(struct tally *tally, unsigned class, unsigned points)
{
    struct case_report report = {.class = (uint8_t) class, .points = points};

    text_copy(report.rules[0], sizeof report.rules[0], points ? "unexplained" : "mass-delete");
    tally_take(tally, &report, 0);
}

static void only_what_the_threshold_decides(void)
{
    struct tally tally;

    tally_start(&tally, 50, 76);
    take(&tally, CASE_INAPPROPRIATE, 76);
    take(&tally, CASE_INAPPROPRIATE, 99);
    take(&tally, CASE_INAPPROPRIATE, 60);
    take(&tally, CASE_LOSS, 0);
    take(&tally, CASE_LOGIN, 0);
    CU_ASSERT_EQUAL(tally.steps[1], 76);
    CU_ASSERT_EQUAL(tally.reached[0], 3); /* 60 */
    CU_ASSERT_EQUAL(tally.reached[1], 2);
    CU_ASSERT_EQUAL(tally.reached[2], 1); /* 80 */
    CU_ASSERT_EQUAL(tally.reached[6], 0); /* 200 */
    CU_ASSERT_EQUAL(tally.pointless, 2);
    CU_ASSERT_EQUAL(tally.classes[0], 5);
}

static void every_class_and_rule_is_counted(void)
{
    struct tally tally;

    tally_start(&tally, 76, 76);
    take(&tally, CASE_LOSS, 0);
    take(&tally, CASE_INAPPROPRIATE, 80);
    CU_ASSERT_EQUAL(tally.classes[CASE_LOSS], 1);
    CU_ASSERT_EQUAL(tally.classes[CASE_INAPPROPRIATE], 1);
    CU_ASSERT_EQUAL_FATAL(tally.rule_count, 2);
    CU_ASSERT_STRING_EQUAL(tally.rules[0].name, "mass-delete");
    CU_ASSERT_EQUAL(tally.rules[0].alone, 1);
}

CU_TestInfo tally_tests[] = {
    {"a threshold's row counts only the cases that it decides", only_what_the_threshold_decides},
    {"the classes and the rules count all", every_class_and_rule_is_counted},
    CU_TEST_INFO_NULL,
};
