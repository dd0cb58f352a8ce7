/* Keeps the watch whole: finds the record folders, marks new ones, lets the canary fly, and tells what may have gone
 * unseen. */
#ifndef CONFIDE_WATCH_KEEP_H
#define CONFIDE_WATCH_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/watch/describe.h"
#include "agent/watch/tree/patrol.h"
#include "agent/watch/eye/raw.h"
#include "agent/watch/tree/root.h"

struct answer;
struct eye;
struct inventory;
struct mounts;
struct outlet;

/* The canary flies a second after the start and then every minute; where it is not seen within a second, the eye is
 * closed. KEEP_WALK_MS: so long in each round new folders are walked, so that events do not wait for them. */
enum {
    KEEP_FIRST_MS = 1000,
    KEEP_CANARY_MS = 60000,
    KEEP_SEEN_MS = 1000,
    KEEP_LOOK_MS = 1000,
    KEEP_RETRY_MS = 10000,
    KEEP_WALK_MS = 20
};

struct keep {
    const struct config *config;
    const struct eye *eye;
    struct roots *roots;
    struct folders *folders;
    struct patrol *patrol;
    const struct mounts *mounts;
    struct answer *answer;
    struct outlet *outlet;
    struct inventory *inventory;
    const struct describe *describe;
    int64_t look_ms;    /* monotonic: when the folders are looked for next */
    int64_t canary_ms;  /* monotonic: when the next one flies */
    int64_t gap_ms;     /* monotonic: when files met in new folders are told, 0 = none met */
    int64_t drained_ms; /* wall clock: when all that had been seen was taken in */
    struct patrol_walk met;
    char met_in[FOLDER_PATH_SIZE];
    bool is_walking, is_asleep;
    bool has_lost;   /* all folders are to be walked when the present walk is done */
    unsigned unseen; /* windows in which something may have gone unseen, and the last of them (wall clock) */
    int64_t unseen_from_ms, unseen_until_ms;
};

/* Marks what is there; `now_ms`: monotonic. The number of folders watched. */
unsigned keep_start(struct keep *keep, int64_t now_ms);

/* Follows what `raw` did to the tree. */
void keep_follow(struct keep *keep, const struct raw *raw, int64_t now_ms);

/* To be called at least ten times a second, when all that was seen has been taken in. */
void keep_step(struct keep *keep, int64_t now_ms);

/* File systems were mounted or unmounted: let the canary fly now. */
void keep_doubt(struct keep *keep, int64_t now_ms);

/* The machine goes to sleep (nothing must be held in it) or has woken. */
void keep_sleep(struct keep *keep, bool is_going);

#endif
