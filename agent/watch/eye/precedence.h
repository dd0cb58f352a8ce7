/* Lets a thread run before the people's own programs. Owns sched_setattr(2). */
#ifndef CONFIDE_WATCH_PRECEDENCE_H
#define CONFIDE_WATCH_PRECEDENCE_H

#include <stdbool.h>

/* Gives the calling thread precedence, as much of it as the machine allows. False when that is none. */
bool precedence_take(void);

#endif
