/* The rules, one table: what is a finding, which tables it needs, what it weighs, and where it comes from. Each is a
 * pure function. Four kinds: `finds` looks at one event with what is known around it, at once; `weighs` answers in
 * points for one access that nothing explains (grounds.h); `spells` looks at what one person did in minutes, hours or
 * weeks (spell.h); `chances` at what they did more often than chance would have it (seldom.h). */
#ifndef CONFIDE_JUDGE_RULES_H
#define CONFIDE_JUDGE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/case.h>
#include <confide/event.h>
#include <confide/staff.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"
#include "pam_module/identity.h"

#include "past.h"

/* What a rule that finds may look at. The event is already part of the past. */
struct rule_given {
    const struct event *event;
    const struct context *context;
    const struct config *limits;
    const struct staff_member *row; /* of the event's login, or NULL */
    enum identity_verdict verdict;  /* on the event's login, at the event's time */
    struct past *past;
    struct past_person *person;
    unsigned made; /* what past_note answered */
};

struct rule_finding {
    struct touch **touches; /* what the case takes in; the event alone where `count` is 0 */
    size_t count;
    uint32_t further;    /* so many more records, which the event does not name */
    bool is_unexplained; /* encounters were looked in, and none explains any of them */
    int64_t earlier_ms;  /* since when it may have happened; 0 = at the event's time */
};

struct ground_given;
struct spell_given;
struct lately;
struct kept;

struct rule {
    const char *name; /* at most 31 bytes: it stands in cases */
    enum case_class class;
    enum case_certainty certainty;
    unsigned severity;
    unsigned needs; /* tables without which it rests: 1 << enum context_table, or-ed */
    /* One of these four. */
    bool (*finds)(const struct rule_given *given, struct rule_finding *finding);
    double (*weighs)(
        const struct ground_given *given); /* how often it is so here anyway, 0..1; below 0: it is not so */
    bool (*spells)(const struct spell_given *given);
    double (*chances)(const struct spell_given *given); /* how often chance brings that about in a day of work */
    bool (*takes)(const struct lately *one);            /* spells: which other accesses of the last hour belong to it */
    bool (*belongs)(const struct kept *one); /* is_late: which other unexplained accesses it takes in; NULL = all */
    bool is_of_stories;                      /* is_late: of those only where more is known than a single look */
    uint32_t ring_s;    /* spells: those it takes lie so far back, in a ring of their own; 0 = in the last hour */
    bool is_daily;      /* weighs: it speaks once a day of a pair; the others once */
    bool of_source;     /* spells: about a source of events, and no person; its last access is the evidence */
    bool of_service;    /* spells: about logins that are meant for programs; the others are about persons */
    bool is_late;       /* spells: looks at what was weighed, after late rows were waited for */
    double share;       /* weighs: of misuse, the part in which it is so */
    const char *words;  /* what it looks for, for people */
    const char *source; /* where rule and numbers come from */
};

/* The n-th rule from 0 on, NULL behind the last. */
const struct rule *rules_at(size_t n);

/* The n-th of those that spell or weigh: at most 64, so that a set of them is 64 bits. */
const struct rule *rules_settled_at(size_t n);

/* The rule of this name, or NULL. */
const struct rule *rules_called(const char *name);

/* Does the rule of this name look at what is done a little at a time, over days or weeks? */
bool rules_by_chance(const char *name);

/* False when the rule lacks a table and rests. */
bool rules_can(const struct rule *rule, const struct context *context);

#endif
