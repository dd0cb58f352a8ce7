/* The agent's own housekeeping: its history is checked all the time, and what was kept long enough is erased. */
#ifndef CONFIDE_JUDGE_KEEPING_H
#define CONFIDE_JUDGE_KEEPING_H

#include <stdint.h>

#include "agent/base/config.h"

#include "agent/judge/desk/desk.h"
#include "agent/judge/store/store.h"

struct keeping;
struct oath;

/* All borrowed. `altered` is called once, when an entry is found that does not fit. NULL when memory is short. */
struct keeping *keeping_open(const struct config *config, struct desk *desk, struct store *store, struct oath *oath,
                             void (*altered)(void *data, uint64_t seq, const char *words), void *data);
void keeping_close(struct keeping *keeping);

#endif
