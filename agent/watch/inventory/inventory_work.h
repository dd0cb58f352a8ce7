/* The inventory's process, from the fork to its end. */
#ifndef CONFIDE_WATCH_INVENTORY_WORK_H
#define CONFIDE_WATCH_INVENTORY_WORK_H

#include <stddef.h>

struct inventory_orders {
    int watcher;     /* pidfd of whom it serves: it ends when that one does */
    int notes, news; /* its ends of the pipes */
    const char *folder;
    char *const *roots;
    size_t count;
};

/* Lives until the watcher is gone or says stop. Returns the exit code. */
int inventory_work(const struct inventory_orders *orders);

#endif
