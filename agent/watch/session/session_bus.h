/* The watcher's connection to the system bus, for logind alone. Comes up, goes down and comes up again by itself. No
 * call here waits. */
#ifndef CONFIDE_WATCH_SESSION_BUS_H
#define CONFIDE_WATCH_SESSION_BUS_H

#include <stdbool.h>
#include <stdint.h>

struct sd_bus_message;
struct session_bus;

/* All of them from session_bus_step only. */
struct session_bus_calls {
    /* logind is there: questions are taken from now on. */
    void (*up)(void *data);
    /* It is not, or is another than before: no question that was asked will be answered. Only after an `up`. */
    void (*down)(void *data);
    /* A signal of logind's own: sessions that come, go or change, and the machine's sleep. */
    void (*heard)(void *data, struct sd_bus_message *signal);
};

typedef void (*session_bus_answer)(void *data, struct sd_bus_message *answer);

/* What is asked: a method of logind's object `path`, which takes `count` words. */
struct session_bus_question {
    const char *path, *interface, *member;
    const char *words[4];
    unsigned count;
};

/* NULL when memory is short. The first step connects. */
struct session_bus *session_bus_open(const struct session_bus_calls *calls, void *data);
void session_bus_close(struct session_bus *bus);

/* For poll(2): the descriptor, -1 = none now. */
int session_bus_fd(struct session_bus *bus, short *events);

/* Connects, hears and sends as far as that goes without waiting. `now_ms`: monotonic. */
void session_bus_step(struct session_bus *bus, int64_t now_ms);

/* False when that cannot be asked now. Else `answer` is called once, within some seconds also without an answer (then
 * with an error), unless `down` is. */
bool session_bus_ask(struct session_bus *bus, const struct session_bus_question *question, session_bus_answer answer,
                     void *data);

#endif
