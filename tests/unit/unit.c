/* Runs the unit tests: all suites, or those named on the command line. CUnit's summary stands last; exit 1 when any
 * failed. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/Basic.h>

#define SUITE(name) extern CU_TestInfo name##_tests[];
#include "suites.h"
#undef SUITE

static bool wanted(const char *name, int count, char **names)
{
    bool is_wanted = count == 0;

    for (int i = 0; i < count; i++)
        is_wanted = is_wanted || strcmp(names[i], name) == 0;
    return is_wanted;
}

static void add_suite(const char *name, CU_TestInfo *tests)
{
    CU_pSuite suite = CU_add_suite(name, NULL, NULL);

    for (CU_TestInfo *test = tests; suite && test->pName; test++)
        CU_add_test(suite, test->pName, test->pTestFunc);
}

int main(int argc, char **argv)
{
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return EXIT_FAILURE;
#define SUITE(name)                                                                                                    \
    if (wanted(#name, argc - 1, argv + 1))                                                                             \
        add_suite(#name, name##_tests);
#include "suites.h"
#undef SUITE
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures() + (CU_get_number_of_tests_run() == 0);
    CU_cleanup_registry();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
