/* Does this statement follow from what we hold of the machine? The agent swears where its history stands; here one is
 * held to the next. Pure: what was held before is an argument, findings are plain data. */
#ifndef CONFIDE_RECEIVE_WITNESS_H
#define CONFIDE_RECEIVE_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/json_statement.h"

enum {
    WITNESS_MOST = 16,
    WITNESS_KEY = 176,
    WITNESS_SAYS = 384,
    WITNESS_CLOCK_MS = 2 * 60 * 1000,  /* clocks are set by so much every day */
    WITNESS_OLD_MS = 60 * 60 * 1000,   /* what is not delivered for so long is stuck */
    WITNESS_SETTLE_MS = 2 * 60 * 1000, /* a started agent's watcher is there by then */
    WITNESS_DEAF = 12                  /* statements: an hour of them */
};

/* The first nine and the last are about altered evidence; the others about an agent that does not do its work. They are
 * kept as numbers: a new one comes last. */
enum witness_kind {
    WITNESS_CHANGED = 1, /* an entry has another hash than it had */
    WITNESS_WENT_BACK,   /* its history ends earlier than it did */
    WITNESS_CUT,         /* an entry that it told us of is not there any more */
    WITNESS_UNCONNECTED, /* it connects at an older place than one it had confirmed */
    WITNESS_ANEW,        /* another history under the same key */
    WITNESS_SWAPPED,     /* another installation under the same key */
    WITNESS_CLOCK,       /* its clock, or its start, went back */
    WITNESS_LOWERED,     /* a counter that only grows fell */
    WITNESS_BAD_ENTRY,   /* its own check found an altered entry */
    WITNESS_UNWATCHED,   /* nobody watches the records */
    WITNESS_GAPS,        /* something may have gone unseen */
    WITNESS_STUCK,       /* it cannot deliver what it has */
    WITNESS_DEAF_AGENT,  /* our answers do not reach it: its past is not being compared */
    WITNESS_CLOCK_WRONG  /* its statement was made at another time than it came */
};

struct witness_finding {
    enum witness_kind kind;
    char key[WITNESS_KEY];   /* the same finding has the same key: tell it once for each machine */
    char says[WITNESS_SAYS]; /* one sentence with the two facts that disagree */
};

/* What we hold of a machine. */
struct witness_held {
    bool has_last;
    struct statement last;   /* its last heartbeat's, as a view had it; our answers tell its seq as our anchor */
    uint64_t confirmed_seq;  /* the furthest place at which it said it connects, in the chain of `last` */
    unsigned missed;         /* its last so many statements did not take up the anchor that we told */
    const char *head_hash;   /* what was first claimed of (chain_id, seq) of the statement to judge; NULL = nothing */
    const char *connects_at; /* the same for its (chain_id, previous_seq) */
    bool knows_chain;        /* something was claimed in its chain before */
};

/* When it came, by our clock, and how far a clock may be from ours. */
struct witness_arrival {
    int64_t now_ms, tolerance_ms;
};

struct witness_view {
    unsigned count;
    struct witness_finding findings[WITNESS_MOST];
    bool is_late;          /* overtaken by a later one: nothing to keep but its claims */
    struct statement last; /* the statement; where its clock is wrong, with its times moved to ours */
    uint64_t confirmed_seq;
    unsigned missed; /* all three to be kept, where it is not late */
};

/* Judges a heartbeat of the machine that people call `name`. It is made when it is sent: so a time far from that of its
 * arrival is a wrong clock, and no later heartbeat is measured by it. */
void witness_heartbeat(struct witness_view *view, const char *name, const struct statement *statement,
                       const struct witness_held *held, const struct witness_arrival *arrival);

/* Judges the statement in a report, which may have waited for days: only what no order can change. */
void witness_report(struct witness_view *view, const char *name, const struct statement *statement,
                    const struct witness_held *held);

/* "history-changed": for scripts. */
const char *witness_word(enum witness_kind kind);

/* True for the kinds that are about altered evidence. */
bool witness_is_tampering(enum witness_kind kind);

#endif
