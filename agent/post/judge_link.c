/* Owns the connection to the judge. Must not own: the network, what an outcome means. Keeps no report: one that was not
 * answered stays the judge's, and comes again under the same id.
 *
 * In: WIRE_REPORT. Out: WIRE_READY, WIRE_RESULT; a pulse for the parent. */
#include "agent/post/judge_link.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/post/sign.h"

enum { SLICE_MS = 1000, AWAY_MS = 500, MALFORMED_MS = 5000 };

enum served { SERVED_STOP, SERVED_GONE, SERVED_MALFORMED, SERVED_UNABLE };

enum judge { JUDGE_UNKNOWN, JUDGE_THERE, JUDGE_AWAY };

/* All that may follow a head. */
struct message {
    struct wire_report report;
    uint8_t body[WIRE_BODY_MAX - sizeof(struct wire_report)];
};

/* Waits at most SLICE_MS for either descriptor (`peer` -1 = none). True when `stop` can be read. */
static bool wait_stopped(const struct judge_link *link, char beat, int peer, int wait_ms)
{
    struct pollfd both[2] = {{.fd = link->stop, .events = POLLIN}, {.fd = peer, .events = POLLIN}};

    (void)!write(link->pulse, &beat, 1); /* full: the parent has enough to read */
    poll(both, 2, wait_ms < SLICE_MS ? wait_ms : SLICE_MS);
    return both[0].revents != 0;
}

bool judge_link_rest(const struct judge_link *link, char beat, int wait_ms)
{
    int64_t until_ms = clock_monotonic_ms() + wait_ms, left_ms;

    while ((left_ms = until_ms - clock_monotonic_ms()) > 0)
        if (wait_stopped(link, beat, -1, (int)left_ms))
            return true;
    return false;
}

static bool is_well_formed(const struct judge_link *link, const struct wire_head *head, const struct message *message)
{
    const struct wire_report *report = &message->report;

    return head->type == WIRE_REPORT && head->size >= sizeof *report && report->size == head->size - sizeof *report &&
           report->size > 0 && report->attempt > 0 && report->time_s > 0 &&
           memchr(report->endpoint, '\0', sizeof report->endpoint) && strcmp(report->endpoint, link->endpoint) == 0 &&
           memchr(report->id, '\0', sizeof report->id) && sign_id_is_good(report->id);
}

/* One connection, from READY to its end. */
static enum served serve(const struct judge_link *link, int fd)
{
    struct wire_ready ready = {.endpoint = ""};
    enum channel_result got = CHANNEL_OK;
    enum judge_link_made made;
    struct wire_result result;
    struct wire_head head;
    struct message message;

    text_copy(ready.endpoint, sizeof ready.endpoint, link->endpoint);
    for (;;) {
        if (got != CHANNEL_LATER && channel_send(fd, WIRE_READY, 0, &ready, sizeof ready) != CHANNEL_OK)
            return SERVED_GONE;
        if (wait_stopped(link, '.', fd, SLICE_MS))
            return SERVED_STOP;
        got = channel_receive(fd, &head, &message, sizeof message);
        if (got == CHANNEL_LATER)
            continue;
        if (got == CHANNEL_CLOSED)
            return SERVED_GONE;
        if (got == CHANNEL_BAD || !is_well_formed(link, &head, &message))
            return SERVED_MALFORMED;
        made = link->attempt(link->data, &message.report, message.body, &result);
        explicit_bzero(&message, sizeof message);
        if (made != JUDGE_LINK_KNOWN)
            return made == JUDGE_LINK_UNABLE ? SERVED_UNABLE : SERVED_STOP;
        /* A queue that is full for so small an answer means that the judge no longer reads: to it, we are gone. */
        if (channel_send(fd, WIRE_RESULT, head.seq, &result, sizeof result) != CHANNEL_OK)
            return SERVED_GONE;
    }
}

bool judge_link_serve(const struct judge_link *link)
{
    enum judge judge = JUDGE_UNKNOWN;
    enum served served;

    do {
        int fd = channel_connect(link->run, "post.sock");

        served = SERVED_GONE;
        if (fd >= 0) {
            if (judge != JUDGE_THERE)
                log_info("%s %s/post.sock: confided is there", link->section, link->run);
            judge = JUDGE_THERE;
            served = serve(link, fd);
            close(fd);
            if (served == SERVED_MALFORMED)
                log_warning("%s %s/post.sock: malformed message, connection closed: are both programs of one version?",
                            link->section, link->run);
        } else if (judge != JUDGE_AWAY) {
            log_warning("%s %s/post.sock: %s; waiting for confided: is it running, and may this user open its socket?",
                        link->section, link->run, strerror(errno));
            judge = JUDGE_AWAY;
        }
    } while (served != SERVED_STOP && served != SERVED_UNABLE &&
             !judge_link_rest(link, '.', served == SERVED_MALFORMED ? MALFORMED_MS : AWAY_MS));
    return served != SERVED_UNABLE;
}
