/* agent/watch/sender: what is not acknowledged is kept and sent again. A judge of two lines stands at the other end. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include <confide/wire.h>

#include "agent/base/channel.h"
#include "agent/watch/sender.h"

enum { ROOM = 100 };

static char folder[] = "/tmp/confide-sender.XXXXXX";
static struct sender *sender;
static int listener, peer;
static int64_t now_ms;
static struct wire_head head;
static struct event event;

static void start(void)
{
    memcpy(folder + sizeof(folder) - 7, "XXXXXX", 6);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(folder));
    sender = sender_make(folder, ROOM);
    listener = channel_listen(folder, "source.sock", 0600);
    CU_ASSERT_TRUE_FATAL(sender && listener >= 0);
    peer = -1;
    now_ms = 1000;
}

static void end(void)
{
    char path[64];

    sender_free(sender);
    close(listener);
    if (peer >= 0)
        close(peer);
    snprintf(path, sizeof(path), "%s/source.sock", folder);
    unlink(path);
    rmdir(folder);
}

static bool put(uint8_t number)
{
    struct event made = {.count = 1};

    made.id[0] = number;
    return sender_put(sender, &made);
}

static void answer_call(void)
{
    now_ms += 1000;
    sender_step(sender, now_ms);
    peer = channel_accept(listener);
    CU_ASSERT_TRUE_FATAL(peer >= 0);
}

/* The id and number of the next event at the judge's side, -1 when there is none. */
static int next(void)
{
    if (channel_receive(peer, &head, &event, sizeof(event)) != CHANNEL_OK)
        return -1;
    CU_ASSERT_EQUAL(head.type, WIRE_EVENT);
    return event.id[0];
}

static void keeps_until_acknowledged(void)
{
    start();
    put(1);
    put(2);
    put(3);
    answer_call();
    CU_ASSERT_EQUAL(next(), 1);
    CU_ASSERT_EQUAL(head.seq, 1);
    CU_ASSERT_EQUAL(next(), 2);
    CU_ASSERT_EQUAL(next(), 3);
    CU_ASSERT_EQUAL(head.seq, 3);
    CU_ASSERT_EQUAL(sender_waiting(sender), 3);
    channel_send(peer, WIRE_ACK, 2, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_EQUAL(sender_waiting(sender), 1);
    end();
}

static void sends_again(void)
{
    start();
    for (uint8_t i = 1; i <= 4; i++)
        put(i);
    answer_call();
    channel_send(peer, WIRE_ACK, 1, NULL, 0);
    sender_step(sender, now_ms);
    close(peer);
    sender_step(sender, now_ms);
    put(5);
    answer_call();
    for (int i = 2; i <= 5; i++) {
        CU_ASSERT_EQUAL(next(), i);
        CU_ASSERT_EQUAL(head.seq, (uint64_t)i - 1);
    }
    CU_ASSERT_EQUAL(next(), -1);
    end();
}

static void a_nak_is_no_loss(void)
{
    start();
    put(1);
    answer_call();
    channel_send(peer, WIRE_NAK, 1, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_EQUAL(sender_waiting(sender), 1);
    close(peer);
    sender_step(sender, now_ms); /* not at once again */
    CU_ASSERT_EQUAL(channel_accept(listener), -1);
    answer_call();
    CU_ASSERT_EQUAL(next(), 1);
    end();
}

static void refuses_when_full(void)
{
    start();
    for (int i = 0; i < ROOM; i++)
        CU_ASSERT_TRUE(put((uint8_t)i));
    CU_ASSERT_FALSE(put(200));
    answer_call();
    CU_ASSERT_EQUAL(next(), 0);
    channel_send(peer, WIRE_ACK, 1, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_TRUE(put(201));
    CU_ASSERT_FALSE(put(202));
    end();
}

static void distrusts_answers_to_nothing(void)
{
    start();
    put(1);
    answer_call();
    channel_send(peer, WIRE_ACK, 7, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_EQUAL(sender_waiting(sender), 1);
    close(peer);
    answer_call();
    CU_ASSERT_EQUAL(next(), 1);
    channel_send(peer, WIRE_READY, 1, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_EQUAL(sender_waiting(sender), 1);
    end();
}

static void waits_for_a_slow_judge(void)
{
    short events;
    int got = 0;

    start();
    for (int i = 0; i < ROOM; i++)
        put((uint8_t)i);
    answer_call();
    sender_fd(sender, &events);
    CU_ASSERT_TRUE(events & POLLOUT); /* more than a socket holds */
    for (int i = 0; i < 1000 && got < ROOM; i++) {
        while (next() == got)
            got++;
        sender_step(sender, now_ms);
    }
    CU_ASSERT_EQUAL(got, ROOM);
    CU_ASSERT_EQUAL(head.seq, ROOM);
    end();
}

/* What stands next at the judge's side: an event's id, 1000 and the state's count, or -1. */
static int next_of_any(void)
{
    uint8_t body[sizeof(struct event)];
    struct wire_state state;

    if (channel_receive(peer, &head, body, sizeof(body)) != CHANNEL_OK)
        return -1;
    if (head.type == WIRE_EVENT)
        return body[0];
    CU_ASSERT_EQUAL_FATAL(head.type, WIRE_STATE);
    CU_ASSERT_EQUAL_FATAL(head.size, sizeof(state));
    memcpy(&state, body, sizeof(state));
    return 1000 + (int)state.events;
}

static void say(unsigned number)
{
    const struct wire_state state = {.events = number};

    sender_state(sender, &state);
}

static void the_state_comes_first(void)
{
    start();
    put(1);
    say(5);
    say(6);
    answer_call();
    CU_ASSERT_EQUAL(next_of_any(), 1006);
    CU_ASSERT_EQUAL(next_of_any(), 1);
    CU_ASSERT_EQUAL(head.seq, 1);
    CU_ASSERT_EQUAL(next_of_any(), -1);
    close(peer);
    sender_step(sender, now_ms);
    answer_call(); /* nothing new since: this judge knows nothing yet */
    CU_ASSERT_EQUAL(next_of_any(), 1006);
    CU_ASSERT_EQUAL(next_of_any(), 1);
    end();
}

static void the_state_comes_once_a_second(void)
{
    start();
    say(1);
    answer_call();
    CU_ASSERT_EQUAL(next_of_any(), 1001);
    for (unsigned i = 2; i < 12; i++) {
        say(i);
        sender_step(sender, now_ms += 90);
    }
    CU_ASSERT_EQUAL(next_of_any(), -1);
    sender_step(sender, now_ms += 100);
    CU_ASSERT_EQUAL(next_of_any(), 1011);
    sender_step(sender, now_ms += 5000); /* nobody said anything new */
    CU_ASSERT_EQUAL(next_of_any(), -1);
    end();
}

static void the_state_takes_no_room(void)
{
    int got = 0, states = 0, this;

    start();
    for (int i = 0; i < ROOM; i++)
        put((uint8_t)i);
    CU_ASSERT_FALSE(put(200));
    say(1); /* takes none of the queue's room, though that is full */
    CU_ASSERT_EQUAL(sender_waiting(sender), ROOM);
    answer_call();
    for (unsigned i = 2; i < 50; i++) { /* the judge reads nothing: no state waits anywhere, only the newest is kept */
        say(i);
        sender_step(sender, now_ms += 1000);
    }
    for (int i = 0; i < 10000 && got < ROOM; i++) {
        while ((this = next_of_any()) >= 0) {
            states += this >= 1000;
            got += this < 1000;
        }
        sender_step(sender, now_ms);
    }
    CU_ASSERT_EQUAL(got, ROOM);
    CU_ASSERT_EQUAL(states, 2);
    CU_ASSERT_EQUAL(sender_waiting(sender), ROOM);
    end();
}

/* How many of ten seconds' steps find a judge that ends each connection at once. */
static void a_second_eye_is_patient(void)
{
    int calls = 0;

    start();
    say(1);
    put(1);
    for (int i = 0; i < 100; i++) {
        sender_step(sender, now_ms += 100);
        peer = channel_accept(listener);
        if (peer >= 0) {
            calls++;
            close(peer);
        }
    }
    CU_ASSERT(calls >= 3 && calls <= 6);
    CU_ASSERT_EQUAL(sender_waiting(sender), 1);
    now_ms += 5000;
    answer_call(); /* the first eye is gone: now it is heard */
    CU_ASSERT_EQUAL(next_of_any(), 1001);
    CU_ASSERT_EQUAL(next_of_any(), 1);
    channel_send(peer, WIRE_ACK, 1, NULL, 0);
    sender_step(sender, now_ms);
    CU_ASSERT_EQUAL(sender_waiting(sender), 0);
    close(peer);
    sender_step(sender, now_ms);
    answer_call(); /* within a second again */
    end();
}

CU_TestInfo sender_tests[] = {
    {"an event is kept until the judge has it on disk", keeps_until_acknowledged},
    {"what was under way when the judge went is sent again, in order, with its id", sends_again},
    {"a judge that cannot store now loses nothing", a_nak_is_no_loss},
    {"a full queue refuses the newest and keeps the oldest", refuses_when_full},
    {"an answer to nothing ends the connection, not the event", distrusts_answers_to_nothing},
    {"a slow judge is waited for", waits_for_a_slow_judge},
    {"how the eye is comes first on each connection", the_state_comes_first},
    {"then once a second, the newest only", the_state_comes_once_a_second},
    {"it takes no event's place, and none of it waits", the_state_takes_no_room},
    {"a judge that ends each connection at once is asked ever less often", a_second_eye_is_patient},
    CU_TEST_INFO_NULL,
};
