/* What left the record folders: exports and prints in words. Pure. */
#ifndef CONFIDE_WATCH_CARRY_H
#define CONFIDE_WATCH_CARRY_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/watch/acts/readings.h"
#include "agent/watch/acts/waiting.h"

struct carry;

/* Both are borrowed for as long as it lives. NULL when memory is short. Freed with carry_free. */
struct carry *carry_make(struct waiting *waiting, struct readings *readings);
void carry_free(struct carry *carry);

/* `made` was written outside of the record folders: one export of each record that it may hold begins to wait. Evidence
 * "link of PATH" says that it is that record itself, under another name. */
void carry_out(struct carry *carry, const struct event *made, bool is_removable, int64_t now_ms);

/* `job` was printed: one print of each record that it may show begins to wait. */
void carry_print(struct carry *carry, const struct event *job, int64_t now_ms);

#endif
