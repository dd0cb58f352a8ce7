/* agent/judge/{seats,roll}: who gives way to whom. */
#include <stdlib.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/logins/roll.h"

enum { MAYA = 4001, KOFI = 4002 };

static struct seats_session session(const char *id, uint32_t uid, const char *type, uint64_t began)
{
    struct seats_session made = {.uid = uid, .began_us = began, .since_ms = (int64_t)began};

    text_copy(made.id, sizeof made.id, id);
    text_copy(made.login, sizeof made.login, uid == MAYA ? "maya" : "kofi");
    text_copy(made.class, sizeof made.class, "user");
    text_copy(made.type, sizeof made.type, type);
    text_copy(made.state, sizeof made.state, "active");
    text_copy(made.service, sizeof made.service, "login");
    return made;
}

static struct seats_session remote(const char *id, uint32_t uid, const char *host, uint64_t began)
{
    struct seats_session made = session(id, uid, "tty", began);

    made.remote = true;
    text_copy(made.host, sizeof made.host, host);
    return made;
}

static struct event login(const char *evidence)
{
    struct event event = {
        .kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .outcome = OUTCOME_OK, .time_ms = 1000000};

    text_copy(event.login, sizeof event.login, "maya");
    text_copy(event.evidence, sizeof event.evidence, evidence);
    return event;
}

static bool is_newcomer(const char *evidence, const char *expected)
{
    struct event event = login(evidence);
    char id[SEATS_ID_SIZE] = "";

    return seats_newcomer(&event, id) && strcmp(id, expected) == 0;
}

static void a_login_names_its_session(void)
{
    CU_ASSERT_TRUE(is_newcomer("tty=tty2 logind=7", "7"));
    CU_ASSERT_TRUE(is_newcomer("logind=c12", "c12"));
    CU_ASSERT_TRUE(is_newcomer("tty=tty2 rhost=10.0.0.5 logind=7 more=x", "7"));
}

static void what_opened_no_session_of_its_own_is_no_newcomer(void)
{
    static const char *const evidence[] = {"",
                                           "tty=tty2",
                                           "tty=tty2 ruser=maya logind=7",
                                           "ruser= logind=7",
                                           "xlogind=7",
                                           "logind=",
                                           "logind=../7",
                                           "logind=7_1",
                                           "logind=\"7",
                                           "logind=-1",
                                           "logind=12345678901234567890123456789012"};
    struct event event;
    char id[SEATS_ID_SIZE];

    for (size_t i = 0; i < sizeof evidence / sizeof evidence[0]; i++)
        CU_ASSERT_FALSE(is_newcomer(evidence[i], "7"));
    event = login("logind=7");
    event.action = ACTION_CLOSE;
    CU_ASSERT_FALSE(seats_newcomer(&event, id));
    event = login("logind=7");
    event.outcome = OUTCOME_DENIED;
    CU_ASSERT_FALSE(seats_newcomer(&event, id));
    event = login("logind=7");
    event.source = SOURCE_AGENT;
    CU_ASSERT_FALSE(seats_newcomer(&event, id));
    event = login("logind=7");
    event.login[0] = '\0';
    CU_ASSERT_FALSE(seats_newcomer(&event, id));
}

static void a_remote_hosts_name_cannot_pose_as_the_session(void)
{
    CU_ASSERT_TRUE(is_newcomer("tty=ssh rhost=evil logind=9 logind=7", "7"));
}

static void each_kind_of_session_is_known(void)
{
    struct seats_session one = session("1", MAYA, "tty", 1);

    CU_ASSERT_EQUAL(seats_what(&one), SEATS_CONSOLE);
    one = session("1", MAYA, "wayland", 1);
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_GRAPHICAL);
    one = session("1", MAYA, "x11", 1);
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_GRAPHICAL);
    one = remote("1", MAYA, "10.0.0.5", 1);
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_REMOTE);
    one = session("1", MAYA, "web", 1);
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_REMOTE);
}

static void nobody_sits_at_greeters_jobs_su_and_closing_sessions(void)
{
    static const char *const classes[] = {"greeter", "background", "manager", "lock-screen", "user-incomplete", ""};
    static const char *const services[] = {"su", "su-l", "sudo", "sudo-i", "runuser", "cron", "systemd-user"};
    struct seats_session one;

    for (size_t i = 0; i < sizeof classes / sizeof classes[0]; i++) {
        one = session("1", MAYA, "tty", 1);
        text_copy(one.class, sizeof one.class, classes[i]);
        CU_ASSERT_EQUAL(seats_what(&one), SEATS_NONE);
    }
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        one = session("1", MAYA, "tty", 1);
        text_copy(one.service, sizeof one.service, services[i]);
        CU_ASSERT_EQUAL(seats_what(&one), SEATS_NONE);
    }
    one = session("1", MAYA, "tty", 1);
    text_copy(one.state, sizeof one.state, "closing");
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_NONE);
    one = session("1", MAYA, "unspecified", 1);
    CU_ASSERT_EQUAL(seats_what(&one), SEATS_NONE);
}

static void the_older_seat_gives_way(void)
{
    struct seats_session old = session("1", MAYA, "tty", 1), newer = session("2", MAYA, "x11", 2);

    CU_ASSERT_TRUE(seats_takes_over(&newer, &old));
    old.locked = true; /* any program of hers may say so */
    CU_ASSERT_TRUE(seats_takes_over(&newer, &old));
}

static void nobody_else_gives_way(void)
{
    struct seats_session newer = session("2", MAYA, "tty", 2), other = session("3", MAYA, "tty", 3);

    CU_ASSERT_FALSE(seats_takes_over(&newer, &newer));
    CU_ASSERT_FALSE(seats_takes_over(&newer, &other)); /* younger still */
    other = session("1", KOFI, "tty", 1);
    CU_ASSERT_FALSE(seats_takes_over(&newer, &other));
    other = remote("1", MAYA, "10.0.0.5", 1);
    CU_ASSERT_FALSE(seats_takes_over(&newer, &other));
    other = session("1", MAYA, "tty", 1);
    text_copy(other.class, sizeof other.class, "background");
    CU_ASSERT_FALSE(seats_takes_over(&newer, &other));
}

static void a_remote_newcomer_takes_no_seat(void)
{
    struct seats_session newer = remote("2", MAYA, "10.0.0.5", 2), old = session("1", MAYA, "tty", 1);

    CU_ASSERT_FALSE(seats_takes_over(&newer, &old));
    CU_ASSERT_FALSE(seats_stands_back(&newer, &old));
}

static void an_unlocked_seat_makes_the_others_stand_back(void)
{
    struct seats_session one = session("1", MAYA, "x11", 1), other = session("2", MAYA, "x11", 2);

    CU_ASSERT_TRUE(seats_stands_back(&one, &other));
    other.locked = true;
    CU_ASSERT_FALSE(seats_stands_back(&one, &other));
    CU_ASSERT_FALSE(seats_stands_back(&one, &one));
}

static size_t parallel(const struct seats_session *sessions, size_t count, size_t newcomer, const char *expected)
{
    char hosts[100];
    size_t open = seats_parallel(sessions, count, &sessions[newcomer], hosts, sizeof hosts);

    if (open > 0)
        CU_ASSERT_STRING_EQUAL(hosts, expected);
    return open;
}

static void two_places_at_once_are_counted(void)
{
    const struct seats_session far[] = {remote("1", MAYA, "10.0.0.5", 1), remote("2", MAYA, "10.0.0.6", 2),
                                        remote("3", KOFI, "10.0.0.7", 3)};
    const struct seats_session here[] = {session("1", MAYA, "tty", 1), remote("2", MAYA, "10.0.0.5", 2),
                                         remote("3", MAYA, "10.0.0.5", 3)};

    CU_ASSERT_EQUAL(parallel(far, 3, 1, "10.0.0.6,10.0.0.5"), 2);
    CU_ASSERT_EQUAL(parallel(here, 2, 1, "10.0.0.5,here"), 2);
    CU_ASSERT_EQUAL(parallel(here, 2, 0, "here,10.0.0.5"), 2);
    CU_ASSERT_EQUAL(parallel(here, 3, 2, ""), 0); /* a place that was known already */
}

static void one_place_is_no_two(void)
{
    struct seats_session sessions[] = {session("1", MAYA, "tty", 1), remote("2", MAYA, "127.0.0.1", 2),
                                       remote("3", KOFI, "10.0.0.5", 3)};

    CU_ASSERT_EQUAL(parallel(sessions, 3, 1, ""), 0);
    sessions[0].locked = true;
    text_copy(sessions[1].host, sizeof sessions[1].host, "10.0.0.5");
    CU_ASSERT_EQUAL(parallel(sessions, 3, 1, ""), 0); /* nobody sits at a locked seat */
    sessions[0] = remote("1", MAYA, "", 1);
    CU_ASSERT_EQUAL(parallel(sessions, 3, 1, ""), 0); /* from nobody knows where */
    CU_ASSERT_EQUAL(parallel(sessions, 3, 0, ""), 0);
}

static void many_hosts_fit_what_is_told(void)
{
    static struct seats_session sessions[ROLL_MAX];
    char hosts[100];

    for (size_t i = 0; i < ROLL_MAX; i++) {
        sessions[i] = remote("1", MAYA, "", i);
        text_format(sessions[i].id, sizeof sessions[i].id, "%zu", i);
        text_format(sessions[i].host, sizeof sessions[i].host, "host\n%zu", i);
    }
    CU_ASSERT_EQUAL(seats_parallel(sessions, ROLL_MAX, &sessions[0], hosts, sizeof hosts), ROLL_MAX);
    CU_ASSERT_EQUAL(strlen(hosts), sizeof hosts - 1);
    CU_ASSERT_PTR_NULL(strchr(hosts, '\n'));
}

static void the_newcomer_finds_room_in_a_full_roll(void)
{
    struct roll *roll = calloc(1, sizeof *roll);
    struct seats_session one;

    CU_ASSERT_PTR_NOT_NULL_FATAL(roll);
    for (uint64_t i = 1; i <= ROLL_MAX; i++) {
        one = session("x", i == 1 ? KOFI : MAYA, "tty", 1000 + i);
        text_format(one.id, sizeof one.id, "%ju", (uintmax_t)i);
        roll_put(roll, &one, "/p");
    }
    one = session("new", MAYA, "tty", 5000);
    roll_put(roll, &one, "/new");
    CU_ASSERT_EQUAL(roll->count, ROLL_MAX);
    CU_ASSERT_EQUAL(roll_find(roll, "1"), ROLL_MAX); /* another's went first */
    CU_ASSERT_EQUAL(roll_find_path(roll, "/new"), roll_find(roll, "new"));
    one = session("newer", MAYA, "tty", 5001);
    roll_put(roll, &one, "/newer");
    CU_ASSERT_EQUAL(roll_find(roll, "2"), ROLL_MAX); /* then the oldest */
    one = session("ancient", MAYA, "tty", 1);
    roll_put(roll, &one, "/ancient");
    CU_ASSERT_EQUAL(roll_find(roll, "ancient"), ROLL_MAX); /* never for an older one */
    CU_ASSERT(roll_find(roll, "newer") < ROLL_MAX);
    free(roll);
}

static void what_is_listed_no_more_is_dropped(void)
{
    struct roll *roll = calloc(1, sizeof *roll);
    struct seats_session one = session("1", MAYA, "tty", 1), two = session("2", MAYA, "tty", 2);

    CU_ASSERT_PTR_NOT_NULL_FATAL(roll);
    roll_put(roll, &one, "/1");
    roll_put(roll, &two, "/2");
    roll_unlist(roll);
    roll->listed[roll_find(roll, "2")] = true;
    roll_drop_unlisted(roll);
    CU_ASSERT_EQUAL(roll->count, 1);
    CU_ASSERT_STRING_EQUAL(roll->paths[roll_find(roll, "2")], "/2");
    roll_drop(roll, roll->count);
    CU_ASSERT_EQUAL(roll->count, 1);
    free(roll);
}

CU_TestInfo seats_tests[] = {
    {"a login names its session", a_login_names_its_session},
    {"what opened no session of its own is no newcomer", what_opened_no_session_of_its_own_is_no_newcomer},
    {"a remote host's name cannot pose as the session", a_remote_hosts_name_cannot_pose_as_the_session},
    {"each kind of session is known", each_kind_of_session_is_known},
    {"nobody sits at greeters, jobs, su and closing sessions", nobody_sits_at_greeters_jobs_su_and_closing_sessions},
    {"the older seat gives way, whatever it says of its lock", the_older_seat_gives_way},
    {"nobody else gives way", nobody_else_gives_way},
    {"a remote newcomer takes no seat", a_remote_newcomer_takes_no_seat},
    {"an unlocked seat makes the others stand back", an_unlocked_seat_makes_the_others_stand_back},
    {"two places at once are counted", two_places_at_once_are_counted},
    {"one place is no two", one_place_is_no_two},
    {"many hosts fit what is told", many_hosts_fit_what_is_told},
    {"the newcomer finds room in a full roll", the_newcomer_finds_room_in_a_full_roll},
    {"what is listed no more is dropped", what_is_listed_no_more_is_dropped},
    CU_TEST_INFO_NULL};
