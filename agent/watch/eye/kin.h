/* The kernel's news of processes: who is whose child, who became another user, who ended. Owns the process connector
 * (netlink). With the connector a process that is gone when its change is read still has a person; without it
 * (no CAP_NET_ADMIN, a network namespace of one's own) all else works, and less is named.
 *
 * Nobody waits for us: what does not fit into the socket is dropped, and then nothing from before counts. After
 * kin_open no call allocates, locks or logs, so that the answering thread may use them. */
#ifndef CONFIDE_WATCH_KIN_H
#define CONFIDE_WATCH_KIN_H

#include <stdbool.h>
#include <stdint.h>

#include "agent/watch/eye/lineage.h"

struct kin;
struct processes;

/* Subscribes and reads who runs now, which takes some 30 us a process. `given`: a netlink socket that the service
 * manager bound in its own network namespace (ListenNetlink=connector 1), taken over; -1 to open one. The capability
 * is needed here only. Never NULL but without memory; kin_works tells whether there is news. */
struct kin *kin_open(int given);

/* False with `error` set to errno's value, when processes that are gone are named only if they were seen shortly
 * before. */
bool kin_works(const struct kin *kin, int *error);

/* Takes all news there are. `processes` as process_identify wants them, for a look at some few parents. False when
 * there were more than may be taken at once: what is known is not up to date. */
bool kin_listen(struct kin *kin, struct processes *processes);

/* What is known, see lineage.h; for the thread that listens. */
struct lineage *kin_lineage(struct kin *kin);

/* Nanoseconds of the clock that the kernel stamps its news with. */
int64_t kin_now_ns(void);

void kin_close(struct kin *kin);

#endif
