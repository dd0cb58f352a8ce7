/* One thing the watch tells the inventory, through a pipe, and the inventory its journal: the same words. */
#ifndef CONFIDE_WATCH_NOTE_H
#define CONFIDE_WATCH_NOTE_H

#include <stdint.h>

enum note_kind {
    NOTE_SEEN = 1, /* all was seen from from_ms to to_ms; in the pipe: is seen from from_ms on */
    NOTE_UNSEEN,   /* not all was */
    NOTE_REMOVED,  /* at from_ms somebody was seen removing the path of this hash */
    NOTE_DEAF,     /* removals were seen, but too many at once to be noted */
    NOTE_COMPARE,  /* pipe only: an inventory, please */
    NOTE_STOP      /* pipe only: the watch ends in good order at from_ms */
};

/* In the pipe `check` is 0; in the journal it tells a note from what a power cut left. */
struct note {
    uint32_t kind, check;
    int64_t from_ms;
    union {
        int64_t to_ms;
        uint64_t hash;
    };
};

#endif
