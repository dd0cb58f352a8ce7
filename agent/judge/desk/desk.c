/* The judge's desk. Owns sd-event, the listening sockets, the connections and what waits to be sent on them. In: bytes
 * from peers, time, signals. Out: whole messages to `calls`. A peer that sends a malformed message is cut off, and
 * nothing a peer does or leaves undone makes the desk wait. */
#include "desk.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-event.h>
#include <unistd.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/base/text.h"

#include "desk_alarm.h"
#include "desk_loop.h"
#include "desk_peer.h"
#include "guest.h"
#include "queue.h"

enum {
    QUEUE_MAX = 64 * 1024 * 1024, /* bytes waiting for one peer */
    MESSAGES_PER_TURN = 64,       /* then the others' turn comes */
    COMPLAINTS_MS = 60000,
    GUESTS_PER_TURN = 64, /* let in before those inside have their turn again */
};

static const char *const doors[DESK_ROLES] = {"pam.sock", "source.sock", "post.sock", "ctl.sock", "ask.sock"};

/* The module's door, for screen lockers tell of logins as their users; and the one where people answer. */
static bool is_open_to_all(enum desk_role role)
{
    return role == DESK_PAM || role == DESK_ASK;
}

struct desk_peer {
    struct desk *desk;
    struct desk_peer *next;
    enum desk_role role;
    int fd;
    uid_t uid;
    bool stranger; /* at a door that is open to all, and neither root nor ours */
    uint64_t number;
    sd_event_source *io;
    struct queue waiting; /* to be sent */
    bool broken;          /* to be removed when the loop comes round */
};

struct listener {
    struct desk *desk;
    enum desk_role role;
    int fd;
    sd_event_source *io;
};

struct desk {
    sd_event *loop;
    struct desk_calls calls;
    void *data;
    struct listener listeners[DESK_ROLES];
    struct guest_users users;
    struct desk_peer *peers;
    uint64_t last_number;
    struct desk_alarm *alarms;
    bool holding;
    int64_t complained_ms; /* when a stranger's malformed message was last told of */
    uint8_t body[WIRE_BODY_MAX];
};

enum desk_role desk_peer_role(const struct desk_peer *peer)
{
    return peer->role;
}

uint64_t desk_peer_number(const struct desk_peer *peer)
{
    return peer->number;
}

struct desk_peer *desk_peer_find(const struct desk *desk, uint64_t number)
{
    struct desk_peer *peer = desk->peers;

    while (peer && peer->number != number)
        peer = peer->next;
    return peer;
}

uid_t desk_peer_uid(const struct desk_peer *peer)
{
    return peer->uid;
}

bool desk_peer_hung_up(const struct desk_peer *peer)
{
    struct pollfd polled = {.fd = peer->fd};

    return poll(&polled, 1, 0) == 1;
}

static void peer_remove(struct desk_peer *peer)
{
    struct desk *desk = peer->desk;
    struct desk_peer **link = &desk->peers;

    while (*link != peer)
        link = &(*link)->next;
    *link = peer->next;
    desk->calls.gone(desk->data, peer);
    sd_event_source_disable_unref(peer->io);
    close(peer->fd);
    queue_clear(&peer->waiting);
    free(peer);
}

/* What the peer is listened to for: nothing to send, no EPOLLOUT; sources on hold, no EPOLLIN. */
static void peer_interest(struct desk_peer *peer)
{
    bool hold = peer->desk->holding && peer->role == DESK_SOURCE;

    sd_event_source_set_io_events(peer->io, (hold ? 0 : EPOLLIN) | (peer->waiting.first ? EPOLLOUT : 0));
}

void desk_peer_send2(struct desk_peer *peer, enum wire_type type, uint64_t seq, const void *first, size_t first_size,
                     const void *second, size_t second_size)
{
    enum channel_result result = CHANNEL_LATER;

    if (!peer->waiting.first)
        result = channel_send2(peer->fd, type, seq, first, first_size, second, second_size);
    if (result == CHANNEL_LATER && peer->stranger) { /* whoever asks there reads each answer first */
        peer->broken = true;
    } else if (result == CHANNEL_LATER) {
        peer->broken = !queue_add(&peer->waiting, type, seq, first, first_size, second, second_size) || peer->broken;
        peer_interest(peer);
    } else if (result != CHANNEL_OK) {
        peer->broken = true;
    }
}

void desk_peer_send(struct desk_peer *peer, enum wire_type type, uint64_t seq, const void *body, size_t size)
{
    desk_peer_send2(peer, type, seq, body, size, NULL, 0);
}

static void peer_flush(struct desk_peer *peer)
{
    enum channel_result result = CHANNEL_OK;

    while (peer->waiting.first && result == CHANNEL_OK) {
        const struct queue_message *message = peer->waiting.first;

        result = channel_send(peer->fd, message->type, message->seq, message->body, message->size);
        if (result == CHANNEL_OK)
            queue_drop(&peer->waiting);
    }
    peer->broken = peer->broken || (result != CHANNEL_OK && result != CHANNEL_LATER);
    peer_interest(peer);
}

/* Of strangers once a minute: each line keeps the desk waiting for the log. */
static bool may_complain(const struct desk_peer *peer)
{
    int64_t now_ms = clock_monotonic_ms();

    if (!peer->stranger)
        return true;
    if (peer->desk->complained_ms && now_ms - peer->desk->complained_ms < COMPLAINTS_MS)
        return false;
    peer->desk->complained_ms = now_ms;
    return true;
}

static void peer_read(struct desk_peer *peer)
{
    struct desk *desk = peer->desk;
    enum channel_result result = CHANNEL_OK;

    for (int i = 0; i < MESSAGES_PER_TURN && !peer->broken && !(desk->holding && peer->role == DESK_SOURCE); i++) {
        struct wire_head head;

        result = channel_receive(peer->fd, &head, desk->body, sizeof desk->body);
        if (result == CHANNEL_LATER)
            return;
        if (result == CHANNEL_BAD && may_complain(peer))
            log_warning("%s: user %ld sent a malformed message: its connection is closed", doors[peer->role],
                        (long)peer->uid);
        peer->broken = result != CHANNEL_OK || !desk->calls.message(desk->data, peer, &head, desk->body);
    }
}

static int on_peer(sd_event_source *source, int fd, uint32_t events, void *data)
{
    struct desk_peer *peer = data;

    (void)source;
    (void)fd;
    if (events & EPOLLOUT)
        peer_flush(peer);
    if (events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        peer_read(peer);
    if (peer->broken || (events & EPOLLHUP && !(events & EPOLLIN)))
        peer_remove(peer);
    return 0;
}

static bool may_come_in(const struct desk *desk, enum desk_role role, uid_t uid)
{
    struct guest_count count = {0};

    if (!guest_may_enter(&desk->users, role, uid)) {
        log_warning("%s: user %ld has no business there and is turned away", doors[role], (long)uid);
        return false;
    }
    for (const struct desk_peer *peer = desk->peers; peer; peer = peer->next) {
        count.all++;
        count.of_user += peer->uid == uid;
        count.strangers += peer->stranger && peer->role == DESK_PAM;
        count.asking += peer->role == DESK_ASK;
        count.asking_of_user += peer->role == DESK_ASK && peer->uid == uid;
    }
    return guest_has_place(&desk->users, &count, role, uid);
}

/* Root's logins come before whatever strangers say, however many say it. */
static void let_in(struct desk *desk, enum desk_role role, int fd)
{
    struct desk_peer *peer = NULL;
    uid_t uid;
    gid_t gid;

    if (channel_peer(fd, &uid, &gid) && may_come_in(desk, role, uid))
        peer = calloc(1, sizeof *peer);
    if (!peer) {
        close(fd);
        return;
    }
    *peer = (struct desk_peer){
        .desk = desk, .next = desk->peers, .role = role, .fd = fd, .uid = uid, .number = ++desk->last_number};
    peer->stranger = is_open_to_all(role) && uid != 0 && uid != desk->users.own;
    if (sd_event_add_io(desk->loop, &peer->io, fd, EPOLLIN, on_peer, peer) < 0) {
        close(fd);
        free(peer);
        return;
    }
    if (peer->stranger)
        sd_event_source_set_priority(peer->io, SD_EVENT_PRIORITY_IDLE);
    desk->peers = peer;
    peer_interest(peer);
}

/* Several at a time: who connects and leaves in masses must not keep the queue full for all others. */
static int on_listener(sd_event_source *source, int listening, uint32_t events, void *data)
{
    const struct listener *listener = data;
    int fd;

    (void)source;
    (void)events;
    for (int i = 0; i < GUESTS_PER_TURN && (fd = channel_accept(listening)) >= 0; i++)
        let_in(listener->desk, listener->role, fd);
    return 0;
}

static int on_stop(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
    struct desk *desk = data;

    (void)source;
    (void)info;
    if (!desk->calls.ending || desk->calls.ending(desk->data))
        desk_stop(desk, EXIT_SUCCESS);
    return 0;
}

static int on_reload(sd_event_source *source, const struct signalfd_siginfo *info, void *data)
{
    struct desk *desk = data;

    (void)source;
    (void)info;
    desk->calls.reload(desk->data);
    return 0;
}

struct desk_alarm *desk_alarm(struct desk *desk, void (*ring)(void *data), void *data)
{
    struct desk_alarm *alarm = desk_alarm_new(desk->loop, desk->alarms, ring, data);

    if (alarm)
        desk->alarms = alarm;
    return alarm;
}

static bool listen_at(struct desk *desk, const char *run, enum desk_role role, char *error, size_t size)
{
    struct listener *listener = &desk->listeners[role];

    *listener = (struct listener){.desk = desk, .role = role};
    listener->fd = channel_listen(run, doors[role], is_open_to_all(role) ? 0666 : 0660);
    if (listener->fd < 0) {
        text_format(error, size, "%s/%s: cannot listen: %s", run, doors[role],
                    errno == EADDRINUSE
                        ? "another confided answers there: stop it, or give this one its own [paths] run"
                    : errno == ENOENT ? "the folder is not there: systemd-tmpfiles --create confide.conf makes it"
                                      : strerror(errno));
        return false;
    }
    if (sd_event_add_io(desk->loop, &listener->io, listener->fd, EPOLLIN, on_listener, listener) < 0) {
        text_format(error, size, "cannot watch %s/%s: out of memory or descriptors", run, doors[role]);
        return false;
    }
    return true;
}

struct desk *desk_open(const char *run, const struct desk_calls *calls, void *data, char *error, size_t size)
{
    struct desk *desk = calloc(1, sizeof *desk);
    sigset_t signals;
    bool good;

    if (!desk) {
        text_format(error, size, "not enough memory");
        return NULL;
    }
    desk->calls = *calls;
    desk->data = data;
    guest_know(&desk->users);
    for (int role = 0; role < DESK_ROLES; role++)
        desk->listeners[role].fd = -1;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGHUP);
    good = sigprocmask(SIG_BLOCK, &signals, NULL) == 0 && sd_event_new(&desk->loop) >= 0 &&
           sd_event_add_signal(desk->loop, NULL, SIGTERM, on_stop, desk) >= 0 &&
           sd_event_add_signal(desk->loop, NULL, SIGINT, on_stop, desk) >= 0 &&
           sd_event_add_signal(desk->loop, NULL, SIGHUP, on_reload, desk) >= 0;
    if (!good)
        text_format(error, size, "cannot start the event loop: %s", strerror(errno));
    for (int role = 0; role < DESK_ROLES && good; role++)
        good = listen_at(desk, run, (enum desk_role)role, error, size);
    if (good)
        return desk;
    desk_close(desk);
    return NULL;
}

void desk_close(struct desk *desk)
{
    if (!desk)
        return;
    while (desk->peers)
        peer_remove(desk->peers);
    for (int role = 0; role < DESK_ROLES; role++) {
        sd_event_source_disable_unref(desk->listeners[role].io);
        if (desk->listeners[role].fd >= 0)
            close(desk->listeners[role].fd);
    }
    desk_alarm_free(desk->alarms);
    sd_event_unref(desk->loop);
    free(desk);
}

struct sd_event *desk_loop(const struct desk *desk)
{
    return desk->loop;
}

int desk_run(struct desk *desk)
{
    return sd_event_loop(desk->loop);
}

void desk_stop(struct desk *desk, int code)
{
    sd_event_exit(desk->loop, code);
}

void desk_hold_sources(struct desk *desk, bool hold)
{
    if (desk->holding == hold)
        return;
    desk->holding = hold;
    for (struct desk_peer *peer = desk->peers; peer; peer = peer->next)
        peer_interest(peer);
}

unsigned desk_count(const struct desk *desk, enum desk_role role)
{
    unsigned count = 0;

    for (const struct desk_peer *peer = desk->peers; peer; peer = peer->next)
        count += peer->role == role;
    return count;
}
