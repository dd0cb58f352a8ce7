/* What each service makes of a message: which alert it opens, goes on with or ends. */
#include "rendering.h"

struct turn {
    enum record_kind kind;
    enum decision_verb verb;
};

static void render_turn(struct desk_record *desk, struct turn turn, enum post_format format)
{
    record_fill(desk, turn.kind);
    desk->record.verb = turn.verb;
    record_render(desk, format, POST_REFERENCE);
}

static void cloudevents(void)
{
    struct desk_record desk;

    render_turn(&desk, (struct turn){RECORD_GROWN, 0}, POST_CLOUDEVENTS);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "specversion"), "1.0");
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "id"), desk.record.id);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "source"), "urn:confide:m-77");
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "subject"), desk.report.id);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "data.case"), desk.report.id);
    CU_ASSERT_STRING_EQUAL(render_content_type(POST_CLOUDEVENTS), "application/cloudevents+json; charset=utf-8");
}

static void pagerduty(void)
{
    static const struct {
        struct turn turn;
        const char *action;
    } turns[] = {
        {{RECORD_RAISED, 0}, "trigger"},
        {{RECORD_GROWN, 0}, "trigger"},
        {{RECORD_REMINDER, 0}, "trigger"},
        {{RECORD_MINIMAL, 0}, "trigger"},
        {{RECORD_DECIDED, DECISION_CONFIRM}, "acknowledge"},
        {{RECORD_DECIDED, DECISION_ACKNOWLEDGE}, "acknowledge"},
        {{RECORD_DECIDED, DECISION_EXPLAIN}, "resolve"},
        {{RECORD_DECIDED, DECISION_CLOSE}, "resolve"},
    };
    struct desk_record desk;

    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        render_turn(&desk, turns[i].turn, POST_PAGERDUTY);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "event_action"), turns[i].action);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "dedup_key"), "C-0123456789abcdef");
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "routing_key"), RENDER_ROUTING_KEY);
    }
}

static void pagerduty_severities(void)
{
    static const char *const words[] = {"info", "info", "info", "warning", "error", "critical"};
    struct desk_record desk;

    for (uint8_t severity = 1; severity <= 5; severity++) {
        record_fill(&desk, RECORD_RAISED);
        desk.report.severity = severity;
        record_render(&desk, POST_PAGERDUTY, POST_REFERENCE);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "payload.severity"), words[severity]);
    }
    render_turn(&desk, (struct turn){RECORD_SELFTEST, 0}, POST_PAGERDUTY);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "payload.severity"), "info");
}

static void one_place_for_the_key(void)
{
    struct desk_record desk;
    unsigned places = 0;

    record_fill(&desk, RECORD_RAISED);
    text_copy(desk.report.says, sizeof desk.report.says, "a " RENDER_ROUTING_KEY RENDER_ROUTING_KEY);
    desk.clinic = RENDER_ROUTING_KEY;
    record_render(&desk, POST_PAGERDUTY, POST_REFERENCE);
    for (const char *at = desk.body; (at = strstr(at, RENDER_ROUTING_KEY)); at++)
        places++;
    CU_ASSERT_EQUAL(places, 1);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "routing_key"), RENDER_ROUTING_KEY);
}

/* Alertmanager knows an alert by its labels. */
static void one_alert(void)
{
    static const struct turn turns[] = {{RECORD_GROWN, 0}, {RECORD_REMINDER, 0}, {RECORD_DECIDED, DECISION_CLOSE}};
    char labels[256], *end;
    struct desk_record desk;

    render_turn(&desk, (struct turn){RECORD_RAISED, 0}, POST_ALERTMANAGER);
    end = strstr(desk.body, "\"annotations\"");
    CU_ASSERT_PTR_NOT_NULL_FATAL(end);
    text_format(labels, sizeof labels, "%.*s", (int)(end - desk.body), desk.body);
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        record_fill(&desk, turns[i].kind);
        desk.record.verb = turns[i].verb;
        desk.report.severity = 2;
        desk.report.certainty = CERTAINTY_CONFIRMED;
        desk.record.made_ms += 3600000;
        record_render(&desk, POST_ALERTMANAGER, POST_REFERENCE);
        CU_ASSERT_NSTRING_EQUAL(desk.body, labels, strlen(labels));
    }
}

static void the_bell_stops(void)
{
    struct desk_record desk;

    render_turn(&desk, (struct turn){RECORD_RAISED, 0}, POST_ALERTMANAGER);
    CU_ASSERT(record_says(&desk, "\"startsAt\":\"2026-11-23T10:01:01.000Z\",\"endsAt\":\"2026-11-26T10:01:01.000Z\""));
    render_turn(&desk, (struct turn){RECORD_DECIDED, DECISION_CONFIRM}, POST_ALERTMANAGER);
    CU_ASSERT(record_says(&desk, "\"endsAt\":\"2026-11-26T10:01:01.000Z\""));
    render_turn(&desk, (struct turn){RECORD_DECIDED, DECISION_EXPLAIN}, POST_ALERTMANAGER);
    CU_ASSERT(record_says(&desk, "\"endsAt\":\"2026-11-23T10:01:02.000Z\""));
    record_fill(&desk, RECORD_REMINDER); /* long after the 72 hours */
    desk.record.made_ms += INT64_C(864000000);
    record_render(&desk, POST_ALERTMANAGER, POST_REFERENCE);
    CU_ASSERT(record_says(&desk, "\"endsAt\":\"2026-12-04T10:01:02.000Z\""));
}

static void ocsf(void)
{
    static const struct {
        struct turn turn;
        const char *activity, *type, *status;
    } turns[] = {
        {{RECORD_RAISED, 0}, "1", "200401", "1"},
        {{RECORD_GROWN, 0}, "2", "200402", "1"},
        {{RECORD_DECIDED, DECISION_CONFIRM}, "2", "200402", "2"},
        {{RECORD_DECIDED, DECISION_EXPLAIN}, "3", "200403", "4"},
        {{RECORD_SELFTEST, 0}, "1", "200401", "1"},
    };
    struct desk_record desk;

    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        render_turn(&desk, turns[i].turn, POST_OCSF);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "activity_id"), turns[i].activity);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "type_uid"), turns[i].type);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "status_id"), turns[i].status);
    }
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "is_alert"), "false");
}

/* TheHive refuses a second alert with the same (type, source, sourceRef). */
static void thehive(void)
{
    struct desk_record desk;

    render_turn(&desk, (struct turn){RECORD_RAISED, 0}, POST_THEHIVE);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "sourceRef"), desk.record.id);
    CU_ASSERT_STRING_EQUAL(record_member(&desk, "severity"), "4");
    CU_ASSERT(record_says(&desk, "\"case:C-0123456789abcdef\""));
    text_copy(desk.report.says, sizeof desk.report.says, "[look](http:evil) <b> `x` ![i](y) # h");
    record_render(&desk, POST_THEHIVE, POST_REFERENCE);
    CU_ASSERT(record_says(&desk,
                          "\\\\[look\\\\]\\\\(http:evil\\\\) \\\\<b\\\\> \\\\`x\\\\` \\\\!\\\\[i\\\\]\\\\(y\\\\) "
                          "\\\\# h"));
}

/* Markdown is read in text blocks alone. */
static void teams(void)
{
    struct desk_record desk;

    record_fill(&desk, RECORD_RAISED);
    text_copy(desk.report.says, sizeof desk.report.says, "[look](http:evil)");
    record_render(&desk, POST_TEAMS, POST_REFERENCE);
    CU_ASSERT(record_says(&desk, "{\"type\":\"TextRun\",\"text\":\"[look](http:evil)\"}"));
    CU_ASSERT(!record_says(&desk, "\"TextBlock\",\"text\":\"["));
}

static void servicenow(void)
{
    static const char *const levels[] = {"3", "3", "3", "2", "1", "1"};
    struct desk_record desk;

    for (uint8_t severity = 1; severity <= 5; severity++) {
        record_fill(&desk, RECORD_REMINDER);
        desk.report.severity = severity;
        record_render(&desk, POST_SERVICENOW, POST_REFERENCE);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "impact"), levels[severity]);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "urgency"), levels[severity]);
        CU_ASSERT_STRING_EQUAL(record_member(&desk, "correlation_id"), desk.report.id);
        CU_ASSERT(strlen(record_member(&desk, "short_description")) <= 160);
    }
}

CU_TestInfo render_formats_tests[] = {
    {"a CloudEvent names its message, its machine and its case", cloudevents},
    {"one case is one alert at PagerDuty, and what was decided ends it", pagerduty},
    {"how severe a case is says whom PagerDuty wakes", pagerduty_severities},
    {"the key has one place, whatever a case says", one_place_for_the_key},
    {"no label changes while a case lives", one_alert},
    {"the bell rings until the report is due, and stops when nothing is left to do", the_bell_stops},
    {"an OCSF finding is created, updated and closed", ocsf},
    {"each message is an alert of its own in TheHive, its text no mark-up", thehive},
    {"free text in a card is shown as it is", teams},
    {"a ticket's urgency follows the severity", servicenow},
    CU_TEST_INFO_NULL,
};
