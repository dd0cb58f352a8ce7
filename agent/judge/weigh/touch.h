/* What an event did to which records, in the few terms that rules count. Pure. */
#ifndef CONFIDE_JUDGE_TOUCH_H
#define CONFIDE_JUDGE_TOUCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"

enum touch_what {
    TOUCH_LOOK = 1, /* its content was looked at or taken along */
    TOUCH_BORN,     /* a record of this name came to be */
    TOUCH_GONE,     /* ... ceased to be: deleted, or moved out of the records' folders */
    TOUCH_CHANGED,  /* ... may no longer be what it was: written to, replaced, or renamed to another extension */
    TOUCH_HARMED,   /* ... is no longer what it was: its source looked */
    TOUCH_FAILED    /* no record: a wrong password for this login */
};

enum { TOUCH_KINDS = TOUCH_FAILED + 1 };

enum { TOUCH_MAX = 4 }; /* one event is at most this many */

struct touch {
    int64_t time_ms;
    uint64_t name;    /* stands for the record */
    uint64_t subject; /* stands for the patient, or for the record where no patient is known */
    uint8_t what;     /* enum touch_what */
    bool is_taken;    /* into a case */
    bool is_excused;  /* counts for nothing: a temporary file, an explained look */
    bool is_sure;     /* a change that nothing excuses */
    bool is_doubtful; /* a change only if the record was there before: past.c knows */
    uint8_t event[EVENT_ID_SIZE];
    char patient[EVENT_PATIENT_SIZE];
};

/* Writes what `event` did into `touches`, in the order in which it happened; their number, 0 for what touches no record
 * or was denied. `explained`: a look needs no further reason. `config`: the records' folders. */
size_t touch_list(struct touch touches[TOUCH_MAX], const struct event *event, bool explained,
                  const struct config *config);

/* Stands for the record; 0 where the event concerns none, or is not to be counted as one. */
uint64_t touch_record(const struct event *event);

/* The event as one touch of that record, whatever it is, for a case that takes it in. */
struct touch touch_whole(const struct event *event);

/* The class of the cases that such a touch leads to. */
unsigned touch_class(const struct touch *touch);

/* Does the event show the content of a record to somebody? */
bool touch_is_look(const struct event *event);

/* Was it done by a program that may touch records without a login? */
bool touch_by_daemon(const struct event *event, const struct config *config);

#endif
