/* agent/watch/kin: the kernel's news of processes. Where they may not be had (no root, a namespace of one's own) only
 * that everything else then works is looked at. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/kin.h"
#include "agent/watch/eye/process.h"

enum { PERSON = 64001 };

static struct processes processes;

/* A person's shell: when told to, it bears a child that is gone at once, and says its number. */
static void be_shell(int ask, int answer)
{
    char byte;
    int fd = open("/proc/self/loginuid", O_WRONLY);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (fd < 0 || write(fd, "64001", 5) != 5 || setresgid(PERSON, PERSON, PERSON) || setresuid(PERSON, PERSON, PERSON))
        _exit(1);
    do {
        pid_t child = fork();

        if (child == 0)
            _exit(0);
        waitpid(child, NULL, 0);
        if (write(answer, &child, sizeof(child)) < 0)
            _exit(1);
    } while (read(ask, &byte, 1) == 1);
    _exit(0);
}

static bool is_named(struct kin *kin, pid_t pid, int64_t since_ns)
{
    const struct lineage_record *record;

    return lineage_find(kin_lineage(kin), pid, since_ns, &record, NULL) == LINEAGE_ONE && record->is_sure &&
           record->loginuid == PERSON;
}

static void a_child_that_is_gone_is_named(void)
{
    struct kin *kin = kin_open(-1);
    int ask[2], answer[2], error;
    int64_t since_ns = kin_now_ns();
    pid_t shell, first, second;

    CU_ASSERT_PTR_NOT_NULL_FATAL(kin);
    CU_ASSERT_TRUE_FATAL(pipe(ask) == 0 && pipe(answer) == 0);
    shell = kin_works(kin, &error) ? fork() : -1;
    if (shell == 0) {
        close(ask[1]);
        be_shell(ask[0], answer[1]);
    }
    close(answer[1]);
    close(ask[0]);
    if (shell > 0 && read(answer[0], &first, sizeof(first)) == sizeof(first)) {
        CU_ASSERT_TRUE(kin_listen(kin, &processes));
        CU_ASSERT_TRUE(is_named(kin, first, since_ns)); /* its parent was looked at when it became a person's */
        CU_ASSERT_EQUAL(write(ask[1], "x", 1), 1);
        CU_ASSERT_EQUAL(read(answer[0], &second, sizeof(second)), sizeof(second));
        CU_ASSERT_TRUE(kin_listen(kin, &processes));
        CU_ASSERT_TRUE(is_named(kin, second, since_ns));
        CU_ASSERT_FALSE(is_named(kin, getpid(), since_ns));
    } else {
        puts("    (not looked at: the kernel gives us no news of processes, or lets us set no loginuid)");
    }
    close(ask[1]);
    close(answer[0]);
    if (shell > 0)
        waitpid(shell, NULL, 0);
    process_close(&processes);
    kin_close(kin);
}

static void without_news_nothing_is_known(void)
{
    const struct lineage_record *record;
    int not_a_socket = open("/dev/null", O_RDWR), error = 0;
    struct kin *kin = kin_open(not_a_socket);

    CU_ASSERT_PTR_NOT_NULL_FATAL(kin);
    CU_ASSERT_FALSE(kin_works(kin, &error));
    CU_ASSERT_NOT_EQUAL(error, 0);
    CU_ASSERT_TRUE(kin_listen(kin, &processes));
    CU_ASSERT_EQUAL(lineage_find(kin_lineage(kin), getpid(), 0, &record, NULL), LINEAGE_NONE);
    kin_close(kin);
}

CU_TestInfo kin_tests[] = {
    {"a child that is gone has its parent's person", a_child_that_is_gone_is_named},
    {"without news nothing is known, and all goes on", without_news_nothing_is_known},
    CU_TEST_INFO_NULL,
};
