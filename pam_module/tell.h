/* Tells the agent one fact, within a bounded time whatever state the agent is in. No fork, thread, signal or variable.
 */
#ifndef CONFIDE_PAM_TELL_H
#define CONFIDE_PAM_TELL_H

#include <stdint.h>

#include <confide/event.h>
#include <confide/wire.h>

enum tell_result {
    TELL_TOLD = 0, /* committed to the judge's disk */
    TELL_NOBODY,   /* nobody listens, or what answers is no judge, or it cannot store now */
    TELL_HUNG      /* somebody listens and does not answer, or did so a moment ago */
};

/* All that one transaction may wait; and for how long after a hang no more than TELL_PROBE_MS: enough for an agent that
 * is well again. */
enum { TELL_BUDGET_MS = 200, TELL_QUIET_S = 30, TELL_PROBE_MS = 2 };

/* Sends `event` to the judge's pam.sock in the folder `run` and waits for its acknowledgement, at most `*left_ms`, from
 * which the time taken is subtracted. After a hang of at least half the budget the file `run`/agent-hung is touched
 * (where we may: root), and for TELL_QUIET_S from its time `*left_ms` is cut to TELL_PROBE_MS, until it answers again.
 */
enum tell_result tell_event(const char *run, const struct event *event, int64_t *left_ms);

/* Asks the judge, under the same limits. TELL_TOLD: `welcome` is its answer; else it is all zeros. */
enum tell_result tell_visit(const char *run, const struct wire_visit *visit, struct wire_welcome *welcome,
                            int64_t *left_ms);

#endif
