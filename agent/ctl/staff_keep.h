/* Puts HR's staff list where the agent reads it. */
#ifndef CONFIDE_CTL_STAFF_KEEP_H
#define CONFIDE_CTL_STAFF_KEEP_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"

/* Makes a copy of the list `from` the staff list of `config`, by rename, unless it is that file already. It names
 * people and where they live: its owner may write it, the group of the context folder (the agent's) read it, nobody
 * else. False, with file and reason in `error`: the last list stays. */
bool staff_keep(const char *from, const struct config *config, char *error, size_t size);

#endif
