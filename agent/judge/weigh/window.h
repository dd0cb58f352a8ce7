/* Windows over touches: was too much done in too short a time? Pure, apart from room to count in. */
#ifndef CONFIDE_JUDGE_WINDOW_H
#define CONFIDE_JUDGE_WINDOW_H

#include <stddef.h>
#include <stdint.h>

#include "touch.h"

struct window;

/* Room to count up to `most` touches. NULL when memory is short. */
struct window *window_new(size_t most);
void window_free(struct window *window);

/* `touches`: at most `most`, oldest first, none more than `length_ms` away from `time_ms`. Looks for stretches of
 * `length_ms` that hold `time_ms` and in which at least `least` different records were touched (different patients,
 * where looks are concerned). Writes into `found`, oldest first, the touches that lie in any such stretch; their
 * number. */
size_t window_find(struct window *window, struct touch *const *touches, size_t count, int64_t time_ms,
                   int64_t length_ms, unsigned least, struct touch **found);

/* Bytes that it holds. */
size_t window_size(const struct window *window);

#endif
