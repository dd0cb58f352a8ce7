/* Who did it: by /proc while the process lives, by what was seen of it or told by the kernel when it is gone. Joins
 * process.h, memory.h and kin.h for the answering thread: no call allocates, waits or logs. */
#ifndef CONFIDE_WATCH_WITNESS_H
#define CONFIDE_WATCH_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/memory.h"
#include "agent/watch/eye/process.h"
#include "agent/watch/eye/raw.h"

struct kin;

/* Starts as zeros but for `kin`, which witness_close closes. */
struct witness {
    struct processes processes;
    struct memory memory;
    struct kin *kin;
};

/* Names the process of a held open into `raw`. After the answer, witness_keep. */
void witness_waiting(struct witness *witness, struct raw *raw);

/* Remembers whom `raw` was just named for, at `now_ns` (kin_now_ns). */
void witness_keep(struct witness *witness, const struct raw *raw, int64_t now_ns);

/* Names the process of what happened between `since_ns` and now. `pidfd` as process_identify wants it. */
void witness_told(struct witness *witness, struct raw *raw, int pidfd, int64_t since_ns);

/* The process of `raw` is about to become the program `at[0].name`; its person stays. */
void witness_start(struct witness *witness, struct raw *raw, int pidfd);

/* Takes the kernel's news; at least every tenth of a second, so that none are lost. */
void witness_listen(struct witness *witness);

/* As whom the kernel's news know `pid`, without a look at it: enough to tell whether it is worth one. */
bool witness_hint(struct witness *witness, int32_t pid, int64_t since_ns, struct identity *who);

void witness_close(struct witness *witness);

#endif
