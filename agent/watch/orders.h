/* What the watch is told: by the command line, and by the configuration. */
#ifndef CONFIDE_WATCH_ORDERS_H
#define CONFIDE_WATCH_ORDERS_H

#include <stdbool.h>
#include <stddef.h>

#include "agent/base/config.h"
#include "agent/watch/tree/root.h"

struct orders {
    const char *config_file;       /* NULL: not named */
    bool print;                    /* nobody else is told */
    char *folders[CONFIG_RECORDS]; /* named on the command line, borrowed */
    unsigned folder_count;
    /* What orders_read fills in: */
    struct config config;
    struct roots roots;
};

/* Reads the configuration and puts the command line's folders in the place of its own. False with one sentence that
 * names the remedy. */
bool orders_read(struct orders *orders, char *error, size_t size);

#endif
