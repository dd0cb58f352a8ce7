/* pam_module/tell.c: whatever state the agent is in, a login waits for it a bounded time, and only once. */
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "pam_module/tell.h"

/* Generous: the machine may be busy. The promise itself is measured by tests/bench/login. */
enum { AT_ONCE_MS = 150, BOUND_MS = 1000 };

enum manner {
    ANSWERS,
    SAYS_NO,
    HANGS,
    NEVER_ACCEPTS,
    CLOSES,
    GARBAGE,
    OTHER_SEQ,
    OTHER_TYPE,
    DRIPS,
    FAT_ANSWER,
    PLAIN_WELCOME,
    WHOLE_WELCOME,
    ODD_WELCOME,
    ENDLESS_WELCOME
};

struct agent {
    char run[64];
    int listener;
    pid_t child;
};

static void welcome_by(int peer, uint64_t seq, enum manner manner)
{
    struct wire_welcome welcome = {.last_ms = 5, .notice = "one more line"};
    size_t size = manner == PLAIN_WELCOME ? WIRE_WELCOME_PLAIN : sizeof welcome;

    if (manner == ENDLESS_WELCOME)
        memset(welcome.notice, 'x', sizeof welcome.notice);
    channel_send(peer, WIRE_WELCOME, seq, &welcome, manner == ODD_WELCOME ? size - 1 : size);
}

static void behave(int peer, enum manner manner)
{
    struct wire_head head;
    struct event event;

    poll(&(struct pollfd){.fd = peer, .events = POLLIN}, 1, BOUND_MS);
    if (manner != HANGS && manner != DRIPS && channel_receive(peer, &head, &event, sizeof event) != CHANNEL_OK)
        return;
    if (manner == ANSWERS)
        channel_send(peer, WIRE_ACK, head.seq, NULL, 0);
    else if (manner == SAYS_NO)
        channel_send(peer, WIRE_NAK, head.seq, NULL, 0);
    else if (manner == OTHER_SEQ)
        channel_send(peer, WIRE_ACK, head.seq + 1, NULL, 0);
    else if (manner == OTHER_TYPE)
        channel_send(peer, WIRE_READY, head.seq, NULL, 0);
    else if (manner == FAT_ANSWER)
        channel_send(peer, WIRE_ACK, head.seq, &event, sizeof event);
    else if (manner >= PLAIN_WELCOME)
        welcome_by(peer, head.seq, manner);
    else if (manner == GARBAGE && write(peer, "ack", 3) != 3)
        return;
    for (int i = 0; manner == DRIPS && i < 20; i++) {
        poll(NULL, 0, 50);
        channel_send(peer, WIRE_PROGRESS, 1, NULL, 0);
    }
    if (manner != CLOSES)
        pause();
}

/* Before all else that runs, and so does what is started meanwhile: a busy machine may let one wait for a turn longer
 * than a login waits for the agent. Where we may not, nothing changes. */
static void run_first(bool is_first)
{
    const struct sched_param how = {.sched_priority = is_first ? 1 : 0};

    sched_setscheduler(0, is_first ? SCHED_FIFO : SCHED_OTHER, &how);
}

static struct agent start(enum manner manner)
{
    struct agent agent = {.run = "/tmp/confide-tell.XXXXXX"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(agent.run));
    agent.listener = channel_listen(agent.run, "pam.sock", 0666);
    CU_ASSERT_FATAL(agent.listener >= 0);
    run_first(true);
    agent.child = fork();
    CU_ASSERT_FATAL(agent.child >= 0);
    if (agent.child == 0) {
        while (manner == NEVER_ACCEPTS)
            pause();
        for (;;) {
            int peer;

            poll(&(struct pollfd){.fd = agent.listener, .events = POLLIN}, 1, -1);
            peer = channel_accept(agent.listener);
            if (peer >= 0)
                behave(peer, manner);
            close(peer);
        }
    }
    return agent;
}

static void stop(struct agent *agent)
{
    char path[128];

    if (agent->child > 0) {
        kill(agent->child, SIGKILL);
        waitpid(agent->child, NULL, 0);
    }
    if (agent->listener >= 0)
        close(agent->listener);
    text_format(path, sizeof path, "%s/agent-hung", agent->run);
    unlink(path);
    text_format(path, sizeof path, "%s/pam.sock", agent->run);
    unlink(path);
    CU_ASSERT_EQUAL(rmdir(agent->run), 0);
    run_first(false);
}

/* Tells one fact and says how long it took. */
static enum tell_result tell_one(const struct agent *agent, int64_t left_ms, int64_t *took_ms)
{
    struct event event = {.id = {1}, .kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .count = 1};
    int64_t begin = clock_monotonic_ms(), given = left_ms;
    enum tell_result result = tell_event(agent->run, &event, &left_ms);

    *took_ms = clock_monotonic_ms() - begin;
    CU_ASSERT(left_ms <= given);
    return result;
}

static bool stamped(const struct agent *agent, struct stat *status)
{
    char path[128];

    text_format(path, sizeof path, "%s/agent-hung", agent->run);
    return lstat(path, status) == 0;
}

static void expect(enum manner manner, enum tell_result expected, bool waits)
{
    struct agent agent = start(manner);
    struct stat status;
    int64_t took;

    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), expected);
    CU_ASSERT(took < BOUND_MS);
    CU_ASSERT(!waits || took >= TELL_BUDGET_MS - 1);
    CU_ASSERT_EQUAL(stamped(&agent, &status), waits);
    stop(&agent);
}

static void test_answers(void)
{
    expect(ANSWERS, TELL_TOLD, false);
}

static void test_not_told(void)
{
    expect(SAYS_NO, TELL_NOBODY, false);
    expect(CLOSES, TELL_NOBODY, false);
    expect(GARBAGE, TELL_NOBODY, false);
    expect(OTHER_SEQ, TELL_NOBODY, false);
    expect(OTHER_TYPE, TELL_NOBODY, false);
    expect(FAT_ANSWER, TELL_NOBODY, false);
    expect(DRIPS, TELL_NOBODY, false);
}

/* A module and an agent of different versions, while one of them is still to be restarted. */
static void test_welcomes(void)
{
    static const struct {
        enum manner manner;
        enum tell_result result;
        int64_t last_ms;
        const char *notice;
    } cases[] = {{PLAIN_WELCOME, TELL_TOLD, 5, ""},
                 {WHOLE_WELCOME, TELL_TOLD, 5, "one more line"},
                 {ODD_WELCOME, TELL_NOBODY, 0, ""},
                 {ENDLESS_WELCOME, TELL_NOBODY, 0, ""}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct agent agent = start(cases[i].manner);
        const struct wire_visit visit = {.step = VISIT_ENTER};
        struct wire_welcome welcome = {.notice = "of an earlier login"};
        int64_t left_ms = TELL_BUDGET_MS;

        CU_ASSERT_EQUAL(tell_visit(agent.run, &visit, &welcome, &left_ms), cases[i].result);
        CU_ASSERT_EQUAL(welcome.last_ms, cases[i].last_ms);
        CU_ASSERT_STRING_EQUAL(welcome.notice, cases[i].notice);
        stop(&agent);
    }
}

static void test_hangs(void)
{
    expect(HANGS, TELL_HUNG, true);
    expect(NEVER_ACCEPTS, TELL_HUNG, true);
}

static void test_nobody(void)
{
    struct agent agent = {.run = "/tmp/confide-tell.XXXXXX", .listener = -1};
    struct stat status;
    int64_t took;

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(agent.run));
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_NOBODY);
    CU_ASSERT_FALSE(stamped(&agent, &status));
    agent.listener = channel_listen(agent.run, "pam.sock", 0666);
    close(agent.listener); /* what a killed agent leaves behind */
    agent.listener = -1;
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_NOBODY);
    CU_ASSERT_FALSE(stamped(&agent, &status));
    stop(&agent);
}

static void test_waits_once(void)
{
    struct agent agent = start(HANGS);
    struct stat status;
    int64_t took, least = BOUND_MS;

    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_HUNG);
    CU_ASSERT(stamped(&agent, &status) && S_ISREG(status.st_mode) && (status.st_mode & 07777) == 0644);
    for (int i = 0; i < 3; i++) {
        CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_HUNG);
        least = took < least ? took : least;
    }
    CU_ASSERT(least < AT_ONCE_MS); /* who waits, waits TELL_BUDGET_MS each time */
    stop(&agent);
}

static void set_stamp(const struct agent *agent, int64_t age_s)
{
    const struct timespec times[2] = {{.tv_sec = time(NULL) - age_s}, {.tv_sec = time(NULL) - age_s}};
    char path[128];

    text_format(path, sizeof path, "%s/agent-hung", agent->run);
    close(open(path, O_WRONLY | O_CREAT, 0644));
    CU_ASSERT_EQUAL(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void test_stamp_ages(void)
{
    struct agent agent = start(ANSWERS);
    int64_t took;

    set_stamp(&agent, TELL_QUIET_S + 1);
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_TOLD);
    set_stamp(&agent, 0);
    set_stamp(&agent, -3600);
    stop(&agent);
    agent = start(ANSWERS);
    set_stamp(&agent, -3600); /* the clock was set back */
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_TOLD);
    stop(&agent);
}

/* A hang that is over is forgotten: who guesses passwords must not win half a minute by a moment's load. TELL_PROBE_MS
 * is less than a busy machine may let one wait for a turn: so it is tried until both ends had one in time. */
static void test_well_again(void)
{
    struct event event = {.id = {1}, .kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .count = 1};
    enum tell_result result = TELL_HUNG;
    bool is_stamped = true;
    int64_t left = 0;

    for (int tries = 200; tries > 0 && result == TELL_HUNG; tries--) {
        struct agent agent = start(ANSWERS);
        struct stat status;

        left = TELL_BUDGET_MS;
        set_stamp(&agent, 5);
        result = tell_event(agent.run, &event, &left);
        is_stamped = stamped(&agent, &status);
        stop(&agent);
    }
    CU_ASSERT_EQUAL(result, TELL_TOLD);
    CU_ASSERT(left > TELL_BUDGET_MS / 2); /* for what else this login has to tell */
    CU_ASSERT_FALSE(is_stamped);
}

static void test_stamp_is_not_followed(void)
{
    struct agent agent = start(HANGS);
    char path[128], target[128];
    struct stat status;
    int64_t took;

    text_format(path, sizeof path, "%s/agent-hung", agent.run);
    text_format(target, sizeof target, "%s/target", agent.run);
    CU_ASSERT_EQUAL(symlink(target, path), 0);
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_HUNG);
    CU_ASSERT_NOT_EQUAL(stat(target, &status), 0);
    unlink(path);
    CU_ASSERT_EQUAL(mkfifo(path, 0666), 0);
    CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_HUNG);
    CU_ASSERT(took < BOUND_MS);
    stop(&agent);
}

static void test_foreign_stamp(void)
{
    struct agent agent = start(ANSWERS);
    char path[128];
    int64_t took;

    text_format(path, sizeof path, "%s/agent-hung", agent.run);
    set_stamp(&agent, 1);
    if (geteuid() == 0) {
        CU_ASSERT_EQUAL(chown(path, 65534, 65534), 0);
        CU_ASSERT_EQUAL(tell_one(&agent, TELL_BUDGET_MS, &took), TELL_TOLD);
    }
    stop(&agent);
}

static void test_budget(void)
{
    struct agent agent = start(HANGS);
    struct stat status;
    int64_t took;

    CU_ASSERT_EQUAL(tell_one(&agent, 0, &took), TELL_HUNG);
    CU_ASSERT_EQUAL(tell_one(&agent, -5, &took), TELL_HUNG);
    CU_ASSERT(took < AT_ONCE_MS);
    CU_ASSERT_EQUAL(tell_one(&agent, 40, &took), TELL_HUNG);
    CU_ASSERT(took >= 39 && took < BOUND_MS);
    CU_ASSERT_FALSE(stamped(&agent, &status)); /* too short a wait to call it hung */
    stop(&agent);
}

static void test_no_descriptors(void)
{
    struct agent agent = start(SAYS_NO);
    int64_t took;
    int before = dup(0), after;

    close(before);
    for (int i = 0; i < 20; i++)
        tell_one(&agent, TELL_BUDGET_MS, &took);
    after = dup(0);
    close(after);
    CU_ASSERT_EQUAL(before, after);
    stop(&agent);
}

CU_TestInfo tell_tests[] = {
    {"an acknowledged fact is told", test_answers},
    {"a refusal, a closed door, garbage or somebody else's answer is not taken for told", test_not_told},
    {"a welcome with a line and one without are understood, others are none", test_welcomes},
    {"an agent that hangs is waited for no longer than the budget", test_hangs},
    {"without an agent, or with a dead one's socket, nobody waits", test_nobody},
    {"after a hang nobody waits again", test_waits_once},
    {"an agent that is well again is heard at once", test_well_again},
    {"the stamp counts for 30 s, and not from the future", test_stamp_ages},
    {"a link or a FIFO in the stamp's place is neither followed nor waited for", test_stamp_is_not_followed},
    {"another user's stamp silences nobody", test_foreign_stamp},
    {"a spent budget is not overdrawn", test_budget},
    {"no descriptor is left open", test_no_descriptors},
    CU_TEST_INFO_NULL};
