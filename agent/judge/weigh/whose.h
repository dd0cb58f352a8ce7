/* Whose story an event belongs to. Pure. */
#ifndef CONFIDE_JUDGE_WHOSE_H
#define CONFIDE_JUDGE_WHOSE_H

#include <stdint.h>

#include <confide/event.h>

#include "story.h"

/* The person; else the program, the host or the device. Its texts are the event's. */
struct story_who whose_is(const struct event *event);

/* A number that stands for it. */
uint64_t whose_number(const struct story_who *who);

#endif
