/* A judge of one's own over events that were recorded: nothing is stored, nobody is told. Each event's own time is the
 * clock, so the same events give the same cases for ever. */
#ifndef CONFIDE_CTL_TRIAL_H
#define CONFIDE_CTL_TRIAL_H

#include <stdbool.h>

#include <confide/case.h>
#include <confide/event.h>

#include "agent/base/config.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge_asks.h"

struct trial;

/* A judge by `config` (copied), but with alert_points `points`; `context` is borrowed. NULL when memory is short. */
struct trial *trial_new(const struct config *config, unsigned points, const struct context *context);
void trial_free(struct trial *trial);

/* False when memory is short, here and below. */
bool trial_event(struct trial *trial, const struct event *event);

/* No event follows: whatever was waited for is decided. */
bool trial_end(struct trial *trial);

/* Calls `each` for every case, in its last state and in the order raised, until it returns false. False then too. */
bool trial_cases(struct trial *trial, bool (*each)(void *data, const struct case_report *report), void *data);

/* Of the accesses so far: how many were explained. */
struct judge_counts trial_count(const struct trial *trial);

#endif
