/* agent/judge/desk: whole messages in, answers out, and nobody's misbehaviour is anybody else's. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <CUnit/CUnit.h>

#include "agent/base/channel.h"
#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/judge/desk/desk.h"
#include "agent/judge/desk/desk_peer.h"

struct scene {
    char dir[64];
    struct desk *desk;
    struct desk_alarm *alarm;
    int messages, gone, rings;
    enum desk_role role;
    bool refuse, flood;
};

static bool on_message(void *data, struct desk_peer *peer, const struct wire_head *head, const void *body)
{
    struct scene *scene = data;
    char row[60000] = {0};

    scene->messages++;
    scene->role = desk_peer_role(peer);
    CU_ASSERT_EQUAL(desk_peer_uid(peer), geteuid());
    CU_ASSERT_PTR_EQUAL(desk_peer_find(scene->desk, desk_peer_number(peer)), peer);
    desk_peer_send(peer, WIRE_ROW, head->seq, body, head->size);
    for (int i = 0; scene->flood && i < 100; i++)
        desk_peer_send(peer, WIRE_ROW, 0, row, sizeof row);
    return !scene->refuse;
}

static void on_gone(void *data, struct desk_peer *peer)
{
    struct scene *scene = data;

    (void)peer;
    scene->gone++;
}

static void on_reload(void *data)
{
    (void)data;
}

static void ring(void *data)
{
    struct scene *scene = data;

    scene->rings++;
    desk_stop(scene->desk, 7);
}

static void open_scene(struct scene *scene)
{
    const struct desk_calls calls = {.message = on_message, .gone = on_gone, .reload = on_reload};
    char error[256];

    *scene = (struct scene){.dir = "/tmp/confide-unit.XXXXXX"};
    CU_ASSERT_PTR_NOT_NULL_FATAL(mkdtemp(scene->dir));
    scene->desk = desk_open(scene->dir, &calls, scene, error, sizeof error);
    CU_ASSERT_PTR_NOT_NULL_FATAL(scene->desk);
}

/* Serves for a moment. */
static void serve(struct scene *scene)
{
    desk_alarm_set(desk_alarm(scene->desk, ring, scene), 60);
    CU_ASSERT_EQUAL(desk_run(scene->desk), 7);
}

static void close_scene(struct scene *scene)
{
    static const char *const names[] = {"pam.sock", "source.sock", "post.sock", "ctl.sock", "ask.sock"};
    char path[128];

    desk_close(scene->desk);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        text_format(path, sizeof path, "%s/%s", scene->dir, names[i]);
        unlink(path);
    }
    rmdir(scene->dir);
}

static void a_message_is_passed_on_and_answered(void)
{
    struct wire_head head;
    struct scene scene;
    char body[8];
    int fd;

    open_scene(&scene);
    fd = channel_connect(scene.dir, "ctl.sock");
    CU_ASSERT_EQUAL(channel_send(fd, WIRE_ASK, 5, "abc", 3), CHANNEL_OK);
    serve(&scene);
    CU_ASSERT_EQUAL(scene.messages, 1);
    CU_ASSERT_EQUAL(scene.role, DESK_CTL);
    CU_ASSERT_EQUAL(desk_count(scene.desk, DESK_CTL), 1);
    CU_ASSERT_EQUAL(channel_receive(fd, &head, body, sizeof body), CHANNEL_OK);
    CU_ASSERT_EQUAL(head.seq, 5);
    close(fd);
    close_scene(&scene);
    CU_ASSERT_EQUAL(scene.gone, 1);
}

static void a_malformed_message_ends_its_connection_alone(void)
{
    struct wire_head head;
    struct scene scene;
    char body[8];
    int bad, good;

    open_scene(&scene);
    bad = channel_connect(scene.dir, "pam.sock");
    good = channel_connect(scene.dir, "pam.sock");
    CU_ASSERT_EQUAL(send(bad, "nonsense", 8, MSG_NOSIGNAL), 8);
    CU_ASSERT_EQUAL(channel_send(good, WIRE_EVENT, 1, "x", 1), CHANNEL_OK);
    serve(&scene);
    CU_ASSERT_EQUAL(scene.messages, 1);
    CU_ASSERT_EQUAL(desk_count(scene.desk, DESK_PAM), 1);
    CU_ASSERT_EQUAL(channel_receive(bad, &head, body, sizeof body), CHANNEL_CLOSED);
    CU_ASSERT_EQUAL(channel_receive(good, &head, body, sizeof body), CHANNEL_OK);
    close(bad);
    close(good);
    close_scene(&scene);
}

static void a_refused_message_ends_its_connection(void)
{
    struct scene scene;
    int fd;

    open_scene(&scene);
    scene.refuse = true;
    fd = channel_connect(scene.dir, "source.sock");
    CU_ASSERT_EQUAL(channel_send(fd, WIRE_EVENT, 1, "x", 1), CHANNEL_OK);
    CU_ASSERT_EQUAL(channel_send(fd, WIRE_EVENT, 2, "x", 1), CHANNEL_OK);
    serve(&scene);
    CU_ASSERT_EQUAL(scene.messages, 1);
    CU_ASSERT_EQUAL(desk_count(scene.desk, DESK_SOURCE), 0);
    close(fd);
    close_scene(&scene);
}

static void sources_on_hold_wait(void)
{
    struct scene scene;
    int fd;

    open_scene(&scene);
    fd = channel_connect(scene.dir, "source.sock");
    CU_ASSERT_EQUAL(channel_send(fd, WIRE_EVENT, 1, "x", 1), CHANNEL_OK);
    desk_hold_sources(scene.desk, true);
    serve(&scene);
    CU_ASSERT_EQUAL(scene.messages, 0);
    CU_ASSERT_EQUAL(desk_count(scene.desk, DESK_SOURCE), 1);
    close(fd);
    close_scene(&scene);
}

static void a_peer_that_reads_nothing_holds_up_nobody(void)
{
    struct wire_head head;
    struct scene scene;
    static char body[60000];
    int slow, quick;

    open_scene(&scene);
    scene.flood = true;
    slow = channel_connect(scene.dir, "ctl.sock");
    quick = channel_connect(scene.dir, "ctl.sock");
    CU_ASSERT_EQUAL(channel_send(slow, WIRE_ASK, 1, "x", 1), CHANNEL_OK);
    CU_ASSERT_EQUAL(channel_send(quick, WIRE_ASK, 2, "y", 1), CHANNEL_OK);
    serve(&scene);
    CU_ASSERT_EQUAL(scene.messages, 2);
    CU_ASSERT_EQUAL(channel_receive(quick, &head, body, sizeof body), CHANNEL_OK);
    CU_ASSERT_EQUAL(head.seq, 2);
    close(slow);
    close(quick);
    close_scene(&scene);
}

static void a_second_judge_is_refused(void)
{
    const struct desk_calls calls = {.message = on_message, .gone = on_gone, .reload = on_reload};
    struct scene scene;
    char error[256];

    open_scene(&scene);
    CU_ASSERT_PTR_NULL(desk_open(scene.dir, &calls, &scene, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "another confided answers there"));
    CU_ASSERT_PTR_NULL(desk_open("/nowhere", &calls, &scene, error, sizeof error));
    CU_ASSERT_PTR_NOT_NULL(strstr(error, "/nowhere/pam.sock: cannot listen"));
    close_scene(&scene);
}

static void what_hung_up_is_known_at_once(void)
{
    struct scene scene;
    int here, gone;

    open_scene(&scene);
    here = channel_connect(scene.dir, "source.sock");
    gone = channel_connect(scene.dir, "source.sock");
    CU_ASSERT_EQUAL(channel_send(here, WIRE_EVENT, 1, "x", 1), CHANNEL_OK);
    CU_ASSERT_EQUAL(channel_send(gone, WIRE_EVENT, 1, "x", 1), CHANNEL_OK);
    serve(&scene);
    CU_ASSERT_EQUAL_FATAL(desk_count(scene.desk, DESK_SOURCE), 2);
    CU_ASSERT_EQUAL(channel_send(gone, WIRE_EVENT, 2, "x", 1), CHANNEL_OK); /* unread, and it goes */
    close(gone);
    CU_ASSERT_FALSE(desk_peer_hung_up(desk_peer_find(scene.desk, 1)));
    CU_ASSERT_TRUE(desk_peer_hung_up(desk_peer_find(scene.desk, 2)));
    close(here);
    close_scene(&scene);
}

enum { RINGS = 20 };

static void ring_again(void *data)
{
    struct scene *scene = data;

    if (++scene->rings == RINGS)
        desk_stop(scene->desk, 7);
    else
        desk_alarm_set(scene->alarm, 0);
}

/* The login module waits 200 ms for an answer, and its answer for an alarm set to 0. sd-event, left to itself, lets
 * each wait for up to 250 ms, that others may share its waking. */
static void an_alarm_rings_when_it_is_due(void)
{
    struct scene scene;
    int64_t begin;

    open_scene(&scene);
    begin = clock_monotonic_ms();
    scene.alarm = desk_alarm(scene.desk, ring_again, &scene);
    desk_alarm_set(scene.alarm, 0);
    CU_ASSERT_EQUAL(desk_run(scene.desk), 7);
    CU_ASSERT_EQUAL(scene.rings, RINGS);
    CU_ASSERT(clock_monotonic_ms() - begin < 1000);
    close_scene(&scene);
}

CU_TestInfo desk_tests[] = {
    {"a message is passed on with its sender, and answered", a_message_is_passed_on_and_answered},
    {"a malformed message ends its connection and no other", a_malformed_message_ends_its_connection_alone},
    {"a message that is not taken ends its connection", a_refused_message_ends_its_connection},
    {"sources on hold wait with what they have", sources_on_hold_wait},
    {"a peer that reads nothing holds up nobody", a_peer_that_reads_nothing_holds_up_nobody},
    {"an alarm rings when it is due", an_alarm_rings_when_it_is_due},
    {"a peer that has hung up is known before its turn comes", what_hung_up_is_known_at_once},
    {"a second judge on the same sockets is refused", a_second_judge_is_refused},
    CU_TEST_INFO_NULL,
};
