/* Who opened which record lately: what a copy or a print may hold. Pure. */
#ifndef CONFIDE_WATCH_READINGS_H
#define CONFIDE_WATCH_READINGS_H

#include <stdbool.h>
#include <stdint.h>

#include <confide/event.h>

struct readings;

enum { READINGS_MAX = 4096 /* when there are more, the oldest are forgotten */, READING_PIDS = 4 };

/* One record, one person, one session: however often. */
struct reading {
    struct reading *next; /* of the same bucket */
    struct reading *newer, *older;
    uint64_t key;
    uint64_t bytes;             /* 0 = not known */
    int64_t first_ms, last_ms;  /* opened, monotonic */
    int64_t left_ms;            /* when it was last told to have gone somewhere, -1 = never */
    uint32_t opens;             /* those that turned out to be writes are none */
    int32_t pids[READING_PIDS]; /* who opened it last, the latest first */
    const char *object, *login, *session, *program, *patient;
    uint8_t packed[];
};

/* NULL when memory is short. Freed with readings_free. */
struct readings *readings_make(void);
void readings_free(struct readings *readings);

/* A record was opened. */
void readings_note(struct readings *readings, const struct event *event, int64_t now_ms);

/* So many of the opens of a process were for writing. */
void readings_unnote(struct readings *readings, const struct event *event, uint32_t opens);

/* From the newest (`after` NULL) to the oldest; NULL after the last. Borrowed until the next readings_note. */
struct reading *readings_next(const struct readings *readings, const struct reading *after);

/* Whether `pid` is among those who opened it last. */
bool reading_is_by(const struct reading *reading, int32_t pid);

/* The event of its first opening. */
void reading_event(const struct reading *reading, struct event *event);

#endif
