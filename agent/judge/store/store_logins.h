/* What the store knows of logins: the counters of wrong passwords, and when a login was last used. */
#ifndef CONFIDE_JUDGE_STORE_LOGINS_H
#define CONFIDE_JUDGE_STORE_LOGINS_H

#include "agent/judge/logins/pace.h"
#include "store.h"

/* Puts a counter in the place of the one there was; one of `row` 0 is deleted. Inside store_begin .. store_commit.
 * STORE_NOTHING, and nothing is put, while the store takes no events. */
enum store_result store_put_counter(struct store *store, const struct pace_record *record);

/* Calls `each` for every counter, the longest unused first. */
enum store_result store_counters(struct store *store, void (*each)(void *data, const struct pace_record *record),
                                 void *data);

/* Calls `each` for at most `limit` events by which a session of `login` was opened before `before_ms`, the latest
 * first, until it returns false. */
enum store_result store_opens(struct store *store, const char *login, int64_t before_ms, uint32_t limit,
                              bool (*each)(void *data, const struct event *event), void *data);

/* What a person typed to get in, as the event `id` says. STORE_NOTHING where it says nothing. */
enum store_result store_typed_reason(struct store *store, const uint8_t id[EVENT_ID_SIZE], char *to, size_t size);

#endif
