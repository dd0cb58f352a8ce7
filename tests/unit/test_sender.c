/* agent/watch/sender: what is not acknowledged is kept and sent again. A judge of two lines stands at the other end. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

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

CU_TestInfo sender_tests[] = {
    {"an event is kept until the judge has it on disk", keeps_until_acknowledged},
    {"what was under way when the judge went is sent again, in order, with its id", sends_again},
    {"a judge that cannot store now loses nothing", a_nak_is_no_loss},
    {"a full queue refuses the newest and keeps the oldest", refuses_when_full},
    {"an answer to nothing ends the connection, not the event", distrusts_answers_to_nothing},
    {"a slow judge is waited for", waits_for_a_slow_judge},
    CU_TEST_INFO_NULL,
};
