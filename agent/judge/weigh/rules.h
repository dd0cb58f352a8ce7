/* The rules, one table. Each is a pure function of one event and what is known around it. */
#ifndef CONFIDE_JUDGE_RULES_H
#define CONFIDE_JUDGE_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/case.h>
#include <confide/event.h>
#include <confide/staff.h>

#include "agent/base/config.h"
#include "pam_module/identity.h"

#include "agent/judge/context/context.h"
#include "explain.h"
#include "past.h"

enum rule_needs { NEEDS_NOTHING = 0, NEEDS_STAFF, NEEDS_ENCOUNTERS };

/* What a rule may look at. The event is already part of the past. */
struct rule_given {
    const struct event *event;
    const struct context *context;
    const struct config *limits;
    const struct staff_member *row; /* of the event's login, or NULL */
    enum identity_verdict verdict;  /* on the event's login, at the event's time */
    enum explanation explanation;
    struct past *past;
    struct past_person *person;
    unsigned made; /* what past_note answered */
};

struct rule_finding {
    struct touch **touches; /* what the case takes in; the event alone where `count` is 0 */
    size_t count;
    uint32_t further;   /* so many more records, which the event does not name */
    int64_t earlier_ms; /* since when it may have happened; 0 = at the event's time */
};

struct rule {
    const char *name; /* at most 31 bytes: it stands in cases */
    enum case_class class;
    enum case_certainty certainty;
    unsigned severity;
    enum rule_needs needs;
    bool (*finds)(const struct rule_given *given, struct rule_finding *finding);
    const char *words; /* what it looks for, for people */
};

/* The n-th rule from 0 on, NULL behind the last. */
const struct rule *rules_at(size_t n);

/* The rule of this name, or NULL. */
const struct rule *rules_called(const char *name);

/* False when the rule lacks its table and rests. */
bool rules_can(const struct rule *rule, const struct context *context);

#endif
