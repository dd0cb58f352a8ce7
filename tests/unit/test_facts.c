/* What a report may say of the clinic's own measures. On a real store. */
#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/judge/context/context.h"
#include "agent/judge/outbox/facts.h"
#include "agent/judge/outbox/oath.h"
#include "store_help.h"

#define DAY_MS INT64_C(86400000)

/* Whether logins count as guarded after a login that `source` told of so many days ago (none: negative). */
static bool is_guarded(enum login_mode mode, enum event_source source, int days)
{
    const struct case_report report = help_case(1);
    struct context context = {0};
    struct event event = help_event(1);
    struct skeleton_facts facts;
    struct config config;
    struct store *store;
    struct oath *oath;
    char folder[64];

    help_folder(folder);
    config_defaults(&config);
    config.mode = mode;
    store = help_open(folder, 64, 0);
    oath = oath_open(&config, store);
    event.kind = EVENT_LOGIN;
    event.action = ACTION_OPEN;
    event.source = source;
    event.time_ms = clock_now_ms() - days * DAY_MS;
    if (days >= 0) {
        CU_ASSERT_EQUAL(store_begin(store), STORE_OK);
        CU_ASSERT_EQUAL(store_add_event(store, &event, event.time_ms), STORE_OK);
        CU_ASSERT_EQUAL(store_commit(store), STORE_OK);
    }
    facts = facts_of(&config, &context, oath, store, &report);
    CU_ASSERT_EQUAL(facts.has_personal_logins, facts.has_strong_passwords);
    oath_close(oath);
    store_close(store);
    help_remove(folder);
    return facts.has_personal_logins;
}

static void only_where_it_stands_in_the_way(void)
{
    CU_ASSERT_TRUE(is_guarded(LOGIN_ENFORCE, SOURCE_PAM, 1));
    CU_ASSERT_TRUE(is_guarded(LOGIN_ENFORCE, SOURCE_PAM, 29));
    CU_ASSERT_FALSE(is_guarded(LOGIN_ENFORCE, SOURCE_PAM, 31));
    CU_ASSERT_FALSE(is_guarded(LOGIN_ENFORCE, SOURCE_PAM, -1));
    CU_ASSERT_FALSE(is_guarded(LOGIN_ENFORCE, SOURCE_FILE, 1));
    CU_ASSERT_FALSE(is_guarded(LOGIN_AUDIT, SOURCE_PAM, 1));
}

CU_TestInfo facts_tests[] = {
    {"logins count as guarded only where the module enforces and was heard of lately", only_where_it_stands_in_the_way},
    CU_TEST_INFO_NULL,
};
