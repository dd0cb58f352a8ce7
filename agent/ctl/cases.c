/* confidectl cases, confidectl case ID. In: cases as the agent sends them. Out: a table; one case as a manager reads
 * it: what it is, what to do, until when, and the evidence. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"

#include "advice.h"
#include "agent_commands.h"
#include "ask.h"
#include "call.h"
#include "moment.h"
#include "phrase.h"
#include "table.h"

enum { ERROR_SIZE = 256, TEXT_SIZE = 512, SHOWN_EVENTS = 8, SEVERITY_BAD = 4, SEVERITY_POOR = 3 };

static enum table_colour colour_of(unsigned severity)
{
    return severity >= SEVERITY_BAD ? TABLE_BAD : severity >= SEVERITY_POOR ? TABLE_POOR : TABLE_NO_COLOUR;
}

static const char *who(const struct case_report *report)
{
    return report->login[0] ? report->login : "nobody could be named";
}

/* "7", or "256 or more" where the case holds no more of them. */
static char *at_least(char *to, uint32_t total, uint32_t most)
{
    char count[PHRASE_SIZE];

    text_format(to, PHRASE_SIZE, total >= most ? "%s or more" : "%s", phrase_count(count, total));
    return to;
}

struct listing {
    const struct call *call;
    struct table *table;
    struct case_report *report;
    unsigned count;
    bool failed;
};

static bool list_case(void *data, const char *json, size_t length)
{
    struct listing *listing = data;
    struct case_report *report = listing->report;
    char raised[MOMENT_SIZE], severity[4], patients[PHRASE_SIZE], error[ERROR_SIZE];
    const char *cells[] = {report->id, raised, NULL, NULL, severity, NULL, patients, report->says};

    if (listing->call->json)
        return puts(json) >= 0;
    if (!json_case_read(report, json, length, error, sizeof error)) {
        call_end(CALL_CANNOT, "a case cannot be shown: %s", error);
        listing->failed = true;
        return true;
    }
    moment_text(raised, report->raised_ms);
    cells[2] = json_case_class(report->class);
    cells[3] = json_case_certainty(report->certainty);
    text_format(severity, sizeof severity, "%u", report->severity);
    cells[5] = report->login[0] ? report->login : "-";
    at_least(patients, report->patient_total, CASE_PATIENTS_MAX);
    if (!table_add(listing->table, cells))
        return false;
    table_colour(listing->table, 4, colour_of(report->severity));
    listing->count++;
    return true;
}

int command_cases(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {NULL, NULL, NULL, "Lists what Confide found, oldest first.", NULL, NULL, NULL};
    static const struct table_column columns[] = {
        {"case", TABLE_PLAIN},     {"raised", TABLE_PLAIN}, {"class", TABLE_SPARE},          {"certainty", TABLE_SPARE},
        {"severity", TABLE_RIGHT}, {"who", TABLE_PLAIN},    {"patients", TABLE_SPARE_RIGHT}, {"what", TABLE_WRAP}};
    const struct wire_ask question = {.verb = ASK_CASES};
    struct listing listing = {.call = call};
    const struct ask_ear ear = {list_case, NULL, &listing};
    struct ask_answer answer;
    struct config config;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, NULL, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    listing.report = malloc(sizeof *listing.report);
    listing.table = table_new(columns, sizeof columns / sizeof columns[0]);
    if (!listing.report || !listing.table)
        goto out;
    if (ask_agent(config.run, &question, &ear, &answer) == ASK_ANSWERED && !call->json) {
        if (!table_print(listing.table))
            goto out;
        if (listing.count == 0 && answer.exit == CALL_GOOD && !listing.failed)
            puts("No case so far.");
    }
    exit = ask_end(&answer);
    if (listing.failed)
        exit = CALL_CANNOT;
out:
    table_free(listing.table);
    free(listing.report);
    return exit;
}

static void put(struct table *table, const char *label, const char *text)
{
    const char *cells[] = {label, text};

    table_add(table, cells);
}

/* A list, a line each, the label at the first. */
static void put_list(struct table *table, const char *label, const char *texts, size_t size, size_t count)
{
    for (size_t i = 0; i < count && texts[i * size]; i++)
        put(table, i == 0 ? label : NULL, texts + i * size);
}

static void put_head(struct table *table, const struct case_report *report, int64_t now_ms)
{
    char state[TEXT_SIZE / 2], text[TEXT_SIZE], moment[MOMENT_SIZE], left[PHRASE_SIZE];

    put(table, "what", report->says);
    text_format(text, sizeof text, "%s, severity %u of 5", advice_state(state, sizeof state, report), report->severity);
    put(table, "state", text);
    table_colour(table, 1, colour_of(report->severity));
    put(table, "do now", advice_do(report));
    text_format(text, sizeof text, "%s: %s (72 hours after it was raised, if it is a breach: GDPR article 33)",
                moment_text(moment, advice_deadline_ms(report)), phrase_left(left, advice_deadline_ms(report), now_ms));
    put(table, "decide by", text);
}

static void put_patients(struct table *table, const struct case_report *report)
{
    char text[CASE_PATIENTS_MAX * (EVENT_PATIENT_SIZE + 2)] = "", count[PHRASE_SIZE];

    put(table, "patients", at_least(count, report->patient_total, CASE_PATIENTS_MAX));
    for (size_t i = 0; i < CASE_PATIENTS_MAX && report->patients[i][0]; i++) {
        size_t used = strlen(text);
        text_format(text + used, sizeof text - used, "%s%s", used ? ", " : "", report->patients[i]);
    }
    if (text[0])
        put(table, NULL, text);
}

static void put_facts(struct table *table, const struct case_report *report)
{
    char text[TEXT_SIZE], first[MOMENT_SIZE], last[MOMENT_SIZE], span[PHRASE_SIZE], count[PHRASE_SIZE];

    put(table, "who", who(report));
    if (report->last_ms - report->first_ms < 1000)
        moment_text(text, report->first_ms);
    else
        text_format(text, sizeof text, "%s to %s (%s)", moment_text(first, report->first_ms),
                    moment_text(last, report->last_ms), phrase_span(span, report->last_ms - report->first_ms));
    put(table, "when", text);
    text_format(text, sizeof text, "%s", moment_text(first, report->raised_ms));
    put(table, "raised", text);
    put(table, "records", at_least(count, report->record_total, CASE_EVENTS_MAX));
    put_patients(table, report);
    put_list(table, "found by", report->rules[0], sizeof report->rules[0], CASE_RULES_MAX);
    put_list(table, "looked for in vain", report->checked[0], sizeof report->checked[0], CASE_CHECKED_MAX);
}

static void put_events(struct table *table, const struct case_report *report)
{
    char text[TEXT_SIZE], id[2 * EVENT_ID_SIZE + 1];

    text_format(text, sizeof text, "%s", phrase_many(id, report->event_total, "event"));
    put(table, "evidence", text);
    for (uint32_t i = 0; i < report->event_total && i < SHOWN_EVENTS; i++) {
        text_hex(id, report->events[i], EVENT_ID_SIZE);
        put(table, NULL, id);
    }
    if (report->event_total > SHOWN_EVENTS) {
        text_format(text, sizeof text, "... `confidectl case %.24s --json` names the others", report->id);
        put(table, NULL, text);
    }
}

struct reports {
    struct table *table;
    unsigned count;
};

static void put_report(void *data, const char *name, const char *value)
{
    struct reports *reports = data;

    if (strcmp(name, "reports") == 0)
        put(reports->table, reports->count++ ? NULL : "reports", value);
}

static bool print_case(const char *json)
{
    static const struct table_column columns[] = {{NULL, TABLE_PLAIN}, {NULL, TABLE_WRAP}};
    struct case_report *report = malloc(sizeof *report);
    struct table *table = table_new(columns, sizeof columns / sizeof columns[0]);
    struct reports reports = {table, 0};
    char error[ERROR_SIZE] = "not enough memory";
    bool good = report && table && json_case_read(report, json, strlen(json), error, sizeof error);

    if (good) {
        put(table, "case", report->id);
        put_head(table, report, clock_now_ms());
        put_facts(table, report);
        put_events(table, report);
        json_row_each(json, strlen(json), put_report, &reports);
        put(table, NULL, "This look is recorded.");
        good = table_print(table);
    } else {
        call_end(CALL_CANNOT, "the case cannot be shown: %s", error);
    }
    table_free(table);
    free(report);
    return good;
}

static error_t parse_case(int key, char *argument, struct argp_state *state)
{
    struct wire_ask *question = state->input;

    if (key == ARGP_KEY_NO_ARGS)
        argp_error(state, "say which case: `confidectl cases` lists them");
    if (key != ARGP_KEY_ARG || state->arg_num > 0)
        return ARGP_ERR_UNKNOWN;
    text_copy(question->argument, sizeof question->argument, argument);
    return 0;
}

int command_case(struct call *call, int argc, char **argv)
{
    static const struct argp argp = {
        NULL, parse_case, "ID", "Shows one case as a manager reads it. The look is itself recorded.", NULL, NULL, NULL};
    struct wire_ask question = {.verb = ASK_CASE};
    struct ask_answer answer;
    struct config config;
    char *row;
    int exit;

    call_parse(call, &argp, &question, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    row = malloc(WIRE_BODY_MAX + 1);
    if (!row)
        return call_end(CALL_CANNOT, "not enough memory");
    ask_one(config.run, &question, row, WIRE_BODY_MAX + 1, &answer);
    exit = ask_end(&answer);
    if (row[0] && call->json)
        puts(row);
    else if (row[0] && !print_case(row))
        exit = CALL_CANNOT;
    free(row);
    return exit;
}
