/* Events on their way to the judge: kept until it says that they are on disk, sent again with the same ids after either
 * side was away. Owns the connection to run/source.sock and the queue in memory. */
#ifndef CONFIDE_WATCH_SENDER_H
#define CONFIDE_WATCH_SENDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

struct sender;
struct wire_state;

/* A sender to DIR/source.sock that keeps at most `capacity` events. NULL when there is no memory. */
struct sender *sender_make(const char *run_dir, size_t capacity);

void sender_free(struct sender *sender);

/* Takes `event` over. False when the queue is full: nothing was taken, the oldest are never pushed out. */
bool sender_put(struct sender *sender, const struct event *event);

/* How the eye is (copied): goes out first on each connection and then at most once a second, the newest only. Where
 * there is no room for it, it waits for the next: never in a queue, never in an event's place. */
void sender_state(struct sender *sender, const struct wire_state *state);

/* Connects, sends and hears as far as that goes without waiting. `now_ms`: monotonic. */
void sender_step(struct sender *sender, int64_t now_ms);

/* The connection, -1 when there is none; `events` for poll(2). */
int sender_fd(const struct sender *sender, short *events);

/* Events not yet on the judge's disk. */
size_t sender_waiting(const struct sender *sender);

#endif
