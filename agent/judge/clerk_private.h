/* The inside of the clerk, shared by clerk.c and clerk_tables.c and by nobody else. */
#ifndef CONFIDE_JUDGE_CLERK_PRIVATE_H
#define CONFIDE_JUDGE_CLERK_PRIVATE_H

#include "agent/judge/answers/inquiry.h"
#include "agent/judge/context/loader.h"
#include "agent/judge/weigh/decided.h"
#include "agent/judge/weigh/judge.h"

#include "clerk.h"

struct entry {
    struct event event;
    enum clerk_urgency urgency;
    uint64_t ticket, seq;
};

struct clerk {
    const struct config *config;
    struct clerk_calls calls;
    void *data;
    struct store *store;
    struct context context;
    struct loader *loader; /* or NULL: the tables are not being read */
    int64_t loading_ms;    /* since when, by clock_monotonic_ms */
    bool load_again;       /* asked for while they were being read: a file may have changed after it was */
    struct judge *judge;
    struct inquiry inquiry;
    struct decided *decided;
    struct entry *batch;
    size_t count;
    bool stuck, report_made;
    uint8_t body[REPORT_BODY_SIZE];
};

#endif
