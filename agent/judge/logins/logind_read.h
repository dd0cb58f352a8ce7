/* What logind's messages say, as plain data. Nothing in them is believed unchecked: whatever does not fit is refused
 * whole. With logind.c the owner of sd-bus. */
#ifndef CONFIDE_JUDGE_LOGIND_READ_H
#define CONFIDE_JUDGE_LOGIND_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "logind.h"
#include "roll.h"

struct sd_bus_message;

struct logind_read_entry {
    char id[SEATS_ID_SIZE];
    char path[ROLL_PATH_SIZE]; /* the session's object */
    uint32_t uid;
};

/* Goes to the first session of an answer to ListSessions. False when it is none. */
bool logind_read_list(struct sd_bus_message *message);

/* The next one: 1, 0 at the end, -1 when the rest makes no sense. Those with an impossible id or path are left out. */
int logind_read_listed(struct sd_bus_message *message, struct logind_read_entry *entry);

/* SessionNew, SessionRemoved: which. */
bool logind_read_named(struct sd_bus_message *message, struct logind_read_entry *entry);

/* The answer to GetAll of a session. False when anything that matters is missing, of another type, or too long. */
bool logind_read_session(struct sd_bus_message *message, struct seats_session *session);

/* PropertiesChanged of a session: true when it tells whether the session is locked now. */
bool logind_read_locked(struct sd_bus_message *message, bool *locked);

/* What an answer says: LOGIND_DONE, or an error, with why and the remedy in `wrong`, which is then never "". */
enum logind_result logind_read_result(struct sd_bus_message *message, char *wrong, size_t size);

#endif
