/* Messages that wait until a peer takes them, in order. Pure. */
#ifndef CONFIDE_JUDGE_QUEUE_H
#define CONFIDE_JUDGE_QUEUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/wire.h>

struct queue_message {
    struct queue_message *next;
    enum wire_type type;
    uint64_t seq;
    size_t size;
    uint8_t body[];
};

/* All zeros is an empty queue. */
struct queue {
    struct queue_message *first, *last;
    size_t bytes;
};

/* Adds a copy of a message whose body is in two parts. False when memory is short or more than 64 MiB would wait. */
bool queue_add(struct queue *queue, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
               const void *second, size_t second_size);

/* Drops the first message. */
void queue_drop(struct queue *queue);

/* Drops all. */
void queue_clear(struct queue *queue);

#endif
