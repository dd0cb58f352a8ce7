/* The desk's alarms: desk.h sets them. */
#ifndef CONFIDE_JUDGE_DESK_ALARM_H
#define CONFIDE_JUDGE_DESK_ALARM_H

#include "desk.h"

struct sd_event;

/* A new alarm, not set, before `next`. NULL when memory is short. */
struct desk_alarm *desk_alarm_new(struct sd_event *loop, struct desk_alarm *next, void (*ring)(void *data), void *data);

/* Frees this alarm and all behind it. */
void desk_alarm_free(struct desk_alarm *first);

#endif
