/* What people decided about a case. Kept for ever, never altered: a later one is another entry. */
#ifndef CONFIDE_DECISION_H
#define CONFIDE_DECISION_H

#include <stdint.h>

#include "case.h"

enum decision_verb {
    DECISION_CONFIRM =
        1, /* it happened and was wrong: certainty becomes confirmed; the person's next story weighs double */
    DECISION_EXPLAIN,    /* there was a reason: the same person's accesses to the same patients are explained until
                            `until_ms` */
    DECISION_CLOSE,      /* nothing more will be done; explains nothing */
    DECISION_ACKNOWLEDGE /* somebody has taken note: no more reminders; nothing is decided. `by` may be "endpoint NAME",
                            with the uid UINT32_MAX, when its answer said so; `reason` is then its reference, or "" */
};

struct decision {
    char case_id[CASE_ID_SIZE];
    uint32_t version; /* of the case, as it stood when it was decided */
    uint32_t uid;     /* who decided, as the kernel says */
    uint8_t verb;     /* enum decision_verb */
    uint8_t zero[7];
    int64_t decided_ms;
    int64_t until_ms; /* DECISION_EXPLAIN: the end of what is accepted; else 0 */
    char by[EVENT_LOGIN_SIZE];
    char reason[256]; /* in the person's own words; required, except to acknowledge */
};

#endif
