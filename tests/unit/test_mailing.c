/* Messages: whom a case goes to, what it supersedes, who is reminded. On a real store. */
#include <stdio.h>
#include <string.h>

#include <CUnit/CUnit.h>

#include "agent/base/clock.h"
#include "agent/judge/context/context.h"
#include "agent/judge/outbox/mailing_tell.h"
#include "agent/judge/outbox/oath.h"
#include "agent/judge/store/store_post.h"
#include "store_help.h"

struct office {
    char folder[64];
    struct config config;
    struct context context;
    struct store *store;
    struct oath *oath;
    struct mailing *mailing;
    char text[1024]; /* what was pending */
};

static struct config_endpoint *endpoint(struct office *office, const char *name, const char *url)
{
    struct config_endpoint *made = &office->config.endpoints[office->config.endpoint_count++];

    text_copy(made->name, sizeof made->name, name);
    text_copy(made->url, sizeof made->url, url);
    made->least_severity = 1;
    return made;
}

static void open_office(struct office *office)
{
    *office = (struct office){.folder = ""};
    help_folder(office->folder);
    config_defaults(&office->config);
    office->config.endpoint_count = 0;
}

static void start_office(struct office *office)
{
    office->store = help_open(office->folder, 64, 0);
    office->oath = oath_open(&office->config, office->store);
    office->mailing = mailing_open(&office->config, office->store, &office->context, office->oath);
    CU_ASSERT_PTR_NOT_NULL_FATAL(office->mailing);
}

/* The agent is started again, with what was changed in its configuration. */
static void start_again(struct office *office)
{
    mailing_close(office->mailing);
    office->mailing = mailing_open(&office->config, office->store, &office->context, office->oath);
    CU_ASSERT_PTR_NOT_NULL_FATAL(office->mailing);
}

static void close_office(struct office *office)
{
    mailing_close(office->mailing);
    oath_close(office->oath);
    store_close(office->store);
    help_remove(office->folder);
}

static void tell(struct office *office, uint32_t version, unsigned severity)
{
    struct case_report report = help_case(version);

    report.severity = (uint8_t)severity;
    CU_ASSERT_EQUAL_FATAL(store_begin(office->store), STORE_OK);
    CU_ASSERT_EQUAL(store_put_case(office->store, &report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(mailing_case(office->mailing, &report, version > 1 ? RECORD_GROWN : RECORD_RAISED, 0, help_now_ms),
                    STORE_OK);
    CU_ASSERT_EQUAL(store_commit(office->store), STORE_OK);
}

static void ask_for_test(struct office *office, const char *what)
{
    CU_ASSERT_EQUAL(store_begin(office->store), STORE_OK);
    CU_ASSERT_EQUAL(mailing_selftest(office->mailing, what, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(office->store), STORE_OK);
}

static void deliver(struct office *office, const char *id, enum report_state state)
{
    struct wire_result result = {.status = 200, .retry_after_s = -1};

    text_copy(result.id, sizeof result.id, id);
    CU_ASSERT_EQUAL(store_begin(office->store), STORE_OK);
    CU_ASSERT_EQUAL(store_note_attempt(office->store, &result, state, help_now_ms, "so", help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(office->store), STORE_OK);
}

static void readdress(struct office *office, const struct store_report *message, const struct case_report *report)
{
    CU_ASSERT_EQUAL(store_begin(office->store), STORE_OK);
    CU_ASSERT_EQUAL(mailing_readdress(office->mailing, message, report, help_now_ms), STORE_OK);
    CU_ASSERT_EQUAL(store_commit(office->store), STORE_OK);
}

static bool write_down(void *data, const struct store_report *report)
{
    char *text = data;
    size_t used = strlen(text);

    return text_format(text + used, 1024 - used, "%s ", report->id);
}

static const char *pending(struct office *office)
{
    office->text[0] = '\0';
    CU_ASSERT_EQUAL(store_pending(office->store, write_down, office->text), STORE_OK);
    return office->text;
}

static void to_each_by_severity(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    endpoint(&office, "pager", "https://localhost/")->least_severity = 4;
    endpoint(&office, "second", "https://localhost/")->when = POST_FIRST_SILENT;
    endpoint(&office, "off", "");
    start_office(&office);
    tell(&office, 1, 3);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1 ");
    tell(&office, 2, 4);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v2 C-0123456789abcdef-v2_pager ");
    close_office(&office);
}

static void kept_for_the_first(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "");
    start_office(&office);
    tell(&office, 1, 1);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1 ");
    close_office(&office);
}

/* A mail to nobody cannot be written: the case stands all the same, and who hears once that is mended is told. */
static void kept_until_it_can_be_written(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "smtp://localhost");
    office.config.endpoints[0].format = POST_MAIL;
    start_office(&office);
    tell(&office, 1, 3);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1_NOBODY ");
    CU_ASSERT_FALSE(mailing_reaches(office.mailing, "NOBODY"));
    CU_ASSERT_STRING_EQUAL(mailing_first(office.mailing), "NOBODY");
    close_office(&office);
}

static void only_what_waits_is_superseded(void)
{
    struct office office;
    struct store_report report;

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    deliver(&office, "C-0123456789abcdef-v1", REPORT_DELIVERED);
    tell(&office, 2, 3);
    tell(&office, 3, 3);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v3 ");
    CU_ASSERT_EQUAL(store_report(office.store, "C-0123456789abcdef-v1", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.state, REPORT_DELIVERED);
    CU_ASSERT_EQUAL(store_report(office.store, "C-0123456789abcdef-v2", &report), STORE_OK);
    CU_ASSERT_EQUAL(report.state, REPORT_SUPERSEDED);
    CU_ASSERT_STRING_EQUAL(report.words, "superseded by C-0123456789abcdef-v3");
    close_office(&office);
}

static void reminds_who_accepted(void)
{
    struct case_report report = help_case(1);
    struct office office;

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    endpoint(&office, "mail", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    deliver(&office, "C-0123456789abcdef-v1_mail", REPORT_DELIVERED);
    for (int i = 0; i < 2; i++) { /* the second time adds nothing */
        CU_ASSERT_EQUAL(store_begin(office.store), STORE_OK);
        CU_ASSERT_EQUAL(mailing_reminder(office.mailing, &report, 2, help_now_ms), STORE_OK);
        CU_ASSERT_EQUAL(store_commit(office.store), STORE_OK);
    }
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1 C-0123456789abcdef-r2_mail ");
    close_office(&office);
}

static void minimal_once(void)
{
    struct office office;
    struct store_report full;
    uint8_t body[WIRE_BODY_MAX];

    open_office(&office);
    endpoint(&office, "mail", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "mail", help_now_ms, &full, body, sizeof body),
                              STORE_OK);
        deliver(&office, full.id, REPORT_QUARANTINED);
        CU_ASSERT_EQUAL(store_begin(office.store), STORE_OK);
        CU_ASSERT_EQUAL(mailing_minimal(office.mailing, &full, body, help_now_ms), STORE_OK);
        CU_ASSERT_EQUAL(store_commit(office.store), STORE_OK);
        CU_ASSERT_STRING_EQUAL(pending(&office), i == 0 ? "C-0123456789abcdef-v1-min_mail " : "");
    }
    close_office(&office);
}

static void goes_to_those_there_are(void)
{
    struct office office;
    struct store_report lost;
    struct case_report report = help_case(1);
    uint8_t body[WIRE_BODY_MAX];

    open_office(&office);
    endpoint(&office, "old", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "old", help_now_ms, &lost, body, sizeof body), STORE_OK);
    office.config.endpoint_count = 0;
    endpoint(&office, "", "https://localhost/");
    start_again(&office);
    CU_ASSERT_FALSE(mailing_reaches(office.mailing, "old"));
    readdress(&office, &lost, NULL); /* its case cannot be read: it waits, it is not lost */
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1_old ");
    readdress(&office, &lost, &report);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1 ");
    close_office(&office);
}

/* What waits is written anew when its endpoint's format was changed, and goes under another id. */
static void in_the_form_of_now(void)
{
    const struct case_report report = help_case(1);
    struct office office;
    struct store_report waiting;
    uint8_t body[WIRE_BODY_MAX];

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    start_again(&office);
    CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "", help_now_ms, &waiting, body, sizeof body), STORE_OK);
    CU_ASSERT_TRUE(mailing_fits(office.mailing, &waiting));
    for (unsigned turn = 0; turn < 3; turn++) { /* and back again */
        office.config.endpoints[0].format = turn == 1 ? POST_WEBHOOK : POST_TEAMS;
        start_again(&office);
        CU_ASSERT_FALSE(mailing_fits(office.mailing, &waiting));
        readdress(&office, &waiting, &report);
        CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "", help_now_ms, &waiting, body, sizeof body), STORE_OK);
        CU_ASSERT_TRUE(mailing_fits(office.mailing, &waiting));
        CU_ASSERT_EQUAL(memmem(body, waiting.size, "AdaptiveCard", 12) != NULL, turn != 1);
        CU_ASSERT_PTR_NOT_NULL(strstr(pending(&office), "C-0123456789abcdef-v1-f"));
        CU_ASSERT_PTR_EQUAL(strchr(office.text, ' '), strrchr(office.text, ' '));
    }
    close_office(&office);
}

/* Of a test nothing is known but what it was: it is sent no more. */
static void a_trial_is_not_written_anew(void)
{
    struct office office;
    struct store_report waiting;
    uint8_t body[WIRE_BODY_MAX];

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    start_office(&office);
    ask_for_test(&office, "T-1");
    CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "", help_now_ms, &waiting, body, sizeof body), STORE_OK);
    office.config.endpoints[0].detail = POST_LOGINS;
    start_again(&office);
    CU_ASSERT_FALSE(mailing_fits(office.mailing, &waiting));
    readdress(&office, &waiting, NULL);
    CU_ASSERT_STRING_EQUAL(pending(&office), "");
    close_office(&office);
}

/* A case that cannot be read cannot be written anew: its report waits, and nothing waits behind it. */
static void what_waits_is_in_nobodys_way(void)
{
    struct office office;
    struct store_report waiting, next;
    uint8_t body[WIRE_BODY_MAX];

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 5);
    CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "", help_now_ms, &waiting, body, sizeof body), STORE_OK);
    office.config.endpoints[0].format = POST_TEAMS;
    start_again(&office);
    readdress(&office, &waiting, NULL);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1 ");
    CU_ASSERT_EQUAL(store_next_message(office.store, "", help_now_ms, &next, body, sizeof body), STORE_NOTHING);
    ask_for_test(&office, "T-1");
    CU_ASSERT_EQUAL_FATAL(store_next_message(office.store, "", help_now_ms, &next, body, sizeof body), STORE_OK);
    CU_ASSERT_STRING_EQUAL(next.id, "T-1");
    CU_ASSERT_TRUE(mailing_fits(office.mailing, &next));
    close_office(&office);
}

static void passed_over(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "smtp://localhost:25")->format = POST_MAIL; /* nobody to send it to */
    endpoint(&office, "other", "https://localhost/");
    start_office(&office);
    tell(&office, 1, 3);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1_other ");
    close_office(&office);
}

static void hears_how_it_ends(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "https://localhost/");
    endpoint(&office, "pager", "https://localhost/")->least_severity = 4;
    start_office(&office);
    tell(&office, 1, 4);
    deliver(&office, "C-0123456789abcdef-v1", REPORT_DELIVERED);
    deliver(&office, "C-0123456789abcdef-v1_pager", REPORT_DELIVERED);
    tell(&office, 2, 2);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v2 C-0123456789abcdef-v2_pager ");
    close_office(&office);
}

static void told_always(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "spare", "https://localhost/")->when = POST_FIRST_SILENT;
    start_office(&office);
    tell(&office, 1, 3);
    CU_ASSERT_STRING_EQUAL(pending(&office), "C-0123456789abcdef-v1_spare ");
    close_office(&office);
}

static void tests_everybody(void)
{
    struct office office;

    open_office(&office);
    endpoint(&office, "", "https://localhost/")->least_severity = 5;
    endpoint(&office, "second", "https://localhost/")->when = POST_FIRST_SILENT;
    endpoint(&office, "letter", "smtp://localhost/")->format = POST_MAIL; /* to nobody: it cannot be written */
    endpoint(&office, "off", "");
    start_office(&office);
    ask_for_test(&office, "T-1-v1");
    CU_ASSERT_STRING_EQUAL(pending(&office), "T-1-v1 T-1-v1_second ");
    close_office(&office);
}

CU_TestInfo mailing_tests[] = {
    {"a case goes to each endpoint that hears of its severity", to_each_by_severity},
    {"where nobody is configured, it is kept for the first there will be", kept_for_the_first},
    {"what cannot be written for the only endpoint is kept until it can", kept_until_it_can_be_written},
    {"a newer version supersedes what waits, and nothing that was delivered", only_what_waits_is_superseded},
    {"who accepted the case is reminded, once", reminds_who_accepted},
    {"a refused message has one minimal form, and that has none", minimal_once},
    {"what waits is written anew when its endpoint's form was changed", in_the_form_of_now},
    {"a test that waits is not", a_trial_is_not_written_anew},
    {"a report whose case cannot be read waits, and nothing waits behind it", what_waits_is_in_nobodys_way},
    {"an endpoint for which nothing can be written is passed over", passed_over},
    {"who was told of a case hears how it ends", hears_how_it_ends},
    {"who stands in for nobody is told always", told_always},
    {"a test goes to every endpoint, also one that stands in for another", tests_everybody},
    {"what waits for an endpoint that is gone goes to those there are", goes_to_those_there_are},
    CU_TEST_INFO_NULL,
};
