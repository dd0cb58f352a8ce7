/* The journal: what the watch saw since the records were last listed, on disk, so that the next watcher knows. One file
 * of notes in the inventory's folder. */
#ifndef CONFIDE_WATCH_JOURNAL_H
#define CONFIDE_WATCH_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/watch/inventory/ledger.h"

struct journal {
    int folder, fd; /* the folder is borrowed */
    size_t size;    /* bytes */
};

/* Opens the journal in `folder`, or makes it, and folds what it holds into `ledger`. What a power cut left torn at its
 * end is cut off. `is_broken`: it holds something else than notes in between; what stood behind is lost. False with
 * errno when there can be none. */
bool journal_open(struct journal *journal, int folder, struct ledger *ledger, bool *is_broken);

/* Adds notes at the end. Does not wait for the disk. False with errno. */
bool journal_add(struct journal *journal, struct note *notes, size_t count);

/* Writes it anew from what the ledger knows, beside the old one and in its place. False with errno: the old one goes
 * on. */
bool journal_renew(struct journal *journal, const struct ledger *ledger);

/* True when so much was added that it should be renewed. */
bool journal_is_long(const struct journal *journal);

/* Closes; does not wait for the disk, as somebody waits for us. */
void journal_close(struct journal *journal);

#endif
