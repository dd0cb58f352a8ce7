/* agent/judge/admit: nobody may tell what is not theirs to tell. */
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/text.h"
#include "agent/judge/desk/admit.h"

static struct event login_event(const char *login)
{
    struct event event = {.id = {1}, .kind = EVENT_LOGIN, .action = ACTION_OPEN, .source = SOURCE_PAM, .count = 1};

    text_copy(event.login, sizeof event.login, login);
    return event;
}

static struct event read_event(void)
{
    return (struct event){.id = {1}, .kind = EVENT_ACCESS, .action = ACTION_READ, .source = SOURCE_FILE, .count = 1};
}

static void what_is_in_order_is_taken(void)
{
    struct event login = login_event("maya"), access = read_event();

    CU_ASSERT_PTR_NULL(admit_refuse(&login, ADMIT_PAM, NULL));
    CU_ASSERT_PTR_NULL(admit_refuse(&login, ADMIT_PAM, "maya"));
    CU_ASSERT_PTR_NULL(admit_refuse(&access, ADMIT_SOURCE, NULL));
}

static void nobody_speaks_for_another(void)
{
    struct event login = login_event("maya");

    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&login, ADMIT_PAM, "tom"));
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&login, ADMIT_PAM, ""));
    login.login[0] = '\0';
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&login, ADMIT_PAM, ""));
}

static void forgers_are_told_from_blunderers(void)
{
    struct event login = login_event("maya"), access = read_event();

    CU_ASSERT_TRUE(admit_is_forged(&login, ADMIT_PAM, "tom"));
    CU_ASSERT_TRUE(admit_is_forged(&login, ADMIT_PAM, ""));
    CU_ASSERT_TRUE(admit_is_forged(&login, ADMIT_SOURCE, NULL));
    CU_ASSERT_TRUE(admit_is_forged(&access, ADMIT_PAM, "tom"));
    CU_ASSERT_FALSE(admit_is_forged(&login, ADMIT_PAM, "maya"));
    CU_ASSERT_FALSE(admit_is_forged(&login, ADMIT_PAM, NULL));
    CU_ASSERT_FALSE(admit_is_forged(&access, ADMIT_SOURCE, NULL));
    login.count = 0; /* malformed besides */
    CU_ASSERT_FALSE(admit_is_forged(&login, ADMIT_PAM, "tom"));
    login = login_event(""); /* a locker was typed another name */
    CU_ASSERT_FALSE(admit_is_forged(&login, ADMIT_PAM, "tom"));
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&login, ADMIT_PAM, "tom"));
}

static void each_door_has_its_own_news(void)
{
    struct event login = login_event("maya"), access = read_event(), test = read_event();

    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&login, ADMIT_SOURCE, NULL));
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&access, ADMIT_PAM, NULL));
    test.kind = EVENT_INTEGRITY;
    test.action = ACTION_SELFTEST;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&test, ADMIT_SOURCE, NULL));
}

static void what_is_malformed_is_refused(void)
{
    struct event event = read_event();

    memset(event.object, 'x', sizeof event.object);
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.action = ACTION_OPEN;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.count = 0;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.id[0] = 0;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.kind = 9;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.time_ms = -1;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.time_ms = INT64_C(253402300800000); /* the year 10000 */
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
    event = read_event();
    event.bytes = UINT64_MAX;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse(&event, ADMIT_SOURCE, NULL));
}

static void an_eye_says_what_can_be(void)
{
    const struct wire_state word = {.started_ms = 1, .events = 3};
    struct wire_state state = word;

    CU_ASSERT_PTR_NULL(admit_refuse_state(&state));
    state.unseen_until_ms = INT64_MAX;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse_state(&state));
    state = word;
    state.started_ms = -1;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse_state(&state));
    state = word;
    state.inventory_total = UINT64_MAX;
    CU_ASSERT_PTR_NOT_NULL(admit_refuse_state(&state));
}

CU_TestInfo admit_tests[] = {
    {"what is in order is taken", what_is_in_order_is_taken},
    {"who tells what is another\'s is told from who tells nonsense", forgers_are_told_from_blunderers},
    {"an unprivileged program speaks for nobody else", nobody_speaks_for_another},
    {"each socket takes its own kind of news alone", each_door_has_its_own_news},
    {"a malformed event is refused", what_is_malformed_is_refused},
    {"so is what an eye cannot say of itself", an_eye_says_what_can_be},
    CU_TEST_INFO_NULL,
};
