/* Is there a reason why this person looked into this record? By the context tables alone; pure. */
#ifndef CONFIDE_JUDGE_EXPLAIN_H
#define CONFIDE_JUDGE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"

enum explanation {
    EXPLAIN_NOT_ASKED = 0, /* no encounters, no patient, or no person: nobody can say */
    EXPLAIN_EXPLAINED,
    EXPLAIN_NEAR,  /* only by an appointment with somebody else, about the same days, in a unit that serves all */
    EXPLAIN_AFTER, /* only by care that ended more than EXPLAIN_FRESH_DAYS ago */
    EXPLAIN_UNEXPLAINED,
    EXPLAIN_OWN_RECORD /* the person's own: no appointment makes that their work */
};

/* Results are filed and letters written within two weeks of a visit; whoever comes back later comes back for something
 * else (the Southport case: 44 times after discharge). */
enum { EXPLAIN_FRESH_DAYS = 14 };

struct explain_ask {
    const struct context *context;
    const struct config *limits; /* explain_days_before, explain_days_after, office_roles */
    const struct colleague *who; /* of the login, or NULL */
    uint32_t login, patient;     /* the context's numbers; 0 = in none of its tables */
    int64_t time_ms;             /* of the access */
    int64_t as_of_ms;            /* rows recorded later are not known: no hindsight */
    bool is_declared;            /* its source says that it is work on many records (FACT_PURPOSE) */
    bool is_near_enough;         /* explain_looked_for: of this role, EXPLAIN_NEAR would have been taken as a reason */
    bool is_near_nothing;        /* explain_access: it is not; what else is there? */
};

/* Units to which appointments and admissions belong, by their rows or by their logins. The others (reception,
 * secretaries) work for all of them. Made once for a context. */
struct explain_units {
    uint32_t *units; /* sorted; owned */
    size_t count;
};

/* False when memory is short. explain_units_free in any case. */
bool explain_units_make(struct explain_units *units, const struct context *context);
void explain_units_free(struct explain_units *units);

/* Goes through the table of explanations. */
enum explanation explain_access(const struct explain_ask *ask, const struct explain_units *units);

/* Had somebody to do with the patient, but nobody for EXPLAIN_FRESH_DAYS? */
bool explain_is_closed(const struct explain_ask *ask);

/* Has somebody to do with the patient at that time, but nobody of the person's own unit? */
bool explain_is_others(const struct explain_ask *ask, const struct explain_units *units);

/* What explain_access looked for and did not find, for an access that it left unexplained: writes the n-th (from 0) in
 * words without a name; false when there is no n-th. */
bool explain_looked_for(const struct explain_ask *ask, const struct explain_units *units, size_t n, char *to,
                        size_t size);

#endif
