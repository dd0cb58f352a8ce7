/* agent/base/csv: RFC 4180 as people's programs write it; whatever is wrong is named by its line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/csv.h"
#include "agent/base/text.h"

static const char *const columns[] = {"patient", "from", "unit", NULL};

struct taken {
    char text[512];
};

static const char *take(void *data, const char *const *values, unsigned line)
{
    struct taken *taken = data;
    size_t used = strlen(taken->text);

    text_format(taken->text + used, sizeof taken->text - used, "%u:%s|%s|%s;", line, values[0], values[1], values[2]);
    return strcmp(values[1], "bad") == 0 ? "'from' is bad: mend it" : NULL;
}

/* Reads `text`; what was taken is in `taken`. */
static bool read_text(const char *text, size_t length, bool keep_going, struct taken *taken,
                      struct csv_outcome *outcome)
{
    const struct csv_table table = {.columns = columns, .required = 2, .row = take, .keep_going = keep_going};
    char file[] = "/tmp/confide-unit.XXXXXX";
    int fd = mkstemp(file);
    bool good;

    CU_ASSERT_TRUE_FATAL(fd >= 0 && write(fd, text, length) == (ssize_t)length);
    close(fd);
    taken->text[0] = '\0';
    good = csv_read(file, &table, taken, outcome);
    unlink(file);
    return good;
}

static void reads(const char *text, const char *expected)
{
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_TRUE(read_text(text, strlen(text), false, &taken, &outcome));
    CU_ASSERT_STRING_EQUAL(taken.text, expected);
    CU_ASSERT_STRING_EQUAL(outcome.error, "");
}

static void columns_in_any_order(void)
{
    reads("unit,shoe,from,patient\nward,9,today,P1\n", "2:P1|today|ward;");
    reads("patient,from\nP1,today\nP2,today\n", "2:P1|today|;3:P2|today|;");
}

static void quotes_line_breaks_and_windows(void)
{
    reads("\xef\xbb\xbfpatient,from,unit\r\n\"P,1\",\"a \"\"b\"\"\nc\",w\r\n\r\nP2,d,\r\n",
          "2:P,1|a \"b\"\nc|w;5:P2|d|;");
    reads("patient,from\nP1,no newline at the end", "2:P1|no newline at the end|;");
}

static void refuses(const char *text, const char *holds)
{
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_FALSE(read_text(text, strlen(text), false, &taken, &outcome));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.error, holds));
}

static void bad_headers(void)
{
    refuses("", ":1: the file is empty");
    refuses("patient\nP1\n", ":1: the header has no column 'from': add it");
    refuses("patient;from\nP1;x\n", ":1: the header has no column 'patient': divide by commas, not semicolons or tabs");
    refuses("patient\tfrom\nP1\tx\n", ":1: the header has no column 'patient': divide by commas");
    refuses("patient,from,patient\nP1,x,P2\n", ":1: the header names column 'patient' twice");
}

static void almost_a_column(void)
{
    refuses("Patient,from\nP1,x\n", ":1: a column is named almost 'patient': write it so");
    reads("patient, from ,unit\t\nP1,x,w\n", "2:P1|x|w;");
    refuses("patient,from,UNIT\nP1,x,w\n", ":1: a column is named almost 'unit'"); /* one that may be missing */
    reads("patient,from,unit,Unit\nP1,x,w,other\n", "2:P1|x|w;");
    reads("patient,from,units,uni\nP1,x,w,v\n", "2:P1|x|;");
    refuses("\xff\xfep\n", ":1: a field is not UTF-8: save the file as UTF-8");
}

static void rows_without_a_word(void)
{
    reads("patient,from,unit\n,,\nP1,d,w\n , ,\t\n,,,,\n\"\",\" \",\n  \nP2,d,\n,,\n\r\n", "3:P1|d|w;8:P2|d|;");
    reads(",,\n\npatient,from,unit\nP1,d,w\n", "4:P1|d|w;");
    refuses("patient,from,unit\n,,w\n", ":2: 'patient' is empty");
    refuses("patient,from\n,,,\xff\n", ":2: a field is not UTF-8");
    refuses("\n,,\n", ":1: the file is empty");
}

static void a_bom_before_a_quote(void)
{
    reads("\xef\xbb\xbf\"patient\",\"from\"\nP1,d\n", "2:P1|d|;");
    refuses("\xef\xbb\xbf", ":1: the file is empty");
    refuses("patient,from\n\xef\xbb\xbf,d,e\n", ":2: the row has 3 fields");
}

static void another_divider(void)
{
    refuses("sep=;\npatient;from\n", ":1: the header has no column 'patient': divide by commas");
    refuses("patient,from,unit\nP1;d;w\n", ":2: the row has 1 fields, the header 3: divide by commas, not semicolons");
    refuses("\"patient\";\"from\"\n",
            ":1: broken CSV: a quote stands alone, close it or double it (\"\"), and divide by "
            "commas, not semicolons");
    reads("patient,from\nP1;P2,d\n", "2:P1;P2|d|;");
}

static void bad_rows(void)
{
    refuses("patient,from\nP1,x\nP2\n", ":3: the row has 1 fields, the header 2");
    refuses("patient,from\nP1,x,y\n", ":2: the row has 3 fields");
    refuses("patient,from\n,x\n", ":2: 'patient' is empty");
    refuses("patient,from\nP1,bad\n", ":2: 'from' is bad: mend it");
    refuses("patient,from\nP1,\xff\n", ":2: a field is not UTF-8");
    refuses("patient,from\nP1,a\"b\n", ":2: broken CSV");
    refuses("patient,from\nP1,\"x\n\nP2,y\n", ":2: broken CSV: a quote opened here is never closed");
}

static void a_nul_byte_is_refused(void)
{
    static const char text[] = "patient,from\nP\0001,x\n";
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_FALSE(read_text(text, sizeof text - 1, false, &taken, &outcome));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.error, "NUL"));
}

static void the_rest_goes_on_where_that_is_safe(void)
{
    static const char text[] = "patient,from\nP1,x\nP2,bad\nP3\nP4,y\n";
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_TRUE(read_text(text, strlen(text), true, &taken, &outcome));
    CU_ASSERT_EQUAL(outcome.rows, 2);
    CU_ASSERT_EQUAL(outcome.refused, 2);
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.error, ":3: 'from' is bad"));
}

static void every_bad_row_is_named(void)
{
    static const char text[] = "patient,from\nP1,x\nP2,bad\nP3\n\"P4\n\",bad\n";
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_TRUE(read_text(text, strlen(text), true, &taken, &outcome));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.bad[0], ":3: 'from' is bad: mend it"));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.bad[1], ":4: the row has 1 fields"));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.bad[2], ":5: 'from' is bad"));
    CU_ASSERT_STRING_EQUAL(outcome.bad[3], "");
}

static void beyond_the_list_they_are_counted(void)
{
    char text[2048] = "patient,from\n";
    struct csv_outcome outcome;
    struct taken taken;

    for (int i = 0; i < CSV_BAD_ROWS + 3; i++)
        text_format(text + strlen(text), sizeof text - strlen(text), "P%d\n", i);
    CU_ASSERT_TRUE(read_text(text, strlen(text), true, &taken, &outcome));
    CU_ASSERT_EQUAL(outcome.refused, CSV_BAD_ROWS + 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.bad[CSV_BAD_ROWS - 1], ":21: the row has 1 fields"));
}

static void why_nothing_is_used_comes_first(void)
{
    static const char text[] = "patient,from\nP1,x\nP2,bad\nP3,\"y\n";
    struct csv_outcome outcome;
    struct taken taken;

    CU_ASSERT_FALSE(read_text(text, strlen(text), true, &taken, &outcome));
    CU_ASSERT_EQUAL(outcome.refused, 1);
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.error, ":4: broken CSV: a quote opened here is never closed"));
}

static void a_missing_file_is_named(void)
{
    const struct csv_table table = {.columns = columns, .required = 2, .row = take};
    struct csv_outcome outcome;

    CU_ASSERT_FALSE(csv_read("/nowhere/staff.csv", &table, NULL, &outcome));
    CU_ASSERT_PTR_NOT_NULL(strstr(outcome.error, "/nowhere/staff.csv: cannot be read"));
}

CU_TestInfo csv_tests[] = {
    {"columns may stand in any order, unknown ones are ignored", columns_in_any_order},
    {"quotes, line breaks in fields, CRLF, a BOM and blank lines are read", quotes_line_breaks_and_windows},
    {"a bad header is refused", bad_headers},
    {"a column that is almost a known one is not ignored in silence", almost_a_column},
    {"a row without a word, as spreadsheets leave them, is passed over", rows_without_a_word},
    {"a BOM before a quoted name is no part of it", a_bom_before_a_quote},
    {"semicolons between fields are refused, and the remedy speaks of them", another_divider},
    {"a bad row is refused with its line", bad_rows},
    {"a NUL byte is refused", a_nul_byte_is_refused},
    {"where it is safe the rest is read and counted", the_rest_goes_on_where_that_is_safe},
    {"every bad row is named", every_bad_row_is_named},
    {"beyond the list bad rows are counted", beyond_the_list_they_are_counted},
    {"why nothing of a file is used is told before a bad row", why_nothing_is_used_comes_first},
    {"a missing file is named", a_missing_file_is_named},
    CU_TEST_INFO_NULL,
};
