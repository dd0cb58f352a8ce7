/* agent/base/channel: whole messages or none, and nobody waits. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/channel.h"
#include "agent/base/channel_connect.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"

struct ends {
    char dir[64];
    int listener, client, server;
};

static struct ends open_ends(void)
{
    struct ends ends = {.dir = "/tmp/confide-unit.XXXXXX"};

    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(ends.dir));
    ends.listener = channel_listen(ends.dir, "a.sock", 0600);
    CU_ASSERT_TRUE_FATAL(ends.listener >= 0);
    ends.client = channel_connect(ends.dir, "a.sock");
    CU_ASSERT_TRUE_FATAL(ends.client >= 0);
    ends.server = channel_accept(ends.listener);
    CU_ASSERT_TRUE_FATAL(ends.server >= 0);
    return ends;
}

static void close_ends(struct ends *ends)
{
    char path[96];

    close(ends->listener);
    close(ends->client);
    close(ends->server);
    text_format(path, sizeof path, "%s/a.sock", ends->dir);
    unlink(path);
    rmdir(ends->dir);
}

static void a_message_arrives_whole(void)
{
    struct ends ends = open_ends();
    struct wire_head head;
    char body[64];

    CU_ASSERT_EQUAL(channel_send2(ends.client, WIRE_REPORT, 7, "abc", 3, "defg", 4), CHANNEL_OK);
    CU_ASSERT_TRUE(channel_wait(ends.server, clock_monotonic_ms() + 1000));
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_OK);
    CU_ASSERT_EQUAL(head.type, WIRE_REPORT);
    CU_ASSERT_EQUAL(head.seq, 7);
    CU_ASSERT_EQUAL(head.size, 7);
    CU_ASSERT_EQUAL(memcmp(body, "abcdefg", 7), 0);
    close_ends(&ends);
}

static void nothing_there_is_later(void)
{
    struct ends ends = open_ends();
    struct wire_head head;
    char body[8];

    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_LATER);
    CU_ASSERT_FALSE(channel_wait(ends.server, clock_monotonic_ms() + 20));
    close_ends(&ends);
}

static void the_peer_gone_is_closed(void)
{
    struct ends ends = open_ends();
    struct wire_head head;
    char body[8];

    shutdown(ends.client, SHUT_RDWR);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_CLOSED);
    CU_ASSERT_EQUAL(channel_send(ends.server, WIRE_ACK, 1, NULL, 0), CHANNEL_CLOSED);
    close_ends(&ends);
}

static void malformed_messages_are_bad(void)
{
    struct ends ends = open_ends();
    struct wire_head good = {.magic = WIRE_MAGIC, .version = WIRE_VERSION, .type = WIRE_ACK}, head, bad;
    char body[8];

    bad = good;
    bad.magic ^= 1;
    send(ends.client, &bad, sizeof bad, 0);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_BAD);
    bad = good;
    bad.version++;
    send(ends.client, &bad, sizeof bad, 0);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_BAD);
    bad = good;
    bad.size = 1; /* promises a body that is not there */
    send(ends.client, &bad, sizeof bad, 0);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_BAD);
    send(ends.client, &good, sizeof good - 1, 0);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_BAD);
    close_ends(&ends);
}

static void a_body_too_large_is_bad(void)
{
    struct ends ends = open_ends();
    struct wire_head head;
    char body[8];

    CU_ASSERT_EQUAL(channel_send(ends.client, WIRE_ROW, 0, "123456789", 9), CHANNEL_OK);
    CU_ASSERT_EQUAL(channel_receive(ends.server, &head, body, sizeof body), CHANNEL_BAD);
    close_ends(&ends);
}

static void a_full_queue_is_later(void)
{
    struct ends ends = open_ends();
    enum channel_result result = CHANNEL_OK;
    struct event event = {0};

    for (int i = 0; i < 100000 && result == CHANNEL_OK; i++)
        result = channel_send(ends.client, WIRE_EVENT, 1, &event, sizeof event);
    CU_ASSERT_EQUAL(result, CHANNEL_LATER);
    close_ends(&ends);
}

static void a_second_listener_is_refused_a_dead_one_replaced(void)
{
    struct ends ends = open_ends();
    struct stat status;
    char path[96];

    CU_ASSERT_EQUAL(channel_listen(ends.dir, "a.sock", 0600), -1);
    CU_ASSERT_EQUAL(errno, EADDRINUSE);
    close(ends.listener);
    ends.listener = channel_listen(ends.dir, "a.sock", 0660);
    CU_ASSERT_TRUE(ends.listener >= 0);
    text_format(path, sizeof path, "%s/a.sock", ends.dir);
    CU_ASSERT_TRUE(stat(path, &status) == 0 && (status.st_mode & 0777) == 0660);
    close_ends(&ends);
}

static void nobody_there_is_said_at_once(void)
{
    char longest[300];

    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    CU_ASSERT_EQUAL(channel_connect("/nowhere", "a.sock"), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
    CU_ASSERT_EQUAL(channel_connect("/tmp", longest), -1);
    CU_ASSERT_EQUAL(errno, ENAMETOOLONG);
}

static void the_peer_is_known(void)
{
    struct ends ends = open_ends();
    uid_t uid;
    gid_t gid;

    CU_ASSERT_TRUE(channel_peer(ends.server, &uid, &gid));
    CU_ASSERT_EQUAL(uid, geteuid());
    close_ends(&ends);
}

/* Nobody takes from this queue. */
static void a_full_door_is_waited_at_as_long_as_asked(void)
{
    struct ends ends = open_ends();
    int64_t began, took;
    int waiting[8], fd;
    size_t count = 0;

    CU_ASSERT_EQUAL(listen(ends.listener, 2), 0);
    while (count < 8 && (waiting[count] = channel_connect(ends.dir, "a.sock")) >= 0)
        count++;
    CU_ASSERT_TRUE(count < 8 && errno == EAGAIN);
    began = clock_monotonic_ms();
    fd = channel_connect_by(ends.dir, "a.sock", began + 50);
    took = clock_monotonic_ms() - began;
    CU_ASSERT_TRUE(fd < 0 && errno == EAGAIN);
    CU_ASSERT_TRUE(took >= 50 && took < 500);
    close(channel_accept(ends.listener));
    fd = channel_connect_by(ends.dir, "a.sock", clock_monotonic_ms() + 1000);
    CU_ASSERT_TRUE(fd >= 0);
    close(fd);
    while (count > 0)
        close(waiting[--count]);
    close_ends(&ends);
    CU_ASSERT_EQUAL(channel_connect_by("/nowhere", "a.sock", clock_monotonic_ms() + 5000), -1);
    CU_ASSERT_EQUAL(errno, ENOENT);
}

CU_TestInfo channel_tests[] = {
    {"a message of two parts arrives whole", a_message_arrives_whole},
    {"nothing there is said at once, and waited for no longer than asked", nothing_there_is_later},
    {"a peer that is gone raises no signal", the_peer_gone_is_closed},
    {"wrong magic, version, size or length is bad", malformed_messages_are_bad},
    {"a body larger than the room is bad", a_body_too_large_is_bad},
    {"a full queue never blocks", a_full_queue_is_later},
    {"a second listener is refused, a dead one replaced", a_second_listener_is_refused_a_dead_one_replaced},
    {"a full door is waited at as long as asked, and no longer", a_full_door_is_waited_at_as_long_as_asked},
    {"nobody listening is said at once", nobody_there_is_said_at_once},
    {"the peer's user comes from the kernel", the_peer_is_known},
    CU_TEST_INFO_NULL,
};
