/* feed: plays a source of events, for the demo where the kernel refuses and for the tests. Events (FORMATS section 2)
 * come as lines on standard input and go over one of confided's sockets just as confide-watch's or the PAM module's do:
 * at most WINDOW of them unanswered, each kept until it is acknowledged, sent again over a new connection when confided
 * dies meanwhile. Out: the id of each event, in the order of their acknowledgement, a line each; it is on disk there.
 */
#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"

enum {
    WINDOW = 64,
    INPUT_SIZE = 256 * 1024,
    PATIENCE_MS = 30000,
    PAUSE_US = 20000,
    REASON_SIZE = 256,
    EXIT_USAGE = 2,
    EXIT_CANNOT = 3
};

struct feed {
    const char *dir, *name;
    bool quiet;
    int fd;             /* -1 while there is no connection */
    uint64_t sent;      /* on this connection */
    uint64_t first_seq; /* that `kept[0]` has, or will have, on this connection */
    size_t count;       /* of `kept`: taken from standard input, not yet acknowledged */
    size_t line;
    int64_t answered_ms;    /* when there was progress last */
    char input[INPUT_SIZE]; /* read, not yet taken */
    size_t used;
    bool has_ended;
    struct event kept[WINDOW];
};

static void hang_up(struct feed *feed)
{
    if (feed->fd >= 0)
        close(feed->fd);
    feed->fd = -1;
    feed->sent = 0;
    feed->first_seq = 1;
}

/* An event without an id gets a random one. */
static void keep_line(struct feed *feed, const char *line, size_t length)
{
    static const uint8_t none[EVENT_ID_SIZE];
    struct event *event = &feed->kept[feed->count];
    char reason[REASON_SIZE];

    feed->line++;
    if (!json_event_read(event, line, length, reason, sizeof reason)) {
        fprintf(stderr, "feed: line %zu: %s\n", feed->line, reason);
        exit(EXIT_USAGE);
    }
    if (memcmp(event->id, none, sizeof none) == 0)
        crypto_random(event->id, sizeof event->id);
    feed->count++;
}

/* Reads on, but does not wait for input while there is something to send or to hear. False when there is none now. */
static bool read_on(struct feed *feed)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    ssize_t got;

    if (feed->has_ended || (feed->count > 0 && poll(&input, 1, 0) <= 0))
        return false;
    got = read(STDIN_FILENO, feed->input + feed->used, sizeof feed->input - feed->used);
    feed->has_ended = got <= 0;
    feed->used += got > 0 ? (size_t)got : 0;
    return !feed->has_ended;
}

/* Keeps the next line, if there is one already. */
static bool take_line(struct feed *feed)
{
    const char *end;
    size_t length;

    do
        end = memchr(feed->input, '\n', feed->used);
    while (!end && read_on(feed));
    if (!end && (!feed->has_ended || feed->used == 0))
        return false;
    length = end ? (size_t)(end - feed->input) : feed->used;
    keep_line(feed, feed->input, length);
    feed->used -= length + (end != NULL);
    memmove(feed->input, feed->input + length + (end != NULL), feed->used);
    return true;
}

static void send_kept(struct feed *feed)
{
    while (feed->fd >= 0 && feed->sent < feed->first_seq - 1 + feed->count) {
        const struct event *event = &feed->kept[feed->sent + 1 - feed->first_seq];
        enum channel_result result = channel_send(feed->fd, WIRE_EVENT, feed->sent + 1, event, sizeof *event);

        if (result == CHANNEL_LATER)
            return;
        if (result == CHANNEL_OK)
            feed->sent++;
        else
            hang_up(feed);
    }
}

/* An acknowledgement covers every event up to its number. */
static void let_go(struct feed *feed, uint64_t seq)
{
    size_t done;

    if (seq < feed->first_seq || seq > feed->sent)
        return;
    done = (size_t)(seq - feed->first_seq + 1);
    for (size_t i = 0; i < done && !feed->quiet; i++) {
        char id[2 * EVENT_ID_SIZE + 1];

        text_hex(id, feed->kept[i].id, EVENT_ID_SIZE);
        puts(id);
    }
    fflush(stdout);
    feed->count -= done;
    memmove(feed->kept, feed->kept + done, feed->count * sizeof feed->kept[0]);
    feed->first_seq = seq + 1;
    feed->answered_ms = clock_monotonic_ms();
}

static void read_answers(struct feed *feed)
{
    enum channel_result result = CHANNEL_OK;

    channel_wait(feed->fd, clock_monotonic_ms() + PAUSE_US / 1000);
    while (feed->fd >= 0 && result == CHANNEL_OK) {
        struct wire_head head;

        result = channel_receive(feed->fd, &head, NULL, 0);
        if (result == CHANNEL_OK && head.type == WIRE_ACK)
            let_go(feed, head.seq);
        else if (result != CHANNEL_LATER) /* gone, or it said "not now": both mean to come back */
            hang_up(feed);
    }
}

static int play(struct feed *feed)
{
    feed->answered_ms = clock_monotonic_ms();
    for (;;) {
        bool was_idle = feed->count == 0;

        while (feed->count < WINDOW && take_line(feed))
            ;
        if (feed->count == 0)
            return EXIT_SUCCESS;
        if (was_idle)
            feed->answered_ms = clock_monotonic_ms();
        if (clock_monotonic_ms() - feed->answered_ms > PATIENCE_MS) {
            fprintf(stderr, "feed: %s/%s took nothing for %d s: is confided running?\n", feed->dir, feed->name,
                    PATIENCE_MS / 1000);
            return EXIT_CANNOT;
        }
        if (feed->fd < 0 && (feed->fd = channel_connect(feed->dir, feed->name)) < 0) {
            usleep(PAUSE_US);
            continue;
        }
        send_kept(feed);
        if (feed->fd >= 0)
            read_answers(feed);
    }
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct feed *feed = state->input;

    if (key == 'q')
        feed->quiet = true;
    else if (key == ARGP_KEY_ARG && !feed->dir)
        feed->dir = argument;
    else if (key == ARGP_KEY_ARG && !feed->name)
        feed->name = argument;
    else if (key == ARGP_KEY_ARG || (key == ARGP_KEY_END && !feed->name))
        argp_usage(state);
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

int main(int argc, char **argv)
{
    static const struct argp_option options[] = {{"quiet", 'q', NULL, 0, "Do not print the ids", 0}, {0}};
    static const struct argp argp = {options,
                                     parse,
                                     "RUN source.sock|pam.sock",
                                     "Sends events, JSON lines on standard input, to the confided that listens in RUN.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct feed *feed = calloc(1, sizeof *feed);
    int code = EXIT_CANNOT;

    argp_err_exit_status = EXIT_USAGE;
    if (!feed || !crypto_start())
        goto out;
    feed->fd = -1;
    hang_up(feed);
    argp_parse(&argp, argc, argv, 0, NULL, feed);
    code = play(feed);
    hang_up(feed);
out:
    free(feed);
    return code;
}
