/* What the watch tells the inventory's process: heard, kept in the ledger and the journal. Hears the watcher's end,
 * too, and how it came. */
#ifndef CONFIDE_WATCH_EAR_H
#define CONFIDE_WATCH_EAR_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/inventory/journal.h"
#include "agent/watch/inventory/ledger.h"

/* A mark in the journal says every EAR_MARK_MS that the watch still sees. What a watcher that died saw in its last
 * EAR_DOUBT_MS it may not have told (the deadman's second, and the sender's queue): that counts as unseen. */
enum { EAR_MARK_MS = 10000, EAR_DOUBT_MS = 2000 };

struct ear {
    int notes, watcher; /* the pipe's end; the watcher as a pidfd */
    struct ledger ledger;
    struct journal journal;
    bool is_seeing;
    int64_t seen_from_ms, heard_ms; /* wall clock: since when it sees; when that was last so */
    int64_t marked_ms;              /* monotonic */
    int journal_error;              /* errno; 0 = well */
    bool is_due;                    /* an inventory was asked for: the caller clears it */
    bool is_over;                   /* the watcher is gone */
};

/* Begins, with a ledger from the journal in `folder`. `is_broken` as in journal.h. False with errno. */
bool ear_open(struct ear *ear, int folder, int notes, int watcher, bool *is_broken);

/* Hears all there is; where there is nothing, waits for it so long (0: not at all). False when the watcher is gone: all
 * is kept by then, and nothing more is to be done. */
bool ear_hear(struct ear *ear, int wait_ms);

/* The lists say what was so at `since_ms`: what was before that is forgotten. */
void ear_trim(struct ear *ear, int64_t since_ms);

void ear_close(struct ear *ear);

#endif
