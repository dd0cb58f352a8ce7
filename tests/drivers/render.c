/* render: writes one record as an endpoint would get it: a case (FORMATS section 3, one JSON object) from standard
 * input, what the agent knows beside it made up but always the same, so that the same command gives the same bytes. For
 * the golden files and for checks by other people's parsers. Out: the body, nothing else. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/crypto.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/report/render.h"

enum { EXIT_USAGE = 2, EXIT_CANNOT = 3, ERROR_SIZE = 256 };

#define HOUR_MS INT64_C(3600000)

struct wish {
    const char *words[3];
    unsigned count;
    const char *clinic, *from, *to;
    unsigned verb;
    bool type_only;
};

static const char *const formats[] = {"webhook", "cloudevents", "pagerduty",  "alertmanager", "ocsf",
                                      "thehive", "teams",       "servicenow", "mail"};
static const char *const kinds[] = {"", "raised", "grown", "decided", "reminder", "minimal", "selftest"};
static const char *const details[] = {"reference", "logins", "full"};

static unsigned number_of(const char *word, const char *const *words, size_t count)
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return i;
    fprintf(stderr, "render: '%s' is none of:", word);
    for (size_t i = 0; i < count; i++)
        fprintf(stderr, " %s", words[i]);
    fputs("\n", stderr);
    exit(EXIT_USAGE);
}

#define NUMBER_OF(word, words) number_of(word, words, sizeof(words) / sizeof(words)[0])

static void read_case(struct case_report *report)
{
    static char text[JSON_CASE_SIZE];
    size_t length = fread(text, 1, sizeof text, stdin);
    char error[ERROR_SIZE];

    if (!json_case_read(report, text, length, error, sizeof error)) {
        fprintf(stderr, "render: standard input: %s\n", error);
        exit(EXIT_CANNOT);
    }
}

static void fill_statement(struct statement *statement, int64_t now_ms)
{
    *statement = (struct statement){.seq = 42,
                                    .previous_seq = 40,
                                    .time_ms = now_ms,
                                    .started_ms = now_ms - 24 * HOUR_MS,
                                    .events = 1234,
                                    .is_watched = true,
                                    .checked = 42};
    text_copy(statement->machine, sizeof statement->machine, "0f1e2d3c4b5a69788796a5b4c3d2e1f0");
    text_copy(statement->chain_id, sizeof statement->chain_id, "00112233445566778899aabbccddeeff");
    memset(statement->head, 'a', sizeof statement->head - 1);
    memset(statement->previous_head, 'b', sizeof statement->previous_head - 1);
    text_copy(statement->version, sizeof statement->version, "0.1");
    text_copy(statement->boot, sizeof statement->boot, "7d444840-9dc0-11d1-b245-5ffdce74fad2");
    memset(statement->register_sha256, 'c', sizeof statement->register_sha256 - 1);
    memset(statement->config_sha256, 'd', sizeof statement->config_sha256 - 1);
}

static void fill_record(struct report_record *record, const struct case_report *report, enum record_kind kind,
                        unsigned verb)
{
    static const struct skeleton_facts facts = {
        .has_personal_logins = true, .has_strong_passwords = true, .is_watched = true, .is_history_whole = true};
    bool has_case = kind != RECORD_MINIMAL && kind != RECORD_SELFTEST;

    memset(record, 0, sizeof *record);
    record->kind = kind;
    record->made_ms = report->raised_ms + 1000;
    fill_statement(&record->statement, record->made_ms);
    text_format(record->id, sizeof record->id,
                has_case                 ? "%s-v%u-%s"
                : kind == RECORD_MINIMAL ? "%s-v%u-min"
                                         : "T-1",
                report->id, report->version, kinds[kind]);
    if (kind == RECORD_MINIMAL) {
        record->severity = report->severity;
        memset(record->full_sha256, 'e', sizeof record->full_sha256 - 1);
        text_format(record->full_id, sizeof record->full_id, "%s-v%u", report->id, report->version);
    }
    if (!has_case)
        return;
    record->report = report;
    record->verb = kind == RECORD_DECIDED ? verb : 0;
    record->reminder = kind == RECORD_REMINDER;
    record->clocks = (struct record_clocks){.first_ms = report->first_ms,
                                            .last_ms = report->last_ms,
                                            .raised_ms = report->raised_ms,
                                            .delivered_ms = kind == RECORD_RAISED ? 0 : report->raised_ms + HOUR_MS,
                                            .report_by_ms = report->raised_ms + RECORD_REPORT_BY_MS};
    skeleton_make(&record->skeleton, report, &facts);
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    static const char *const verbs[] = {"", "confirm", "explain", "close", "acknowledge"};
    struct wish *wish = state->input;

    if (key == 'c')
        wish->clinic = argument;
    else if (key == 'f')
        wish->from = argument;
    else if (key == 't')
        wish->to = argument;
    else if (key == 'v')
        wish->verb = NUMBER_OF(argument, verbs);
    else if (key == 'y')
        wish->type_only = true;
    else if (key == ARGP_KEY_ARG && wish->count < 3)
        wish->words[wish->count++] = argument;
    else if (key == ARGP_KEY_ARG || (key == ARGP_KEY_END && wish->count != 3))
        argp_usage(state);
    else
        return ARGP_ERR_UNKNOWN;
    return 0;
}

static int write_it(const struct wish *wish)
{
    static char body[RENDER_SIZE];
    struct config_endpoint endpoint = {.format = NUMBER_OF(wish->words[0], formats),
                                       .detail = NUMBER_OF(wish->words[2], details)};
    enum record_kind kind = NUMBER_OF(wish->words[1], kinds);
    struct report_record record;
    struct case_report report;
    size_t length;

    text_copy(endpoint.from, sizeof endpoint.from, wish->from);
    text_copy(endpoint.to, sizeof endpoint.to, wish->to);
    if (wish->type_only)
        return puts(render_content_type(endpoint.format)) < 0;
    read_case(&report);
    fill_record(&record, &report, kind, wish->verb);
    length = render(&record, &endpoint, wish->clinic, body, sizeof body);
    if (length == 0)
        fputs("render: the format has no words for that\n", stderr);
    return length > 0 && fwrite(body, 1, length, stdout) == length ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"clinic", 'c', "NAME", 0, "The clinic's name", 0},
        {"from", 'f', "ADDRESS", 0, "A mail's From", 0},
        {"to", 't', "ADDRESSES", 0, "A mail's To", 0},
        {"verb", 'v', "VERB", 0, "How it was decided: confirm, explain, close, acknowledge", 0},
        {"content-type", 'y', NULL, 0, "Only the format's Content-Type; reads nothing", 0},
        {0}};
    static const struct argp argp = {options, parse, "FORMAT KIND DETAIL", "Renders the case on standard input.", NULL,
                                     NULL,    NULL};
    struct wish wish = {.clinic = "Hill Street Practice",
                        .from = "Confide <confide@clinic.example>",
                        .to = "manager@clinic.example",
                        .verb = DECISION_CONFIRM};

    argp_err_exit_status = EXIT_USAGE;
    if (!crypto_start())
        return EXIT_CANNOT;
    argp_parse(&argp, argc, argv, 0, NULL, &wish);
    return write_it(&wish);
}
