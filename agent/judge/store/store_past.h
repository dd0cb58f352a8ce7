/* What the store holds, for a judge who takes it up anew: a piece at a time. `each` must not call the store; when it
 * returns false, the next call goes on after that event. */
#ifndef CONFIDE_JUDGE_STORE_PAST_H
#define CONFIDE_JUDGE_STORE_PAST_H

#include "store.h"

/* The last event that was handed out. Begin with the time before which nothing is wanted, and a seq of 0. */
struct store_place {
    int64_t time_ms;
    uint64_t seq;
};

/* Goes on, in the order of their times, with the events that were stored before `until_seq`. */
enum store_result store_past(struct store *store, struct store_place *place, uint64_t until_seq,
                             bool (*each)(void *data, const struct event *event), void *data);

/* The events from the entry `*next_seq` on, in the order in which they were stored, and when that was; `*next_seq`
 * becomes that of the first one not handed out. */
enum store_result store_backlog(struct store *store, uint64_t *next_seq,
                                bool (*each)(void *data, const struct event *event, int64_t stored_ms), void *data);

/* Inside a transaction: the events from this entry on are stored and not judged; 0 = all are judged. */
enum store_result store_set_unjudged(struct store *store, uint64_t first_seq);
/* What was last set, 0 at first. */
enum store_result store_unjudged(struct store *store, uint64_t *first_seq);

/* The entry that comes next. */
uint64_t store_next_seq(const struct store *store);

/* The login events since `since_ms`, oldest first. */
enum store_result store_logins(struct store *store, int64_t since_ms,
                               bool (*each)(void *data, const struct event *event), void *data);

#endif
