/* From the answering thread to the main thread: what was seen, and that it was. Owns the ring and its bell. */
#ifndef CONFIDE_WATCH_HANDOVER_H
#define CONFIDE_WATCH_HANDOVER_H

#include <stdbool.h>

#include "agent/watch/eye/raw.h"

struct handover;

/* NULL with errno. Freed with handover_free. */
struct handover *handover_make(void);

void handover_free(struct handover *handover);

/* The answering thread's calls. What finds no room is counted and told as RAW_LOST later; of what happened around
 * (RAW_AROUND), which leaves a quarter of the ring to the records, as RAW_OVERFLOW with `code` 1. */
void handover_put(struct handover *handover, const struct raw *raw);

/* Rings for the main thread when it rests. `wait`: when there is little room, also waits for it some milliseconds -
 * openers of the next batch wait then: better late than unseen. */
void handover_ring(struct handover *handover, bool wait);

/* The main thread's calls, as answer_take, answer_fd and answer_rest. */
bool handover_take(struct handover *handover, struct raw *raw);
int handover_fd(const struct handover *handover);
bool handover_rest(struct handover *handover);

#endif
