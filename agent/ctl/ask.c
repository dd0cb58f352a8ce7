/* Asks the running agent: one question, its rows, its end. Owns the connection to its socket; must not know what the
 * rows mean. In: a message. Out: rows to an ear, and one line for people when it did not work. */
#include "ask.h"

#include <errno.h>
#include <grp.h>
#include <inttypes.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"

#include "call.h"

enum { CONNECT_MS = 2000, SILENCE_MS = 10000, PAUSE_NS = 20 * 1000 * 1000 };

static enum ask_result fail(struct ask_answer *answer, enum ask_result result)
{
    answer->exit = CALL_CANNOT;
    return result;
}

/* The socket's own rights say it: "is open to root, the user confide and the group confide". */
static void say_who_may(const char *run, const char *name, struct ask_answer *answer)
{
    char path[sizeof answer->text / 2], who[128] = "root";
    struct stat about;
    struct passwd *owner;
    struct group *group;

    text_format(path, sizeof path, "%s/%s", run, name);
    if (stat(path, &about) != 0 && stat(run, &about) != 0) {
        text_format(answer->text, sizeof answer->text,
                    "you may not look into %.200s: ask as root (sudo confidectl ...)", run);
        return;
    }
    owner = getpwuid(about.st_uid);
    group = getgrgid(about.st_gid);
    if (owner && owner->pw_uid != 0)
        text_format(who, sizeof who, "root, the user %.32s", owner->pw_name);
    if (group && group->gr_gid != 0) {
        size_t used = strlen(who);
        text_format(who + used, sizeof who - used, " and the group %.32s", group->gr_name);
    }
    text_format(answer->text, sizeof answer->text,
                "you may not ask the agent: %.200s is open to %s: use sudo, or ask your administrator to let you in",
                path, who);
}

static enum ask_result not_connected(const char *run, const char *name, int error, struct ask_answer *answer)
{
    if (error == EACCES || error == EPERM) {
        say_who_may(run, name, answer);
        return fail(answer, ASK_FAILED);
    }
    if (error == ENOENT || error == ECONNREFUSED || error == ENOTDIR) {
        text_format(answer->text, sizeof answer->text,
                    "the agent is not running (nobody listens at %s/%s): start it with `systemctl start confided`", run,
                    name);
        return fail(answer, ASK_NOBODY);
    }
    text_format(answer->text, sizeof answer->text, "%s/%s: %s: see `systemctl status confided`", run, name,
                error == EAGAIN ? "the agent takes no more questions at the moment" : strerror(error));
    return fail(answer, ASK_FAILED);
}

/* Connects, waiting a little where many ask at once. -1 with errno. */
static int connect_patiently(const char *run, const char *name)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    int64_t deadline_ms = clock_monotonic_ms() + CONNECT_MS;
    int fd;

    while ((fd = channel_connect(run, name)) < 0 && errno == EAGAIN && clock_monotonic_ms() < deadline_ms)
        nanosleep(&pause, NULL);
    return fd;
}

/* Passes one message on. True when it was the last that matters. */
static bool hear(const struct wire_head *head, char *body, const struct ask_ear *ear, struct ask_answer *answer,
                 enum ask_result *result)
{
    struct wire_progress progress;
    struct wire_end end;

    if (head->type == WIRE_ROW) {
        body[head->size] = '\0';
        return ear->row && !ear->row(ear->data, body, head->size);
    }
    if (head->type == WIRE_PROGRESS && head->size == sizeof progress) {
        memcpy(&progress, body, sizeof progress);
        if (ear->progress)
            ear->progress(ear->data, progress.done, progress.total);
        return false;
    }
    if (head->type == WIRE_END && head->size == sizeof end) {
        memcpy(&end, body, sizeof end);
        end.text[sizeof end.text - 1] = '\0';
        answer->exit = end.exit >= CALL_GOOD && end.exit <= CALL_CANNOT ? end.exit : CALL_CANNOT;
        text_copy(answer->text, sizeof answer->text, end.text);
        return true;
    }
    text_copy(answer->text, sizeof answer->text,
              "the agent answers in a way this program does not know: are both of the same version?");
    *result = fail(answer, ASK_FAILED);
    return true;
}

static enum ask_result listen_until_end(int fd, const struct ask_ear *ear, struct ask_answer *answer)
{
    enum ask_result result = ASK_ANSWERED;
    struct wire_head head;
    char body[WIRE_BODY_MAX + 1];

    for (;;) {
        enum channel_result got = channel_receive(fd, &head, body, WIRE_BODY_MAX);

        if (got == CHANNEL_OK && hear(&head, body, ear, answer, &result))
            return result;
        if (got == CHANNEL_OK || (got == CHANNEL_LATER && channel_wait(fd, clock_monotonic_ms() + SILENCE_MS)))
            continue;
        text_format(answer->text, sizeof answer->text,
                    "%s: see `systemctl status confided` and `journalctl -u confided`",
                    got == CHANNEL_LATER    ? "the agent does not answer (waited 10 s)"
                    : got == CHANNEL_CLOSED ? "the agent ended the connection before its answer was complete"
                                            : "the agent sent something malformed");
        return fail(answer, ASK_FAILED);
    }
}

enum ask_result ask_say(const char *run, const struct ask_message *message, const struct ask_ear *ear,
                        struct ask_answer *answer)
{
    enum ask_result result;
    int fd = connect_patiently(run, message->socket);

    *answer = (struct ask_answer){.exit = CALL_GOOD};
    if (fd < 0)
        return not_connected(run, message->socket, errno, answer);
    /* One small packet into an empty queue: if even that does not go, the agent is on its way out. */
    if (channel_send(fd, message->type, 1, message->body, message->size) != CHANNEL_OK) {
        text_copy(answer->text, sizeof answer->text, "the agent hung up before it was asked: try again");
        result = fail(answer, ASK_FAILED);
    } else {
        result = listen_until_end(fd, ear, answer);
    }
    close(fd);
    return result;
}

enum ask_result ask_agent(const char *run, const struct wire_ask *question, const struct ask_ear *ear,
                          struct ask_answer *answer)
{
    const struct ask_message message = {"ctl.sock", WIRE_ASK, question, sizeof *question};

    return ask_say(run, &message, ear, answer);
}

struct one {
    char *row;
    size_t size;
    bool has_row;
};

static bool keep_row(void *data, const char *json, size_t length)
{
    struct one *one = data;

    one->has_row = length < one->size && text_copy(one->row, one->size, json);
    return true;
}

enum ask_result ask_one(const char *run, const struct wire_ask *question, char *row, size_t size,
                        struct ask_answer *answer)
{
    struct one one = {row, size, false};
    const struct ask_ear ear = {keep_row, NULL, &one};
    enum ask_result result;

    row[0] = '\0';
    result = ask_agent(run, question, &ear, answer);
    if (result == ASK_ANSWERED && answer->exit == CALL_GOOD && !one.has_row) {
        text_copy(answer->text, sizeof answer->text, "the agent's answer is empty: see `journalctl -u confided`");
        return fail(answer, ASK_FAILED);
    }
    return result;
}

int ask_end(const struct ask_answer *answer)
{
    char safe[sizeof answer->text * 4];

    if (answer->exit != CALL_GOOD && answer->text[0])
        call_end(answer->exit, "%s", text_escape(safe, sizeof safe, answer->text));
    return answer->exit;
}
