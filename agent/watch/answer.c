/* The answering thread. Owns the moment between an open and its answer; must not own any words, files or memory beyond
 * what it was started with. In: the eye's groups. Out: raw events in the ring, and a heartbeat.
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
#include "agent/watch/kin.h"
#include "agent/watch/place.h"
#include "agent/watch/precedence.h"
#include "agent/watch/ring.h"
#include "agent/watch/vicinity.h"
#include "agent/watch/waits.h"
#include "agent/watch/witness.h"

enum {
    RING_BYTES = 4 << 20, /* some 9,000 opens */
    HELD_BYTES = 64 * 24, /* 64 events, a descriptor each */
    TOLD_BYTES = 2048,    /* naming these makes a held open wait at most some 0.3 ms */
    AROUND_BYTES = 2048,
    EVENT_MOST = 700,        /* two names of 255 bytes, three handles */
    AROUND_MS = 5,           /* so often is the busy surrounding looked at, when it had nothing more */
    NEWS_MS = 20,            /* so often are the kernel's news of processes taken */
    STACK_BYTES = 256 << 10, /* it is locked into memory */
    ROOM_WAIT_MS = 1,
    ROOM_WAITS =
        5 /* so long may openers be slowed when the main thread is behind, before events are lost and counted */
};

static const int64_t ns_per_ms = 1000000;

struct answer {
    const struct eye *eye;
    struct heart *heart;
    pid_t own, deadman;
    pthread_t thread;
    struct ring *ring;
    int wake_main, wake_thread; /* eventfd(2) */
    int own_files;              /* /proc/self/fd: a link read from here costs a third less than by its path */
    atomic_bool main_rests, wants_own, ending;
    struct waits waits;
    /* The thread's alone: */
    struct raw raw;
    uint32_t lost;
    bool lost_around;
    int64_t lost_since_ms;
    int64_t read_ns;                        /* when the batch was read */
    int64_t told_since_ns, around_since_ns; /* when the queue was last seen empty: nothing in it is older */
    int64_t around_ns, news_ns;             /* when it is time for them again */
    struct eye_batch batch;
    struct witness witness;
    struct vicinity vicinity;
};

static size_t raw_size(const struct raw *raw)
{
    if (raw->has_path)
        return offsetof(struct raw, path) + strlen(raw->path) + 1;
    if (raw->kind != RAW_CHANGE && raw->kind != RAW_AROUND && raw->kind != RAW_OWN)
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

/* Records have the last quarter of the ring for themselves. */
static void hand_over_around(struct answer *answer)
{
    struct raw overflow = {.kind = RAW_OVERFLOW, .code = 1, .time_ms = answer->raw.time_ms};

    if (ring_room(answer->ring) < RING_BYTES / 4) {
        answer->lost_around = true;
        return;
    }
    if (answer->lost_around)
        answer->lost_around = !ring_push(answer->ring, &overflow, raw_size(&overflow));
    ring_push(answer->ring, &answer->raw, raw_size(&answer->raw));
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
    ssize_t length = 0;
    int64_t now_ns;
    bool is_ours = raw->pid == answer->own || raw->pid == answer->deadman;

    if (!is_ours) {
        witness_waiting(&answer->witness, raw);
        text_format(link, sizeof(link), "%d", fd);
        length = readlinkat(answer->own_files, link, raw->path, sizeof(raw->path) - 1);
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
    hand_over(answer);
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
    if (raw->changes & RAW_OPENED && !raw->is_folder && raw->named != NAMED_GONE)
        vicinity_opened(&answer->vicinity, &raw->who, kin_now_ns() / ns_per_ms);
    if (raw->changes)
        hand_over(answer);
}

/* Most of it is nobody's who was near a record, and is known for that without a look at /proc. */
static void answer_around(struct answer *answer, int pidfd)
{
    struct raw *raw = &answer->raw;
    int64_t now_ms = answer->read_ns / ns_per_ms;
    bool is_link = vicinity_is_link(&answer->vicinity, raw, now_ms);

    raw->kind = RAW_AROUND;
    raw->changes &= RAW_CREATED | RAW_CLOSED;
    if (!raw->changes || raw->pid == answer->own || raw->pid == answer->deadman)
        return;
    if (!is_link && witness_hint(&answer->witness, raw->pid, answer->around_since_ns, &raw->who) &&
        !vicinity_is_near(&answer->vicinity, &raw->who, now_ms))
        return;
    witness_told(&answer->witness, raw, pidfd, answer->around_since_ns);
    if (is_link || (raw->named != NAMED_GONE && vicinity_is_near(&answer->vicinity, &raw->who, now_ms)))
        hand_over_around(answer);
}

static void fault(struct answer *answer, int code)
{
    answer->raw = (struct raw){.kind = RAW_FAULT, .code = (uint32_t)code, .time_ms = clock_now_ms()};
    hand_over(answer);
}

/* `room` bounds how long the others wait. False when the group had nothing more, as far as one can tell. */
static bool serve(struct answer *answer, enum eye_group which, size_t room)
{
    const struct eye *eye = answer->eye;
    bool is_full;
    int fd, pidfd, got, group = which == EYE_HELD ? eye->holding : which == EYE_TOLD ? eye->telling : eye->around;

    answer->batch.room = room;
    got = eye_read(group, &answer->batch);
    if (got < 0)
        fault(answer, errno);
    answer->read_ns = kin_now_ns();
    is_full = answer->batch.left + EVENT_MOST > room;
    while (got > 0 && eye_next(&answer->batch, &answer->raw, &fd, &pidfd)) {
        answer->raw.time_ms = clock_now_ms();
        if (fd >= 0)
            answer_held(answer, fd);
        else if (answer->raw.kind == RAW_OVERFLOW) {
            answer->raw.code = which == EYE_AROUND;
            hand_over(answer);
        } else if (which == EYE_AROUND)
            answer_around(answer, pidfd);
        else if (answer->raw.kind == RAW_EXEC)
            witness_start(&answer->witness, &answer->raw, pidfd);
        else
            answer_told(answer, pidfd);
        if (pidfd >= 0)
            close(pidfd);
    }
    return is_full;
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

/* Waits for work. What a queue holds that was not empty came after it was last seen empty. */
static unsigned await(struct answer *answer)
{
    int64_t now_ns = kin_now_ns();
    bool looks_around = now_ns >= answer->around_ns;
    unsigned ready = eye_wait(answer->eye, looks_around ? EYE_HELD | EYE_TOLD | EYE_AROUND : EYE_HELD | EYE_TOLD,
                              answer->wake_thread, looks_around ? DEADMAN_TICK_MS / 2 : AROUND_MS);

    if (!(ready & EYE_TOLD))
        answer->told_since_ns = now_ns;
    if (looks_around && !(ready & EYE_AROUND))
        answer->around_since_ns = now_ns;
    if (now_ns >= answer->news_ns) {
        answer->news_ns = now_ns + NEWS_MS * ns_per_ms;
        witness_listen(&answer->witness);
    }
    return ready;
}

static void *answer_run(void *data)
{
    struct answer *answer = data;
    unsigned ready = 0;

    precedence_take(); /* without it all still works */
    while (ready || !atomic_load(&answer->ending)) {
        deadman_beat(answer->heart);
        ready = await(answer);
        if (ready)
            wait_for_room(answer);
        if (ready & EYE_HELD)
            serve(answer, EYE_HELD, HELD_BYTES);
        if (ready & EYE_TOLD)
            serve(answer, EYE_TOLD, TOLD_BYTES);
        if (ready & EYE_AROUND) {
            witness_listen(&answer->witness);
            if (!serve(answer, EYE_AROUND, AROUND_BYTES))
                answer->around_ns = answer->read_ns + AROUND_MS * ns_per_ms;
        }
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

void answer_waits(const struct answer *answer, uint32_t *p50_us, uint32_t *p99_us, uint32_t *worst_us)
{
    waits_read(&answer->waits, p50_us, p99_us, worst_us);
}

void answer_end(struct answer *answer)
{
    atomic_store(&answer->ending, true);
    wake(answer->wake_thread);
    pthread_join(answer->thread, NULL);
}

void answer_free(struct answer *answer)
{
    witness_close(&answer->witness);
    ring_free(answer->ring);
    if (answer->wake_main >= 0)
        close(answer->wake_main);
    if (answer->wake_thread >= 0)
        close(answer->wake_thread);
    if (answer->own_files >= 0)
        close(answer->own_files);
    free(answer);
}
