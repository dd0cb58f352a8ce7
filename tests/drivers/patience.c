/* drivers/patience RUN: plays the login module and a source until standard input ends, over and over: a visit at
 * pam.sock, a fact there until it is acknowledged, an event at source.sock until that is. Says the longest and the 99th
 * in a hundred of each wait in ms, how many there were, and how long nobody listened at most:
 * "visit WORST P99 fact WORST P99 event WORST P99 rounds N away MS". */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/text.h"

enum { EXIT_USAGE = 2, EXIT_CANNOT = 3, GIVE_UP_MS = 120000, PAUSE_MS = 5, ROUNDS_MAX = 1000000 };

enum wait { WAIT_VISIT = 0, WAIT_FACT, WAIT_EVENT, WAITS };

struct play {
    const char *run;
    int source; /* -1 while there is no connection */
    uint64_t seq;
    int32_t *took_ms[WAITS];
    size_t count[WAITS];
    int64_t away_since_ms, away_ms; /* 0 = somebody listens */
};

/* A connection. -1 while nobody listens. */
static int reach(struct play *play, const char *name)
{
    int fd = channel_connect(play->run, name);
    int64_t now_ms = clock_monotonic_ms();

    if (fd < 0 && !play->away_since_ms)
        play->away_since_ms = now_ms;
    if (play->away_since_ms && now_ms - play->away_since_ms > play->away_ms)
        play->away_ms = now_ms - play->away_since_ms;
    if (fd >= 0)
        play->away_since_ms = 0;
    return fd;
}

/* Sends one message and waits for its answer: the time that took, -1 when the other end has gone. */
static int64_t ask(int fd, enum wire_type type, uint64_t seq, const void *body, size_t size, enum wire_type wanted)
{
    int64_t begun_ms = clock_monotonic_ms();
    union {
        struct wire_welcome welcome;
        uint8_t bytes[WIRE_BODY_MAX];
    } answer;
    struct wire_head head;

    if (channel_send(fd, type, seq, body, size) != CHANNEL_OK)
        return -1;
    while (channel_wait(fd, begun_ms + GIVE_UP_MS)) {
        if (channel_receive(fd, &head, &answer, sizeof answer) != CHANNEL_OK)
            return -1;
        if (head.type == wanted && head.seq >= seq)
            return clock_monotonic_ms() - begun_ms;
    }
    return clock_monotonic_ms() - begun_ms;
}

static struct event event_of(enum event_source source)
{
    struct event event = {.time_ms = clock_now_ms(), .count = 1, .uid = UINT32_MAX, .source = source};

    crypto_random(event.id, sizeof event.id);
    text_copy(event.login, sizeof event.login, "person.1");
    text_copy(event.host, sizeof event.host, "ward-pc-1");
    event.outcome = OUTCOME_OK;
    event.kind = source == SOURCE_PAM ? EVENT_LOGIN : EVENT_ACCESS;
    event.action = source == SOURCE_PAM ? ACTION_OPEN : ACTION_READ;
    if (source == SOURCE_PAM)
        text_copy(event.service, sizeof event.service, "login");
    else
        text_copy(event.patient, sizeof event.patient, "NHS90000001");
    return event;
}

/* Was there an answer at all? Who waits for the one is not forgotten when the next does not come. */
static bool note(struct play *play, enum wait wait, int64_t took_ms)
{
    if (took_ms >= 0 && play->count[wait] < ROUNDS_MAX)
        play->took_ms[wait][play->count[wait]++] = (int32_t)took_ms;
    return took_ms >= 0;
}

/* As the module does it: one connection, a question, a fact. */
static bool log_in(struct play *play)
{
    struct wire_visit visit = {.step = VISIT_KNOCK};
    struct event fact = event_of(SOURCE_PAM);
    int fd = reach(play, "pam.sock");
    bool answered;

    if (fd < 0)
        return false;
    text_copy(visit.login, sizeof visit.login, "person.1");
    text_copy(visit.service, sizeof visit.service, "login");
    text_copy(visit.origin, sizeof visit.origin, "tty=tty1");
    answered = note(play, WAIT_VISIT, ask(fd, WIRE_VISIT, 0, &visit, sizeof visit, WIRE_WELCOME)) &&
               note(play, WAIT_FACT, ask(fd, WIRE_EVENT, 1, &fact, sizeof fact, WIRE_ACK));
    close(fd);
    return answered;
}

static void tell(struct play *play)
{
    struct event event = event_of(SOURCE_EHR);

    if (play->source < 0) {
        play->source = reach(play, "source.sock");
        play->seq = 0;
    }
    if (play->source < 0 ||
        note(play, WAIT_EVENT, ask(play->source, WIRE_EVENT, ++play->seq, &event, sizeof event, WIRE_ACK)))
        return;
    close(play->source);
    play->source = -1;
}

static int compare(const void *left, const void *right)
{
    const int32_t *a = left, *b = right;

    return (*a > *b) - (*a < *b);
}

static void say(struct play *play)
{
    static const char *const names[WAITS] = {"visit", "fact", "event"};

    for (int wait = 0; wait < WAITS; wait++) {
        int32_t *took_ms = play->took_ms[wait];
        size_t count = play->count[wait];

        qsort(took_ms, count, sizeof *took_ms, compare);
        printf("%s %d %d ", names[wait], took_ms[count - 1], took_ms[count * 99 / 100]);
    }
    printf("rounds %zu away %lld\n", play->count[WAIT_EVENT], (long long)play->away_ms);
}

int main(int argc, char **argv)
{
    struct play play = {.source = -1};
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};

    if (argc != 2) {
        fputs("usage: patience RUN\n", stderr);
        return EXIT_USAGE;
    }
    play.run = argv[1];
    for (int wait = 0; wait < WAITS; wait++)
        if (!(play.took_ms[wait] = calloc(ROUNDS_MAX, sizeof **play.took_ms)))
            return EXIT_CANNOT;
    if (!crypto_start())
        return EXIT_CANNOT;
    while (poll(&input, 1, PAUSE_MS) == 0)
        if (log_in(&play))
            tell(&play);
    for (int wait = 0; wait < WAITS; wait++)
        if (play.count[wait] == 0) {
            fputs("patience: nobody answered\n", stderr);
            return EXIT_CANNOT;
        }
    say(&play);
    for (int wait = 0; wait < WAITS; wait++)
        free(play.took_ms[wait]);
    return EXIT_SUCCESS;
}
