/* The open cases: one per person and story. In memory, bounded; pure. */
#ifndef CONFIDE_JUDGE_STORY_H
#define CONFIDE_JUDGE_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/case.h>

#include "touch.h"

/* Whose story it is. Texts are borrowed. */
struct story_who {
    char
        tag; /* p: a person's login; n: a program without a login; g: a process that was gone; h: a host; d: a device */
    const char *text[2]; /* what tells them apart: login, or program and host, ... */
};

struct story {
    struct case_report report;
    uint64_t key;                      /* 0 = taken up after a restart, and not met again since */
    uint64_t records[CASE_EVENTS_MAX]; /* distinct records, as touch.name */
    size_t record_count;
    uint64_t said[CASE_EVENTS_MAX]; /* which rule spoke of which patient: so that each counts once */
    size_t said_count;
    uint32_t said_of[CASE_RULES_MAX]; /* of so many by each rule of the case */
    int64_t grown_ms;                 /* by the wall clock: when it last took something in */
    int64_t told_ms;                  /* when the employer was last told; INT64_MIN = unknown since a restart */
    uint8_t told_severity, told_certainty;
    bool is_told;    /* at all */
    bool is_changed; /* since it was last handed out */
    bool is_owing;   /* it grew, and the employer was not told of that yet */
    bool is_throng;  /* of many, each of whom would have made a case: said_of counts them */
    bool has_ended;  /* people said so: it takes in nothing more */
};

struct stories;

/* `quiet_ms`: how long nothing may happen before a story is over, `access_quiet_ms`: where it is one of inappropriate
 * access or of a login, which may be used once a month. `salt`: see judge_new; copied, may be NULL. NULL when
 * memory is short. */
struct stories *story_all_new(int64_t quiet_ms, int64_t access_quiet_ms, const uint8_t *salt);
void story_all_free(struct stories *stories);

/* The open story of this class and person into which something from `first_ms` to `last_ms` fits, or NULL. Of two, the
 * one that goes on at `last_ms` comes before the one in whose quiet `first_ms` falls. `with_encounters` parts stories
 * that were judged with appointments from those that were judged without. */
struct story *story_find(struct stories *stories, unsigned class, const struct story_who *who, bool with_encounters,
                         int64_t first_ms, int64_t last_ms);

/* A new one, raised at `now_ms`. Its id stands for the class, the person, and the stretch of story_hours into which
 * `time_ms` falls. NULL when memory is short. */
struct story *story_open(struct stories *stories, unsigned class, const struct story_who *who, bool with_encounters,
                         int64_t time_ms, int64_t now_ms);

/* Takes up a case that was open before a restart; `is_owing`: it had grown, and nobody was told. False when memory is
 * short. */
bool story_resume(struct stories *stories, const struct case_report *report, bool is_owing);

/* The first story, in the order they were opened, for which `is_wanted` is true; NULL when there is none. */
struct story *story_first(struct stories *stories, bool (*is_wanted)(void *data, const struct story *story),
                          void *data);

/* People decided about a case: it goes on as this version, with this certainty; or it `ends`, for good, and what comes
 * later begins another. True when it waited to be handed out and no longer does. Also after story_resume. */
bool story_decide(struct stories *stories, const struct case_report *report, bool ends);

/* Is the touch part of a story of theirs that has ended? Then it belongs into no other. */
bool story_is_decided(const struct stories *stories, unsigned class, const struct story_who *who,
                      const struct touch *touch);

#endif
