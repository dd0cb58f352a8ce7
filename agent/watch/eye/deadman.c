/* The deadman: a process that holds no fanotify descriptor and kills the watcher when its heart stands still. Owns the
 * fork and the kill; must not know what is told. In: the heart, in shared memory. Out: SIGKILL, then one line to
 * syslog - in this order, because syslog(3) can block, and people wait - then the news. */
#include "agent/watch/eye/deadman.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/log.h"

void deadman_beat(struct heart *heart)
{
    atomic_fetch_add_explicit(&heart->beats, 1, memory_order_relaxed);
}

uint64_t deadman_beats(const struct heart *heart)
{
    return atomic_load_explicit(&heart->beats, memory_order_relaxed);
}

static void strike(int watcher)
{
    pidfd_send_signal(watcher, SIGKILL, NULL, 0);
    log_error("confide-watch did not answer for %d ms and was ended, so that nobody waits for a file. It starts again "
              "by itself under systemd; else start it by hand. Until then nothing is watched",
              DEADMAN_TICK_MS * DEADMAN_TICKS);
}

/* Returns when the watcher is dead, or is made so. */
static bool listen_to(const struct heart *heart, int watcher)
{
    struct pollfd death = {.fd = watcher, .events = POLLIN};
    uint64_t last = 0;
    int still = 0;

    for (;;) {
        uint64_t now = deadman_beats(heart);

        still = now == last && now != 0 ? still + 1 : 0;
        last = now;
        if (still > DEADMAN_TICKS) {
            strike(watcher);
            return true;
        }
        if (poll(&death, 1, DEADMAN_TICK_MS) > 0)
            return false;
    }
}

/* It outlives the watcher for a moment: who kills the watcher must not silence it. */
static void be_deadman(const struct deadman *deadman, pid_t parent, void (*tell)(void *data, bool is_struck),
                       void *data)
{
    int watcher;

    prctl(PR_SET_NAME, "confide-deadman");
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN); /* the manager's stop is the watcher's to obey; it takes the deadman with it */
    signal(SIGHUP, SIG_IGN);
    watcher = pidfd_open(parent, 0);
    /* The parent may have died before: then this process is somebody else's child by now. */
    if (watcher < 0 || getppid() != parent)
        _exit(1);
    tell(data, listen_to(deadman->heart, watcher));
    _exit(0);
}

bool deadman_start(struct deadman *deadman, void (*tell)(void *data, bool is_struck), void *data)
{
    pid_t parent = getpid();

    deadman->heart = mmap(NULL, sizeof(struct heart), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (deadman->heart == MAP_FAILED)
        return false;
    deadman->pid = fork();
    if (deadman->pid == 0)
        be_deadman(deadman, parent, tell, data);
    return deadman->pid > 0;
}

bool deadman_lives(const struct deadman *deadman)
{
    return waitpid(deadman->pid, NULL, WNOHANG) == 0;
}

void deadman_stop(struct deadman *deadman)
{
    kill(deadman->pid, SIGKILL);
    waitpid(deadman->pid, NULL, 0);
    munmap(deadman->heart, sizeof(struct heart));
}
