/* agent/judge/weigh/fact.c: which events are accesses to be weighed, and what is kept of them. */
#include "weighing.h"

#include "agent/judge/context/likeness.h"

static struct event access_event(enum event_action action)
{
    struct event event = {.time_ms = 5000, .count = 1, .kind = EVENT_ACCESS, .source = SOURCE_EHR, .id = {9}};

    event.action = (uint8_t)action;
    text_copy(event.login, sizeof event.login, "ben");
    text_copy(event.patient, sizeof event.patient, "P1");
    text_copy(event.host, sizeof event.host, "pc1");
    return event;
}

static struct fact made_of(const struct event *event, bool is_expected)
{
    struct names *names = names_new();
    struct fact fact = {0};

    CU_ASSERT_EQUAL(fact_of(&fact, event, names), is_expected);
    names_free(names);
    return fact;
}

static void whole(void)
{
    struct event event = access_event(ACTION_READ);
    struct names *names = names_new();
    struct fact fact;

    event.count = 0;
    CU_ASSERT_TRUE(fact_of(&fact, &event, names));
    CU_ASSERT_STRING_EQUAL(names_text(names, fact.login), "ben");
    CU_ASSERT_STRING_EQUAL(names_text(names, fact.patient), "P1");
    CU_ASSERT_STRING_EQUAL(names_text(names, fact.host), "pc1");
    CU_ASSERT_EQUAL(fact.time_ms, 5000);
    CU_ASSERT_EQUAL(fact.count, 1);
    CU_ASSERT_EQUAL(fact.signs, 0);
    CU_ASSERT_EQUAL(fact.text, 0);
    CU_ASSERT_EQUAL(fact.source, SOURCE_EHR);
    CU_ASSERT_EQUAL(memcmp(fact.event, event.id, sizeof fact.event), 0);
    names_free(names);
}

static void none(void)
{
    struct event event = access_event(ACTION_READ);

    event.login[0] = '\0';
    made_of(&event, false);
    event = access_event(ACTION_READ);
    event.patient[0] = '\0';
    made_of(&event, false);
    event = access_event(ACTION_READ);
    event.outcome = OUTCOME_DENIED;
    made_of(&event, false);
    event.outcome = OUTCOME_FAILED;
    made_of(&event, false);
    event.outcome = OUTCOME_OK;
    made_of(&event, true);
    event.source = SOURCE_AGENT;
    made_of(&event, false);
    event = access_event(ACTION_OPEN);
    event.kind = EVENT_LOGIN;
    made_of(&event, false);
    event = access_event(ACTION_SEARCH);
    event.patient[0] = '\0';
    made_of(&event, true);
}

static void signs(void)
{
    static const struct {
        enum event_action action;
        unsigned signs;
    } rows[] = {
        {ACTION_READ, 0},
        {ACTION_EXPORT, FACT_CARRIED},
        {ACTION_PRINT, FACT_CARRIED},
        {ACTION_CREATE, FACT_CHANGED},
        {ACTION_UPDATE, FACT_CHANGED | FACT_ALTERED},
        {ACTION_DELETE, FACT_CHANGED | FACT_ALTERED},
        {ACTION_RENAME, FACT_CHANGED | FACT_ALTERED},
        {ACTION_OVERRIDE, FACT_OVERRIDE},
        {ACTION_SEARCH, FACT_SEARCH},
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct event event = access_event(rows[i].action);

        CU_ASSERT_EQUAL(made_of(&event, true).signs, rows[i].signs);
    }
}

static void try_purpose(const char *purpose, const char *reason, unsigned expected)
{
    struct event event = access_event(ACTION_READ);

    text_copy(event.purpose, sizeof event.purpose, purpose);
    text_copy(event.reason, sizeof event.reason, reason);
    CU_ASSERT_EQUAL(made_of(&event, true).signs, expected);
}

static void purposes(void)
{
    try_purpose("HQUALIMP", "", FACT_PURPOSE);
    try_purpose("clinical audit", "", FACT_PURPOSE);
    try_purpose("HRESCH", "", FACT_PURPOSE);
    try_purpose("", "Flu recall", FACT_PURPOSE | FACT_REASON);
    try_purpose("TREAT", "", 0);
    try_purpose("ETREAT", "", 0);
    try_purpose("", "phoned in pain", FACT_REASON);
}

static struct fact searched(const char *query)
{
    struct event event = access_event(ACTION_SEARCH);

    text_copy(event.query, sizeof event.query, query);
    return made_of(&event, true);
}

static void searches(void)
{
    uint32_t smith = likeness_of("Smith", "", "", "", "").surname[0];

    CU_ASSERT_NOT_EQUAL(smith, 0);
    CU_ASSERT_EQUAL(searched("Smith").text, smith);
    CU_ASSERT_EQUAL(searched("SMITH").text, smith);
    CU_ASSERT_EQUAL(searched("Ann Smith").text, smith);
    CU_ASSERT_EQUAL(searched("Smith, Ann").text, smith);
    CU_ASSERT_NOT_EQUAL(searched("Ann Jones").text, smith);
    CU_ASSERT_EQUAL(searched("").text, 0);
    CU_ASSERT_EQUAL(searched(",").text, 0);
    CU_ASSERT_TRUE(searched("today's clinic").signs & FACT_LIST);
    CU_ASSERT_TRUE(searched("Ward 2 list").signs & FACT_LIST);
    CU_ASSERT_FALSE(searched("Ann Smith").signs & FACT_LIST);
}

static void reasons(void)
{
    struct event one = access_event(ACTION_OVERRIDE), other = one;

    CU_ASSERT_EQUAL(made_of(&one, true).text, 0);
    text_copy(one.reason, sizeof one.reason, "emergency");
    text_copy(other.reason, sizeof other.reason, "emergency");
    CU_ASSERT_NOT_EQUAL(made_of(&one, true).text, 0);
    CU_ASSERT_EQUAL(made_of(&one, true).text, made_of(&other, true).text);
    text_copy(other.reason, sizeof other.reason, "on call");
    CU_ASSERT_NOT_EQUAL(made_of(&one, true).text, made_of(&other, true).text);
}

static void order(void)
{
    struct fact first = {.time_ms = 1, .event = {9}}, second = {.time_ms = 2, .event = {1}},
                third = {.time_ms = 2, .event = {2}};

    CU_ASSERT_TRUE(fact_before(&first, &second));
    CU_ASSERT_FALSE(fact_before(&second, &first));
    CU_ASSERT_TRUE(fact_before(&second, &third));
    CU_ASSERT_FALSE(fact_before(&third, &second));
    CU_ASSERT_FALSE(fact_before(&third, &third));
}

CU_TestInfo access_fact_tests[] = {
    {"an access keeps who, whom, where, when and its event", whole},
    {"what was denied, has no person or no patient, or is confidectl's own is none", none},
    {"what was carried off, changed, overridden or searched is marked so", signs},
    {"work on many records is declared by its purpose or reason, treatment is not", purposes},
    {"a search keeps the surname in all its spellings; a work list is no name", searches},
    {"the same reason is the same text", reasons},
    {"accesses of one moment have one order", order},
    CU_TEST_INFO_NULL,
};
