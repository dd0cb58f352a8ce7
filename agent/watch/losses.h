/* Losses in the making: devices that come, go, fill up or fail, and what the inventory finds gone or changed. */
#ifndef CONFIDE_WATCH_LOSSES_H
#define CONFIDE_WATCH_LOSSES_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/base/config.h"
#include "agent/watch/devices/health.h"
#include "agent/watch/inventory/inventory.h"
#include "agent/watch/tree/root.h"

struct around;
struct flow;
struct mounts;
struct outlet;

enum { LOSSES_LOOK_MS = 5000 };

struct losses {
    const struct roots *roots;
    struct mounts *mounts;
    struct around *around;
    struct outlet *outlet;
    struct flow *flow;
    struct inventory *inventory;
    unsigned inventory_hours;
    struct health health[CONFIG_RECORDS];
    int64_t look_ms, compare_ms;      /* monotonic: when next */
    uint64_t files_done, files_total; /* of the inventory under way, or of the last one */
    int64_t files_ms;                 /* wall clock: when the last one ended, 0 = none */
};

/* Takes up what is mounted at the start, without telling it. */
void losses_start(struct losses *losses, int64_t now_ms);

/* Mounts have changed. */
void losses_remounted(struct losses *losses);

/* The inventory has something to say. */
void losses_hear(struct losses *losses);

/* To be called each round. */
void losses_step(struct losses *losses, int64_t now_ms);

#endif
