/* The machine's sleep: logind is kept from it for the moment that letting go of everybody's files takes. */
#ifndef CONFIDE_WATCH_SESSION_SLEEP_H
#define CONFIDE_WATCH_SESSION_SLEEP_H

#include <stdbool.h>
#include <stdint.h>

struct sd_bus_message;
struct session_bus;

struct session_sleep {
    struct session_bus *bus;
    void (*sleep)(void *data, bool is_going); /* NULL: nobody wants to know */
    void *data;
    int lock; /* logind waits while it is open; -1 = not held */
    bool is_asked, is_asleep, warned;
    int64_t now_ms, again_at_ms, woken_at_ms; /* monotonic: it stands still while the machine sleeps */
};

/* `bus` is borrowed. */
void session_sleep_init(struct session_sleep *sleep, struct session_bus *bus, void (*call)(void *data, bool is_going),
                        void *data);
void session_sleep_close(struct session_sleep *sleep);

/* logind is there; it is not there any more. */
void session_sleep_up(struct session_sleep *sleep);
void session_sleep_down(struct session_sleep *sleep);

/* PrepareForSleep came. */
void session_sleep_heard(struct session_sleep *sleep, struct sd_bus_message *signal);

/* What is due. */
void session_sleep_step(struct session_sleep *sleep, int64_t now_ms);

#endif
