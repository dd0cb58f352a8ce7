/* Whom recent processes belonged to, for events whose process is gone when they are read. Pure. */
#ifndef CONFIDE_WATCH_MEMORY_H
#define CONFIDE_WATCH_MEMORY_H

#include <stdint.h>

#include "agent/watch/eye/raw.h"

/* How long a process that is gone is remembered without proof that its number was not given away. Where there are
 * 32,768 of them, a loop of vfork(2) went once round in 2.0 s (16,000 a second); a quarter of that is safe. */
enum { MEMORY_MS = 500, MEMORY_SLOTS = 1024 };

struct memory {
    struct memory_slot {
        int64_t seen_ns;
        int32_t pid; /* 0 = empty */
        struct identity who;
    } slots[MEMORY_SLOTS];
};

/* Remembers that at `now_ns` (monotonic, nanoseconds) `pid` belonged to `who`. `memory` must have started as zeros. */
void memory_keep(struct memory *memory, int32_t pid, const struct identity *who, int64_t now_ns);

/* Who `pid` was when it was seen last, not before `since_ns`; else NULL. Borrowed until the next memory_keep. */
const struct identity *memory_find(const struct memory *memory, int32_t pid, int64_t since_ns);

#endif
