/* Makes time pass HASTE times faster for a whole group of programs, preloaded into each: all clocks run so much faster
 * from one common origin (HASTE_ORIGIN, seconds of CLOCK_MONOTONIC when it began), and every wait is shorter by as
 * much. HASTE_AHEAD: so many seconds is the time of day ahead, as if they had passed. libfaketime 0.9.10 can neither:
 * under it no absolute timerfd expires on another clock than CLOCK_REALTIME, and libsystemd's event loop waits for
 * those.
 *
 * Owns nothing. In: the calls of the program it is loaded into. Must not be loaded into anything but a test. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct timespec span;

#define NS INT64_C(1000000000)

enum { MS = 1000000, DESCRIPTORS = 1024 };

static clockid_t clock_of[DESCRIPTORS]; /* of timerfds */
static int64_t rate = 1, ahead_ns, origin_ns[CLOCK_BOOTTIME + 1];

static int64_t to_ns(const span *from)
{
    return from->tv_sec * INT64_C(1000000000) + from->tv_nsec;
}

static span from_ns(int64_t ns)
{
    return (span){.tv_sec = ns / NS, .tv_nsec = ns % NS};
}

static int64_t real_ns(clockid_t clock)
{
    span now;

    syscall(SYS_clock_gettime, clock, &now);
    return to_ns(&now);
}

/* Every program of the group has the same origin, whenever it started. */
__attribute__((constructor)) static void begin(void)
{
    const char *began = getenv("HASTE_ORIGIN"), *haste = getenv("HASTE"), *ahead = getenv("HASTE_AHEAD");
    int64_t since_ns = began ? real_ns(CLOCK_MONOTONIC) - (int64_t)(strtod(began, NULL) * NS) : 0;

    rate = haste ? strtol(haste, NULL, 10) : 1;
    ahead_ns = ahead ? strtol(ahead, NULL, 10) * NS : 0;
    for (clockid_t clock = 0; clock <= CLOCK_BOOTTIME; clock++)
        origin_ns[clock] = real_ns(clock) - since_ns;
}

static bool is_hasty(clockid_t clock)
{
    return clock >= 0 && clock <= CLOCK_BOOTTIME && clock != CLOCK_PROCESS_CPUTIME_ID &&
           clock != CLOCK_THREAD_CPUTIME_ID;
}

static int64_t fake_ns(clockid_t clock)
{
    int64_t real = real_ns(clock);

    if (!is_hasty(clock))
        return real;
    return origin_ns[clock] + (real - origin_ns[clock]) * rate + (clock == CLOCK_REALTIME ? ahead_ns : 0);
}

/* A moment of the group's time as the kernel knows it; never 0, which would disarm a timer. */
static int64_t moment_ns(clockid_t clock, int64_t fake)
{
    int64_t shown = fake - (clock == CLOCK_REALTIME ? ahead_ns : 0);
    int64_t real = is_hasty(clock) ? origin_ns[clock] + (shown - origin_ns[clock]) / rate : shown;

    return real > 0 ? real : 1;
}

static int64_t shorter(int64_t ns)
{
    return ns > 0 && ns < rate ? 1 : ns / rate;
}

int clock_gettime(clockid_t clock, span *now)
{
    *now = from_ns(fake_ns(clock));
    return 0;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int64_t ns = fake_ns(CLOCK_REALTIME);

    (void)zone;
    *now = (struct timeval){.tv_sec = ns / NS, .tv_usec = ns % NS / 1000};
    return 0;
}

time_t time(time_t *to)
{
    time_t now = fake_ns(CLOCK_REALTIME) / NS;

    if (to)
        *to = now;
    return now;
}

int clock_nanosleep(clockid_t clock, int flags, const span *wanted, span *left)
{
    span wait = from_ns(flags & TIMER_ABSTIME ? moment_ns(clock, to_ns(wanted)) : shorter(to_ns(wanted)));
    int result = (int)syscall(SYS_clock_nanosleep, clock, flags, &wait, left);

    return result < 0 ? errno : 0;
}

int nanosleep(const span *wanted, span *left)
{
    span wait = from_ns(shorter(to_ns(wanted)));

    return (int)syscall(SYS_nanosleep, &wait, left);
}

int usleep(useconds_t us)
{
    span wait = from_ns(us * INT64_C(1000));

    return nanosleep(&wait, NULL);
}

int ppoll(struct pollfd *all, nfds_t count, const span *wanted, const sigset_t *mask)
{
    span wait = wanted ? from_ns(shorter(to_ns(wanted))) : (span){0};

    return (int)syscall(SYS_ppoll, all, count, wanted ? &wait : NULL, mask, _NSIG / 8);
}

int poll(struct pollfd *all, nfds_t count, int ms)
{
    span wait = from_ns((int64_t)(ms < 0 ? 0 : ms) * MS);

    return ppoll(all, count, ms < 0 ? NULL : &wait, NULL);
}

int epoll_pwait2(int set, struct epoll_event *events, int most, const span *wanted, const sigset_t *mask)
{
    span wait = wanted ? from_ns(shorter(to_ns(wanted))) : (span){0};

    return (int)syscall(SYS_epoll_pwait2, set, events, most, wanted ? &wait : NULL, mask, _NSIG / 8);
}

int epoll_pwait(int set, struct epoll_event *events, int most, int ms, const sigset_t *mask)
{
    span wait = from_ns((int64_t)(ms < 0 ? 0 : ms) * MS);

    return epoll_pwait2(set, events, most, ms < 0 ? NULL : &wait, mask);
}

int epoll_wait(int set, struct epoll_event *events, int most, int ms)
{
    return epoll_pwait(set, events, most, ms, NULL);
}

int timerfd_create(clockid_t clock, int flags)
{
    int made = (int)syscall(SYS_timerfd_create, clock, flags);

    if (made >= 0 && made < DESCRIPTORS)
        clock_of[made] = clock;
    return made;
}

int timerfd_settime(int timer, int flags, const struct itimerspec *wanted, struct itimerspec *was)
{
    int64_t first = to_ns(&wanted->it_value), every = to_ns(&wanted->it_interval);
    clockid_t clock = timer < DESCRIPTORS ? clock_of[timer] : CLOCK_MONOTONIC;
    struct itimerspec set = {.it_interval = from_ns(shorter(every))};

    if (first > 0)
        set.it_value = from_ns(flags & TFD_TIMER_ABSTIME ? moment_ns(clock, first) : shorter(first));
    return (int)syscall(SYS_timerfd_settime, timer, flags, &set, was);
}
