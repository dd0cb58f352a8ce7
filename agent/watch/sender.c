/* Events on their way to the judge. Owns what is not acknowledged; must not change an event or its id. In: events. Out:
 * WIRE_EVENT on run/source.sock; an event leaves the queue only when WIRE_ACK says that it is on disk.
 *
 * On each connection the queue's first event is number 1 and so on, so what was under way when it broke is sent again;
 * the judge knows it by its id. */
#include "agent/watch/sender.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <confide/wire.h>

#include "agent/base/channel.h"
#include "agent/base/log.h"
#include "agent/base/text.h"
#include "agent/watch/acts/pack.h"

enum { RETRY_MS = 500, RETRY_MOST_MS = 5000, STATE_MS = 1000, SETTLED_MS = 2000, RUN_DIR_SIZE = 256 };

struct sender {
    char run_dir[RUN_DIR_SIZE];
    uint8_t **queue; /* packed events, a ring */
    size_t capacity, first, count;
    size_t sent;    /* of the queue, how many are under way on this connection */
    uint64_t acked; /* on this connection */
    int fd;         /* -1 = not connected */
    int64_t retry_ms, rest_ms;
    int64_t settles_ms; /* a connection that lasts until then, or is answered on, is taken for good */
    bool is_full, is_settled, said_away;
    struct wire_state state;
    bool has_state, is_news; /* news: not sent yet on this connection */
    int64_t state_ms;        /* when the next state may go */
};

struct sender *sender_make(const char *run_dir, size_t capacity)
{
    struct sender *sender = calloc(1, sizeof(*sender));

    if (!sender)
        return NULL;
    text_copy(sender->run_dir, sizeof(sender->run_dir), run_dir);
    sender->capacity = capacity;
    sender->fd = -1;
    sender->rest_ms = RETRY_MS;
    sender->queue = calloc(capacity, sizeof(*sender->queue));
    if (sender->queue)
        return sender;
    free(sender);
    return NULL;
}

static uint8_t **slot(const struct sender *sender, size_t index)
{
    return &sender->queue[(sender->first + index) % sender->capacity];
}

static void drop_first(struct sender *sender)
{
    free(*slot(sender, 0));
    sender->first = (sender->first + 1) % sender->capacity;
    sender->count--;
}

void sender_free(struct sender *sender)
{
    while (sender->count > 0)
        drop_first(sender);
    if (sender->fd >= 0)
        close(sender->fd);
    free(sender->queue);
    free(sender);
}

bool sender_put(struct sender *sender, const struct event *event)
{
    uint8_t packed[sizeof(*event)];
    size_t size = pack_event(packed, event);
    uint8_t *copy = sender->count < sender->capacity ? malloc(size) : NULL;

    if (!copy)
        return false;
    memcpy(copy, packed, size);
    *slot(sender, sender->count++) = copy;
    return true;
}

void sender_state(struct sender *sender, const struct wire_state *state)
{
    sender->state = *state;
    sender->has_state = sender->is_news = true;
}

static void settle(struct sender *sender)
{
    if (!sender->is_settled)
        log_info("connected to confided");
    sender->is_settled = true;
    sender->said_away = false;
    sender->rest_ms = RETRY_MS;
}

/* Whatever was under way is sent again on the next connection. A judge that ends each one at once, as it does with a
 * second eye's, is asked ever less often, and that is said once. */
static void disconnect(struct sender *sender, int64_t now_ms, const char *why)
{
    close(sender->fd);
    sender->fd = -1;
    sender->sent = 0;
    sender->acked = 0;
    sender->is_full = false;
    sender->retry_ms = now_ms + sender->rest_ms;
    if (!sender->is_settled)
        sender->rest_ms = sender->rest_ms * 2 < RETRY_MOST_MS ? sender->rest_ms * 2 : RETRY_MOST_MS;
    if (!sender->said_away)
        log_warning("%s; %zu events are kept until it is back", why, sender->count);
    sender->said_away = true;
}

static void reach(struct sender *sender, int64_t now_ms)
{
    if (now_ms < sender->retry_ms)
        return;
    sender->fd = channel_connect(sender->run_dir, "source.sock");
    if (sender->fd >= 0) {
        sender->is_settled = false;
        sender->settles_ms = now_ms + SETTLED_MS;
        sender->is_news = sender->has_state;
        sender->state_ms = now_ms;
        return;
    }
    sender->retry_ms = now_ms + RETRY_MS;
    if (!sender->said_away)
        log_warning("%s/source.sock: %s. Is confided running? Events are kept in memory until it is", sender->run_dir,
                    strerror(errno));
    sender->said_away = true;
}

static void send_state(struct sender *sender, int64_t now_ms)
{
    enum channel_result result;

    if (!sender->is_news || now_ms < sender->state_ms)
        return;
    result = channel_send(sender->fd, WIRE_STATE, 0, &sender->state, sizeof(sender->state));
    if (result == CHANNEL_LATER)
        return;
    sender->is_news = false;
    sender->state_ms = now_ms + STATE_MS;
    if (result != CHANNEL_OK)
        disconnect(sender, now_ms, "confided ended the connection: its log says why");
}

static void send_more(struct sender *sender, int64_t now_ms)
{
    struct event event;
    enum channel_result result = CHANNEL_OK;

    sender->is_full = false;
    while (result == CHANNEL_OK && sender->sent < sender->count) {
        pack_open(&event, *slot(sender, sender->sent));
        result = channel_send(sender->fd, WIRE_EVENT, sender->acked + sender->sent + 1, &event, sizeof(event));
        sender->sent += result == CHANNEL_OK;
    }
    sender->is_full = result == CHANNEL_LATER;
    if (result == CHANNEL_CLOSED || result == CHANNEL_BAD)
        disconnect(sender, now_ms, "confided went away");
}

/* False when the message cannot be an answer to what was sent. */
static bool take_ack(struct sender *sender, uint64_t seq)
{
    if (seq > sender->acked + sender->sent)
        return false;
    while (sender->acked < seq) {
        drop_first(sender);
        sender->acked++;
        sender->sent--;
    }
    return true;
}

static void hear(struct sender *sender, int64_t now_ms)
{
    struct wire_head head;
    uint8_t body[64];
    enum channel_result result;

    while ((result = channel_receive(sender->fd, &head, body, sizeof(body))) == CHANNEL_OK) {
        settle(sender);
        if (head.type == WIRE_ACK && take_ack(sender, head.seq))
            continue;
        disconnect(sender, now_ms,
                   head.type == WIRE_NAK ? "confided cannot store events now" : "confided gave an answer to nothing");
        return;
    }
    if (result != CHANNEL_LATER)
        disconnect(sender, now_ms,
                   sender->is_settled ? "confided went away" : "confided ended the connection: its log says why");
    else if (now_ms >= sender->settles_ms)
        settle(sender);
}

void sender_step(struct sender *sender, int64_t now_ms)
{
    if (sender->fd < 0)
        reach(sender, now_ms);
    if (sender->fd >= 0)
        hear(sender, now_ms);
    if (sender->fd >= 0)
        send_state(sender, now_ms);
    if (sender->fd >= 0)
        send_more(sender, now_ms);
}

int sender_fd(const struct sender *sender, short *events)
{
    *events = (short)(POLLIN | (sender->is_full ? POLLOUT : 0));
    return sender->fd;
}

size_t sender_waiting(const struct sender *sender)
{
    return sender->count;
}
