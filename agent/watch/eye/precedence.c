/* Precedence for the thread that people wait for. Owns sched_setattr(2), whose kernel header cannot stand beside
 * pthread.h. In: nothing. Out: a nice value and a short slice.
 *
 * The slice is what lets the thread run at once between busy programs from Linux 6.12 on; a nice value alone made it,
 * and the opener with it, wait up to 3 ms there. */
#include "agent/watch/eye/precedence.h"

#include <linux/sched.h>
#include <linux/sched/types.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { NICE = -10, SLICE_NS = 100000 /* the least there is */ };

bool precedence_take(void)
{
    struct sched_attr wanted = {.size = sizeof(wanted), .sched_policy = SCHED_NORMAL, .sched_runtime = SLICE_NS};

    wanted.sched_nice = NICE;
    if (syscall(SYS_sched_setattr, 0, &wanted, 0) == 0)
        return true;
    /* Lower nice values need CAP_SYS_NICE; the slice alone does not. */
    wanted.sched_nice = getpriority(PRIO_PROCESS, 0);
    return syscall(SYS_sched_setattr, 0, &wanted, 0) == 0;
}
