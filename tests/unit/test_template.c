/* agent/watch/template: where the patient's id stands in a path. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/watch/tree/template.h"

/* The patient of `path`, "" when it has none; "!" when the template is refused. */
static const char *patient_of(const char *text, const char *path, bool is_folder)
{
    static char patient[64];
    struct template template;

    if (template_parse(&template, text))
        return "!";
    template_patient(&template, path, is_folder, patient, sizeof(patient));
    return patient;
}

static void takes_the_component(void)
{
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records/P7/letter.txt", false), "P7");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records/P7/2024/scan/a.dcm", false), "P7");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}", "/srv/records/P7", false), "P7");
}

static void takes_part_of_a_component(void)
{
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/{patient}.pdf", "/srv/r/NHS 943.pdf", false), "NHS 943");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/p-{patient}-x/...", "/srv/r/p-12-x/a", false), "12");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/{patient}.pdf", "/srv/r/a.pdf.pdf", false), "a.pdf");
}

static void a_plain_file_in_the_root_is_nobodys(void)
{
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records/README", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records/P7", true), "P7");
}

static void other_paths_have_no_patient(void)
{
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records", true), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/srv/records2/P7/a", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/records/{patient}/...", "/home/a", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/{patient}.pdf", "/srv/r/a.txt", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/{patient}.pdf", "/srv/r/.pdf", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/ab{patient}ba", "/srv/r/aba", false), "");
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/...", "/srv/r/P1/a", false), "");
}

static void an_id_that_does_not_fit_is_not_cut(void)
{
    char path[200] = "/srv/r/";

    memset(path + strlen(path), 'x', 64);
    strncat(path, "/a", 3);
    CU_ASSERT_STRING_EQUAL(patient_of("/srv/r/{patient}/...", path, false), "");
    memmove(path + 8, path + 9, strlen(path + 8));
    CU_ASSERT_EQUAL(strlen(patient_of("/srv/r/{patient}/...", path, false)), 63);
}

static void finds_the_root(void)
{
    struct template template;

    CU_ASSERT_PTR_NULL(template_parse(&template, "/srv/records/{patient}/..."));
    CU_ASSERT_STRING_EQUAL(template.root, "/srv/records");
    CU_ASSERT_PTR_NULL(template_parse(&template, "/data/a/b/{patient}.pdf"));
    CU_ASSERT_STRING_EQUAL(template.root, "/data/a/b");
    CU_ASSERT_PTR_NULL(template_parse(&template, "/tmp/x/{patient}/..."));
    CU_ASSERT_PTR_NULL(template_parse(&template, "/srv/records"));
    CU_ASSERT_FALSE(template.names_patient);
}

static void refuses_what_is_no_template(void)
{
    static const char *const bad[] = {"",
                                      "/",
                                      "/...",
                                      "srv/{patient}/...",
                                      "/{patient}/...",
                                      "/srv//{patient}/...",
                                      "/srv/../{patient}/...",
                                      "/srv/./{patient}",
                                      "/srv/{patient}/letters/...",
                                      "/srv/{patient}-{patient}/...",
                                      "/srv/{patient}/",
                                      "/srv/{patient}/{patient}"};
    char text[600] = "/srv/";
    struct template template;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT_PTR_NOT_NULL(template_parse(&template, bad[i]));
    memset(text + 5, 'x', 300);
    CU_ASSERT_PTR_NOT_NULL(template_parse(&template, text));
    strncat(text, "/{patient}/...", 20);
    CU_ASSERT_PTR_NOT_NULL(template_parse(&template, text));
    memset(text + 5, 'x', 590);
    CU_ASSERT_PTR_NOT_NULL(template_parse(&template, text));
}

static void refuses_the_systems_own_folders(void)
{
    static const char *const bad[] = {"/usr/{patient}/...", "/etc/{patient}", "/var/{patient}/...",
                                      "/tmp/{patient}/...", "/proc/{patient}/..."};
    struct template template;

    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
        CU_ASSERT_PTR_NOT_NULL(template_parse(&template, bad[i]));
    CU_ASSERT_PTR_NULL(template_parse(&template, "/var/records/{patient}/..."));
}

static void knows_what_is_inside(void)
{
    CU_ASSERT_TRUE(template_holds("/srv/r", "/srv/r"));
    CU_ASSERT_TRUE(template_holds("/srv/r", "/srv/r/a"));
    CU_ASSERT_TRUE(template_holds("/", "/srv"));
    CU_ASSERT_FALSE(template_holds("/srv/r", "/srv/ra"));
    CU_ASSERT_FALSE(template_holds("/srv/r", "/srv"));
}

CU_TestInfo template_tests[] = {
    {"the patient is the component at {patient}", takes_the_component},
    {"{patient} may be part of a component", takes_part_of_a_component},
    {"a plain file right in the folder is nobody's record", a_plain_file_in_the_root_is_nobodys},
    {"a path that does not fit has no patient", other_paths_have_no_patient},
    {"an id that does not fit whole is left out, never cut", an_id_that_does_not_fit_is_not_cut},
    {"the folder to watch is what stands before {patient}", finds_the_root},
    {"what is no template is refused", refuses_what_is_no_template},
    {"the system's own folders are refused", refuses_the_systems_own_folders},
    {"a folder holds itself and what is below it, not its namesakes", knows_what_is_inside},
    CU_TEST_INFO_NULL,
};
