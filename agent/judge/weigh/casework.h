/* From what was settled to cases and questions: the stories that people's accesses make, with what people decided and
 * answered. Pure. */
#ifndef CONFIDE_JUDGE_CASEWORK_H
#define CONFIDE_JUDGE_CASEWORK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"

#include "asker.h"
#include "decided.h"
#include "settle_asks.h"
#include "story.h"

/* Owned by the judge; starts as zeros with the first four filled in. */
struct casework {
    const struct config *config;
    const struct context *context;
    struct stories *stories;
    struct settle *settle;
    const struct decided *decided; /* NULL = nothing was */
    struct asker asker;            /* questions that wait to be handed out */
    int64_t since_ms; /* when the judge began, or last took in what came late: what it finds was decided no sooner */
    size_t throngs;   /* resumed: see throng.h */
    size_t changed;   /* stories that wait to be handed out */
};

/* What settle_new calls, with the casework as its data. */
extern const struct settle_calls casework_calls;

/* Into the case: what was looked for to explain that its person opened the record of `patient` ("" = of several), and
 * what they answered when they were asked. */
void casework_add_checked(const struct casework *work, struct case_report *report, const char *patient);

#endif
