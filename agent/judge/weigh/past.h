/* What each person did lately, in bounded memory and in event time: however events arrive, the same ones lie in a
 * window. */
#ifndef CONFIDE_JUDGE_PAST_H
#define CONFIDE_JUDGE_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

#include "agent/base/config.h"

#include "touch.h"

struct past;
struct past_person;

/* NULL when memory is short. `config` is borrowed and must outlive it. */
struct past *past_new(const struct config *config);
void past_free(struct past *past);

/* The memory of `who`, made where there is none: then the person who has been quiet longest may be forgotten. Good
 * until the next past_person. NULL when memory is short. */
struct past_person *past_person(struct past *past, uint64_t who);

/* Remembers what `event` did. The kinds of touches it made that count, as bits 1 << enum touch_what. */
unsigned past_note(struct past *past, struct past_person *person, const struct event *event, bool explained);

/* Looks for windows of `window_ms` that hold `time_ms` (of the touch last noted) and in which the person touched at
 * least `least` different records (TOUCH_LOOK: different patients). The touches that lie in any such window: their
 * number, and in `*list` they themselves, oldest first, good until the next past_note. 0 when there is no such window.
 */
size_t past_gather(struct past *past, struct past_person *person, enum touch_what what, int64_t time_ms,
                   int64_t window_ms, unsigned least, struct touch ***list);

/* Calls `each` for the touches that stand for this event, which was noted. */
void past_touches_of(struct past_person *person, const struct event *event,
                     void (*each)(void *data, struct touch *touch), void *data);

/* Bytes that it holds now. */
size_t past_size(const struct past *past);

#endif
