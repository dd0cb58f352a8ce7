/* What a report may say of the agent and its clinic beside the case. */
#ifndef CONFIDE_JUDGE_FACTS_H
#define CONFIDE_JUDGE_FACTS_H

#include <confide/case.h>

#include "agent/base/config.h"
#include "agent/report/skeleton.h"

struct context;
struct oath;
struct store;

/* Of the case's patients, as far as patients.csv knows them, and of the agent as it is now. */
struct skeleton_facts facts_of(const struct config *config, const struct context *context, const struct oath *oath,
                               struct store *store, const struct case_report *report);

#endif
