/* pam_module/fact.c: told, or else spooled; what a fact says of its own process. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "pam_module/fact.h"
#include "pam_module/spool.h"
#include "pam_module/tell.h"

static void test_new(void)
{
    struct event one = fact_new(ACTION_OPEN, OUTCOME_OK, "anna", "login"),
                 two = fact_new(ACTION_FAIL, OUTCOME_FAILED, "", "sshd");

    CU_ASSERT_NOT_EQUAL(memcmp(one.id, two.id, sizeof one.id), 0);
    CU_ASSERT(one.kind == EVENT_LOGIN && one.action == ACTION_OPEN && one.outcome == OUTCOME_OK &&
              one.source == SOURCE_PAM);
    CU_ASSERT(one.count == 1 && one.pid == getpid() && one.host[0] != '\0');
    CU_ASSERT(one.time_ms <= clock_now_ms() && one.time_ms > clock_now_ms() - 60000);
    CU_ASSERT_STRING_EQUAL(one.login, "anna");
    CU_ASSERT_STRING_EQUAL(two.service, "sshd");
}

static void test_long_names(void)
{
    char name[300];
    struct event event;

    memset(name, 'x', sizeof name);
    name[sizeof name - 1] = '\0';
    event = fact_new(ACTION_OPEN, OUTCOME_OK, name, name);
    CU_ASSERT_EQUAL(strlen(event.login), sizeof event.login - 1);
    CU_ASSERT_EQUAL(strlen(event.service), sizeof event.service - 1);
    fact_add_origin(event.evidence, sizeof event.evidence, "tty", name);
    fact_add_origin(event.evidence, sizeof event.evidence, "rhost", name);
    fact_add_origin(event.evidence, sizeof event.evidence, "ruser", name);
    CU_ASSERT_PTR_NOT_NULL(memchr(event.evidence, '\0', sizeof event.evidence));
    CU_ASSERT_PTR_NULL(strstr(event.evidence, "ruser="));
}

static void test_origin(void)
{
    struct event event = fact_new(ACTION_OPEN, OUTCOME_OK, "anna", "login");

    fact_add_origin(event.evidence, sizeof event.evidence, "tty", "");
    CU_ASSERT_STRING_EQUAL(event.evidence, "");
    fact_add_origin(event.evidence, sizeof event.evidence, "tty", "tty1");
    fact_add_origin(event.evidence, sizeof event.evidence, "rhost", "");
    fact_add_origin(event.evidence, sizeof event.evidence, "ruser", "an\nna\x1b");
    CU_ASSERT_STRING_EQUAL(event.evidence, "tty=tty1 ruser=an\\x0ana\\x1b");
    fact_add_origin(event.evidence, sizeof event.evidence, "rhost", "a ruser=root");
    CU_ASSERT_STRING_EQUAL(event.evidence, "tty=tty1 ruser=an\\x0ana\\x1b rhost=a_ruser=root");
}

static void test_nobody_there(void)
{
    struct event event = fact_new(ACTION_OPEN, OUTCOME_OK, "anna", "login"), back;
    char spool[] = "/tmp/confide-fact.XXXXXX", name[64], error[512] = "";
    int64_t left = TELL_BUDGET_MS;
    int fd;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(spool));
    CU_ASSERT_TRUE(fact_hand_over(&event, "/nonexistent", spool, &left, error, sizeof error));
    fd = open(spool, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    text_hex(name, event.id, sizeof event.id);
    text_copy(name + strlen(name), sizeof name - strlen(name), ".fact");
    CU_ASSERT_TRUE(spool_read(fd, name, &back));
    CU_ASSERT_EQUAL(memcmp(&event, &back, sizeof event), 0);
    unlinkat(fd, name, 0);
    close(fd);
    rmdir(spool);
    CU_ASSERT_FALSE(fact_hand_over(&event, "/nonexistent", spool, &left, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "a fact is lost"));
}

CU_TestInfo fact_tests[] = {
    {"a fact has its own id, time, process and host", test_new},
    {"the longest names stay inside their fields", test_long_names},
    {"where a login came from is escaped, and left out where unknown", test_origin},
    {"without an agent the fact is spooled, without a spool its loss is said", test_nobody_there},
    CU_TEST_INFO_NULL};
