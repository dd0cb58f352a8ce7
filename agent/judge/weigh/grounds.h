/* What speaks for and against one access that nothing explains: the rules about a person and a patient. Each is pure
 * and answers in points, eight to the bit: 8 log2 (how often it is so in misuse / how often it is so here anyway), the
 * weight of evidence (Good, Probability and the Weighing of Evidence, 1950). Here anyway: measured in this clinic's own
 * tables and accesses, so that a common surname or a careless record of appointments weighs little by itself. */
#ifndef CONFIDE_JUDGE_GROUNDS_H
#define CONFIDE_JUDGE_GROUNDS_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"

#include "explain.h"
#include "lore.h"
#include "rules.h"

struct ground_given {
    const struct fact *fact;
    const struct context *context;
    const struct config *limits;
    const struct colleague *who;   /* NULL: in no row of staff.csv */
    const struct patient *patient; /* NULL: in no row of patients.csv */
    uint32_t login, number;        /* the context's numbers of both; 0 = in none of its tables */
    enum explanation explanation;  /* OWN_RECORD, AFTER, UNEXPLAINED; NOT_ASKED where there are no encounters */
    const struct pair *pair;       /* as it was before this access was weighed */
    const struct role *role;
    bool is_alone,
        has_company;    /* nobody else, somebody else was in this record within a day; both false: not known yet */
    bool is_alone_yet;  /* nobody else as far as is known */
    bool is_known;      /* they had a reason before, or wrote into the record: perhaps one that no row tells any more */
    bool is_like_slip;  /* left at once for a record of a like name or number */
    bool is_other_unit; /* only units other than the person's have encounters with the patient */
    bool is_off_duty, is_on_leave;
    bool is_shut;            /* the room of the computer was closed */
    bool is_unusual;         /* an hour at which the person hardly ever works, and no rota tells */
    unsigned onlookers;      /* others who only looked, too, that week */
    bool has_read;           /* the person read the record within some hours */
    bool has_worked;         /* the person wrote into the record, or printed a letter, within some hours */
    bool is_closed;          /* the patient's care had ended */
    double restricted_share; /* of all patients */
    double odd_rate;         /* odd accesses of a colleague, in a day of work */
    bool was_searched;       /* the person had looked for the patient by name just before */
};

/* Ended by a row without a name. */
extern const struct rule ground_rules[];

/* The points of `rule` (one that weighs), 0 where it does not hold. Below zero where it speaks for the person. */
int32_t ground_points(const struct rule *rule, const struct ground_given *given);

/* Unexplained, nobody else was there, and nothing ever explained it: what a look out of curiosity is like. The first
 * such look at this patient that day. */
bool ground_is_odd(const struct ground_given *given);

/* ... as far as is known before late rows were waited for. */
bool ground_may_be_odd(const struct ground_given *given);

/* hits of all, never 0 and never 1. */
double ground_share(double hits, double all);

/* 8 log2 (share / rate), between -40 and 120. */
int32_t ground_weight(double share, double rate);

#endif
