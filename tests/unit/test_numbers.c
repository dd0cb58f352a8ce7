/* agent/judge/weigh/numbers.c: by which number the tables know a name of the judge's own. */
#include "settling.h"

#include "agent/judge/context/find.h"
#include "agent/judge/weigh/numbers.h"

enum { MANY = 5000 };

/* Twice: found, and kept. */
static void try_name(struct numbers *numbers, const struct ward *ward, const char *name)
{
    uint32_t own = names_find(ward->names, name), theirs = find_number(&ward->context, name);

    CU_ASSERT_EQUAL(numbers_find(numbers, &ward->context, ward->names, own), theirs);
    CU_ASSERT_EQUAL(numbers_find(numbers, &ward->context, ward->names, own), theirs);
}

static void both_numbers(void)
{
    const struct clinic clinic = {.staff = settling_staff, .patients = settling_patients};
    struct numbers numbers = {0};
    struct ward ward;

    ward_open(&ward, &clinic);
    ward_fact(&ward, 0, "cara", "P-SON");
    ward_fact(&ward, 0, "anna", "P-OTHER");
    CU_ASSERT_NOT_EQUAL(find_number(&ward.context, "P-SON"), names_find(ward.names, "P-SON"));
    try_name(&numbers, &ward, "P-SON");
    try_name(&numbers, &ward, "anna");
    try_name(&numbers, &ward, "P-OTHER");
    CU_ASSERT_NOT_EQUAL(find_number(&ward.context, "P-OTHER"), 0);
    numbers_forget(&numbers);
    ward_close(&ward);
}

static void strangers(void)
{
    const struct clinic clinic = {.staff = settling_staff};
    struct numbers numbers = {0};
    struct ward ward;

    ward_open(&ward, &clinic);
    ward_fact(&ward, 0, "nobody", "P-SON");
    try_name(&numbers, &ward, "nobody");
    CU_ASSERT_EQUAL(numbers_find(&numbers, &ward.context, ward.names, names_find(ward.names, "nobody")), 0);
    CU_ASSERT_EQUAL(numbers_find(&numbers, &ward.context, ward.names, 0), 0);
    numbers_forget(&numbers);
    ward_close(&ward);
}

static void other_tables(void)
{
    const struct clinic clinic = {.staff = settling_staff},
                        later = {.staff = settling_staff, .patients = settling_patients};
    struct numbers numbers = {0};
    struct context context;
    struct ward ward;
    char error[512];
    uint32_t son;

    ward_open(&ward, &clinic);
    ward_fact(&ward, 0, "anna", "P-SON");
    son = names_find(ward.names, "P-SON");
    CU_ASSERT_TRUE_FATAL(clinic_load(&context, &later, error));
    CU_ASSERT_EQUAL(numbers_find(&numbers, &ward.context, ward.names, son), 0);
    numbers_forget(&numbers);
    CU_ASSERT_EQUAL(numbers_find(&numbers, &context, ward.names, son), find_number(&context, "P-SON"));
    CU_ASSERT_NOT_EQUAL(find_number(&context, "P-SON"), 0);
    numbers_forget(&numbers);
    context_free(&context);
    ward_close(&ward);
}

/* However far the own numbers reach, those that were found before stay. */
static void many_names(void)
{
    const struct clinic clinic = {.staff = settling_staff, .patients = settling_patients};
    struct numbers numbers = {0};
    struct ward ward;
    char name[32];

    ward_open(&ward, &clinic);
    ward_fact(&ward, 0, "anna", "P-SON");
    try_name(&numbers, &ward, "P-SON");
    for (int i = 0; i < MANY; i++) {
        text_format(name, sizeof name, "X%d", i);
        names_add(ward.names, name);
    }
    names_add(ward.names, "P-OTHER");
    try_name(&numbers, &ward, "P-OTHER");
    try_name(&numbers, &ward, "X0");
    try_name(&numbers, &ward, "P-SON");
    numbers_forget(&numbers);
    ward_close(&ward);
}

CU_TestInfo numbers_tests[] = {
    {"a name is found by the tables' number, the first time and again", both_numbers},
    {"a name that stands in no table has no number there", strangers},
    {"other tables have other numbers", other_tables},
    {"thousands of names later the first are found as before", many_names},
    CU_TEST_INFO_NULL,
};
