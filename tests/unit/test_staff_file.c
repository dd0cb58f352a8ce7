/* agent/base/staff_file: all of the list or none of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/staff_file.h"
#include "agent/base/text.h"

static bool read_text(const char *text, struct staff_list *list, char error[512])
{
    char file[] = "/tmp/confide-unit.XXXXXX";
    int fd = mkstemp(file);
    bool good;

    CU_ASSERT_TRUE_FATAL(fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text));
    close(fd);
    good = staff_file_read(list, file, error, 512);
    unlink(file);
    return good;
}

static void a_list_is_read_and_sorted(void)
{
    struct staff_list list;
    char error[512];

    CU_ASSERT_TRUE(read_text("login,name,kind,role,ends\ntom,Tom Reed,person,receptionist,2025-06-30\n"
                             "maya,Maya Chen,person,physiotherapist,\nreception,Front desk,shared,,\n",
                             &list, error));
    CU_ASSERT_EQUAL(list.count, 3);
    CU_ASSERT_STRING_EQUAL(list.members[0].login, "maya");
    CU_ASSERT_EQUAL(list.members[0].ends_ms, INT64_MAX);
    CU_ASSERT_EQUAL(list.members[0].starts_ms, INT64_MIN);
    CU_ASSERT_EQUAL(staff_file_find(&list, "reception")->kind, STAFF_SHARED);
    CU_ASSERT_TRUE(staff_file_find(&list, "tom")->ends_ms < INT64_MAX);
    CU_ASSERT_PTR_NULL(staff_file_find(&list, "nobody"));
    staff_file_free(&list);
    CU_ASSERT_EQUAL(list.count, 0);
    CU_ASSERT_PTR_NULL(staff_file_find(&list, "tom"));
}

static void one_bad_row_refuses_the_list(void)
{
    static const struct {
        const char *text, *holds;
    } bad[] = {
        {"login,name,kind\ntom,Tom,person\ntom,Tom,person\n", ":3: this login stands in the list already"},
        {"login,name,kind\ntom,Tom,staff\n", ":2: 'kind' must be person, service, emergency or shared"},
        {"login,name,kind\nto m,Tom,person\n", ":2: 'login' is no Linux login"},
        {"login,name,kind\n-tom,Tom,person\n", ":2: 'login' is no Linux login"},
        {"login,name,kind,ends\ntom,Tom,person,soon\n", ":2: 'ends' is no date"},
        {"login,name,kind,starts,ends\ntom,Tom,person,2025-02-01,2025-01-01\n", "before 'starts'"},
        {"login,name,kind,leave_from,leave_to\ntom,Tom,person,2025-02-01,2025-01-01\n", "before 'leave_from'"},
        {"login,name,kind\nfront,,shared\n", ":2: 'name' is empty"},
        {"login,name,kind\ntom,Tom,\n", ":2: 'kind' is empty"},
        {"login,name,kind\n", "no row but the header"},
        {"login,kind\ntom,person\n", "no column 'name'"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct staff_list list;
        char error[512];

        CU_ASSERT_FALSE(read_text(bad[i].text, &list, error));
        CU_ASSERT_PTR_NOT_NULL(strstr(error, bad[i].holds));
        CU_ASSERT_PTR_NULL(list.members);
    }
}

/* A list with one such row is still the best there is. */
static void a_person_without_a_name_is_a_login_without_an_owner(void)
{
    struct staff_list list;
    char error[512];

    CU_ASSERT_TRUE_FATAL(
        read_text("login,name,kind\nzoe,Zoe,person\nlocum3,,person\nlocum4,  ,person\n", &list, error));
    CU_ASSERT_EQUAL(staff_file_find(&list, "locum3")->kind, STAFF_UNOWNED);
    CU_ASSERT_EQUAL(staff_file_find(&list, "locum3")->line, 3);
    CU_ASSERT_EQUAL(staff_file_find(&list, "locum4")->kind, STAFF_UNOWNED);
    CU_ASSERT_EQUAL(staff_file_find(&list, "zoe")->kind, STAFF_PERSON);
    CU_ASSERT_EQUAL(staff_file_find(&list, "zoe")->line, 2);
    staff_file_free(&list);
}

static void a_leave_may_be_open_at_either_end(void)
{
    struct staff_list list;
    char error[512];

    CU_ASSERT_TRUE_FATAL(
        read_text("login,name,kind,leave_from,leave_to\na,A,person,2025-02-01,\nb,B,person,,2025-02-01\n"
                  "c,C,person,,\nd,D,person,2025-02-01,2025-02-01\n",
                  &list, error));
    CU_ASSERT_EQUAL(staff_file_find(&list, "a")->leave_to_ms, INT64_MAX);
    CU_ASSERT_EQUAL(staff_file_find(&list, "b")->leave_from_ms, 0);
    CU_ASSERT_TRUE(staff_file_find(&list, "b")->leave_to_ms > 0);
    CU_ASSERT_EQUAL(staff_file_find(&list, "c")->leave_to_ms, 0);
    CU_ASSERT(staff_file_find(&list, "d")->leave_from_ms < staff_file_find(&list, "d")->leave_to_ms);
    staff_file_free(&list);
}

/* The processor time that `rows` rows take, the last of them the first again. */
static clock_t time_of(unsigned rows)
{
    enum { ROW_SIZE = 40 };
    char *text = malloc((rows + 2) * (size_t)ROW_SIZE), expected[64], error[512];
    struct staff_list list;
    clock_t begin = clock();
    size_t used;

    CU_ASSERT_PTR_NOT_NULL_FATAL(text);
    used = (size_t)snprintf(text, ROW_SIZE, "login,name,kind\n");
    for (unsigned i = 0; i <= rows; i++)
        used += (size_t)snprintf(text + used, ROW_SIZE, "u%u,U,person\n", i % rows);
    text_format(expected, sizeof expected, ":%u: this login stands in the list already", rows + 2);
    CU_ASSERT_FALSE(read_text(text, &list, error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, expected));
    free(text);
    return clock() - begin;
}

/* The judge answers nobody while it reads. Compared each with each, twenty times the rows took 400 times as long. */
static void a_trust_is_no_clinic_squared(void)
{
    clock_t few = time_of(2000), many = time_of(40000);

    CU_ASSERT(many < 120 * few);
}

CU_TestInfo staff_file_tests[] = {
    {"a list is read, sorted and searched", a_list_is_read_and_sorted},
    {"one bad row refuses the whole list and is named", one_bad_row_refuses_the_list},
    {"a person without a name is a login without an owner", a_person_without_a_name_is_a_login_without_an_owner},
    {"a leave may be open at either end", a_leave_may_be_open_at_either_end},
    {"a login that comes twice is found in 40,000 rows, and soon", a_trust_is_no_clinic_squared},
    CU_TEST_INFO_NULL,
};
