/* The way of a thing seen: from the answering thread's raw event through words, actions and signs of damage to the
 * outlet. */
#ifndef CONFIDE_WATCH_FLOW_H
#define CONFIDE_WATCH_FLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/describe.h"
#include "agent/watch/eye/raw.h"

struct acts;
struct eye;
struct harm;
struct inventory;
struct known;
struct links;
struct outlet;

struct flow {
    struct describe describe;
    struct acts *acts;
    struct harm *harm;
    struct known *known;
    struct links *links;
    struct outlet *outlet;
    const struct eye *eye;
    struct inventory *inventory;
};

/* Takes in what the answering thread saw; `now_ms`: monotonic. */
void flow_take(struct flow *flow, const struct raw *raw, int64_t now_ms);

/* A print job (printing.h). */
void flow_print(struct flow *flow, const struct event *job, int64_t now_ms);

/* The record at `path` has further names, says the inventory: it is watched by itself from now on. */
void flow_link(struct flow *flow, uint64_t dev, uint64_t ino, const char *path);

/* Sends on what is clear by now; INT64_MAX sends on everything. */
void flow_step(struct flow *flow, int64_t now_ms);

#endif
