/* confidectl case ID: one case as a manager reads it: what it is, what to do, until when, what was decided, and the
 * evidence; confidectl case ID VERB: a decision (decide.c), a report (case_report.c). In: the case as the agent sends
 * it. Out: a card. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"

#include "agent/report/advice.h"
#include "agent/report/phrase.h"
#include "case_commands.h"
#include "ask.h"
#include "call.h"
#include "case_report.h"
#include "case_words.h"
#include "decide.h"
#include "moment.h"
#include "table.h"

enum { ERROR_SIZE = 256, TEXT_SIZE = 512, ASKED_SIZE = 1024, SHOWN_EVENTS = 8 };

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

static void put_deadline(struct table *table, const struct case_report *report, unsigned verb, int64_t now_ms)
{
    char text[TEXT_SIZE], moment[MOMENT_SIZE], left[PHRASE_SIZE];
    int64_t deadline_ms = advice_deadline_ms(report);

    if (verb == DECISION_EXPLAIN || verb == DECISION_CLOSE)
        return;
    text_format(text, sizeof text, "%s: %s (72 hours after it was raised, if it is a breach: GDPR article 33)",
                moment_text(moment, deadline_ms), phrase_left(left, deadline_ms, now_ms));
    put(table, verb ? "tell authority by" : "decide by", text);
    if (verb)
        return;
    text_format(text, sizeof text,
                "nobody so far: `confidectl case %s confirm --reason \"...\"`, or `explain` or `close`", report->id);
    put(table, "decided", text);
}

/* `verb`: the last decision on it, 0 = none. */
static void put_head(struct table *table, const struct case_report *report, unsigned verb, int64_t now_ms)
{
    const char *decided = advice_decided(verb, report);
    char state[TEXT_SIZE / 2], text[TEXT_SIZE];

    put(table, "what", report->says);
    text_format(text, sizeof text, "%s: %s, severity %u of 5", json_case_state(verb),
                advice_state(state, sizeof state, report), report->severity);
    put(table, "state", text);
    table_colour(table, 1, case_colour(report->severity));
    put(table, "do now", decided ? decided : advice_do(report));
    put_deadline(table, report, verb, now_ms);
}

static void put_patients(struct table *table, const struct case_report *report)
{
    char text[CASE_PATIENTS_MAX * (EVENT_PATIENT_SIZE + 2)] = "", count[PHRASE_SIZE];

    put(table, "patients", case_at_least(count, report->patient_total, CASE_PATIENTS_MAX));
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

    put(table, "who", case_who(report));
    if (report->last_ms - report->first_ms < 1000)
        moment_text(text, report->first_ms);
    else
        text_format(text, sizeof text, "%s to %s (%s)", moment_text(first, report->first_ms),
                    moment_text(last, report->last_ms), phrase_span(span, report->last_ms - report->first_ms));
    put(table, "when", text);
    text_format(text, sizeof text, "%s", moment_text(first, report->raised_ms));
    put(table, "raised", text);
    put(table, "records", case_at_least(count, report->record_total, CASE_EVENTS_MAX));
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

/* What stands in the row beside the case itself. */
struct beside {
    struct table *table;
    const char *wanted, *label; /* members of this name go under this label */
    unsigned count, verb;
};

static void put_member(void *data, const char *name, const char *value)
{
    struct beside *beside = data;

    if (strcmp(name, beside->wanted) == 0)
        put(beside->table, beside->count++ ? NULL : beside->label, value);
}

static void put_members(struct table *table, const char *json, const char *wanted, const char *label)
{
    struct beside beside = {.table = table, .wanted = wanted, .label = label};

    json_row_each(json, strlen(json), put_member, &beside);
}

/* The agent's "WHAT TIME: WORDS", its time made local. */
static void put_asked(void *data, const char *name, const char *value)
{
    static const char form[] = "2026-11-22T12:25:26.123Z";
    char text[ASKED_SIZE], time[sizeof form], moment[MOMENT_SIZE];
    int64_t time_ms;

    for (const char *at = value; strlen(at) >= strlen(form); at++) {
        if (at[10] != 'T' || at[23] != 'Z')
            continue;
        text_format(time, sizeof time, "%.24s", at);
        if (clock_parse(time, &time_ms)) {
            text_format(text, sizeof text, "%.*s%s%s", (int)(at - value), value, moment_text(moment, time_ms), at + 24);
            value = text;
        }
        break;
    }
    put_member(data, name, value);
}

static void see_verb(void *data, const struct decision *decision)
{
    struct beside *beside = data;

    if (decision->verb != DECISION_ACKNOWLEDGE) /* which leaves it as it was */
        beside->verb = decision->verb;
}

static void put_decision(void *data, const struct decision *decision)
{
    struct beside *beside = data;
    char text[sizeof decision->reason + TEXT_SIZE], moment[MOMENT_SIZE], until[MOMENT_SIZE];

    text_format(text, sizeof text, "%s by %s, %s%s%s%s%s", json_case_state(decision->verb), decision->by,
                moment_text(moment, decision->decided_ms), decision->until_ms ? ", accepted until " : "",
                decision->until_ms ? moment_text(until, decision->until_ms) : "", decision->reason[0] ? ": " : "",
                decision->reason);
    put(beside->table, beside->count++ ? NULL : beside->label, text);
}

static bool print_case(const char *json)
{
    static const struct table_column columns[] = {{NULL, TABLE_PLAIN}, {NULL, TABLE_WRAP}};
    struct case_report *report = malloc(sizeof *report);
    struct table *table = table_new(columns, sizeof columns / sizeof columns[0]);
    struct beside decisions = {.table = table, .label = "decided"}, questions = {table, "asked", "question", 0, 0};
    char error[ERROR_SIZE] = "not enough memory";
    bool good = report && table && json_case_read(report, json, strlen(json), error, sizeof error) &&
                json_row_decisions(json, strlen(json), see_verb, &decisions);

    if (good) {
        put(table, "case", report->id);
        put_head(table, report, decisions.verb, clock_now_ms());
        json_row_decisions(json, strlen(json), put_decision, &decisions);
        put_facts(table, report);
        put_members(table, json, "typed", "reason typed");
        json_row_each(json, strlen(json), put_asked, &questions);
        put_events(table, report);
        put_members(table, json, "reports", "reports");
        put(table, NULL, "This look is recorded.");
        good = table_print(table);
    } else {
        call_end(CALL_CANNOT, "the case cannot be shown: %s", error);
    }
    table_free(table);
    free(report);
    return good;
}

static int show(const struct call *call, const struct config *config, const char *id)
{
    struct wire_ask question = {.verb = ASK_CASE};
    struct ask_answer answer;
    char *row = malloc(WIRE_BODY_MAX + 1);
    int exit;

    if (!row)
        return call_end(CALL_CANNOT, "not enough memory");
    text_copy(question.argument, sizeof question.argument, id);
    ask_one(config->run, &question, row, WIRE_BODY_MAX + 1, &answer);
    exit = ask_end(&answer);
    if (row[0] && call->json)
        puts(row);
    else if (row[0] && !print_case(row))
        exit = CALL_CANNOT;
    free(row);
    return exit;
}

/* ---- the command line ------------------------------------------------------------------------ */

enum { OPTION_FOR = 'F', OPTION_FORMAT = 'f', OPTION_OUTPUT = 'o' };

struct wanted {
    const char *id;
    struct decide_words words;
    struct case_report_words report;
};

static bool is_verb(const char *word)
{
    return word && (decide_verb(word) != 0 || strcmp(word, "report") == 0);
}

/* What goes with what. */
static void check_words(const struct wanted *wanted, struct argp_state *state)
{
    const char *verb = wanted->words.verb;
    bool is_report = verb && strcmp(verb, "report") == 0;

    if (is_verb(wanted->id))
        argp_error(state, "the case comes first: `confidectl case %s %s`; `confidectl cases` lists them",
                   verb && !is_verb(verb) ? verb : "ID", wanted->id);
    if (is_report && (wanted->words.reason || wanted->words.until))
        argp_error(state, "--reason and --until go with a decision, not with a report");
    if (!is_report && (wanted->report.reader || wanted->report.format || wanted->report.output))
        argp_error(state, "--for, --format and --output go with `report`");
    if (!verb && (wanted->words.reason || wanted->words.until))
        argp_error(state, "--reason and --until go with `confirm`, `explain`, `close` or `acknowledge`");
}

static error_t parse_case(int key, char *argument, struct argp_state *state)
{
    struct wanted *wanted = state->input;

    switch (key) {
    case 'r':
        wanted->words.reason = argument;
        return 0;
    case 'u':
        wanted->words.until = argument;
        return 0;
    case OPTION_FOR:
        wanted->report.reader = argument;
        return 0;
    case OPTION_FORMAT:
        wanted->report.format = argument;
        return 0;
    case OPTION_OUTPUT:
        wanted->report.output = argument;
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "say which case: `confidectl cases` lists them");
        return 0;
    case ARGP_KEY_ARG:
        if (state->arg_num > 1)
            return ARGP_ERR_UNKNOWN;
        *(state->arg_num == 0 ? &wanted->id : &wanted->words.verb) = argument;
        return 0;
    case ARGP_KEY_SUCCESS:
        check_words(wanted, state);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

int command_case(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"reason", 'r', "TEXT", 0, "Why you decide so: kept for ever, with your name", 0},
        {"until", 'u', "DATE", 0, "explain: accept the same until the end of DATE", 0},
        {"for", OPTION_FOR, "READER", 0, "report: what a form asks, without a name: ico, dspt, article33", 0},
        {"format", OPTION_FORMAT, "FORMAT", 0, "report: text (default), html, json", 0},
        {"output", OPTION_OUTPUT, "FILE", 0, "report: into FILE, which only you may read", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse_case,
        "ID [confirm|explain|close|acknowledge|report]",
        "Shows one case as a manager reads it; the look is itself recorded. Or decides it: it "
        "was wrong (confirm), there was a reason (explain), nothing more is to be done (close). Or takes note of it, "
        "so "
        "that no more reminders are sent (acknowledge). Or writes all that is kept of it as a report.",
        NULL,
        NULL,
        NULL};
    struct wanted wanted = {.id = NULL};
    struct config config;

    call_parse(call, &argp, &wanted, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (!wanted.words.verb)
        return show(call, &config, wanted.id);
    if (strcmp(wanted.words.verb, "report") == 0)
        return case_report_write(call, &config, wanted.id, &wanted.report);
    return decide_case(call, &config, wanted.id, &wanted.words);
}
