/* The judge's connection to the system bus, for logind alone. Comes up, goes down and comes up again by itself. */
#ifndef CONFIDE_JUDGE_LOGIND_BUS_H
#define CONFIDE_JUDGE_LOGIND_BUS_H

#include <stdbool.h>
#include <stdint.h>

struct sd_event;
struct sd_bus_message;
struct logind_bus;

/* All of them from the loop only. */
struct logind_bus_calls {
    /* Questions are taken from now on. */
    void (*up)(void *data);
    /* It is gone: no question that was asked will be answered. Again and again while there is no bus. */
    void (*down)(void *data, const char *wrong);
    /* Every signal that a match of logind_bus.c lets in. Whoever sent it. */
    void (*heard)(void *data, struct sd_bus_message *signal);
};

typedef void (*logind_bus_answer)(void *data, struct sd_bus_message *answer);

/* `loop` is borrowed and must outlive this. NULL when memory is short. */
struct logind_bus *logind_bus_open(struct sd_event *loop, const struct logind_bus_calls *calls, void *data);
void logind_bus_close(struct logind_bus *bus);

/* Calls `member` of logind's object `path`, with `word` where it takes one (NULL: none). False when that cannot be
 * asked now. Else `answer` is called once, after `wait_ms` at the latest with an error of the bus's own, unless `down`
 * is. */
bool logind_bus_call(struct logind_bus *bus, const char *path, const char *interface, const char *member,
                     const char *word, int64_t wait_ms, logind_bus_answer answer, void *data);

#endif
