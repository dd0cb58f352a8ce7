/* Who else was in a patient's record around the same time. Pure. */
#ifndef CONFIDE_JUDGE_VISITS_H
#define CONFIDE_JUDGE_VISITS_H

#include <stdbool.h>

#include "agent/judge/context/context.h"

#include "fact.h"
#include "lore.h"

struct names;

/* Notes that the fact's login was here. */
void visits_note(struct subject *subject, const struct fact *fact, bool is_explained);

/* A row that came late explains the visit after all. */
void visits_excuse(struct subject *subject, const struct fact *fact);

/* Was anybody else here within a day before or after? */
bool visits_company(const struct subject *subject, const struct fact *fact);

/* ... somebody else who had a reason, or who wrote something down? */
bool visits_carers(const struct subject *subject, const struct fact *fact);

/* How many others looked within a week, where all who did only looked, and none of them had a reason: what a patient in
 * the news draws. 0 where anybody cared for the patient. */
unsigned visits_onlookers(const struct subject *subject, const struct fact *fact);

/* Was a colleague of the same unit here within a day, who had a reason? `names`: of the facts. */
bool visits_team(const struct subject *subject, const struct fact *fact, const struct names *names,
                 const struct context *context, const struct colleague *who);

#endif
