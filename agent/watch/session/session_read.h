/* What logind's messages say, as plain data. What does not fit is refused whole. */
#ifndef CONFIDE_WATCH_SESSION_READ_H
#define CONFIDE_WATCH_SESSION_READ_H

#include <stdbool.h>

#include "agent/watch/session/session.h"
#include "agent/watch/session/session_roll.h"

struct sd_bus_message;

/* Of a session's properties, those that count here. */
struct session_traits {
    char id[SESSION_ID_SIZE]; /* "" = not said */
    enum session_lock lock;   /* LOCK_UNKNOWN = not said */
    bool is_moved;            /* whether it is shown at its seat was said */
};

/* The answer to GetAll of a session; PropertiesChanged of one. */
bool session_read_all(struct sd_bus_message *answer, struct session_traits *traits);
bool session_read_changed(struct sd_bus_message *signal, struct session_traits *traits);

/* The answer to ListSessions: all of it onto the roll, whatever is no longer listed off it. */
bool session_read_list(struct sd_bus_message *answer, struct session_roll *roll);

/* SessionNew, SessionRemoved: which. Borrowed from the message. */
bool session_read_named(struct sd_bus_message *signal, const char **id, const char **path);

#endif
