/* Where events leave: to the judge, or as lines on standard output. Gives each its id and its host, and tells of
 * what it had to drop. */
#ifndef CONFIDE_WATCH_OUTLET_H
#define CONFIDE_WATCH_OUTLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>
#include <confide/wire.h>

struct outlet;

/* To DIR/source.sock with at most `capacity` events waiting; to standard output when `run_dir` is NULL. NULL when there
 * is no memory. */
struct outlet *outlet_make(const char *run_dir, size_t capacity);

/* Sends the outlet's own copy of `event`; id and host are set here. */
void outlet_put(struct outlet *outlet, const struct event *event);

/* What is due; `mono_ms`: monotonic. */
void outlet_step(struct outlet *outlet, int64_t mono_ms);

/* How the eye is: fills in the number of events told, and lets the judge know. */
void outlet_state(struct outlet *outlet, struct wire_state *state);

/* What to poll: -1 when nothing. */
int outlet_fd(const struct outlet *outlet, short *events);

/* Waits until the judge has all, at most until `deadline_ms` (monotonic). How
 * many events it does not have. */
size_t outlet_finish(struct outlet *outlet, int64_t deadline_ms);

void outlet_free(struct outlet *outlet);

#endif
