/* The take-over. Owns what is yet to be done: newcomers to look at, locks that are not answered, screens to look at
 * again, emergencies to end. Must not own: the bus (logind.c), who gives way to whom (seats.c), words (locks.c).
 * In: logins, unlocked screens, time. Out: locks, and an event for each. A newcomer never waits for any of it. */
#include "takeover.h"

#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "agent/judge/desk/desk_loop.h"
#include "locks.h"
#include "logind.h"

enum {
    TASKS_MAX = 256,
    LOCKS_MAX = 640,      /* unanswered at once */
    AGAIN_MS = 1000,      /* before a task that could not be done is tried again */
    NEWCOMER_MS = 20000,  /* for how long */
    SCREEN_MS = 10000,    /* a locker has drawn its screen and said so */
    END_AGAIN_MS = 60000, /* an emergency's end is tried until it is done */
    ROLL_MS = 2000,   /* after a logout the session is gone, or stays as a closing one, of which logind tells nothing */
    SETTLE_MS = 3000, /* nobody has typed a password so soon after a lock: the locker has failed */
    RESTLESS_MS = 60000,
    RESTLESS_LOCKS = 6,       /* of one person's screens because another was unlocked */
    CONSOLE_MS = 3600 * 1000, /* the lock of one console that shows no lock is told at most so often */
    LONGEST_MS = 60000        /* without a look at the wall clock, which may be set */
};

/* To be done at due_ms (monotonic), when its session was looked at. */
struct task {
    enum locks_why why;
    bool asked, told;
    uint64_t ticket;
    int64_t due_ms, until_ms;
    struct end session; /* id and login always, the rest with LOCKS_END */
};

struct takeover {
    const struct config *config;
    bool (*tell)(void *data, struct event *event);
    void *data;
    struct logind *logind;
    struct desk_alarm *alarm;
    uint64_t last_ticket;
    struct task tasks[TASKS_MAX];
    struct ends ends;
    struct lock locks[LOCKS_MAX];
    struct locks_past past;
    bool rolling; /* the roll is to be read anew, whole */
};

/* ---- telling */

static void tell(struct takeover *takeover, struct event *event)
{
    if (!takeover->tell(takeover->data, event))
        log_warning("session %s: that it was to be locked could not be stored", event->session);
}

static void tell_lock(struct takeover *takeover, const struct lock *lock, enum event_outcome outcome,
                      const char *reason)
{
    struct event event = locks_event(lock, outcome, reason);

    tell(takeover, &event);
}

/* ---- tasks */

static void set_alarm(struct takeover *takeover)
{
    int64_t now_ms = clock_monotonic_ms(), wait_ms = LONGEST_MS;

    for (const struct task *task = takeover->tasks; task < takeover->tasks + TASKS_MAX; task++)
        if (task->why && !task->asked && task->due_ms - now_ms < wait_ms)
            wait_ms = task->due_ms - now_ms;
    desk_alarm_set(takeover->alarm, ends_wait(&takeover->ends, clock_now_ms(), wait_ms));
}

static struct task *add_task(struct takeover *takeover, enum locks_why why, const char *id, const char *login,
                             int64_t delay_ms)
{
    int64_t due_ms = clock_monotonic_ms() + delay_ms;

    for (struct task *task = takeover->tasks; task < takeover->tasks + TASKS_MAX; task++)
        if (!task->why) {
            *task = (struct task){.why = why, .due_ms = due_ms, .until_ms = due_ms + NEWCOMER_MS};
            text_copy(task->session.id, sizeof task->session.id, id);
            text_copy(task->session.login, sizeof task->session.login, login);
            return task;
        }
    log_warning("session %s is not looked at: too many others wait", id);
    return NULL;
}

static void free_task(struct takeover *takeover, struct task *task)
{
    if (task->why == LOCKS_ROLL)
        takeover->rolling = false;
    task->why = LOCKS_FREE;
}

/* Where there is no room for it among the tasks, it is kept for later. */
static void add_end(struct takeover *takeover, const struct end *end, bool told, int64_t delay_ms)
{
    struct task *task = add_task(takeover, LOCKS_END, end->id, end->login, delay_ms);
    struct end later = *end, pushed;

    if (task) {
        task->session = *end;
        task->told = told;
    } else {
        later.ends_ms = clock_now_ms() + END_AGAIN_MS;
        if (ends_keep(&takeover->ends, &later, &pushed))
            log_error("session %s is not locked although its emergency is over: lock it (loginctl)", pushed.id);
    }
}

/* ---- locks */

/* Has a session locked. One that says it is locked is locked all the same, for any program of that user may say so, but
 * that is not told when it went well. */
static void lock_session(struct takeover *takeover, const struct seats_session *session, const struct task *task)
{
    int64_t now_ms = clock_monotonic_ms();
    struct lock lock = {.why = task->why,
                        .told = task->told,
                        .ticket = ++takeover->last_ticket,
                        .uid = session->uid,
                        .what = seats_what(session),
                        .session = task->session};
    struct lock *free_lock = takeover->locks;

    text_copy(lock.session.id, sizeof lock.session.id, session->id);
    text_copy(lock.place, sizeof lock.place, session->place);
    if (task->why != LOCKS_END)
        text_copy(lock.by, sizeof lock.by, task->session.id);
    lock.quiet = task->why != LOCKS_END &&
                 (session->locked || (task->why == LOCKS_UNLOCKED && lock.what == SEATS_CONSOLE &&
                                      locks_within(&takeover->past, lock.session.id, CONSOLE_MS, now_ms)));
    if (task->why != LOCKS_END && takeover->config->seats == SEATS_REPORT) {
        if (!lock.quiet)
            tell_lock(takeover, &lock, OUTCOME_UNKNOWN, "would have locked");
        locks_note(&takeover->past, &lock, now_ms);
        return;
    }
    while (free_lock < takeover->locks + LOCKS_MAX && free_lock->why)
        free_lock++;
    if (free_lock < takeover->locks + LOCKS_MAX && logind_lock(takeover->logind, lock.session.id, lock.ticket)) {
        *free_lock = lock;
        locks_note(&takeover->past, &lock, now_ms);
    } else if (task->why == LOCKS_END) {
        add_end(takeover, &task->session, task->told, END_AGAIN_MS);
    } else {
        tell_lock(takeover, &lock, OUTCOME_FAILED,
                  "logind cannot be asked now: see systemctl status dbus systemd-logind");
    }
}

static void on_locked(void *data, uint64_t ticket, enum logind_result result, const char *wrong)
{
    struct takeover *takeover = data;
    struct lock *slot = takeover->locks, lock;

    while (slot < takeover->locks + LOCKS_MAX && (!slot->why || slot->ticket != ticket))
        slot++;
    if (slot == takeover->locks + LOCKS_MAX)
        return;
    lock = *slot;
    slot->why = LOCKS_FREE;
    if (lock.why == LOCKS_END && result == LOGIND_REFUSED)
        add_end(takeover, &lock.session, true, END_AGAIN_MS);
    if (result == LOGIND_DONE)
        add_task(takeover, LOCKS_SCREEN, lock.session.id, lock.session.login, SCREEN_MS);
    set_alarm(takeover);
    if (result == LOGIND_REFUSED && !lock.told)
        tell_lock(takeover, &lock, OUTCOME_FAILED, wrong);
    else if (result == LOGIND_DONE && !lock.quiet)
        tell_lock(takeover, &lock, OUTCOME_OK, NULL);
}

/* ---- what a look at the sessions led to */

static const struct seats_session *find_session(const struct roll *roll, const struct task *task)
{
    size_t at = roll_find(roll, task->session.id);

    if (at == roll->count)
        return NULL;
    if (strcmp(roll->sessions[at].login, task->session.login) == 0)
        return &roll->sessions[at];
    log_warning("session %s is not of the login that was told to have opened it: nothing is locked", task->session.id);
    return NULL;
}

static void tell_parallel(struct takeover *takeover, const struct roll *roll, const struct seats_session *newcomer)
{
    struct event event = {.kind = EVENT_LOGIN, .action = ACTION_OPEN, .outcome = OUTCOME_OK, .uid = newcomer->uid};
    char hosts[100];

    event.count = (uint32_t)seats_parallel(roll->sessions, roll->count, newcomer, hosts, sizeof hosts);
    if (event.count == 0)
        return;
    text_copy(event.login, sizeof event.login, newcomer->login);
    text_copy(event.session, sizeof event.session, newcomer->id);
    text_copy(event.object, sizeof event.object, newcomer->place);
    text_copy(event.reason, sizeof event.reason, "parallel");
    text_format(event.evidence, sizeof event.evidence, "sessions=%u hosts=%s", event.count, hosts);
    tell(takeover, &event);
}

static void take_over(struct takeover *takeover, const struct task *task)
{
    const struct roll *roll = logind_roll(takeover->logind);
    const struct seats_session *newcomer = find_session(roll, task);

    for (size_t i = 0; newcomer && i < roll->count; i++)
        if (seats_takes_over(newcomer, &roll->sessions[i]))
            lock_session(takeover, &roll->sessions[i], task);
    if (newcomer)
        tell_parallel(takeover, roll, newcomer);
}

static void lock_others(struct takeover *takeover, const struct task *task)
{
    const struct roll *roll = logind_roll(takeover->logind);
    const struct seats_session *one = find_session(roll, task);

    for (size_t i = 0; one && !one->locked && i < roll->count; i++) {
        if (!seats_stands_back(one, &roll->sessions[i]))
            continue;
        if (locks_for_unlocking(&takeover->past, one->login, RESTLESS_MS, clock_monotonic_ms()) >= RESTLESS_LOCKS)
            log_warning("session %s is not locked: this person's screens unlock each other", roll->sessions[i].id);
        else
            lock_session(takeover, &roll->sessions[i], task);
    }
}

static void check_screen(struct takeover *takeover, const struct task *task)
{
    const struct seats_session *session = find_session(logind_roll(takeover->logind), task);
    struct lock lock = {.session = task->session};

    if (!session || session->locked || seats_what(session) == SEATS_NONE)
        return;
    lock.uid = session->uid;
    text_copy(lock.place, sizeof lock.place, session->place);
    tell_lock(takeover, &lock, OUTCOME_FAILED, locks_silent(seats_what(session)));
}

static void end_emergency(struct takeover *takeover, const struct task *task)
{
    const struct roll *roll = logind_roll(takeover->logind);
    size_t at = roll_find(roll, task->session.id);

    if (at < roll->count && ends_is(&task->session, &roll->sessions[at]))
        lock_session(takeover, &roll->sessions[at], task);
}

/* The sessions could not be seen, for as long as it was tried. An emergency's end is tried for ever. */
static void give_up(struct takeover *takeover, const struct task *task, const char *wrong)
{
    struct lock lock = {.uid = UINT32_MAX};

    if (task->why == LOCKS_END)
        add_end(takeover, &task->session, true, END_AGAIN_MS);
    if (task->told || (task->why != LOCKS_NEWCOMER && task->why != LOCKS_END))
        return;
    text_copy(lock.session.login, sizeof lock.session.login, task->session.login);
    text_copy(lock.by, sizeof lock.by, task->session.id);
    tell_lock(takeover, &lock, OUTCOME_FAILED, wrong);
}

static void on_seen(void *data, uint64_t ticket, const char *wrong)
{
    struct takeover *takeover = data;
    struct task *slot = takeover->tasks, task;
    int64_t now_ms = clock_monotonic_ms();

    while (slot < takeover->tasks + TASKS_MAX && (!slot->why || !slot->asked || slot->ticket != ticket))
        slot++;
    if (slot == takeover->tasks + TASKS_MAX)
        return;
    slot->asked = false;
    slot->due_ms = now_ms + AGAIN_MS;
    task = *slot;
    if (!wrong || task.until_ms <= now_ms)
        free_task(takeover, slot);
    if (wrong && task.until_ms <= now_ms)
        give_up(takeover, &task, wrong);
    else if (!wrong && task.why == LOCKS_NEWCOMER)
        take_over(takeover, &task);
    else if (!wrong && task.why == LOCKS_UNLOCKED)
        lock_others(takeover, &task);
    else if (!wrong && task.why == LOCKS_SCREEN)
        check_screen(takeover, &task);
    else if (!wrong && task.why == LOCKS_END)
        end_emergency(takeover, &task);
    set_alarm(takeover);
}

/* Whoever cannot be asked now is asked again in a moment. */
static void on_alarm(void *data)
{
    struct takeover *takeover = data;
    int64_t now_ms = clock_monotonic_ms();
    struct end end;

    while (ends_take(&takeover->ends, clock_now_ms(), &end))
        add_end(takeover, &end, false, 0);
    for (struct task *slot = takeover->tasks; slot < takeover->tasks + TASKS_MAX; slot++) {
        struct task task = *slot;

        if (!task.why || task.asked || task.due_ms > now_ms)
            continue;
        slot->ticket = ++takeover->last_ticket;
        slot->asked = logind_look(takeover->logind, task.session.id, slot->ticket);
        slot->due_ms = now_ms + AGAIN_MS;
        if (slot->asked || task.until_ms > now_ms)
            continue;
        free_task(takeover, slot);
        give_up(takeover, &task, "the system bus cannot be reached: see systemctl status dbus");
    }
    set_alarm(takeover);
}

static void on_unlocked(void *data, const char *id)
{
    struct takeover *takeover = data;
    const struct roll *roll = logind_roll(takeover->logind);
    size_t at = roll_find(roll, id);

    if (takeover->config->seats == SEATS_OFF || at == roll->count ||
        locks_within(&takeover->past, id, SETTLE_MS, clock_monotonic_ms()))
        return;
    for (const struct task *task = takeover->tasks; task < takeover->tasks + TASKS_MAX; task++)
        if (task->why == LOCKS_UNLOCKED && strcmp(task->session.id, id) == 0) /* it will see what is so by then */
            return;
    add_task(takeover, LOCKS_UNLOCKED, id, roll->sessions[at].login, 0);
    set_alarm(takeover);
}

/* ---- from outside */

void takeover_login(struct takeover *takeover, const struct event *event, bool live, int64_t now_ms)
{
    char id[SEATS_ID_SIZE];
    struct end end, pushed;

    if (!takeover->logind)
        return;
    if (ends_read(event, takeover->config->emergency_minutes, now_ms, &end) &&
        ends_keep(&takeover->ends, &end, &pushed))
        add_end(takeover, &pushed, false, 0);
    if (live && takeover->config->seats != SEATS_OFF && seats_newcomer(event, id))
        add_task(takeover, LOCKS_NEWCOMER, id, event->login, 0);
    if (live && event->action == ACTION_CLOSE && !takeover->rolling)
        takeover->rolling = add_task(takeover, LOCKS_ROLL, "", event->login, ROLL_MS) != NULL;
    set_alarm(takeover);
}

void takeover_rows(const struct takeover *takeover, const char *login,
                   void (*each)(void *data, const struct seats_session *session), void *data)
{
    const struct roll *roll = takeover->logind ? logind_roll(takeover->logind) : NULL;

    for (size_t i = 0; roll && i < roll->count; i++)
        if (strcmp(roll->sessions[i].login, login) == 0 && seats_what(&roll->sessions[i]) != SEATS_NONE)
            each(data, &roll->sessions[i]);
}

struct takeover *takeover_open(const struct config *config, struct desk *desk,
                               bool (*tell_event)(void *data, struct event *event), void *data)
{
    const struct logind_calls calls = {.seen = on_seen, .locked = on_locked, .unlocked = on_unlocked};
    struct takeover *takeover = calloc(1, sizeof *takeover);

    if (!takeover)
        return NULL;
    *takeover = (struct takeover){.config = config, .tell = tell_event, .data = data};
    takeover->alarm = desk_alarm(desk, on_alarm, takeover);
    if (config->seats != SEATS_OFF || config->emergency_minutes > 0)
        takeover->logind = logind_open(desk_loop(desk), &calls, takeover);
    if (takeover->alarm && (takeover->logind || (config->seats == SEATS_OFF && config->emergency_minutes == 0)))
        return takeover;
    takeover_close(takeover);
    return NULL;
}

void takeover_close(struct takeover *takeover)
{
    if (takeover)
        logind_close(takeover->logind);
    free(takeover);
}
