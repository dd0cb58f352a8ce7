/* What waits. Owns the notes: how they are found, how long they wait, that the oldest makes room. Must not own: what
 * belongs to what (acts.c). In: events, monotonic times. Out: the same events, none lost and none twice.
 *
 * Everything in one list waits equally long, so that each list is sorted by itself. */
#include "agent/watch/acts/waiting.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "agent/watch/acts/pack.h"

enum { BUCKETS = 8192 };

static const int64_t waits_ms[WAITING_LISTS] = {
    [WAITING_FOR_REPLACEMENT] = 300, [WAITING_FOR_CLOSE] = 1000, [WAITING_FOR_QUIET] = 2000};

struct waiting {
    struct note *buckets[BUCKETS];
    struct note *first[WAITING_LISTS], *last[WAITING_LISTS];
    struct note *spare; /* NULL while it is used */
    size_t count;
};

struct waiting *waiting_make(void)
{
    struct waiting *waiting = calloc(1, sizeof(*waiting));

    if (waiting)
        waiting->spare = calloc(1, sizeof(*waiting->spare) + sizeof(struct event));
    if (waiting && waiting->spare)
        return waiting;
    free(waiting);
    return NULL;
}

void waiting_free(struct waiting *waiting)
{
    if (!waiting)
        return;
    for (int i = 0; i < WAITING_LISTS; i++)
        while (waiting->first[i])
            waiting_end(waiting, waiting->first[i], NULL);
    free(waiting->spare);
    free(waiting);
}

/* FNV-1a. A collision costs time alone: the texts are compared as well. */
static uint64_t key_of(const char *object, int32_t of)
{
    uint64_t key = 14695981039346656037U ^ (uint32_t)of;

    for (; *object; object++)
        key = (key ^ (uint8_t)*object) * 1099511628211U;
    return key;
}

static void append(struct waiting *waiting, struct note *note, enum waiting_for what, int64_t now_ms)
{
    note->list = (uint8_t)what;
    note->due_ms = now_ms + waits_ms[what];
    note->later = NULL;
    note->earlier = waiting->last[what];
    *(note->earlier ? &note->earlier->later : &waiting->first[what]) = note;
    waiting->last[what] = note;
}

static void unlink_list(struct waiting *waiting, struct note *note)
{
    *(note->earlier ? &note->earlier->later : &waiting->first[note->list]) = note->later;
    *(note->later ? &note->later->earlier : &waiting->last[note->list]) = note->earlier;
}

static struct note *take_room(struct waiting *waiting, size_t size)
{
    struct note *note = malloc(sizeof(*note) + size);

    if (note) {
        memset(note, 0, sizeof(*note));
        return note;
    }
    note = waiting->spare;
    waiting->spare = NULL;
    if (note) {
        memset(note, 0, sizeof(*note));
        note->is_spare = true;
    }
    return note;
}

static void fill(struct note *note, const struct event *event, int32_t of)
{
    note->dev = event->dev;
    note->ino = event->ino;
    note->count = event->count ? event->count : 1;
    note->pid = event->pid;
    note->of = of;
    note->signs = event->signs;
    note->action = event->action;
    note->object = pack_text(note->packed, offsetof(struct event, object));
    note->to = pack_text(note->packed, offsetof(struct event, to));
    note->login = pack_text(note->packed, offsetof(struct event, login));
    note->session = pack_text(note->packed, offsetof(struct event, session));
    note->patient = pack_text(note->packed, offsetof(struct event, patient));
}

struct note *waiting_add(struct waiting *waiting, const struct event *event, int32_t of, enum waiting_for what,
                         int64_t now_ms)
{
    uint8_t packed[sizeof(struct event)];
    size_t size = pack_event(packed, event);
    struct note *note = take_room(waiting, size), **bucket;

    if (!note)
        return NULL;
    memcpy(note->packed, packed, size);
    fill(note, event, of);
    note->first_ms = now_ms;
    note->key = key_of(note->object, of);
    bucket = &waiting->buckets[note->key % BUCKETS];
    note->next = *bucket;
    *bucket = note;
    append(waiting, note, what, now_ms);
    waiting->count++;
    return note;
}

struct note *waiting_find(const struct waiting *waiting, const char *object, int32_t of, const struct note *after)
{
    uint64_t key = after ? after->key : key_of(object, of);
    struct note *note = after ? after->next : waiting->buckets[key % BUCKETS];

    while (note && (note->key != key || note->of != of || strcmp(note->object, object) != 0))
        note = note->next;
    return note;
}

void waiting_move(struct waiting *waiting, struct note *note, enum waiting_for what, int64_t now_ms)
{
    unlink_list(waiting, note);
    append(waiting, note, what, now_ms);
}

struct note *waiting_due(const struct waiting *waiting, int64_t now_ms)
{
    struct note *due = NULL, *oldest = NULL;

    for (int i = 0; i < WAITING_LISTS; i++) {
        struct note *note = waiting->first[i];

        if (note && note->due_ms <= now_ms && (!due || note->due_ms < due->due_ms))
            due = note;
        if (note && (!oldest || note->first_ms < oldest->first_ms))
            oldest = note;
    }
    return due || waiting->count <= WAITING_MAX ? due : oldest;
}

void waiting_end(struct waiting *waiting, struct note *note, struct event *event)
{
    struct note **at = &waiting->buckets[note->key % BUCKETS];

    while (*at != note)
        at = &(*at)->next;
    *at = note->next;
    unlink_list(waiting, note);
    waiting->count--;
    if (event) {
        pack_open(event, note->packed);
        event->count = note->count;
        event->signs = note->signs;
    }
    if (note->is_spare)
        waiting->spare = note;
    else
        free(note);
}
