/* One person, one live seat: which of a person's sessions on this machine give way to which. Pure. */
#ifndef CONFIDE_JUDGE_SEATS_H
#define CONFIDE_JUDGE_SEATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <confide/event.h>

/* SEATS_NONE: a greeter, a batch job, a session that is closing, one that su or sudo made: nobody sits there. */
enum seats_what { SEATS_NONE = 0, SEATS_CONSOLE, SEATS_GRAPHICAL, SEATS_REMOTE };

enum { SEATS_ID_SIZE = 32, SEATS_HOST_SIZE = 64 };

/* A session as logind tells of it. */
struct seats_session {
    char id[SEATS_ID_SIZE]; /* letters and digits */
    char login[EVENT_LOGIN_SIZE];
    uint32_t uid;
    bool remote, locked; /* locked: what the session's own programs say of it (LockedHint) */
    int64_t since_ms;    /* by the wall clock: to be shown */
    uint64_t began_us;   /* on CLOCK_MONOTONIC: which of two is the older */
    char class[24], type[16], state[16];
    char service[32];           /* the PAM service that made it */
    char place[32];             /* its terminal; where it has none, its display or seat */
    char host[SEATS_HOST_SIZE]; /* a remote one's origin, "" where not known */
};

/* The session that `event` opened into `id`. False where it opened none: another action, a failure, a login that logind
 * does not know, su and sudo (which have a ruser), or an id that cannot be one. */
bool seats_newcomer(const struct event *event, char id[SEATS_ID_SIZE]);

/* True when `id` is made of 1 to 31 letters and digits, as logind's are. */
bool seats_id_good(const char *id);

enum seats_what seats_what(const struct seats_session *session);

/* True when `other` gives way to `newcomer`: another seat of the same user on this machine, older, while the newcomer
 * sits at one too. */
bool seats_takes_over(const struct seats_session *newcomer, const struct seats_session *other);

/* True when `other` gives way now that `one` was unlocked: another unlocked seat of the same user, older or not. */
bool seats_stands_back(const struct seats_session *one, const struct seats_session *other);

/* How many sessions the newcomer's user has open, when with the newcomer that user is at two places at once which were
 * not both in use before: two remote hosts, or a seat here (not locked) and a remote host. 0 when not. `hosts` of
 * `size` bytes then names the places, "here" for the seat, separated by commas. */
size_t seats_parallel(const struct seats_session *sessions, size_t count, const struct seats_session *newcomer,
                      char *hosts, size_t size);

#endif
