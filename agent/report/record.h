/* The one record of which every rendering is another view: a case's version, or what else is told. Plain data. */
#ifndef CONFIDE_REPORT_RECORD_H
#define CONFIDE_REPORT_RECORD_H

#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>
#include <confide/wire.h>

#include "agent/base/json_statement.h"

#include "skeleton.h"

#define RECORD_REPORT_BY_MS INT64_C(259200000) /* GDPR article 33(1): 72 hours after having become aware */

enum record_kind {
    RECORD_RAISED = 1, /* confide.case.raised */
    RECORD_GROWN,      /* confide.case.grown */
    RECORD_DECIDED,    /* confide.case.decided */
    RECORD_REMINDER,   /* confide.case.reminder: nobody has acknowledged it */
    RECORD_MINIMAL,    /* confide.report.minimal: instead of a message that the endpoint will never take */
    RECORD_SELFTEST    /* confide.selftest */
};

/* Times in milliseconds since 1970, 0 = not so far. */
struct record_clocks {
    int64_t first_ms, last_ms; /* it happened, by its events' own clocks */
    int64_t raised_ms;         /* the agent became aware, and decided */
    int64_t delivered_ms;      /* an endpoint accepted the first report of it */
    int64_t acknowledged_ms;
    int64_t report_by_ms; /* raised_ms + 72 h */
};

struct report_record {
    enum record_kind kind;
    char id[REPORT_ID_SIZE];          /* of the message */
    int64_t made_ms;                  /* when this record was made: a body's "timestamp", a mail's Date */
    const struct case_report *report; /* NULL: minimal, selftest */
    enum decision_verb verb;          /* RECORD_DECIDED */
    unsigned reminder;                /* RECORD_REMINDER: the first, second, third */
    struct record_clocks clocks;
    struct skeleton skeleton;
    struct statement statement;
    unsigned severity;    /* RECORD_MINIMAL: of the message it stands for */
    char full_sha256[65]; /* RECORD_MINIMAL: of its body, hex */
    char full_id[REPORT_ID_SIZE];
};

#endif
