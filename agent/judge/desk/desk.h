/* The judge's desk: its five sockets, everyone connected to them, its alarms. Owns sd-event and the descriptors. Knows
 * nothing of what the messages mean. */
#ifndef CONFIDE_JUDGE_DESK_H
#define CONFIDE_JUDGE_DESK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <confide/wire.h>

struct desk;
struct desk_peer;
struct desk_alarm;

enum desk_role { DESK_PAM = 0, DESK_SOURCE, DESK_POST, DESK_CTL, DESK_ASK, DESK_ROLES };

struct desk_calls {
    /* One whole message. False ends the connection (the reason is the callee's to log). */
    bool (*message)(void *data, struct desk_peer *peer, const struct wire_head *head, const void *body);
    /* The peer is gone: forget it. */
    void (*gone)(void *data, struct desk_peer *peer);
    /* SIGHUP came. */
    void (*reload)(void *data);
    /* SIGTERM or SIGINT came: true, or no such call, ends the loop; false: desk_stop is called soon. */
    bool (*ending)(void *data);
};

/* Listens on RUN/{pam,source,post,ctl,ask}.sock. NULL with why and remedy in `error`. `calls` is copied. */
struct desk *desk_open(const char *run, const struct desk_calls *calls, void *data, char *error, size_t size);
void desk_close(struct desk *desk);

/* Serves until SIGTERM or SIGINT, or desk_stop: the exit code. */
int desk_run(struct desk *desk);
void desk_stop(struct desk *desk, int code);

/* Whether sources are listened to; while not, what they send waits with them. */
void desk_hold_sources(struct desk *desk, bool hold);

/* How many peers of a role are connected. */
unsigned desk_count(const struct desk *desk, enum desk_role role);

/* An alarm that calls `ring` once `delay_ms` after each desk_alarm_set; setting it again moves it. NULL when memory is
 * short. Belongs to the desk. */
struct desk_alarm *desk_alarm(struct desk *desk, void (*ring)(void *data), void *data);
void desk_alarm_set(struct desk_alarm *alarm, int64_t delay_ms);

#endif
