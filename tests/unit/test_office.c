/* agent/judge/weigh/office: who may declare work on many records. */
#include <CUnit/CUnit.h>

#include "agent/base/config.h"
#include "agent/judge/weigh/office.h"

static bool by_default(const char *role)
{
    struct config config;

    config_defaults(&config);
    return office_has(config.office_roles, role);
}

static void whose_role_it_is(void)
{
    static const char *const roles[] = {
        "Practice manager",   "practice_manager", "Data Manager",  "IT",
        "it admin",           "IT support",       "Administrator", "Auditor",
        "Medical  secretary", "SECRETARY",        " manager ",     "Data protection officer"};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        CU_ASSERT_TRUE(by_default(roles[i]));
}

static void whose_it_is_not(void)
{
    static const char *const roles[] = {"",
                                        "Nurse",
                                        "Care manager",
                                        "Record clerk",
                                        "Case manager",
                                        "Ward manager",
                                        "Data entry nurse",
                                        "Community nurse",
                                        "Unit nurse",
                                        "Managerial GP",
                                        "Nurse administrator",
                                        "Item clerk",
                                        "Database",
                                        "Records",
                                        "manager, nurse",
                                        "*",
                                        " ",
                                        ","};

    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
        CU_ASSERT_FALSE(by_default(roles[i]));
}

static void a_clinics_own_list(void)
{
    CU_ASSERT_TRUE(office_has("registrar", "Registrar"));
    CU_ASSERT_TRUE(office_has(" ,, registrar ,tumour registr* ", "Tumour registry lead"));
    CU_ASSERT_FALSE(office_has("tumour registr*", "Tumour nurse"));
    CU_ASSERT_FALSE(office_has("registrar", "registrars"));
    CU_ASSERT_FALSE(office_has("registrars", "registrar"));
    CU_ASSERT_FALSE(office_has("practicemanager", "practice manager"));
    CU_ASSERT_FALSE(office_has("", "manager"));
    CU_ASSERT_FALSE(office_has("", ""));
    CU_ASSERT_TRUE(office_has("*", "anyone"));
    CU_ASSERT_FALSE(office_has("*", ""));
}

CU_TestInfo office_tests[] = {
    {"managers, administrators, auditors, secretaries and IT may declare work on many records", whose_role_it_is},
    {"a care manager, a record clerk and whoever else only sounds so may not", whose_it_is_not},
    {"a clinic's own list is taken by its word", a_clinics_own_list},
    CU_TEST_INFO_NULL,
};
