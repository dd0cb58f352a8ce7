/* What the store knows of one case's past: its versions, and when what it is about was stored. `each` must not call the
 * store. */
#ifndef CONFIDE_JUDGE_STORE_FILE_H
#define CONFIDE_JUDGE_STORE_FILE_H

#include "store.h"

/* Calls `each` for the last `most` versions of a case, oldest first, until it returns false. One that was altered, or
 * erased when its time was over, is passed over. */
enum store_result store_versions(struct store *store, const char *id, uint32_t most,
                                 bool (*each)(void *data, const struct case_report *report, int64_t written_ms),
                                 void *data);

/* The event with this id, and when it was stored. STORE_NOTHING when there is none. */
enum store_result store_event_at(struct store *store, const uint8_t id[EVENT_ID_SIZE], struct event *event,
                                 int64_t *stored_ms);

#endif
