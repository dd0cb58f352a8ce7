/* The control socket, both ends. Owns it. Must not own: what is answered. In: questions of whoever may open the socket
 * (its mode says who). Out: rows of JSON. A peer that says anything malformed is let go. */
#include "control.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"

enum { ANSWER_MS = 1000, CALL_MS = 15 * 1000, CANNOT = 3 };

struct control {
    int listener;
    int peers[CONTROL_PEERS]; /* -1 = free */
    int answering;            /* the peer whose question is being answered, -1 = it is gone */
    int64_t until_ms;
    control_answer *answer;
    void *data;
};

struct control *control_open(const char *run, control_answer *answer, void *data, char *error, size_t size)
{
    struct control *control = calloc(1, sizeof *control);
    int listener = channel_listen(run, CONTROL_SOCKET, 0660);

    if (!control || listener < 0) {
        text_format(error, size, "cannot listen at %s/%s: %s; does the folder exist, and is confide-receive running?",
                    run, CONTROL_SOCKET, strerror(errno));
        if (listener >= 0)
            close(listener);
        free(control);
        return NULL;
    }
    *control = (struct control){.listener = listener, .answer = answer, .data = data, .answering = -1};
    for (size_t i = 0; i < CONTROL_PEERS; i++)
        control->peers[i] = -1;
    return control;
}

void control_close(struct control *control)
{
    if (!control)
        return;
    for (size_t i = 0; i < CONTROL_PEERS; i++)
        if (control->peers[i] >= 0)
            close(control->peers[i]);
    close(control->listener);
    free(control);
}

size_t control_fds(const struct control *control, struct pollfd *fds)
{
    size_t count = 0;

    fds[count++] = (struct pollfd){.fd = control->listener, .events = POLLIN};
    for (size_t i = 0; i < CONTROL_PEERS; i++)
        if (control->peers[i] >= 0)
            fds[count++] = (struct pollfd){.fd = control->peers[i], .events = POLLIN};
    return count;
}

/* Sends, waiting for room until the answer's time is over. */
static bool send_patiently(struct control *control, enum wire_type type, const void *body, size_t size)
{
    struct pollfd room = {.fd = control->answering, .events = POLLOUT};
    enum channel_result result;

    if (control->answering < 0)
        return false;
    while ((result = channel_send(control->answering, type, 0, body, size)) == CHANNEL_LATER) {
        int64_t left_ms = control->until_ms - clock_monotonic_ms();

        if (left_ms <= 0 || poll(&room, 1, (int)left_ms) <= 0)
            break;
    }
    if (result != CHANNEL_OK)
        control->answering = -1;
    return result == CHANNEL_OK;
}

bool control_row(struct control *control, const char *json, size_t length)
{
    return send_patiently(control, WIRE_ROW, json, length);
}

/* False: let the peer go. */
static bool answer_one(struct control *control, int peer)
{
    struct wire_end end = {0};
    struct control_ask ask;
    struct wire_head head;
    enum channel_result result = channel_receive(peer, &head, &ask, sizeof ask);

    if (result == CHANNEL_LATER)
        return true;
    if (result != CHANNEL_OK || head.type != WIRE_ASK || head.size != sizeof ask ||
        !memchr(ask.what, '\0', sizeof ask.what) || !memchr(ask.by, '\0', sizeof ask.by))
        return false;
    control->answering = peer;
    control->until_ms = clock_monotonic_ms() + ANSWER_MS;
    end.exit = control->answer(control->data, &ask, control, end.text, sizeof end.text);
    result = send_patiently(control, WIRE_END, &end, sizeof end) ? CHANNEL_OK : CHANNEL_CLOSED;
    control->answering = -1;
    return result == CHANNEL_OK;
}

void control_run(struct control *control)
{
    int fd;

    for (size_t i = 0; i < CONTROL_PEERS; i++) {
        if (control->peers[i] >= 0 && !answer_one(control, control->peers[i])) {
            close(control->peers[i]);
            control->peers[i] = -1;
        }
    }
    for (size_t i = 0; i < CONTROL_PEERS; i++)
        if (control->peers[i] < 0 && (fd = channel_accept(control->listener)) >= 0)
            control->peers[i] = fd;
}

/* ---- the other end --------------------------------------------------------------------------- */

static int take_answers(int fd, void (*each)(void *data, const char *json, size_t length), void *data, char *why,
                        size_t size)
{
    static const char broken[] = "the answer broke off";
    int64_t until_ms = clock_monotonic_ms() + CALL_MS;
    char *body = malloc(WIRE_BODY_MAX);
    struct wire_end end;
    struct wire_head head;
    int code = CANNOT;

    text_copy(why, size, body ? broken : "out of memory");
    while (body && channel_wait(fd, until_ms)) {
        enum channel_result result = channel_receive(fd, &head, body, WIRE_BODY_MAX);

        if (result == CHANNEL_LATER)
            continue;
        if (result != CHANNEL_OK)
            break;
        if (head.type == WIRE_ROW) {
            each(data, body, head.size);
        } else if (head.type == WIRE_END && head.size == sizeof end) {
            memcpy(&end, body, sizeof end);
            end.text[sizeof end.text - 1] = '\0';
            code = end.exit;
            text_copy(why, size, end.text);
            break;
        }
    }
    free(body);
    return code;
}

int control_call(const char *run, const struct control_ask *ask,
                 void (*each)(void *data, const char *json, size_t length), void *data, char *why, size_t size)
{
    int fd = channel_connect(run, CONTROL_SOCKET);
    int code;

    if (fd < 0) {
        text_format(why, size, "%s/%s: %s: is confide-receive running, and may you ask it?", run, CONTROL_SOCKET,
                    strerror(errno));
        return CANNOT;
    }
    if (channel_send(fd, WIRE_ASK, 0, ask, sizeof *ask) == CHANNEL_OK) {
        code = take_answers(fd, each, data, why, size);
    } else {
        text_format(why, size, "%s/%s: it does not listen", run, CONTROL_SOCKET);
        code = CANNOT;
    }
    close(fd);
    return code;
}
