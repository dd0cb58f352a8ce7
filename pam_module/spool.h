/* The spool: facts that the judge could not be told, one file each, for the judge to read later. Owns the files'
 * format.
 *
 *     HEX.fact   struct wire_head (type WIRE_EVENT, size of the event, seq 0), then struct event, and nothing more;
 *                HEX is the event's id. Whole from the moment it has this name, unless the power failed just then.
 *     .HEX.tmp   one being written, or left by a power cut: never read                                              */
#ifndef CONFIDE_PAM_SPOOL_H
#define CONFIDE_PAM_SPOOL_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/event.h>

enum { SPOOL_MAX = 4096 };

/* Puts `event` into `folder`, which must belong to root or the effective user and be closed to others. On disk when it
 * returns true. False, with one line of why and remedy in `error`: no such folder, no right (screen lockers have none),
 * disk full, or SPOOL_MAX facts waiting already. */
bool spool_write(const char *folder, const struct event *event, char *error, size_t size);

/* Reads the fact `name` of the open folder. False when it is not a regular file of exactly one well-formed fact. Its
 * content is believed no more than what comes over a socket. */
bool spool_read(int folder, const char *name, struct event *event);

#endif
