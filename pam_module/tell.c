/* Tells the agent one fact within a bounded time. Owns the talk on pam.sock and the stamp of a hung agent.
 * Must not own: sockets (agent/base/channel.c), what becomes of a fact that could not be told (fact.c).
 * In: an event and the time that is left. Out: told, nobody there, or hung. */
#include "pam_module/tell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/channel_connect.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"

/* Whoever had less than this to wait cannot tell a hung agent from one whose disk is busy. */
enum { PATH_SIZE = 320, PATIENCE_MS = TELL_BUDGET_MS / 2 };

static bool stamp_path(char *path, const char *run)
{
    return text_format(path, PATH_SIZE, "%s/agent-hung", run);
}

/* A stamp from the future says nothing: the clock was set back. Only root's, or our own, is believed. */
static bool hung_lately(const char *run)
{
    char path[PATH_SIZE];
    struct stat status;
    int64_t age;

    if (!stamp_path(path, run) || lstat(path, &status) != 0 || !S_ISREG(status.st_mode) ||
        (status.st_uid != 0 && status.st_uid != geteuid()))
        return false;
    age = clock_now_ms() - ((int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000);
    return age >= 0 && age < TELL_QUIET_S * 1000;
}

/* The folder is the agent's own, and the agent is less than root: whatever lies there under this name is neither
 * followed, waited for nor written into. */
static void stamp_hung(const char *run)
{
    char path[PATH_SIZE];
    struct stat status;
    int fd;

    if (!stamp_path(path, run))
        return;
    fd = open(path, O_WRONLY | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0644);
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_uid == geteuid() && status.st_nlink == 1 &&
        fchmod(fd, 0644) == 0)
        futimens(fd, NULL);
    close(fd);
}

/* What is said, and the answer that fits it. */
struct exchange {
    enum wire_type says, awaits;
    const void *body;
    size_t size;
    void *answer;
    size_t answer_size, answer_least; /* it is of the one or of the other size */
    bool may_stamp;                   /* a hang met here is one */
};

static enum tell_result await_answer(const struct exchange *exchange, int fd, int64_t deadline_ms)
{
    struct wire_head head;

    while (channel_wait(fd, deadline_ms)) {
        enum channel_result result = channel_receive(fd, &head, exchange->answer, exchange->answer_size);

        if (result == CHANNEL_LATER)
            continue;
        return result == CHANNEL_OK && head.type == exchange->awaits && head.seq == 1 &&
                       (head.size == exchange->answer_size || head.size == exchange->answer_least)
                   ? TELL_TOLD
                   : TELL_NOBODY;
    }
    return TELL_HUNG;
}

static void forget_hang(const char *run)
{
    char path[PATH_SIZE];

    if (stamp_path(path, run))
        unlink(path);
}

/* Who was found hanging is given a moment; once it answers, it has all the time there was. */
static enum tell_result talk(const char *run, const struct exchange *exchange, int64_t *left_ms)
{
    int64_t begin = clock_monotonic_ms();
    bool was_hung = hung_lately(run);
    int64_t patience_ms = was_hung && *left_ms > TELL_PROBE_MS ? TELL_PROBE_MS : *left_ms;
    enum tell_result result = TELL_NOBODY;
    int fd;

    if (*left_ms <= 0)
        return TELL_HUNG;
    fd = channel_connect_by(run, "pam.sock", begin + patience_ms);
    if (fd < 0 && errno == EAGAIN)
        result = TELL_HUNG;
    else if (fd >= 0 && channel_send(fd, exchange->says, 1, exchange->body, exchange->size) == CHANNEL_OK)
        result = await_answer(exchange, fd, begin + patience_ms);
    if (fd >= 0)
        close(fd);
    if (result == TELL_HUNG && exchange->may_stamp && patience_ms >= PATIENCE_MS)
        stamp_hung(run);
    if (was_hung && result == TELL_TOLD)
        forget_hang(run);
    *left_ms = (result == TELL_TOLD ? *left_ms : patience_ms) - (clock_monotonic_ms() - begin);
    return result;
}

/* Failures and refusals can be brought about in masses, until the agent's disk is slow: nobody shall make the agent
 * look hung that way, and guess on uncounted. */
enum tell_result tell_event(const char *run, const struct event *event, int64_t *left_ms)
{
    const struct exchange exchange = {.says = WIRE_EVENT,
                                      .awaits = WIRE_ACK,
                                      .body = event,
                                      .size = sizeof *event,
                                      .may_stamp = event->action != ACTION_FAIL && event->action != ACTION_REFUSE};

    return talk(run, &exchange, left_ms);
}

enum tell_result tell_visit(const char *run, const struct wire_visit *visit, struct wire_welcome *welcome,
                            int64_t *left_ms)
{
    struct wire_welcome answer = {0};
    const struct exchange exchange = {.says = WIRE_VISIT,
                                      .awaits = WIRE_WELCOME,
                                      .body = visit,
                                      .size = sizeof *visit,
                                      .answer = &answer,
                                      .answer_size = sizeof answer,
                                      .answer_least = WIRE_WELCOME_PLAIN,
                                      .may_stamp = true};
    enum tell_result result = talk(run, &exchange, left_ms);
    bool is_good = result == TELL_TOLD && memchr(answer.last_host, '\0', sizeof answer.last_host) &&
                   memchr(answer.notice, '\0', sizeof answer.notice);

    *welcome = is_good ? answer : (struct wire_welcome){0};
    return result == TELL_TOLD && !is_good ? TELL_NOBODY : result;
}
