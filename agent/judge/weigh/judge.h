/* The judge: events in, cases out. Pure: no I/O, no clock; what it knows of the past it holds in bounded memory, in
 * event time, so that events may come in any order within their windows. */
#ifndef CONFIDE_JUDGE_JUDGE_H
#define CONFIDE_JUDGE_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/case.h>

#include "agent/base/config.h"

#include "agent/judge/context/context.h"

struct judge;

enum { JUDGE_SALT_SIZE = 16 };

/* A judge by the limits of `config` [judge] and [watch] daemons. Both are borrowed and must outlive it. `salt` goes
 * into the cases' ids, which leave the machine: without it anybody could try names until one gives the id. NULL =
 * zeros, for cases that stay here. NULL when memory is short. */
struct judge *judge_new(const struct config *config, const struct context *context,
                        const uint8_t salt[JUDGE_SALT_SIZE]);
void judge_free(struct judge *judge);

/* From now on judge by `context` (borrowed). False when memory is short: the old one stays in use. */
bool judge_use(struct judge *judge, const struct context *context);

/* After a restart, first take up the cases that may still grow (those that changed within story_hours), so that their
 * stories go on in them; a case taken up is not told again before it grew and update_minutes have passed. `is_owing`:
 * it grew since it was last told, and is told of as soon as judge_next is asked. */
void judge_resume(struct judge *judge, const struct case_report *report, bool is_owing);

/* Then take note of the events that were judged before, as far back as the longest window at least: they count as past,
 * no case comes of them. */
void judge_remember(struct judge *judge, const struct event *event, int64_t now_ms);

/* 2000-02-01: a clock whose battery was empty begins in 1970, 1980 or 2000. */
#define JUDGE_ANEW_MS INT64_C(949363200000)

/* Judge one event, at `now_ms` by the wall clock; one dated more than a day later, or before JUDGE_ANEW_MS, is taken at
 * `now_ms`. Cases that it raised or made grow are then handed out by judge_next. False when memory is short: something
 * may have been missed. */
bool judge_event(struct judge *judge, const struct event *event, int64_t now_ms);

/* The next case that changed since it was last handed out, or that grew earlier and is to be told of only now; NULL
 * when there is none left. `*report_due` says whether the employer is to be told now: it is new, more severe (or more
 * certain), or update_minutes have passed since it was last told. Borrowed, good until the next judge_event. Each
 * hand-out raises the case's version. */
const struct case_report *judge_next(struct judge *judge, int64_t now_ms, bool *report_due);

#endif
