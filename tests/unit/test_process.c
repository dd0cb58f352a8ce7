/* agent/watch/process: whom a process belongs to, by /proc. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/watch/eye/process.h"

static struct processes processes;
static struct identity who;

static pid_t start_child(void)
{
    pid_t child = fork();

    if (child == 0) {
        pause();
        _exit(0);
    }
    return child;
}

static void end_child(pid_t child)
{
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
}

static void names_itself(void)
{
    char exe[256] = "", loginuid[16] = "";
    FILE *file = fopen("/proc/self/loginuid", "r");

    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    CU_ASSERT_EQUAL(fscanf(file, "%15s", loginuid), 1);
    fclose(file);
    CU_ASSERT_TRUE(readlink("/proc/self/exe", exe, sizeof(exe) - 1) > 0);
    for (int i = 0; i < 2; i++) { /* anew, and from the slot */
        char seen[16];

        memset(&who, 0, sizeof(who));
        CU_ASSERT_TRUE(process_identify(&processes, getpid(), PROCESS_HELD, &who));
        CU_ASSERT_EQUAL(who.uid, geteuid());
        CU_ASSERT_STRING_EQUAL(who.exe, exe);
        CU_ASSERT_NOT_EQUAL(who.comm[0], '\0');
        snprintf(seen, sizeof(seen), "%u", who.loginuid);
        CU_ASSERT_STRING_EQUAL(seen, loginuid);
    }
    process_close(&processes);
}

static void a_dead_process_has_no_name(void)
{
    pid_t child = start_child();

    CU_ASSERT_TRUE(process_identify(&processes, child, PROCESS_HELD, &who));
    end_child(child);
    CU_ASSERT_FALSE(process_identify(&processes, child, PROCESS_HELD, &who));
    CU_ASSERT_FALSE(process_identify(&processes, child, PROCESS_UNKNOWN, &who));
    CU_ASSERT_FALSE(process_identify(&processes, 0, PROCESS_HELD, &who));
    CU_ASSERT_FALSE(process_identify(&processes, -5, PROCESS_HELD, &who));
    process_close(&processes);
}

static void a_seal_that_holds_saves_a_look_at_the_program_only(void)
{
    pid_t child = start_child();

    CU_ASSERT_FALSE(process_is_known(&processes, child));
    CU_ASSERT_TRUE(process_sealed(&processes, child, 7, &who));
    CU_ASSERT_TRUE(process_is_known(&processes, child));
    processes.slots[(unsigned)child % PROCESS_SLOTS].who.uid = 4711; /* as if it had been another user's then */
    CU_ASSERT_TRUE(process_sealed(&processes, child, 7, &who));
    CU_ASSERT_EQUAL(who.uid, 4711);
    CU_ASSERT_TRUE(process_sealed(&processes, child, 8, &who));
    CU_ASSERT_EQUAL(who.uid, geteuid());
    processes.slots[(unsigned)child % PROCESS_SLOTS].who.uid = 4711;
    CU_ASSERT_TRUE(process_sealed(&processes, child, 0, &who));
    CU_ASSERT_EQUAL(who.uid, geteuid());
    CU_ASSERT_TRUE(process_sealed(&processes, child, 9, &who));
    end_child(child);
    CU_ASSERT_FALSE(process_sealed(&processes, child, 9, &who));
    process_close(&processes);
}

static void a_pidfd_of_another_proves_nothing(void)
{
    pid_t gone = start_child();
    int pidfd = pidfd_open(gone, 0);

    CU_ASSERT_TRUE_FATAL(pidfd >= 0);
    CU_ASSERT_TRUE(process_identify(&processes, gone, pidfd, &who));
    end_child(gone);
    /* The number lives on (here: our own), the process of the event does not. */
    CU_ASSERT_FALSE(process_identify(&processes, getpid(), pidfd, &who));
    CU_ASSERT_FALSE(process_identify(&processes, getpid(), -1, &who));
    CU_ASSERT_FALSE(process_identify(&processes, getpid(), -2, &who));
    close(pidfd);
    process_close(&processes);
}

static void slots_are_shared_without_mixing(void)
{
    pid_t children[3];

    for (int i = 0; i < 3; i++)
        children[i] = start_child();
    for (int round = 0; round < 3; round++)
        for (int i = 0; i < 3; i++)
            CU_ASSERT_TRUE(process_identify(&processes, children[i], PROCESS_HELD, &who));
    for (int i = 0; i < 3; i++)
        end_child(children[i]);
    process_close(&processes);
    CU_ASSERT_EQUAL(processes.slots[0].pid, 0);
}

static bool writes(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");
    bool is_written = file && fputs(text, file) >= 0;

    return file && fclose(file) == 0 && is_written;
}

/* In its slot, under one seal, a process becomes another person's; where we may set a loginuid. */
static void who_logs_in_anew_is_named_anew(void)
{
    static const struct {
        const char *text;
        uint32_t loginuid;
    } logins[] = {{"64001", 64001}, {"64002", 64002}, {"4294967295", IDENTITY_UNSET}, {"64003", 64003}};
    int go[2], done[2];
    char byte = 0;
    pid_t child;

    CU_ASSERT_EQUAL_FATAL(pipe(go) | pipe(done), 0);
    child = fork();
    if (child == 0) {
        for (int i = 0; i < 4 && read(go[0], &byte, 1) == 1; i++) {
            byte = writes("/proc/self/loginuid", logins[i].text) ? 'y' : 'n';
            if (write(done[1], &byte, 1) != 1)
                break;
        }
        pause();
        _exit(0);
    }
    CU_ASSERT_TRUE(process_sealed(&processes, child, 1, &who));
    for (int i = 0; i < 4; i++) {
        CU_ASSERT_EQUAL_FATAL(write(go[1], &byte, 1), 1);
        CU_ASSERT_EQUAL_FATAL(read(done[0], &byte, 1), 1);
        CU_ASSERT_TRUE(process_sealed(&processes, child, 1, &who));
        CU_ASSERT_TRUE(byte == 'n' || who.loginuid == logins[i].loginuid);
    }
    end_child(child);
    close(go[0]);
    close(go[1]);
    close(done[0]);
    close(done[1]);
    process_close(&processes);
}

CU_TestInfo process_tests[] = {
    {"a process is named by loginuid, uid and program", names_itself},
    {"a process that is gone is not named", a_dead_process_has_no_name},
    {"a seal that holds saves a look at the program, never at the life",
     a_seal_that_holds_saves_a_look_at_the_program_only},
    {"a number that was given to another process is not named", a_pidfd_of_another_proves_nothing},
    {"a process that logs in anew is named anew", who_logs_in_anew_is_named_anew},
    {"processes looked at in turn are not mixed up", slots_are_shared_without_mixing},
    CU_TEST_INFO_NULL,
};
