/* Whom a process belongs to. Owns /proc/PID: loginuid, sessionid, exe, comm and the owner of the folder, nothing else.
 * The other files there (cmdline, environ, maps) take the process's memory lock and can hang with it.
 *
 * No call allocates, locks or logs, so that the answering thread may use it. */
#ifndef CONFIDE_WATCH_PROCESS_H
#define CONFIDE_WATCH_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

#include "agent/watch/eye/raw.h"

enum { PROCESS_SLOTS = 64 };

/* Processes whose files are held open: a second look at the same process costs 2 us instead of 20. The session is read
 * anew each time, since a login changes it in a living process; each new loginuid makes a new one (kernel/auditsc.c).
 */
struct processes {
    struct process_slot {
        pid_t pid; /* 0 = empty */
        int folder, loginuid, session;
        bool is_read;
        uint64_t seal; /* process_sealed */
        struct identity who;
    } slots[PROCESS_SLOTS];
};

/* Names `pid`. `pidfd` proves that the answer belongs to the process of the event and not to a later one of the same
 * number; PROCESS_HELD when the kernel holds the process until we answer; PROCESS_UNKNOWN when the kernel gives no such
 * proof. False when the process is gone: `who` is then undefined. `processes` must have started as zeros. */
bool process_identify(struct processes *processes, pid_t pid, int pidfd, struct identity *who);

/* As process_identify for PROCESS_HELD, when the caller can tell that a process became another user or program: `seal`
 * is then another number. With the seal of the last look only the login is read, in a quarter of the time. 0: nobody
 * can tell. */
bool process_sealed(struct processes *processes, pid_t pid, uint64_t seal, struct identity *who);

/* Whether `pid` is the process last seen in its slot, or was. */
bool process_is_known(const struct processes *processes, pid_t pid);

void process_close(struct processes *processes);

#endif
