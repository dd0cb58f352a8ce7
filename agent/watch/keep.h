/* Keeps the watch whole: finds the record folders, marks new ones, lets the canary fly, and tells what may have gone
 * unseen. */
#ifndef CONFIDE_WATCH_KEEP_H
#define CONFIDE_WATCH_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "agent/watch/describe.h"
#include "agent/watch/folder.h"
#include "agent/watch/raw.h"
#include "agent/watch/root.h"

struct answer;
struct outlet;

/* The canary flies a second after the start and then every minute; where it is not seen within a second, the eye is
 * closed. */
enum { KEEP_FIRST_MS = 1000, KEEP_CANARY_MS = 60000, KEEP_SEEN_MS = 1000, KEEP_LOOK_MS = 1000, KEEP_RETRY_MS = 10000 };

struct keep {
    struct roots *roots;
    struct folders *folders;
    struct answer *answer;
    struct outlet *outlet;
    const struct describe *describe;
    bool holds;        /* attribution = barrier */
    int64_t look_ms;   /* monotonic: when the folders are looked for next */
    int64_t canary_ms; /* monotonic: when the next one flies */
    int64_t gap_ms;    /* monotonic: when files met in new folders are told, 0 = none met */
    struct folder_walk met;
    char met_in[FOLDER_PATH_SIZE];
};

/* Marks what is there; `now_ms`: monotonic. The number of folders watched. */
unsigned keep_start(struct keep *keep, int64_t now_ms);

/* Follows what `raw` did to the tree. */
void keep_follow(struct keep *keep, const struct raw *raw, int64_t now_ms);

/* To be called at least ten times a second. */
void keep_step(struct keep *keep, int64_t now_ms);

/* File systems were mounted or unmounted: let the canary fly now. */
void keep_doubt(struct keep *keep, int64_t now_ms);

#endif
