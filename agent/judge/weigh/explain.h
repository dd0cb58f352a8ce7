/* Is there a reason why this person looked into this record? Pure. */
#ifndef CONFIDE_JUDGE_EXPLAIN_H
#define CONFIDE_JUDGE_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include <confide/event.h>
#include <confide/staff.h>

#include "agent/base/config.h"

#include "agent/judge/context/context.h"

enum explanation {
    EXPLAIN_NOT_ASKED = 0, /* no encounters, no patient, or no person: nobody can say */
    EXPLAIN_EXPLAINED,
    EXPLAIN_UNEXPLAINED,
    EXPLAIN_OWN_RECORD /* the person's own: no appointment makes that their work */
};

struct explain_ask {
    const struct event *event;
    const struct staff_member *row; /* of the event's login, or NULL */
    const struct context *context;
    const struct config *limits; /* explain_days_before, explain_days_after */
};

/* Goes through the table of explanations. A row of encounters.csv counts from `recorded` on: no hindsight. */
enum explanation explain_access(const struct explain_ask *ask);

/* What explain_access looked for and did not find, for an access that it left unexplained: writes the n-th (from 0) in
 * words without a name; false when there is no n-th. */
bool explain_looked_for(const struct explain_ask *ask, size_t n, char *to, size_t size);

#endif
