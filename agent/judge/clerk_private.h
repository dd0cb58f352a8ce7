/* The inside of the clerk, shared by clerk.c, clerk_tables.c and clerk_past.c and by nobody else. */
#ifndef CONFIDE_JUDGE_CLERK_PRIVATE_H
#define CONFIDE_JUDGE_CLERK_PRIVATE_H

#include "agent/judge/answers/inquiry.h"
#include "agent/judge/context/loader.h"
#include "agent/judge/outbox/mailing.h"
#include "agent/judge/outbox/oath.h"
#include "agent/judge/store/store_past.h"
#include "agent/judge/weigh/decided.h"
#include "agent/judge/weigh/judge.h"

#include "clerk.h"

struct entry {
    struct event event;
    enum clerk_urgency urgency;
    uint64_t ticket, seq;
};

/* After the start, and after a commit that failed: a judge takes up what the store holds. */
enum clerk_stage {
    CLERK_READS = 0,  /* the tables, for the first time: there is no judge */
    CLERK_REMEMBERS,  /* what was judged before */
    CLERK_CATCHES_UP, /* judges what was stored meanwhile */
    CLERK_JUDGES      /* each event as it comes */
};

struct clerk {
    const struct config *config;
    struct clerk_calls calls;
    void *data;
    struct store *store;
    struct oath *oath;
    struct mailing *mailing;
    struct context context;
    struct loader *loader; /* or NULL: the tables are not being read */
    int64_t loading_ms;    /* since when, by clock_monotonic_ms */
    bool load_again;       /* asked for while they were being read: a file may have changed after it was */
    struct judge *judge;
    enum clerk_stage stage;
    int64_t since_ms;         /* the past begins there */
    struct store_place place; /* so far it is remembered */
    uint64_t remembered;      /* events */
    uint64_t unjudged_seq;    /* while it does not judge each event as it comes: the first entry not judged */
    bool is_marked;           /* the store knows of that */
    struct inquiry inquiry;
    struct decided *decided;
    struct entry *batch;
    size_t count;
    bool stuck, report_made;
};

/* The next report of a case goes into the open transaction, and so on, until the judge has none. */
enum store_result clerk_keep_cases(struct clerk *clerk, int64_t now_ms);

/* Begins to read the tables. */
void clerk_load(struct clerk *clerk);

/* The tables are there: a new judge begins to take up what the store holds. False when that cannot be read, or memory
 * is short. */
bool clerk_begin_past(struct clerk *clerk);

/* A little further. */
enum clerk_state clerk_go_on(struct clerk *clerk);

/* What the store has to know inside the transaction in which events are put that are not judged. */
enum store_result clerk_mark_unjudged(struct clerk *clerk);

/* A transaction was undone: what the judge knows is no longer what the store holds. */
enum clerk_state clerk_undone(struct clerk *clerk, enum store_result result);

#endif
