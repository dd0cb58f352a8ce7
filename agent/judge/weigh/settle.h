/* The settled tier: accesses of persons to patients, weighed in the order of their times whatever order they arrived
 * in. An access is settled SETTLE_AFTER_MS after its time; what nothing explains then waits for rows that come late;
 * what is left is weighed, and adds to its story. Pure: time is an argument. */
#ifndef CONFIDE_JUDGE_SETTLE_H
#define CONFIDE_JUDGE_SETTLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"

#include "fact.h"

struct settle;

/* Sources' clocks differ by up to a minute, and events arrive in any order within it (FORMATS section 2). */
enum { SETTLE_AFTER_MS = 60 * 1000, SETTLE_LATE_MS = 24 * 3600 * 1000 };

/* Something that belongs into a case. All borrowed. */
struct settled {
    const char *login, *patient; /* patient: "" where the finding is about the person alone; both "": about a source */
    const struct fact *facts;    /* the deciding one first */
    const char *const *patients; /* of each fact */
    size_t count;
    uint64_t rules; /* bits by their place in rules_settled_at */
    int32_t points; /* the story's sum */
    int64_t at_ms;  /* when it was decided, by the events' clocks */
};

struct settle_calls {
    /* The story of these accesses has passed the threshold, or goes on. */
    void (*found)(void *data, const struct settled *settled);
    /* It has not, but the person may be asked. Called once a pair. */
    void (*ask)(void *data, const struct settled *settled);
    /* What people decided: does somebody accept this; how much does it weigh, in hundredths? */
    bool (*accepts)(void *data, const char *login, const char *patient, int64_t time_ms);
    unsigned (*weight)(void *data, const char *login, const char *patient, int64_t time_ms);
    /* When, by `time_ms`, did they last end a case of the two? INT64_MIN = never. Their story begins anew then. */
    int64_t (*ended)(void *data, const char *login, const char *patient, int64_t time_ms);
};

/* `config` and `context` are borrowed. NULL when memory is short. */
struct settle *settle_new(const struct config *config, const struct context *context, const struct settle_calls *calls,
                          void *data);
void settle_free(struct settle *settle);

/* From now on by `context` (borrowed). False when memory is short: the old one stays. */
bool settle_use(struct settle *settle, const struct context *context);

/* Takes an event; those that are no access of a person to a patient are nothing to it. False when memory is short. */
bool settle_take(struct settle *settle, const struct event *event);

/* Settles what is due at `now_ms`: accesses that happened SETTLE_AFTER_MS before and more. False when memory is short.
 */
bool settle_pass(struct settle *settle, int64_t now_ms);

/* Everything that still waits, as if time went on and nothing further happened: for the end of a replay. */
bool settle_finish(struct settle *settle);

#endif
