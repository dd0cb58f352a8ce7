/* The answering thread. Owns the moment between an open and its answer; must not own any words, files or memory beyond
 * what it was started with. In: the eye's groups. Out: raw events in the ring, and a heartbeat.
 *
 * On any doubt the answer is yes. */
#include "agent/watch/eye/answer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <confide/event.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/eye/deadman.h"
#include "agent/watch/eye/eye.h"
#include "agent/watch/eye/guard.h"
#include "agent/watch/eye/handover.h"
#include "agent/watch/eye/kin.h"
#include "agent/watch/eye/place.h"
#include "agent/watch/eye/precedence.h"
#include "agent/watch/eye/sieve.h"
#include "agent/watch/eye/vicinity.h"
#include "agent/watch/eye/waits.h"
#include "agent/watch/eye/witness.h"

enum {
    HELD_BYTES = 64 * 24, /* 64 events, a descriptor each */
    TOLD_BYTES = 2048,    /* naming these makes a held open wait at most some 0.3 ms */
    AROUND_BYTES = 2048,
    EVENT_MOST = 700, /* two names of 255 bytes, three handles */
    AROUND_MS = 20,   /* so long the surrounding's queue fills; it holds 16,384 */
    FILES_MS = 1,
    LAST_ROUNDS = 1000,
    NEWS_MS = 20,           /* so often are the kernel's news of processes taken */
    STACK_BYTES = 256 << 10 /* it is locked into memory */
};

static const int64_t ns_per_ms = 1000000;

struct answer {
    const struct eye *eye;
    struct heart *heart;
    pid_t own, deadman;
    pthread_t thread;
    struct handover *handover;
    int wake_thread; /* eventfd(2) */
    int own_files;   /* /proc/self/fd: a link read from here costs a third less than by its path */
    atomic_bool wants_own, ending;
    struct waits waits;
    /* The thread's alone: */
    struct raw raw;
    int64_t read_ns, read_ms;               /* when the batch was read; by the wall clock */
    int64_t told_since_ns, around_since_ns; /* when the queue was last seen empty: nothing in it is older */
    int64_t news_ns, files_ns;              /* when it is time for them again */
    int64_t around_ns, around_lag_ns;       /* when its queue, which is not empty, is read; 0 = it was empty */
    int link_fd;                            /* `link` is its name; "" = none has been made */
    char link[16];
    struct eye_batch batch;
    struct witness witness;
    struct vicinity vicinity;
};

/* Marking 20,000 folders opens each of them: only what was asked for is handed over. */
static void hand_over_own(struct answer *answer)
{
    answer->raw.kind = RAW_OWN;
    if (atomic_load(&answer->wants_own))
        handover_put(answer->handover, &answer->raw);
}

/* Before the answer: the quickest copy is written within 50 us of it. */
static void raise_guard(struct answer *answer)
{
    if (answer->raw.named != NAMED_GONE && answer->raw.who.loginuid != (uint32_t)IDENTITY_UNSET)
        guard_raise(answer->eye->guard, answer->eye, answer->read_ns / ns_per_ms + VICINITY_MS);
}

/* Its name in /proc/self/fd: nearly always that of the descriptor before, which is closed and whose number is free. */
static const char *link_of(struct answer *answer, int fd)
{
    if (!answer->link[0] || fd != answer->link_fd)
        text_format(answer->link, sizeof(answer->link), "%d", fd);
    answer->link_fd = fd;
    return answer->link;
}

/* The process first, the path second, so that both are as they were at the moment of the open. */
static void answer_held(struct answer *answer, int fd)
{
    struct raw *raw = &answer->raw;
    struct stat status;
    ssize_t length = 0;
    int64_t now_ns;
    bool is_ours = raw->pid == answer->own || raw->pid == answer->deadman;

    if (!is_ours) {
        witness_waiting(&answer->witness, raw);
        raise_guard(answer);
        length = readlinkat(answer->own_files, link_of(answer, fd), raw->path, sizeof(raw->path) - 1);
    }
    eye_allow(answer->eye, fd);
    now_ns = kin_now_ns();
    waits_note(&answer->waits, (uint64_t)(now_ns - answer->read_ns) / 1000);
    raw->path[length > 0 ? length : 0] = '\0';
    raw->has_path = 1;
    place_note(fd, &raw->target);
    if (fstat(fd, &status) == 0) {
        raw->dev = status.st_dev;
        raw->ino = status.st_ino;
        raw->size = S_ISREG(status.st_mode) ? (uint64_t)status.st_size : 0;
        raw->is_folder = S_ISDIR(status.st_mode);
    }
    close(fd);
    if (is_ours) {
        hand_over_own(answer);
        return;
    }
    if (raw->named != NAMED_GONE)
        witness_keep(&answer->witness, raw, now_ns);
    if (raw->is_folder) /* a folder's open is no access to a record, but it told whose process this is */
        return;
    if (raw->named != NAMED_GONE)
        vicinity_opened(&answer->vicinity, &raw->who, now_ns / ns_per_ms);
    handover_put(answer->handover, &answer->raw);
}

static void answer_told(struct answer *answer, int pidfd)
{
    struct raw *raw = &answer->raw;

    if (raw->pid == answer->own) {
        hand_over_own(answer);
        return;
    }
    /* Only its link count changed: what made that so is told as well. */
    if (raw->changes == RAW_ATTRIB && !raw->at[0].name[0])
        return;
    witness_told(&answer->witness, raw, pidfd, answer->told_since_ns);
    if (raw->changes & RAW_OPENED && !raw->is_folder && raw->named != NAMED_GONE) {
        raise_guard(answer);
        vicinity_opened(&answer->vicinity, &raw->who, kin_now_ns() / ns_per_ms);
    }
    if (raw->changes && !raw->is_folder)
        sieve_add_key(answer->eye->sieve, &raw->target);
    if (raw->changes)
        handover_put(answer->handover, &answer->raw);
}

/* Most of it is nobody's who was near a record, and is known for that without a look at /proc. */
static void answer_around(struct answer *answer, int pidfd)
{
    struct raw *raw = &answer->raw;
    int64_t now_ms = answer->read_ns / ns_per_ms;
    bool is_link = raw->changes & RAW_CREATED && !raw->is_folder && sieve_passes(answer->eye->sieve, &raw->target);

    raw->kind = RAW_AROUND;
    raw->changes &= RAW_CREATED | RAW_CLOSED;
    if (raw->pid == answer->own || raw->pid == answer->deadman)
        return;
    if (!is_link && !(raw->changes & RAW_CLOSED)) /* simply made */
        return;
    if (!is_link && witness_hint(&answer->witness, raw->pid, answer->around_since_ns, &raw->who) &&
        !vicinity_is_near(&answer->vicinity, &raw->who, now_ms))
        return;
    witness_told(&answer->witness, raw, pidfd, answer->around_since_ns);
    if (is_link || (raw->named != NAMED_GONE && vicinity_is_near(&answer->vicinity, &raw->who, now_ms)))
        handover_put(answer->handover, raw);
}

static void fault(struct answer *answer, int code)
{
    answer->raw = (struct raw){.kind = RAW_FAULT, .code = (uint32_t)code, .time_ms = clock_now_ms()};
    handover_put(answer->handover, &answer->raw);
}

/* Reading an event takes a descriptor, and when there is none left the kernel refuses the opener. So nothing is read
 * before it is certain that there are enough: somebody may have lowered the limit (prlimit(1)). */
static bool has_files(struct answer *answer)
{
    struct rlimit limit;

    int64_t now_ns = kin_now_ns();

    if (now_ns < answer->files_ns)
        return true;
    answer->files_ns = now_ns + FILES_MS * ns_per_ms;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < ANSWER_FILES) {
        limit.rlim_cur = limit.rlim_max;
        return limit.rlim_max >= ANSWER_FILES && setrlimit(RLIMIT_NOFILE, &limit) == 0;
    }
    return true;
}

static void take(struct answer *answer, enum eye_group which, int fd, int pidfd)
{
    struct raw *raw = &answer->raw;

    raw->time_ms = answer->read_ms;
    if (fd >= 0) {
        answer_held(answer, fd);
    } else if (raw->kind == RAW_OVERFLOW) {
        raw->code = which == EYE_AROUND;
        handover_put(answer->handover, raw);
    } else if (which == EYE_AROUND) {
        answer_around(answer, pidfd);
    } else if (raw->kind == RAW_EXEC) {
        witness_start(&answer->witness, raw, pidfd);
    } else {
        answer_told(answer, pidfd);
    }
    if (pidfd >= 0)
        close(pidfd);
}

/* `room` bounds how long the others wait. How many bytes of events there were. */
static size_t serve(struct answer *answer, enum eye_group which, size_t room)
{
    const struct eye *eye = answer->eye;
    int fd, pidfd, group = which == EYE_HELD ? eye->holding : which == EYE_TOLD ? eye->telling : eye->around;
    size_t length;

    answer->batch.room = room;
    if (eye_read(group, &answer->batch) < 0)
        fault(answer, errno);
    length = answer->batch.left;
    if (length == 0)
        return 0;
    answer->read_ns = kin_now_ns();
    answer->read_ms = clock_now_ms();
    while (eye_next(&answer->batch, &answer->raw, &fd, &pidfd))
        take(answer, which, fd, pidfd);
    return length;
}

/* Waits for work. What a queue holds that was not empty came after it was last seen empty. The surrounding's queue is
 * left to fill: one waking for many events, and what happened to one file in the meantime is one event. */
static unsigned await(struct answer *answer)
{
    int64_t now_ns = kin_now_ns();
    bool fills = answer->around_ns != 0;
    int wait_ms = fills ? (int)((answer->around_ns - now_ns) / ns_per_ms) + 1 : DEADMAN_TICK_MS / 2;
    unsigned ready = eye_wait(answer->eye, fills ? EYE_HELD | EYE_TOLD : EYE_HELD | EYE_TOLD | EYE_AROUND,
                              answer->wake_thread, wait_ms > 0 ? wait_ms : 0);

    if (!(ready & EYE_TOLD))
        answer->told_since_ns = now_ns;
    if (!fills && !(ready & EYE_AROUND))
        answer->around_since_ns = now_ns;
    if (now_ns >= answer->news_ns) {
        guard_step(answer->eye->guard, answer->eye, now_ns / ns_per_ms);
        answer->news_ns = now_ns + NEWS_MS * ns_per_ms;
        witness_listen(&answer->witness);
    }
    if (fills)
        return kin_now_ns() >= answer->around_ns || atomic_load(&answer->ending) ? ready | EYE_AROUND : ready;
    if (ready & EYE_AROUND)
        answer->around_ns = now_ns + answer->around_lag_ns;
    return answer->around_lag_ns ? ready & ~(unsigned)EYE_AROUND : ready;
}

/* Better nobody is held than somebody refused: closing the group lets all go on. What else happens goes unseen, so this
 * is the end; the deadman says so when the heart has stood still, and the manager starts us anew. */
static void give_up(struct answer *answer)
{
    close(answer->eye->holding);
    fault(answer, EMFILE);
    handover_ring(answer->handover, false);
}

static void *answer_run(void *data)
{
    struct answer *answer = data;
    unsigned ready = 0;

    precedence_take(); /* without it all still works */
    /* At the end the file systems around go on telling: for those some rounds must do. */
    for (int rounds = 0; !atomic_load(&answer->ending) || (ready && rounds < LAST_ROUNDS);
         rounds += atomic_load(&answer->ending)) {
        deadman_beat(answer->heart);
        ready = await(answer);
        if (ready)
            handover_ring(answer->handover, true);
        if (ready & EYE_HELD && !has_files(answer)) {
            give_up(answer);
            break;
        }
        if (ready & EYE_HELD)
            serve(answer, EYE_HELD, HELD_BYTES);
        if (ready & EYE_TOLD)
            serve(answer, EYE_TOLD, TOLD_BYTES);
        if (ready & EYE_AROUND) {
            witness_listen(&answer->witness);
            if (serve(answer, EYE_AROUND, AROUND_BYTES) + EVENT_MOST <= AROUND_BYTES)
                answer->around_ns = 0;
        }
        handover_ring(answer->handover, false);
    }
    return NULL;
}

static bool start_thread(struct answer *answer)
{
    pthread_attr_t attributes;
    sigset_t all, before;

    /* Signals are the main thread's. */
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, STACK_BYTES);
    errno = pthread_create(&answer->thread, &attributes, answer_run, answer);
    pthread_attr_destroy(&attributes);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return errno == 0;
}

struct answer *answer_start(const struct eye *eye, const struct deadman *deadman, struct kin *kin)
{
    struct answer *answer = calloc(1, sizeof(*answer));

    if (!answer || !kin) {
        free(answer);
        kin_close(kin);
        return NULL;
    }
    answer->eye = eye;
    answer->witness.kin = kin;
    answer->around_lag_ns = kin_works(kin, &(int){0}) ? AROUND_MS * ns_per_ms : 0;
    answer->heart = deadman->heart;
    answer->own = getpid();
    answer->deadman = deadman->pid;
    answer->handover = handover_make();
    answer->wake_thread = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    answer->own_files = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (answer->handover && answer->wake_thread >= 0 && answer->own_files >= 0 && start_thread(answer))
        return answer;
    answer_free(answer);
    return NULL;
}

bool answer_take(struct answer *answer, struct raw *raw)
{
    return handover_take(answer->handover, raw);
}

void answer_tell_own(struct answer *answer, bool tell)
{
    atomic_store(&answer->wants_own, tell);
}

int answer_fd(const struct answer *answer)
{
    return handover_fd(answer->handover);
}

bool answer_rest(struct answer *answer)
{
    return handover_rest(answer->handover);
}

void answer_waits(const struct answer *answer, uint32_t *p50_us, uint32_t *p99_us, uint32_t *worst_us)
{
    waits_read(&answer->waits, p50_us, p99_us, worst_us);
}

void answer_end(struct answer *answer)
{
    uint64_t one = 1;

    atomic_store(&answer->ending, true);
    /* It fails only when the counter is full: then the thread is awake anyhow. */
    if (write(answer->wake_thread, &one, sizeof(one)) < 0)
        errno = 0;
    pthread_join(answer->thread, NULL);
}

void answer_free(struct answer *answer)
{
    witness_close(&answer->witness);
    handover_free(answer->handover);
    if (answer->wake_thread >= 0)
        close(answer->wake_thread);
    if (answer->own_files >= 0)
        close(answer->own_files);
    free(answer);
}
