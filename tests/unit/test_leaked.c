/* leaked_find where the filter cannot be used: said with the remedy, and nobody refused. What it finds in a real one is
 * shown by tests/system/60-ctl-filter.sh. */
#include <CUnit/CUnit.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pam_module/leaked.h"

enum { ERROR_SIZE = 512 };

static void says(const char *filter, const char *why)
{
    char error[ERROR_SIZE];

    CU_ASSERT_EQUAL(leaked_find(filter, "cabbage-lantern-otter", error, sizeof error), LEAKED_UNKNOWN);
    CU_ASSERT_PTR_NOT_NULL(strstr(error, filter));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, why));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "confidectl password filter build"));
    CU_ASSERT_PTR_NULL(strstr(error, "lantern"));
}

static void test_none(void)
{
    char error[ERROR_SIZE] = "x";

    CU_ASSERT_EQUAL(leaked_find("", "password", error, sizeof error), LEAKED_NO);
    CU_ASSERT_STRING_EQUAL(error, "");
}

static void test_no_file(void)
{
    says("/nonexistent/leaked.filter", "is missing");
    says("/dev/null", "is no file");
    says("/tmp", "is no file");
}

static void test_garbage(void)
{
    char path[] = "/tmp/confide-leaked.XXXXXX", longest[4096];
    int fd = mkstemp(path);

    CU_ASSERT_FATAL(fd >= 0);
    says(path, "is no filter");
    memset(longest, 'x', sizeof longest);
    CU_ASSERT_EQUAL(write(fd, longest, sizeof longest), (ssize_t)sizeof longest);
    says(path, "is no filter");
    fchmod(fd, 0666);
    says(path, "others may write it");
    close(fd);
    unlink(path);
}

CU_TestInfo leaked_tests[] = {{"without a filter nothing is leaked", test_none},
                              {"a filter that is missing, a device or a folder refuses nobody", test_no_file},
                              {"nor does one that is empty, garbage, or that others may write", test_garbage},
                              CU_TEST_INFO_NULL};
