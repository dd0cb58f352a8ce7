/* The answering thread. Owns the moment between an open and its answer; must not own any words, files or memory beyond
 * what it was started with. In: the eye's two groups. Out: raw events in the ring, and a heartbeat.
 *
 * On any doubt the answer is yes. */
#include "answer.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <confide/event.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/watch/deadman.h"
#include "agent/watch/eye.h"
#include "agent/watch/memory.h"
#include "agent/watch/place.h"
#include "agent/watch/precedence.h"
#include "agent/watch/process.h"
#include "agent/watch/ring.h"

enum {
    RING_BYTES = 4 << 20,    /* some 9,000 opens */
    HELD_BYTES = 64 * 24,    /* 64 events, a descriptor each */
    TOLD_BYTES = 2048,       /* naming these makes a held open wait at most some 0.3 ms */
    STACK_BYTES = 256 << 10, /* it is locked into memory */
    ROOM_WAIT_MS = 1,
    ROOM_WAITS =
        5 /* so long may openers be slowed when the main thread is behind, before events are lost and counted */
};

struct answer {
    const struct eye *eye;
    struct heart *heart;
    pid_t own, deadman;
    pthread_t thread;
    struct ring *ring;
    int wake_main, wake_thread; /* eventfd(2) */
    int own_files;              /* /proc/self/fd: a link read from here costs a third less than by its path */
    atomic_bool main_rests, wants_own, ending;
    /* The thread's alone: */
    struct raw raw;
    uint32_t lost;
    int64_t lost_since_ms;
    struct eye_batch batch;
    struct processes processes;
    struct memory memory;
};

static size_t raw_size(const struct raw *raw)
{
    if (raw->has_path)
        return offsetof(struct raw, path) + strlen(raw->path) + 1;
    if (raw->kind != RAW_CHANGE && raw->kind != RAW_OWN)
        return offsetof(struct raw, at);
    return raw->at[1].name[0] ? sizeof(*raw) : offsetof(struct raw, at[1]);
}

static void wake(int fd)
{
    uint64_t one = 1;

    /* It fails only when the counter is full: then the other side is awake anyhow. */
    if (write(fd, &one, sizeof(one)) < 0)
        return;
}

static void hand_over_lost(struct answer *answer)
{
    struct raw raw = {.kind = RAW_LOST, .code = answer->lost, .since_ms = answer->lost_since_ms};

    raw.time_ms = clock_now_ms();
    if (answer->lost && ring_push(answer->ring, &raw, raw_size(&raw)))
        answer->lost = 0;
}

static void hand_over(struct answer *answer)
{
    hand_over_lost(answer);
    if (ring_push(answer->ring, &answer->raw, raw_size(&answer->raw)))
        return;
    if (answer->lost++ == 0)
        answer->lost_since_ms = answer->raw.time_ms;
}

/* Marking 20,000 folders opens each of them: only what was asked for is handed over. */
static void hand_over_own(struct answer *answer)
{
    answer->raw.kind = RAW_OWN;
    if (atomic_load(&answer->wants_own))
        hand_over(answer);
}

/* The process first, the path second, so that both are as they were at the moment of the open. */
static void answer_held(struct answer *answer, int fd)
{
    struct raw *raw = &answer->raw;
    char link[16];
    struct stat status;
    ssize_t length;
    bool is_ours = raw->pid == answer->own || raw->pid == answer->deadman;
    bool is_known = !is_ours && process_identify(&answer->processes, raw->pid, PROCESS_HELD, &raw->who);

    text_format(link, sizeof(link), "%d", fd);
    length = is_ours ? 0 : readlinkat(answer->own_files, link, raw->path, sizeof(raw->path) - 1);
    eye_allow(answer->eye, fd);
    raw->path[length > 0 ? length : 0] = '\0';
    raw->has_path = 1;
    raw->named = is_known ? NAMED_WAITING : NAMED_GONE;
    if (is_known)
        memory_keep(&answer->memory, raw->pid, &raw->who, clock_monotonic_ms());
    place_note(fd, &raw->target);
    if (fstat(fd, &status) == 0) {
        raw->dev = status.st_dev;
        raw->ino = status.st_ino;
        raw->is_folder = S_ISDIR(status.st_mode);
    }
    close(fd);
    if (is_ours)
        hand_over_own(answer);
    else if (!raw->is_folder) /* a folder's open is no access to a record, but it told whose process this is */
        hand_over(answer);
}

/* The process is about to become another program; its person stays. */
static void remember_start(struct answer *answer, int pidfd)
{
    struct raw *raw = &answer->raw;

    if (!process_identify(&answer->processes, raw->pid, pidfd, &raw->who))
        return;
    raw->who.exe[0] = '\0';
    text_copy(raw->who.comm, sizeof(raw->who.comm), raw->at[0].name);
    memory_keep(&answer->memory, raw->pid, &raw->who, clock_monotonic_ms());
}

static void answer_told(struct answer *answer, int pidfd)
{
    struct raw *raw = &answer->raw;
    int64_t now_ms = clock_monotonic_ms();
    const struct identity *remembered;

    if (raw->pid == answer->own) {
        hand_over_own(answer);
        return;
    }
    if (process_identify(&answer->processes, raw->pid, pidfd, &raw->who)) {
        raw->named = NAMED_AFTER;
        memory_keep(&answer->memory, raw->pid, &raw->who, now_ms);
    } else if ((remembered = memory_find(&answer->memory, raw->pid, now_ms))) {
        raw->named = NAMED_MEMORY;
        raw->who = *remembered;
    } else {
        raw->named = NAMED_GONE;
    }
    if (raw->changes)
        hand_over(answer);
}

static void fault(struct answer *answer, int code)
{
    answer->raw = (struct raw){.kind = RAW_FAULT, .code = (uint32_t)code, .time_ms = clock_now_ms()};
    hand_over(answer);
}

static void serve(struct answer *answer, int group, size_t room)
{
    int fd, pidfd, got;

    answer->batch.room = room;
    got = eye_read(group, &answer->batch);
    if (got < 0)
        fault(answer, errno);
    while (got > 0 && eye_next(&answer->batch, &answer->raw, &fd, &pidfd)) {
        answer->raw.time_ms = clock_now_ms();
        if (fd >= 0)
            answer_held(answer, fd);
        else if (answer->raw.kind == RAW_OVERFLOW)
            hand_over(answer);
        else if (answer->raw.kind == RAW_EXEC)
            remember_start(answer, pidfd);
        else
            answer_told(answer, pidfd);
        if (pidfd >= 0)
            close(pidfd);
    }
}

static void wake_main(struct answer *answer)
{
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_exchange(&answer->main_rests, false))
        wake(answer->wake_main);
}

/* Openers of the next batch wait a little when the main thread is behind: better late than unseen. */
static void wait_for_room(struct answer *answer)
{
    const struct timespec pause = {.tv_nsec = ROOM_WAIT_MS * 1000000L};

    for (int i = 0; i < ROOM_WAITS && ring_room(answer->ring) < 64 * sizeof(struct raw); i++) {
        wake_main(answer);
        nanosleep(&pause, NULL);
    }
}

static void *answer_run(void *data)
{
    struct answer *answer = data;
    unsigned ready = 0;

    precedence_take(); /* without it all still works */
    while (ready || !atomic_load(&answer->ending)) {
        deadman_beat(answer->heart);
        ready = eye_wait(answer->eye, answer->wake_thread, DEADMAN_TICK_MS / 2);
        if (ready)
            wait_for_room(answer);
        if (ready & EYE_HELD)
            serve(answer, answer->eye->holding, HELD_BYTES);
        if (ready & EYE_TOLD)
            serve(answer, answer->eye->telling, TOLD_BYTES);
        if (answer->lost)
            hand_over_lost(answer);
        wake_main(answer);
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

struct answer *answer_start(const struct eye *eye, const struct deadman *deadman)
{
    struct answer *answer = calloc(1, sizeof(*answer));

    if (!answer)
        return NULL;
    answer->eye = eye;
    answer->heart = deadman->heart;
    answer->own = getpid();
    answer->deadman = deadman->pid;
    answer->ring = ring_make(RING_BYTES);
    answer->wake_main = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    answer->wake_thread = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    answer->own_files = open("/proc/self/fd", O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (answer->ring && answer->wake_main >= 0 && answer->wake_thread >= 0 && answer->own_files >= 0 &&
        start_thread(answer))
        return answer;
    answer_free(answer);
    return NULL;
}

bool answer_take(struct answer *answer, struct raw *raw)
{
    memset(raw, 0, sizeof(*raw)); /* what was not used was not pushed */
    return ring_pop(answer->ring, raw, sizeof(*raw)) > 0;
}

void answer_tell_own(struct answer *answer, bool tell)
{
    atomic_store(&answer->wants_own, tell);
}

int answer_fd(const struct answer *answer)
{
    return answer->wake_main;
}

bool answer_rest(struct answer *answer)
{
    uint64_t woken;

    if (read(answer->wake_main, &woken, sizeof(woken)) < 0 && errno != EAGAIN)
        return false;
    atomic_store(&answer->main_rests, true);
    atomic_thread_fence(memory_order_seq_cst);
    return ring_room(answer->ring) == RING_BYTES;
}

void answer_end(struct answer *answer)
{
    atomic_store(&answer->ending, true);
    wake(answer->wake_thread);
    pthread_join(answer->thread, NULL);
}

void answer_free(struct answer *answer)
{
    process_close(&answer->processes);
    ring_free(answer->ring);
    if (answer->wake_main >= 0)
        close(answer->wake_main);
    if (answer->wake_thread >= 0)
        close(answer->wake_thread);
    if (answer->own_files >= 0)
        close(answer->own_files);
    free(answer);
}
