/* agent/watch/guard: the marks that stand while somebody is near. On a real group, whose marks the kernel lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/watch/eye/eye.h"
#include "agent/watch/eye/guard.h"

static struct eye eye;

/* Of /dev/shm and /: two file systems wherever there are any. */
static struct guard_list *two(void)
{
    struct guard_list *list = calloc(1, sizeof(*list));

    if (list) {
        list->count = 2;
        text_copy(list->paths[0], sizeof(list->paths[0]), "/dev/shm");
        text_copy(list->paths[1], sizeof(list->paths[1]), "/");
    }
    return list;
}

static unsigned marks(void)
{
    char path[48], line[512];
    unsigned count = 0;
    FILE *file;

    text_format(path, sizeof(path), "/proc/self/fdinfo/%d", eye.around);
    file = fopen(path, "re");
    while (file && fgets(line, sizeof(line), file))
        count += strncmp(line, "fanotify sdev", 13) == 0;
    if (file)
        fclose(file);
    return count;
}

static bool is_open(void)
{
    char error[512];

    if (eye_open(&eye, false, error, sizeof(error)) && eye.around >= 0)
        return true;
    printf("(skipped: %s) ", error);
    return false;
}

static void it_stands_from_the_first_to_the_end_of_the_last(void)
{
    if (!is_open())
        return;
    guard_offer(eye.guard, two());
    guard_step(eye.guard, &eye, 1000);
    CU_ASSERT_EQUAL(marks(), 0);
    guard_raise(eye.guard, &eye, 5000);
    CU_ASSERT_EQUAL(marks(), 2);
    guard_raise(eye.guard, &eye, 6000);
    guard_step(eye.guard, &eye, 6000);
    CU_ASSERT_EQUAL(marks(), 2);
    guard_step(eye.guard, &eye, 6001); /* one at a time */
    CU_ASSERT_EQUAL(marks(), 1);
    guard_raise(eye.guard, &eye, 9000);
    CU_ASSERT_EQUAL(marks(), 2);
    guard_step(eye.guard, &eye, 9001);
    guard_step(eye.guard, &eye, 9002);
    guard_step(eye.guard, &eye, 9003);
    CU_ASSERT_EQUAL(marks(), 0);
    eye_close(&eye);
}

static void what_is_mounted_meanwhile_is_marked(void)
{
    struct guard_list *list = two();

    if (!list || !is_open()) {
        free(list);
        return;
    }
    list->count = 1;
    guard_raise(eye.guard, &eye, 5000); /* with no list at all */
    guard_offer(eye.guard, list);
    guard_step(eye.guard, &eye, 1000);
    CU_ASSERT_EQUAL(marks(), 1);
    guard_offer(eye.guard, two());
    guard_offer(eye.guard, two()); /* the one before was never taken */
    guard_step(eye.guard, &eye, 1001);
    CU_ASSERT_EQUAL(marks(), 2);
    list = two();
    if (list)
        text_copy(list->paths[0], sizeof(list->paths[0]), "/nowhere/at/all");
    guard_offer(eye.guard, list);
    guard_step(eye.guard, &eye, 5001);
    guard_step(eye.guard, &eye, 5002);
    CU_ASSERT_EQUAL(marks(), 1); /* gone from the list: it is gone, or it stays */
    eye_close(&eye);
}

CU_TestInfo guard_tests[] = {
    {"it stands from the first who is near to the end of the last", it_stands_from_the_first_to_the_end_of_the_last},
    {"what is mounted meanwhile is marked; what is not there harms nothing", what_is_mounted_meanwhile_is_marked},
    CU_TEST_INFO_NULL,
};
