/* agent/report/page_for: what each form asks, in its order, without a name; what only a person can know is left to one.
 * The whole of each stands in tests/golden/page.*.txt; a test that fails says what it got. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "filing.h"

enum { GOLDEN_SIZE = 64 * 1024 };

static char *form(const struct case_file *file, enum page_for reader, enum page_format format)
{
    struct page page = filing_page(file, reader);
    char *text = page_write(&page, format);

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    return text;
}

static void as_golden(enum page_for reader, const char *name)
{
    struct case_file *file = filing();
    char *text = form(file, reader, PAGE_TEXT), path[128];
    static char golden[GOLDEN_SIZE];
    size_t length = 0;
    FILE *stream;

    text_format(path, sizeof path, "tests/golden/page.%s.txt", name);
    stream = fopen(path, "r");
    CU_ASSERT_PTR_NOT_NULL(stream);
    if (stream) {
        length = fread(golden, 1, sizeof golden - 1, stream);
        fclose(stream);
    }
    golden[length] = '\0';
    if (strcmp(text, golden) != 0) {
        CU_FAIL("not as the golden file");
        fprintf(stderr, "%s should be:\n%s", path, text);
    }
    free(text);
    free(file);
}

static void manager(void)
{
    as_golden(FOR_MANAGER, "manager");
}

static void ico(void)
{
    as_golden(FOR_ICO, "ico");
}

static void dspt(void)
{
    as_golden(FOR_DSPT, "dspt");
}

static void article33(void)
{
    as_golden(FOR_ARTICLE33, "article33");
}

/* Logins, patients, who decided and why, what was typed, at which computer: none of it is for a form. */
static void no_names(void)
{
    static const char *const names[] = {"rjones",    "mchen",     "P-1042",      "P-2210",
                                        "neighbour", "afternoon", "late clinic", "desk-2"};
    struct case_file *file = filing();

    for (enum page_for reader = FOR_ICO; reader <= FOR_ARTICLE33; reader++)
        for (enum page_format format = PAGE_TEXT; format <= PAGE_HTML; format++) {
            char *text = form(file, reader, format);

            for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
                CU_ASSERT_PTR_NULL(strstr(text, names[i]));
            free(text);
        }
    free(file);
}

/* The case's sentence names nobody; where it does all the same, the form goes without it. */
static void no_names_by_accident(void)
{
    static const char *const says[] = {"rjones opened seven records.", "Somebody opened the record of P-2210."};

    for (size_t i = 0; i < 2; i++) {
        struct case_file *file = filing();
        char *text;

        text_copy(file->report.says, sizeof file->report.says, says[i]);
        text = form(file, FOR_ICO, PAGE_HTML);
        CU_ASSERT_PTR_NULL(strstr(text, "rjones"));
        CU_ASSERT_PTR_NULL(strstr(text, "P-2210"));
        CU_ASSERT_PTR_NOT_NULL(strstr(text, "It is about 7 records of 2 patients."));
        free(text);
        free(file);
    }
}

static unsigned count(const char *text, const char *what)
{
    unsigned times = 0;

    for (const char *at = text; (at = strstr(at, what)); at += strlen(what))
        times++;
    return times;
}

/* What the agent cannot know must never look answered. */
static void left_to_people(void)
{
    static const char *const questions[] = {"Training", "Patients told", "Others told", "Contact",
                                            "So that it does not recur"};
    struct case_file *file = filing();
    char *text = form(file, FOR_ICO, PAGE_TEXT), *page = form(file, FOR_ICO, PAGE_HTML);

    for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
        const char *at = strstr(text, questions[i]);

        CU_ASSERT_PTR_NOT_NULL_FATAL(at);
        at += strlen(questions[i]);
        at += strspn(at, " \n");
        CU_ASSERT_EQUAL(strncmp(at, "[TO BE DECIDED BY A PERSON]", 27), 0);
    }
    CU_ASSERT_EQUAL(count(text, "[TO BE DECIDED BY A PERSON]"), count(page, "to be decided by a person</span>"));
    CU_ASSERT_EQUAL(count(text, "(proposed)"), count(page, "\">proposed</span>"));
    free(page);
    free(text);
    free(file);
}

static void late(void)
{
    struct case_file *file = filing();
    struct page page = filing_page(file, FOR_ARTICLE33);
    char *text = page_write(&page, PAGE_TEXT);

    CU_ASSERT_PTR_NULL(strstr(text, "Reasons for the delay"));
    free(text);
    page.now_ms += 80 * FILING_HOUR;
    text = page_write(&page, PAGE_TEXT);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "Reasons for the delay"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "overdue by 14 hours"));
    free(text);
    free(file);
}

static void cyber(void)
{
    struct case_file *file = filing();
    char *text = form(file, FOR_ICO, PAGE_TEXT);

    CU_ASSERT_PTR_NULL(strstr(text, "CYBER INCIDENT"));
    free(text);
    file->report.class = CASE_DAMAGE;
    text_copy(file->report.rules[0], sizeof file->report.rules[0], "damage");
    text = form(file, FOR_ICO, PAGE_TEXT);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "CYBER INCIDENT"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "Recovery"));
    free(text);
    free(file);
}

static void near_miss(void)
{
    struct case_file *file = filing();
    char *text;

    file->report.certainty = CERTAINTY_RISK;
    text = form(file, FOR_DSPT, PAGE_TEXT);
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "Near miss             (proposed) yes"));
    CU_ASSERT_PTR_NOT_NULL(strstr(text, "ICO: no."));
    free(text);
    free(file);
}

CU_TestInfo page_for_tests[] = {
    {"the manager's report is as it should be", manager},
    {"the ICO's form is as it should be", ico},
    {"the DSPT's form is as it should be", dspt},
    {"article 33's notification is as it should be", article33},
    {"no form holds a name, a reason or a computer", no_names},
    {"nor where the case's sentence holds one", no_names_by_accident},
    {"what only a person knows is left to a person", left_to_people},
    {"a late report asks for the reasons", late},
    {"a cyber incident answers more questions", cyber},
    {"a risk is a near miss", near_miss},
    CU_TEST_INFO_NULL,
};
