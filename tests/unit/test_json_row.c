/* json_row.h: rows of names and values, whatever they are. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "agent/base/json_row.h"
#include "agent/base/text.h"

enum { SIZE = 1024 };

static void join(void *data, const char *name, const char *value)
{
    char *all = data;
    size_t used = strlen(all);

    text_format(all + used, SIZE - used, "%s=%s;", name, value);
}

static const char *read_all(char *all, const char *text)
{
    all[0] = '\0';
    return json_row_each(text, strlen(text), join, all) ? all : "refused";
}

static void in_order(void)
{
    char all[SIZE];

    CU_ASSERT_STRING_EQUAL(read_all(all, "{\"z\":\"text\",\"a\":-5,\"m\":true,\"r\":1.5}"),
                           "z=text;a=-5;m=true;r=1.500;");
}

static void lists(void)
{
    char all[SIZE];

    CU_ASSERT_STRING_EQUAL(read_all(all, "{\"l\":[\"one\",2,{\"id\":\"x\",\"n\":3}],\"e\":[]}"),
                           "l=one;l=2;l=id x, n 3;");
}

static void several_lines(void)
{
    char all[SIZE];

    CU_ASSERT_STRING_EQUAL(read_all(all, "{\"notes\":\"one\\n\\ntwo\\n\"}"), "notes=one;notes=two;");
}

static void nothing_to_show(void)
{
    char all[SIZE];

    CU_ASSERT_STRING_EQUAL(read_all(all, "{\"a\":null,\"b\":\"\",\"c\":0}"), "c=0;");
    CU_ASSERT_STRING_EQUAL(read_all(all, "{}"), "");
}

static void not_objects(void)
{
    static const char *const texts[] = {"", "[]", "5", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}", "{} x"};
    char all[SIZE];

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        CU_ASSERT_STRING_EQUAL(read_all(all, texts[i]), "refused");
}

static void renumbered(void)
{
    static const uint64_t numbers[] = {12, 3000000000};
    const char *text = "{\"a\":\"x\",\"events\":[\"00ff\"],\"z\":1}";
    char to[SIZE];

    CU_ASSERT_EQUAL(json_row_renumber(text, strlen(text), "events", numbers, 2, to, sizeof to), strlen(to));
    CU_ASSERT_STRING_EQUAL(to, "{\"a\":\"x\",\"events\":[12,3000000000],\"z\":1}");
}

static void too_small(void)
{
    static const uint64_t numbers[] = {1};
    const char *text = "{\"events\":[]}";
    char to[14];

    CU_ASSERT_EQUAL(json_row_renumber(text, strlen(text), "events", numbers, 1, to, sizeof to), 0);
    CU_ASSERT_EQUAL(json_row_renumber("[]", 2, "events", numbers, 1, to, sizeof to), 0);
}

CU_TestInfo json_row_tests[] = {
    {"members come in their own order, each value as text", in_order},
    {"a list comes item by item, an object in it as a line", lists},
    {"a text of several lines comes line by line", several_lines},
    {"what holds nothing is passed over", nothing_to_show},
    {"what is no object, or not strict JSON, is refused", not_objects},
    {"a list is replaced by numbers and the rest stays", renumbered},
    {"a buffer that is too small gives nothing", too_small},
    CU_TEST_INFO_NULL,
};
