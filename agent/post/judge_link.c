/* Owns the connection to the judge. Must not own: the network, what an outcome means. Keeps no report: one that was not
 * answered stays the judge's, and comes again under the same id.
 *
 * In: WIRE_REPORT. Out: WIRE_READY, WIRE_RESULT. */
#include "agent/post/judge_link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/post/sign.h"

enum { SLICE_MS = 1000, AWAY_MS = 500, MALFORMED_MS = 5000 };

enum served { SERVED_STOP, SERVED_GONE, SERVED_MALFORMED };

enum judge { JUDGE_UNKNOWN, JUDGE_THERE, JUDGE_AWAY };

/* All that may follow a head. */
struct message {
    struct wire_report report;
    uint8_t body[WIRE_BODY_MAX - sizeof(struct wire_report)];
};

/* Waits at most `wait_ms` for either descriptor (`peer` -1 = none), and feeds the watchdog. True when `stop` can be
 * read. */
static bool wait_stopped(int stop, int peer, int wait_ms)
{
    struct pollfd both[2] = {{.fd = stop, .events = POLLIN}, {.fd = peer, .events = POLLIN}};

    poll(both, 2, wait_ms);
    notify_alive();
    return both[0].revents != 0;
}

static bool is_well_formed(const struct wire_head *head, const struct message *message)
{
    const struct wire_report *report = &message->report;

    return head->type == WIRE_REPORT && head->size >= sizeof *report && report->size == head->size - sizeof *report &&
           report->size > 0 && report->attempt > 0 && memchr(report->id, '\0', sizeof report->id) &&
           sign_id_is_good(report->id);
}

/* One connection, from READY to its end. */
static enum served serve(int fd, int stop, judge_link_attempt *attempt, void *data)
{
    const struct wire_ready ready = {.endpoint = ""};
    enum channel_result got = CHANNEL_OK;
    struct wire_result result;
    struct wire_head head;
    struct message message;
    bool known;

    for (;;) {
        if (got != CHANNEL_LATER && channel_send(fd, WIRE_READY, 0, &ready, sizeof ready) != CHANNEL_OK)
            return SERVED_GONE;
        if (wait_stopped(stop, fd, SLICE_MS))
            return SERVED_STOP;
        got = channel_receive(fd, &head, &message, sizeof message);
        if (got == CHANNEL_LATER)
            continue;
        if (got == CHANNEL_CLOSED)
            return SERVED_GONE;
        if (got == CHANNEL_BAD || !is_well_formed(&head, &message))
            return SERVED_MALFORMED;
        known = attempt(data, &message.report, message.body, &result);
        explicit_bzero(&message, sizeof message);
        if (!known)
            return SERVED_STOP;
        /* A queue that is full for so small an answer means that the judge no longer reads: to it, we are gone. */
        if (channel_send(fd, WIRE_RESULT, head.seq, &result, sizeof result) != CHANNEL_OK)
            return SERVED_GONE;
    }
}

void judge_link_serve(const char *run, int stop, judge_link_attempt *attempt, void *data)
{
    enum judge judge = JUDGE_UNKNOWN;
    enum served served;

    do {
        int fd = channel_connect(run, "post.sock");

        served = SERVED_GONE;
        if (fd >= 0) {
            if (judge != JUDGE_THERE)
                log_info("%s/post.sock: confided is there", run);
            judge = JUDGE_THERE;
            served = serve(fd, stop, attempt, data);
            close(fd);
            if (served == SERVED_MALFORMED)
                log_warning("%s/post.sock: malformed message, connection closed: are both programs of one version?",
                            run);
        } else if (judge != JUDGE_AWAY) {
            log_warning("%s/post.sock: %s; waiting for confided: is it running, and may this user open its socket?",
                        run, strerror(errno));
            judge = JUDGE_AWAY;
        }
    } while (served != SERVED_STOP && !wait_stopped(stop, -1, served == SERVED_MALFORMED ? MALFORMED_MS : AWAY_MS));
}
