/* What people decided about earlier cases, as it bears on what is judged now. Bounded; pure. Never consulted for loss,
 * damage, tamper or login: no decision mutes those. */
#ifndef CONFIDE_JUDGE_DECIDED_H
#define CONFIDE_JUDGE_DECIDED_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/case.h>
#include <confide/decision.h>

struct decided;

/* NULL when memory is short. */
struct decided *decided_new(void);
void decided_free(struct decided *decided);

/* Takes a decision, and the case as it stood. The order does not matter; the same one twice is one. An acknowledgement
 * decides nothing and is passed over. False when memory is short. */
bool decided_take(struct decided *decided, const struct decision *decision, const struct case_report *report);

/* Did somebody accept that this login opens this patient's record at `time_ms`? */
bool decided_accepts(const struct decided *decided, const char *login, const char *patient, int64_t time_ms);

/* How much what this login does weighs at `time_ms`, in hundredths: 200 after a confirmed case of the last year (Menon
 * et al. 2013: who did it once is likelier to do it again), else 100. The same for what is done to a patient who was
 * the subject of one. */
unsigned decided_weight(const struct decided *decided, const char *login, const char *patient, int64_t time_ms);

/* Was this case ever explained or closed? Then it takes in nothing more, and what comes later begins another. */
bool decided_ends(const struct decided *decided, const char *case_id);

/* When people last ended a case about what this login opens of this patient, by `time_ms`: the story of the two begins
 * anew then. INT64_MIN where they never did. */
int64_t decided_ended(const struct decided *decided, const char *login, const char *patient, int64_t time_ms);

/* The last decision on this case; NULL when there is none. Borrowed, good until the next decided_take. */
const struct decision *decided_on(const struct decided *decided, const char *case_id);

#endif
