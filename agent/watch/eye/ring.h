/* A ring of messages between two threads, one pushing and one popping, without locks. Pure. */
#ifndef CONFIDE_WATCH_RING_H
#define CONFIDE_WATCH_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring;

/* A ring of `capacity` bytes, a power of two. NULL when there is no memory. Freed with ring_free. */
struct ring *ring_make(size_t capacity);

void ring_free(struct ring *ring);

/* Pushing thread only. False when there is no room: nothing was pushed. */
bool ring_push(struct ring *ring, const void *bytes, size_t size);

/* Popping thread only. The message's size, or 0 when the ring is empty. `capacity` must hold the largest message
 * pushed; what is longer is cut. */
size_t ring_pop(struct ring *ring, void *bytes, size_t capacity);

/* Bytes free for pushing; each message takes 4 more than its size. */
size_t ring_room(const struct ring *ring);

#endif
