/* The inventory's process. Owns its manners: it gives way to everybody, outlives the watcher by a moment, and has no
 * right but to look into folders. Must not log: what goes wrong is news. In: orders. Out: inventories, one after the
 * other, when they are asked for. */
#include "agent/watch/inventory/inventory_work.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/ioprio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/inventory/census.h"

enum { EXIT_CANNOT = 3, IDLE_MS = 5000, LOCK_MS = 5000 };

struct work {
    struct ear ear;
    struct voice voice;
    struct census census;
    struct census_root *roots;
    size_t count;
    int folder, lock;
};

/* The manager starts the next watcher when all processes of the last are gone: a second must do to write down its end.
 */
static void hurry(int number)
{
    (void)number;
    alarm(1);
}

/* Each of these may be refused where the unit's sandbox says so; the work goes on without. */
static void give_way(void)
{
    struct __user_cap_header_struct head = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct has[2] = {0};
    const uint32_t look = 1U << CAP_DAC_READ_SEARCH;

    prctl(PR_SET_NAME, "confide-inventory");
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN); /* the manager's stop is the watcher's to obey */
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGALRM, SIG_DFL);
    signal(SIGUSR1, hurry);
    prctl(PR_SET_PDEATHSIG, SIGUSR1);
    setpriority(PRIO_PROCESS, 0, 19);
    syscall(SYS_ioprio_set, IOPRIO_WHO_PROCESS, 0, IOPRIO_PRIO_VALUE(IOPRIO_CLASS_IDLE, 0));
    if (syscall(SYS_capget, &head, has) == 0) {
        has[0].effective = has[0].permitted = has[0].permitted & look;
        has[0].inheritable = has[1].effective = has[1].permitted = has[1].inheritable = 0;
        syscall(SYS_capset, &head, has);
    }
}

static bool cannot(struct work *work, const char *folder, const char *what)
{
    voice_wrong(&work->voice,
                "%.512s: %s: %s. There are no inventories until that is mended and confide-watch started again", folder,
                what, strerror(errno));
    return false;
}

/* The folder is nobody else's to read: its lists hold patients' ids. */
static bool open_folder(struct work *work, const char *folder)
{
    mkdir(folder, 0700);
    work->folder = open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (work->folder < 0)
        return cannot(work, folder, "the inventory's folder ([paths] inventory) cannot be opened");
    fchmod(work->folder, 0700);
    work->lock = openat(work->folder, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (work->lock < 0)
        return cannot(work, folder,
                      "confide-watch must be able to write to the inventory's folder ([paths] inventory)");
    return true;
}

/* A former watcher's process may need a moment to end. */
static bool lock_folder(struct work *work, const char *folder)
{
    int64_t until_ms = clock_monotonic_ms() + LOCK_MS;

    while (flock(work->lock, LOCK_EX | LOCK_NB) < 0) {
        if (errno != EWOULDBLOCK || clock_monotonic_ms() > until_ms)
            return cannot(work, folder, "another confide-watch keeps its inventory there");
        usleep(50000);
    }
    return true;
}

static bool open_all(struct work *work, const struct inventory_orders *orders)
{
    bool is_broken;

    work->voice = (struct voice){.fd = orders->news, .ear = &work->ear};
    work->ear = (struct ear){.notes = orders->notes, .watcher = orders->watcher};
    if (!open_folder(work, orders->folder) || !lock_folder(work, orders->folder))
        return false;
    if (!ear_open(&work->ear, work->folder, orders->notes, orders->watcher, &is_broken))
        return cannot(work, orders->folder, "its journal cannot be opened");
    if (is_broken)
        voice_wrong(&work->voice,
                    "the journal in %s was torn or edited: what was seen since then counts as unseen. See "
                    "who can write there, and after its disk",
                    orders->folder);
    work->roots = calloc(orders->count + 1, sizeof(*work->roots));
    if (!work->roots)
        return cannot(work, orders->folder, "not enough memory");
    work->count = orders->count;
    work->census = (struct census){.folder = work->folder, .ear = &work->ear, .voice = &work->voice};
    for (size_t i = 0; i < work->count; i++) {
        text_copy(work->roots[i].path, sizeof(work->roots[i].path), orders->roots[i]);
        census_know(&work->census, &work->roots[i]);
    }
    return true;
}

/* What no list needs any more. A root that was never listed needs nothing. */
static void trim(struct work *work)
{
    int64_t since_ms = INT64_MAX;

    for (size_t i = 0; i < work->count; i++)
        if (work->roots[i].since_ms != 0 && work->roots[i].since_ms < since_ms)
            since_ms = work->roots[i].since_ms;
    if (since_ms != INT64_MAX)
        ear_trim(&work->ear, since_ms);
}

static void take_all(struct work *work)
{
    work->ear.is_due = false;
    work->census.done = work->census.total = 0;
    for (size_t i = 0; i < work->count; i++)
        work->census.total += work->roots[i].count;
    for (size_t i = 0; i < work->count; i++)
        if (!census_take(&work->census, &work->roots[i]))
            return;
    trim(work);
    voice_done(&work->voice, work->census.done);
}

static void say_ills(struct work *work, int *said)
{
    int error = work->ear.journal_error;

    if (error != 0 && *said == 0)
        voice_wrong(&work->voice,
                    "the inventory's journal cannot be written: %s: after the next start what is seen now "
                    "may be told as unseen. Make room in the inventory's folder",
                    strerror(error));
    *said = error;
}

int inventory_work(const struct inventory_orders *orders)
{
    struct work work = {.folder = -1, .lock = -1};
    int said = 0;

    give_way();
    if (!open_all(&work, orders))
        return EXIT_CANNOT;
    while (ear_hear(&work.ear, work.ear.is_due ? 0 : IDLE_MS)) {
        if (work.ear.is_due)
            take_all(&work);
        say_ills(&work, &said);
    }
    ear_close(&work.ear);
    free(work.roots);
    return EXIT_SUCCESS;
}
