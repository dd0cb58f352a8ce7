/* Messages that wait until a peer takes them. Pure: memory alone. */
#include "queue.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 64 * 1024 * 1024 };

bool queue_add(struct queue *queue, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
               const void *second, size_t second_size)
{
    size_t size = first_size + second_size;
    struct queue_message *message = queue->bytes + size > BYTES_MAX ? NULL : malloc(sizeof *message + size);

    if (!message)
        return false;
    *message = (struct queue_message){.type = type, .seq = seq, .size = size};
    if (first_size)
        memcpy(message->body, first, first_size);
    if (second_size)
        memcpy(message->body + first_size, second, second_size);
    if (queue->last)
        queue->last->next = message;
    else
        queue->first = message;
    queue->last = message;
    queue->bytes += size;
    return true;
}

void queue_drop(struct queue *queue)
{
    struct queue_message *message = queue->first;

    queue->first = message->next;
    if (!queue->first)
        queue->last = NULL;
    queue->bytes -= message->size;
    free(message);
}

void queue_clear(struct queue *queue)
{
    while (queue->first)
        queue_drop(queue);
}
