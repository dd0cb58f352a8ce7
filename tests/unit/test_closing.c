/* agent/judge/weigh/closing.c and the rules that ask it: a computer whose room is closed. */
#include "weighing.h"

#include "agent/judge/weigh/closing.h"
#include "agent/judge/weigh/rules.h"

static const char devices[] = "host,room,unit,opens,closes\nday,1,Ward,08:00,18:00\nnight,2,Ward,20:00,06:00\n"
                              "always,3,Ward,00:00,24:00\nunsaid,4,Ward,,\nlong,5,Ward,01:00,23:30\n";

/* The ward's time is ten in the morning, local. */
static bool shut(const char *host, int64_t after_ms, unsigned slack_min)
{
    const struct clinic clinic = {.devices = devices};
    struct ward ward;
    bool is_shut;

    ward_open(&ward, &clinic);
    is_shut = closing_is_shut(&ward.context, host, ward.start_ms + after_ms, slack_min);
    ward_close(&ward);
    return is_shut;
}

static void hours(void)
{
    CU_ASSERT_FALSE(shut("day", 0, 0));
    CU_ASSERT_FALSE(shut("day", -2 * HOUR, 0)); /* eight sharp */
    CU_ASSERT_TRUE(shut("day", -2 * HOUR - 1, 0));
    CU_ASSERT_FALSE(shut("day", 8 * HOUR - 1, 0));
    CU_ASSERT_TRUE(shut("day", 8 * HOUR, 0)); /* six sharp */
    CU_ASSERT_TRUE(shut("DAY.clinic.example", 8 * HOUR, 0));
    CU_ASSERT_TRUE(shut("night", 0, 0));
    CU_ASSERT_FALSE(shut("night", 10 * HOUR, 0));
    CU_ASSERT_FALSE(shut("night", 14 * HOUR, 0)); /* midnight */
    CU_ASSERT_TRUE(shut("night", 20 * HOUR, 0));
}

static void slack(void)
{
    CU_ASSERT_FALSE(shut("day", 9 * HOUR - 1, 60));
    CU_ASSERT_TRUE(shut("day", 9 * HOUR, 60));
    CU_ASSERT_FALSE(shut("day", -3 * HOUR, 60));
    CU_ASSERT_TRUE(shut("day", -3 * HOUR - 1, 60));
    CU_ASSERT_TRUE(shut("long", 14 * HOUR, 20));  /* 00:00, of 23:30 to 01:00 */
    CU_ASSERT_FALSE(shut("long", 14 * HOUR, 60)); /* nothing is left of the night */
}

static void not_said(void)
{
    for (int hour = 0; hour < 24; hour++) {
        CU_ASSERT_FALSE(shut("always", hour * HOUR, 0));
        CU_ASSERT_FALSE(shut("unsaid", hour * HOUR, 0));
        CU_ASSERT_FALSE(shut("stranger", hour * HOUR, 0));
        CU_ASSERT_FALSE(shut("", hour * HOUR, 0));
    }
}

static int32_t weight(struct rate rate, bool is_shut, bool is_off_duty, bool is_on_leave)
{
    struct role role = {.rates = {[FEATURE_SHUT] = rate}};
    struct ground_given given = {
        .role = &role, .is_shut = is_shut, .is_off_duty = is_off_duty, .is_on_leave = is_on_leave};

    return ground_points(rules_called("closed-room"), &given);
}

static void weights(void)
{
    CU_ASSERT_TRUE(weight((struct rate){2, 100}, true, false, false) > 20);
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, false, false, false), 0);
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, true, true, false), 0);   /* "off-duty" says it */
    CU_ASSERT_EQUAL(weight((struct rate){2, 100}, true, false, true), 0);   /* "on-leave" says it */
    CU_ASSERT_TRUE(weight((struct rate){70, 100}, true, false, false) < 0); /* night nurses */
}

enum { AT_NIGHT = 13 * 3600 * 1000 };

static bool finds(const char *rota, const char *login, const char *host, int64_t after_ms, enum event_action action)
{
    const struct clinic clinic = {
        .staff = "login,name,kind\nben,B,person\nfeed,F,service\n", .rota = rota, .devices = devices};
    struct event event = {.kind = EVENT_LOGIN, .action = (uint8_t)action, .source = SOURCE_PAM, .count = 1};
    struct rule_given given = {.event = &event, .verdict = IDENTITY_MAY};
    struct rule_finding finding = {0};
    struct ward ward;
    bool is_found;

    ward_open(&ward, &clinic);
    given.context = &ward.context;
    given.limits = &ward.config;
    given.verdict = strcmp(login, "feed") == 0 ? IDENTITY_SERVICE : IDENTITY_MAY;
    event.time_ms = ward.start_ms + after_ms;
    text_copy(event.login, sizeof event.login, login);
    text_copy(event.host, sizeof event.host, host);
    text_copy(event.service, sizeof event.service, "login");
    is_found = rules_called("closed-login")->finds(&given, &finding);
    ward_close(&ward);
    return is_found;
}

static void logins(void)
{
    CU_ASSERT_TRUE(finds(NULL, "ben", "day", AT_NIGHT, ACTION_OPEN));
    CU_ASSERT_TRUE(
        finds("login,from,to\nben,2026-11-23T08:00,2026-11-23T16:00\n", "ben", "day", AT_NIGHT, ACTION_OPEN));
}

static void innocent_logins(void)
{
    CU_ASSERT_FALSE(finds(NULL, "ben", "day", 10 * HOUR, ACTION_OPEN)); /* two hours late: notes to write */
    CU_ASSERT_FALSE(finds(NULL, "ben", "day", 0, ACTION_OPEN));
    CU_ASSERT_FALSE(finds(NULL, "ben", "unsaid", AT_NIGHT, ACTION_OPEN));
    CU_ASSERT_FALSE(finds(NULL, "ben", "stranger", AT_NIGHT, ACTION_OPEN));
    CU_ASSERT_FALSE(finds(NULL, "ben", "day", AT_NIGHT, ACTION_CLOSE));
    CU_ASSERT_FALSE(finds(NULL, "feed", "day", AT_NIGHT, ACTION_OPEN)); /* a backup */
    CU_ASSERT_FALSE(
        finds("login,from,to\nben,2026-11-23T22:00,2026-11-24T07:00\n", "ben", "day", AT_NIGHT, ACTION_OPEN));
    CU_ASSERT_FALSE(
        finds("login,from,to\nben,2026-11-24T00:30,2026-11-24T07:00\n", "ben", "day", AT_NIGHT, ACTION_OPEN));
}

static void rests(void)
{
    const struct clinic without = {.staff = STAFF_ROWS}, with = {.staff = STAFF_ROWS, .devices = devices};
    struct ward ward;

    ward_open(&ward, &without);
    CU_ASSERT_FALSE(rules_can(rules_called("closed-login"), &ward.context));
    CU_ASSERT_FALSE(rules_can(rules_called("closed-room"), &ward.context));
    ward_close(&ward);
    ward_open(&ward, &with);
    CU_ASSERT_TRUE(rules_can(rules_called("closed-login"), &ward.context));
    CU_ASSERT_TRUE(rules_can(rules_called("closed-room"), &ward.context));
    ward_close(&ward);
}

CU_TestInfo closing_tests[] = {
    {"a room is open from its first minute to before its last, over midnight, too", hours},
    {"somebody stays late or comes early, and no more", slack},
    {"a room of which nothing is said is never closed", not_said},
    {"a closed room weighs by how often the role works in one, and nothing twice", weights},
    {"a login at night in a closed room is found", logins},
    {"a login late in the evening, of a night shift or of a program is not", innocent_logins},
    {"without devices.csv both rest", rests},
    CU_TEST_INFO_NULL,
};
