/* ask.h: one question to the agent. The agent's side is played by a child process behind a real socket. */
#include <CUnit/CUnit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/ctl/ask.h"

enum { PATH_SIZE = 64, WAIT_MS = 5000 };

struct play {
    char run[PATH_SIZE];
    int listener;
    pid_t child;
};

static void answer_well(int fd)
{
    const struct wire_progress progress = {5, 10};
    const struct wire_end end = {.exit = 1, .text = "entry 7 does not fit"};

    channel_send(fd, WIRE_PROGRESS, 0, &progress, sizeof progress);
    channel_send(fd, WIRE_ROW, 0, "{\"a\":1}", 7);
    channel_send(fd, WIRE_ROW, 0, "{\"a\":2}", 7);
    channel_send(fd, WIRE_END, 0, &end, sizeof end);
}

static void answer_nothing(int fd)
{
    const struct wire_end end = {0};

    channel_send(fd, WIRE_END, 0, &end, sizeof end);
}

static void hang_up(int fd)
{
    channel_send(fd, WIRE_ROW, 0, "{\"a\":1}", 7);
}

static void babble(int fd)
{
    CU_ASSERT_EQUAL(write(fd, "no head", 7), 7);
}

static void wrong_type(int fd)
{
    channel_send(fd, WIRE_EVENT, 0, "x", 1);
}

static void short_end(int fd)
{
    channel_send(fd, WIRE_END, 0, "x", 1);
}

static void odd_exit(int fd)
{
    const struct wire_end end = {.exit = 77, .text = "odd"};

    channel_send(fd, WIRE_END, 0, &end, sizeof end);
}

/* A child that takes one question and answers it in `manner`. */
static void play_start(struct play *play, void (*manner)(int fd))
{
    text_copy(play->run, sizeof play->run, "/tmp/confide-ask.XXXXXX");
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(play->run));
    play->listener = channel_listen(play->run, "ctl.sock", 0600);
    CU_ASSERT_FATAL(play->listener >= 0);
    play->child = fork();
    if (play->child == 0) {
        struct wire_head head;
        struct wire_ask ask;
        int fd = -1;

        if (channel_wait(play->listener, clock_monotonic_ms() + WAIT_MS))
            fd = channel_accept(play->listener);
        if (fd >= 0 && channel_wait(fd, clock_monotonic_ms() + WAIT_MS) &&
            channel_receive(fd, &head, &ask, sizeof ask) == CHANNEL_OK && head.type == WIRE_ASK)
            manner(fd);
        _exit(0);
    }
}

static void play_end(struct play *play)
{
    char path[PATH_SIZE + 16];

    waitpid(play->child, NULL, 0);
    close(play->listener);
    text_format(path, sizeof path, "%s/ctl.sock", play->run);
    unlink(path);
    rmdir(play->run);
}

struct heard {
    unsigned rows, progress;
    char last[64];
};

static bool hear_row(void *data, const char *json, size_t length)
{
    struct heard *heard = data;

    CU_ASSERT_EQUAL(strlen(json), length);
    heard->rows++;
    return text_copy(heard->last, sizeof heard->last, json);
}

static void hear_progress(void *data, uint64_t done, uint64_t total)
{
    struct heard *heard = data;

    CU_ASSERT_EQUAL(done, 5);
    CU_ASSERT_EQUAL(total, 10);
    heard->progress++;
}

static enum ask_result ask_played(void (*manner)(int fd), struct heard *heard, struct ask_answer *answer)
{
    const struct wire_ask question = {.verb = ASK_STATUS};
    const struct ask_ear ear = {hear_row, hear_progress, heard};
    enum ask_result result;
    struct play play;

    *heard = (struct heard){0};
    play_start(&play, manner);
    result = ask_agent(play.run, &question, &ear, answer);
    play_end(&play);
    return result;
}

static void whole_answer(void)
{
    struct ask_answer answer;
    struct heard heard;

    CU_ASSERT_EQUAL(ask_played(answer_well, &heard, &answer), ASK_ANSWERED);
    CU_ASSERT_EQUAL(heard.rows, 2);
    CU_ASSERT_EQUAL(heard.progress, 1);
    CU_ASSERT_STRING_EQUAL(heard.last, "{\"a\":2}");
    CU_ASSERT_EQUAL(answer.exit, 1);
    CU_ASSERT_STRING_EQUAL(answer.text, "entry 7 does not fit");
}

static void one_row(void)
{
    const struct wire_ask question = {.verb = ASK_STATUS};
    struct ask_answer answer;
    struct play play;
    char row[64];

    play_start(&play, answer_nothing);
    CU_ASSERT_EQUAL(ask_one(play.run, &question, row, sizeof row, &answer), ASK_FAILED);
    CU_ASSERT_EQUAL(answer.exit, 3);
    CU_ASSERT_STRING_EQUAL(row, "");
    play_end(&play);
}

static void faults(void)
{
    static void (*const manners[])(int fd) = {hang_up, babble, wrong_type, short_end};

    for (size_t i = 0; i < sizeof manners / sizeof manners[0]; i++) {
        struct ask_answer answer;
        struct heard heard;

        CU_ASSERT_EQUAL(ask_played(manners[i], &heard, &answer), ASK_FAILED);
        CU_ASSERT_EQUAL(answer.exit, 3);
        CU_ASSERT(strlen(answer.text) > 0);
    }
}

static void unknown_exit(void)
{
    struct ask_answer answer;
    struct heard heard;

    CU_ASSERT_EQUAL(ask_played(odd_exit, &heard, &answer), ASK_ANSWERED);
    CU_ASSERT_EQUAL(answer.exit, 3);
}

static void nobody(void)
{
    const struct wire_ask question = {.verb = ASK_STATUS};
    const struct ask_ear ear = {0};
    struct ask_answer answer;

    CU_ASSERT_EQUAL(ask_agent("/tmp/confide-no-such-folder", &question, &ear, &answer), ASK_NOBODY);
    CU_ASSERT_EQUAL(answer.exit, 3);
    CU_ASSERT_PTR_NOT_NULL(strstr(answer.text, "nobody listens at /tmp/confide-no-such-folder/ctl.sock"));
    CU_ASSERT_PTR_NOT_NULL(strstr(answer.text, "systemctl start confided"));
}

CU_TestInfo ask_tests[] = {
    {"rows, progress and the last word come in whole", whole_answer},
    {"an answer without its row is a failure", one_row},
    {"an agent that hangs up, babbles or cuts its last word short is a failure", faults},
    {"an exit code that FORMATS does not know becomes 'could not do it'", unknown_exit},
    {"where nobody listens the words say where and what to do", nobody},
    CU_TEST_INFO_NULL,
};
