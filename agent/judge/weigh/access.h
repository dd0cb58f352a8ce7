/* One access on its way through the settled tier, and what is known of it. Shared by settle.c (the way), access.c and
 * weighing.c (what it weighs); nobody else includes this. */
#ifndef CONFIDE_JUDGE_ACCESS_H
#define CONFIDE_JUDGE_ACCESS_H

#include "explain.h"
#include "grounds.h"
#include "hold.h"
#include "lore.h"
#include "numbers.h"
#include "settle_asks.h"

enum { SETTLE_RULES = 64, SETTLE_FOUND_MAX = 512, SETTLE_BATCH_S = 600, SETTLE_DAY_MS = 24 * 3600 * 1000 };

struct settle {
    const struct config *config;
    const struct context *context;
    struct settle_calls calls;
    void *data;
    struct names *names;
    struct numbers numbers; /* by which `context` knows them */
    struct explain_units units;
    struct hold arrived, late;
    struct lore lore;
    struct settle_counts counts;
    struct fact facts[SETTLE_FOUND_MAX];
    const char *patients[SETTLE_FOUND_MAX];
    const struct rule *rules[SETTLE_RULES]; /* rules_settled_at, and whether each may speak with these tables */
    bool can[SETTLE_RULES];
    size_t rule_count;
    double restricted_share; /* of all patients */
    bool is_short;           /* of memory: something was missed */
};

/* One access on its way. */
struct access {
    struct fact fact;
    int64_t as_of_ms; /* what was recorded later is not known */
    bool is_waited;   /* for late rows: what nothing explains now, nothing will */
    struct explain_ask ask;
    enum explanation by_context; /* what the tables alone say */
    struct pair *pair;
    struct subject *subject;
    struct person *person;
    struct role *role;
    struct ground_given given;
    bool was_odd; /* when it was weighed */
};

/* A name of a fact. Borrowed. */
const char *access_text(const struct settle *settle, uint32_t number);

/* Finds what is remembered of the access. False: memory is short, or it is nobody's whom reasons could explain (shared
 * logins: instant.c). */
bool access_look_up(struct settle *settle, struct access *access);

/* Of a login that is meant for programs. */
bool access_is_service(const struct access *access);

bool access_is_off_duty(const struct settle *settle, const struct access *access, uint32_t slack_s);

/* What explains it, by the context, by a colleague, by what people decided. */
enum explanation access_reason(struct settle *settle, struct access *access);

/* Is that enough? */
bool access_is_explained(const struct settle *settle, const struct access *access, enum explanation found);

/* Gathers what the rules that weigh look at. */
void access_fill(struct settle *settle, struct access *access, enum explanation found);

#endif
