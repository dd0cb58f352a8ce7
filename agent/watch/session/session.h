/* Which logind session a process belongs to, its seat, whether it was locked; and the machine's sleep. With it the
 * owner of libsystemd's sd-bus and sd-login in this program. No call here waits for the bus. */
#ifndef CONFIDE_WATCH_SESSION_H
#define CONFIDE_WATCH_SESSION_H

#include <stdbool.h>
#include <stdint.h>

struct sessions;

enum session_lock { LOCK_UNKNOWN = 0, LOCK_OPEN, LOCK_LOCKED };

struct session_view {
    char id[32];   /* logind's, or the audit session's number where logind knows none, "" = none */
    char seat[32]; /* "" = none */
    uint8_t lock;  /* enum session_lock */
};

/* `sleep` is called before the machine sleeps (true) and when it woke (false). NULL when memory is short; without a bus
 * it works and knows less. */
struct sessions *sessions_open(void (*sleep)(void *data, bool is_going), void *data);
void sessions_close(struct sessions *sessions);

/* For poll(2): the descriptor (-1 = none now), its events in `*events`; and what is to be called each round. */
int sessions_fd(struct sessions *sessions, short *events);
void sessions_step(struct sessions *sessions, int64_t now_ms);

/* The session of a process by its loginuid and audit session; a user's own manager (systemd --user) has another number
 * than the login it serves: then the person's session that is shown, or their only one. */
void sessions_find(struct sessions *sessions, uint32_t loginuid, uint32_t audit_session, struct session_view *view);

#endif
