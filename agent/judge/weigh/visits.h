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

/* Was a colleague of the same unit here within a day, who had a reason? `names`: of the facts. */
bool visits_team(const struct subject *subject, const struct fact *fact, const struct names *names,
                 const struct context *context, const struct colleague *who);

#endif
