/* Locks of sessions, told and counted. Pure: time is an argument. */
#include "locks.h"

#include <string.h>

#include "agent/base/text.h"

static void describe(const struct lock *lock, char *reason, size_t size)
{
    if (lock->why == LOCKS_NEWCOMER)
        text_format(reason, size, "asked to lock: taken over by session %s", lock->by);
    else if (lock->why == LOCKS_UNLOCKED)
        text_format(reason, size, "asked to lock: session %s was unlocked", lock->by);
    else
        text_copy(reason, size, "asked to lock: the emergency entry has ended");
}

struct event locks_event(const struct lock *lock, enum event_outcome outcome, const char *reason)
{
    struct event event = {
        .kind = EVENT_LOGIN, .action = ACTION_LOCK, .outcome = (uint8_t)outcome, .uid = lock->uid, .count = 1};

    text_copy(event.login, sizeof event.login, lock->session.login);
    text_copy(event.session, sizeof event.session, lock->session.id);
    text_copy(event.object, sizeof event.object, lock->place);
    if (reason)
        text_copy(event.reason, sizeof event.reason, reason);
    else
        describe(lock, event.reason, sizeof event.reason);
    if (lock->by[0])
        text_format(event.evidence, sizeof event.evidence, "by=%s", lock->by);
    return event;
}

void locks_note(struct locks_past *past, const struct lock *lock, int64_t now_ms)
{
    unsigned at = past->next++ % LOCKS_PAST;

    past->locks[at].why = lock->why;
    past->locks[at].at_ms = now_ms;
    text_copy(past->locks[at].id, sizeof past->locks[at].id, lock->session.id);
    text_copy(past->locks[at].login, sizeof past->locks[at].login, lock->session.login);
}

bool locks_within(const struct locks_past *past, const char *id, int64_t span_ms, int64_t now_ms)
{
    for (size_t i = 0; i < LOCKS_PAST; i++)
        if (past->locks[i].why && now_ms - past->locks[i].at_ms < span_ms && strcmp(past->locks[i].id, id) == 0)
            return true;
    return false;
}

unsigned locks_for_unlocking(const struct locks_past *past, const char *login, int64_t span_ms, int64_t now_ms)
{
    unsigned count = 0;

    for (size_t i = 0; i < LOCKS_PAST; i++)
        count += past->locks[i].why == LOCKS_UNLOCKED && now_ms - past->locks[i].at_ms < span_ms &&
                 strcmp(past->locks[i].login, login) == 0;
    return count;
}

const char *locks_silent(enum seats_what what)
{
    return what == SEATS_CONSOLE ? "nothing there locks a text console: console-lock.sh in /etc/profile.d does"
                                 : "its screen locker did not answer";
}
