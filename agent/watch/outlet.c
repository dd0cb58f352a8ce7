/* Where events leave. Owns their ids and the count of what found no room; must not invent or
 * judge. In: events in words. Out: the sender, or lines on standard output. */
#include "agent/watch/outlet.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/json_event.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/sender.h"

enum { START_SIZE = 8 };

struct outlet {
    struct sender *sender; /* NULL: standard output */
    size_t capacity;
    uint8_t start[START_SIZE]; /* chance, once a start: with the counter an id that is unique for ever */
    uint64_t given;
    char host[64];
    uint32_t dropped;
    int64_t dropped_first_ms, dropped_last_ms;
};

struct outlet *outlet_make(const char *run_dir, size_t capacity)
{
    struct outlet *outlet = calloc(1, sizeof(*outlet));

    if (!outlet)
        return NULL;
    outlet->capacity = capacity;
    crypto_random(outlet->start, sizeof(outlet->start));
    gethostname(outlet->host, sizeof(outlet->host) - 1);
    outlet->sender = run_dir ? sender_make(run_dir, capacity) : NULL;
    if (!run_dir || outlet->sender)
        return outlet;
    free(outlet);
    return NULL;
}

static void number(struct outlet *outlet, struct event *event)
{
    uint64_t count = ++outlet->given;

    memcpy(event->id, outlet->start, START_SIZE);
    for (int i = 0; i < 8; i++)
        event->id[START_SIZE + i] = (uint8_t)(count >> (56 - 8 * i));
    text_copy(event->host, sizeof(event->host), outlet->host);
    event->count = event->count ? event->count : 1;
}

static bool print(const struct event *event)
{
    char line[JSON_EVENT_SIZE];
    size_t length = json_event_write(event, line, sizeof(line));

    return fwrite(line, 1, length, stdout) == length && putchar('\n') != EOF && fflush(stdout) == 0;
}

void outlet_put(struct outlet *outlet, const struct event *event)
{
    struct event copy = *event;

    number(outlet, &copy);
    if (outlet->sender ? sender_put(outlet->sender, &copy) : print(&copy))
        return;
    if (outlet->dropped++ == 0) {
        outlet->dropped_first_ms = copy.time_ms;
        log_error("there is no room for further events (%zu wait): they are counted only. Start confided, or raise "
                  "queue in [watch]",
                  outlet->sender ? sender_waiting(outlet->sender) : 0);
    }
    outlet->dropped_last_ms = copy.time_ms;
}

/* As soon as an eighth of the room is free: one event for the whole gap, so that a flood of gaps cannot refill it. */
static void own_up(struct outlet *outlet)
{
    struct event event = {.kind = EVENT_INTEGRITY, .action = ACTION_GAP, .source = SOURCE_AGENT};
    char first[CLOCK_TEXT_SIZE], last[CLOCK_TEXT_SIZE];

    if (!outlet->dropped || !outlet->sender || sender_waiting(outlet->sender) > outlet->capacity - outlet->capacity / 8)
        return;
    event.time_ms = outlet->dropped_last_ms;
    event.count = outlet->dropped;
    text_format(event.reason, sizeof(event.reason),
                "%u events between %s and %s found no room while confided was away, and are lost", outlet->dropped,
                clock_text(first, outlet->dropped_first_ms), clock_text(last, outlet->dropped_last_ms));
    outlet->dropped = 0;
    outlet_put(outlet, &event);
}

void outlet_step(struct outlet *outlet, int64_t mono_ms)
{
    if (outlet->sender)
        sender_step(outlet->sender, mono_ms);
    own_up(outlet);
}

void outlet_state(struct outlet *outlet, struct wire_state *state)
{
    state->events = outlet->given;
    if (outlet->sender)
        sender_state(outlet->sender, state);
}

int outlet_fd(const struct outlet *outlet, short *events)
{
    *events = 0;
    return outlet->sender ? sender_fd(outlet->sender, events) : -1;
}

size_t outlet_finish(struct outlet *outlet, int64_t deadline_ms)
{
    struct pollfd polled;
    int64_t left;

    outlet_step(outlet, clock_monotonic_ms());
    if (!outlet->sender)
        return 0;
    while (sender_waiting(outlet->sender) > 0 && (left = deadline_ms - clock_monotonic_ms()) > 0) {
        polled.fd = sender_fd(outlet->sender, &polled.events);
        poll(&polled, 1, polled.fd < 0 ? 50 : (int)left);
        outlet_step(outlet, clock_monotonic_ms());
    }
    return sender_waiting(outlet->sender);
}

void outlet_free(struct outlet *outlet)
{
    if (outlet->sender)
        sender_free(outlet->sender);
    free(outlet);
}
