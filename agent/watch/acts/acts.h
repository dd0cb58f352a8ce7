/* What was done, not what was called: many calls of the kernel become one action on a record. Pure; times are given. */
#ifndef CONFIDE_WATCH_ACTS_H
#define CONFIDE_WATCH_ACTS_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

struct acts;

/* Where a thing happened. For all but ACTS_RECORD the event says what was made there: action create, `object` its path,
 * login, session, pid, program as for a record, `bytes` its size, `evidence` as the source knows it. */
enum acts_where {
    ACTS_RECORD = 1, /* to a record: told once it is clear what it was */
    ACTS_CLOSED,     /* a record's file was closed by one who could write: what is written is whole now */
    ACTS_REMOVABLE,  /* a file on removable media was written and closed */
    ACTS_ELSEWHERE,  /* a file outside the record folders was written and closed, or came to be by a rename or link */
    ACTS_PRINTED     /* a print job of `login`: `object` its title, `to` the printer; session and pid may be missing */
};

/* NULL when memory is short. Freed with acts_free. */
struct acts *acts_make(void);
void acts_free(struct acts *acts);

/* Takes in one thing seen; `now_ms` is monotonic. An event that must not wait can be taken at once after it: take all
 * there is after each, so that room stays bounded. A creation with a reason, or with the evidence "link of PATH", is a
 * file that has lain elsewhere; outside the folders "link of PATH" says that it is that record. */
void acts_put(struct acts *acts, enum acts_where where, const struct event *event, int64_t now_ms);

/* The next action that is clear by now, in `event`: merged ones carry their count, exports and prints name the record
 * in `object` and where it went in `to`. False when there is none yet; INT64_MAX as `now_ms` gives all there is. */
bool acts_take(struct acts *acts, int64_t now_ms, struct event *event);

#endif
