/* What judging costs and catches: cases counted by threshold, class and rule, and what people decided of them. Pure. */
#ifndef CONFIDE_CTL_TALLY_H
#define CONFIDE_CTL_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>

enum { TALLY_STEPS = 7, TALLY_RULES = 96, TALLY_CLASSES = CASE_LOGIN + 1, TALLY_VERDICTS = DECISION_CLOSE + 1 };

struct tally_rule {
    char name[32];
    uint64_t cases, alone; /* in which it fired; in which no other did: without it they would not have been */
    uint64_t patients;     /* of whom it spoke, where it counted them */
    uint64_t decided[TALLY_VERDICTS]; /* by enum decision_verb; [0]: nobody has decided yet */
};

struct tally {
    unsigned steps[TALLY_STEPS];     /* thresholds, rising; 0 = none */
    uint64_t reached[TALLY_STEPS];   /* cases that it decides: those of so many points */
    uint64_t pointless;              /* cases that need no points, and are told of at any threshold */
    uint64_t classes[TALLY_CLASSES]; /* by enum case_class; [0]: all */
    uint64_t decided[TALLY_VERDICTS];
    struct tally_rule rules[TALLY_RULES];
    size_t rule_count;
    unsigned points; /* the threshold of the judging that is counted: below it nothing can be known */
};

/* An empty tally for a judging with alert_points `points`, with steps at 60, 80, 100, 120, 150, 200 and `marked`. */
void tally_start(struct tally *tally, unsigned points, unsigned marked);

/* Counts a case; `verb` is what people decided of it last (enum decision_verb), 0 where nobody did. */
void tally_take(struct tally *tally, const struct case_report *report, unsigned verb);

/* "1.2": `cases` in `days` as cases a week. `days` > 0. Returns `to`. */
char *tally_a_week(char *to, size_t size, uint64_t cases, double days);

#endif
