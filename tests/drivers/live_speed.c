/* drivers/live_speed RUN RATE SECONDS EVERY: plays a source that tells RATE events a second for SECONDS, each EVERYth
 * of them one that is a case at once: the agent's files were tampered with on a host of its own. Says how long it took
 * from each of these until confided acknowledged it, which it does when event and case are on the disk. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"

enum { EXIT_USAGE = 2, EXIT_CANNOT = 3, PATIENCE_MS = 10000 };

struct play {
    int fd;
    int64_t rate, total, every, sent, acknowledged;
    int64_t *sent_ms, *took_ms; /* by number; of the urgent ones only, as they were answered */
    int64_t urgent;
};

static void make_event(struct event *event, int64_t n, bool is_urgent)
{
    *event = (struct event){.time_ms = clock_now_ms(), .count = 1, .uid = UINT32_MAX, .source = SOURCE_EHR};
    crypto_random(event->id, sizeof event->id);
    if (is_urgent) {
        event->kind = EVENT_INTEGRITY;
        event->action = ACTION_TAMPERED;
        event->source = SOURCE_AGENT;
        text_format(event->host, sizeof event->host, "pc-%lld", (long long)n);
        return;
    }
    event->kind = EVENT_ACCESS;
    event->action = ACTION_READ;
    event->outcome = OUTCOME_OK;
    text_format(event->login, sizeof event->login, "person.%lld", (long long)n * 7919 % 200 + 1);
    text_format(event->patient, sizeof event->patient, "NHS9%07lld", (long long)n * 104729 % 10000);
    text_format(event->object, sizeof event->object, "/srv/records/%s/letter.pdf", event->patient);
    text_copy(event->host, sizeof event->host, "ward-pc-1");
    text_copy(event->program, sizeof event->program, "/usr/bin/evince");
}

static bool is_urgent(const struct play *play, int64_t n)
{
    return n % play->every == 0;
}

/* Whatever is due by now; false when the agent has gone. */
static bool send_due(struct play *play, int64_t begun_ms)
{
    int64_t due = (clock_monotonic_ms() - begun_ms) * play->rate / 1000;

    while (play->sent < play->total && play->sent < due) {
        struct event event;
        enum channel_result result;

        make_event(&event, play->sent, is_urgent(play, play->sent));
        play->sent_ms[play->sent] = clock_monotonic_ms();
        result = channel_send(play->fd, WIRE_EVENT, (uint64_t)play->sent + 1, &event, sizeof event);
        if (result == CHANNEL_LATER)
            return true; /* it is behind: that counts, for what is due goes on being due */
        if (result != CHANNEL_OK)
            return false;
        play->sent++;
    }
    return true;
}

static bool hear(struct play *play)
{
    struct wire_head head;
    enum channel_result result;

    channel_wait(play->fd, clock_monotonic_ms() + 1);
    while ((result = channel_receive(play->fd, &head, NULL, 0)) == CHANNEL_OK) {
        if (head.type != WIRE_ACK || head.seq > (uint64_t)play->sent)
            return false;
        for (; play->acknowledged < (int64_t)head.seq; play->acknowledged++)
            if (is_urgent(play, play->acknowledged))
                play->took_ms[play->urgent++] = clock_monotonic_ms() - play->sent_ms[play->acknowledged];
    }
    return result == CHANNEL_LATER;
}

static int compare(const void *left, const void *right)
{
    const int64_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static int run(struct play *play)
{
    int64_t begun_ms = clock_monotonic_ms(), deadline_ms = begun_ms + play->total * 1000 / play->rate + PATIENCE_MS;

    while (play->acknowledged < play->total)
        if (!send_due(play, begun_ms) || !hear(play) || clock_monotonic_ms() > deadline_ms) {
            fprintf(stderr, "live_speed: %lld of %lld events were taken\n", (long long)play->acknowledged,
                    (long long)play->total);
            return EXIT_CANNOT;
        }
    qsort(play->took_ms, (size_t)play->urgent, sizeof *play->took_ms, compare);
    printf("%lld %lld %lld %lld %.0f\n", (long long)play->urgent, (long long)play->took_ms[play->urgent / 2],
           (long long)play->took_ms[play->urgent * 99 / 100], (long long)play->took_ms[play->urgent - 1],
           (double)play->total * 1000 / (double)(clock_monotonic_ms() - begun_ms));
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct play play = {.fd = -1};
    int64_t seconds;
    int exit_code = EXIT_CANNOT;

    if (argc != 5 || !text_number(argv[2], 1, 100000, &play.rate) || !text_number(argv[3], 1, 3600, &seconds) ||
        !text_number(argv[4], 1, 1000000, &play.every)) {
        fputs("usage: live_speed RUN RATE SECONDS EVERY\n", stderr);
        return EXIT_USAGE;
    }
    play.total = play.rate * seconds;
    play.sent_ms = calloc((size_t)play.total, sizeof *play.sent_ms);
    play.took_ms = calloc((size_t)play.total, sizeof *play.took_ms);
    if (play.sent_ms && play.took_ms && crypto_start() && (play.fd = channel_connect(argv[1], "source.sock")) >= 0)
        exit_code = run(&play);
    else
        fprintf(stderr, "live_speed: %s/source.sock takes no connection: is confided running?\n", argv[1]);
    free(play.sent_ms);
    free(play.took_ms);
    return exit_code;
}
