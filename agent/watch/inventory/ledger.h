/* What the watch saw and did not see since the records were last listed: all notes, folded. Pure. */
#ifndef CONFIDE_WATCH_LEDGER_H
#define CONFIDE_WATCH_LEDGER_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/cover.h"
#include "agent/watch/inventory/note.h"
#include "agent/watch/inventory/removed.h"

struct ledger {
    struct cover cover;
    struct removed removed;
    int64_t deaf_from_ms, deaf_to_ms; /* the window of all NOTE_DEAF; 0 = none */
};

/* Takes one note. False when it could not be remembered: the ledger is deaf for that moment then. */
bool ledger_take(struct ledger *ledger, const struct note *note);

/* True when somebody was seen removing `path`, as the kernel calls it, since then; also when that cannot be excluded,
 * as removals were seen that could not be noted. */
bool ledger_removed(const struct ledger *ledger, const char *path, int64_t since_ms);

/* Forgets what was before `since_ms`. */
void ledger_trim(struct ledger *ledger, int64_t since_ms);

/* Gives all that it knows as notes, until `each` returns false; false then. */
bool ledger_each(const struct ledger *ledger, bool (*each)(void *data, const struct note *note), void *data);

void ledger_free(struct ledger *ledger);

#endif
