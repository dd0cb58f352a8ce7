/* What is kept of an access of a person to a patient's record while it may still matter: small, for there are millions.
 * Pure. */
#ifndef CONFIDE_JUDGE_FACT_H
#define CONFIDE_JUDGE_FACT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

struct names;

enum fact_sign {
    FACT_REASON = 1,        /* its source gave a reason */
    FACT_CARRIED = 2,       /* exported or printed: it left the record system */
    FACT_CHANGED = 4,       /* created, updated, deleted or renamed */
    FACT_OVERRIDE = 8,      /* break-glass */
    FACT_SEARCH = 16,       /* a search: `patient` is 0 unless it was for one */
    FACT_PURPOSE = 32,      /* declared as work on many records: audit, recall, migration, ... */
    FACT_COPIED = 128,      /* exported to a path: a file outside the record system */
    FACT_ALTERED = 256,     /* updated, deleted or renamed: what was there is another */
    FACT_PARTICULARS = 512, /* read: the patient's name, address, telephone, and no more */
    FACT_LIST = 64          /* a search for a list of work, not for a name */
};

struct fact {
    int64_t time_ms;
    uint64_t name; /* stands for the record, as in touch.h; 0 = none */
    uint8_t event[EVENT_ID_SIZE];
    uint32_t login, patient, host; /* numbers of the judge's own names */
    uint32_t text;                 /* stands for the reason, or for the surname searched for (likeness); 0 = none */
    uint32_t count;
    uint16_t signs; /* enum fact_sign, or-ed */
    uint8_t source; /* enum event_source */
    uint8_t action; /* enum event_action */
};

/* Makes the fact of an access by a login, adding what it names to `names`. False for anything else: no login, denied,
 * neither patient nor search, or no memory. */
bool fact_of(struct fact *fact, const struct event *event, struct names *names);

/* Of two facts the one that is settled first: by time, then by id, so that any order of arrival gives one order. */
bool fact_before(const struct fact *one, const struct fact *other);

#endif
