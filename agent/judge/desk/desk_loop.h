/* The desk's event loop, for the one part that brings events of another kind into it (logind.h). */
#ifndef CONFIDE_JUDGE_DESK_LOOP_H
#define CONFIDE_JUDGE_DESK_LOOP_H

#include "desk.h"

struct sd_event;

/* Borrowed; lives as long as the desk. */
struct sd_event *desk_loop(const struct desk *desk);

#endif
