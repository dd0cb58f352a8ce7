/* confidectl budget: what does judging cost this site, and what does it catch? The cases of the last weeks as the agent
 * holds them, with what people decided of them; and a judge of this program's own over the events of that time, as far
 * as one answer of the agent holds them, for what another threshold would have cost. The agent's own judge is not
 * touched, and the look at the events is recorded. In: cases and events from the agent. Out: tables, or NDJSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/report/phrase.h"

#include "case_commands.h"
#include "ask.h"
#include "call.h"
#include "tally_print.h"
#include "trial.h"

#define WEEK_MS (7 * INT64_C(86400000))

enum {
    WEEKS = 4,
    WEEKS_MOST = 520,
    EVENTS_MOST = 50000, /* one answer's: the agent keeps 64 MiB for a peer, and reads so many in a second */
    POINTS_LEAST = 50,   /* as of alert_points: confide.conf(5) */
    STATE_SIZE = 16,
    ERROR_SIZE = 1024
};

struct budget {
    struct config config;
    struct context context;
    struct case_report report;
    struct tally tally, low_tally;
    struct trial *low;
    uint64_t events;
    int64_t first_ms; /* of the events that were judged again */
    struct tally_span span;
    uint64_t delivered;
    const char *failed; /* why, once something did */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    int64_t *weeks = state->input;

    if (key != 'w')
        return ARGP_ERR_UNKNOWN;
    if (!text_number(argument, 1, WEEKS_MOST, weeks))
        argp_error(state, "--weeks takes a number from 1 to %d", WEEKS_MOST);
    return 0;
}

/* What people decided last: enum decision_verb, 0 while nobody has. What was confirmed and then closed stays
 * confirmed: the rule was right. */
static unsigned verdict_of(const struct case_report *report, const char *json, size_t length)
{
    char state[STATE_SIZE];

    if (report->certainty == CERTAINTY_CONFIRMED)
        return DECISION_CONFIRM;
    if (json_field_read(json, length, "state", state, sizeof state))
        for (unsigned verb = DECISION_CONFIRM; verb < TALLY_VERDICTS; verb++)
            if (strcmp(state, json_case_state(verb)) == 0)
                return verb;
    return 0;
}

static bool count_case(void *data, const char *json, size_t length)
{
    struct budget *budget = data;
    char error[ERROR_SIZE];

    if (!json_case_read(&budget->report, json, length, error, sizeof error)) {
        budget->failed = "a case of the agent's cannot be read: are confidectl and confided of one version?";
        return false;
    }
    if (budget->report.raised_ms >= budget->span.from_ms)
        tally_take(&budget->tally, &budget->report, verdict_of(&budget->report, json, length));
    return true;
}

static bool judge_again(void *data, const char *json, size_t length)
{
    struct budget *budget = data;
    char error[ERROR_SIZE];
    struct event event;

    if (!json_event_read(&event, json, length, error, sizeof error)) {
        budget->failed = "an event of the agent's cannot be read: are confidectl and confided of one version?";
        return false;
    }
    if (budget->events++ == 0)
        budget->first_ms = event.time_ms;
    if (!trial_event(budget->low, &event))
        budget->failed = "not enough memory";
    return !budget->failed;
}

static bool count_low_case(void *data, const struct case_report *report)
{
    struct budget *budget = data;

    tally_take(&budget->low_tally, report, 0);
    return true;
}

/* Both questions. The first one's answer is what was; the second one's, what would have been. */
static bool ask_both(struct budget *budget, struct ask_answer *answer)
{
    const struct wire_ask cases = {.verb = ASK_CASES, .since_ms = budget->span.from_ms};
    const struct wire_ask events = {.verb = ASK_EVENTS, .since_ms = budget->span.from_ms, .limit = EVENTS_MOST};
    const struct ask_ear case_ear = {count_case, NULL, budget}, event_ear = {judge_again, NULL, budget};
    char delivered[STATE_SIZE + 16], row[ERROR_SIZE * 8];
    const struct wire_ask status = {.verb = ASK_STATUS};

    if (ask_agent(budget->config.run, &cases, &case_ear, answer) != ASK_ANSWERED || answer->exit != CALL_GOOD ||
        budget->failed)
        return false;
    if (ask_agent(budget->config.run, &events, &event_ear, answer) != ASK_ANSWERED || answer->exit != CALL_GOOD ||
        budget->failed)
        return false;
    if (ask_one(budget->config.run, &status, row, sizeof row, answer) != ASK_ANSWERED || answer->exit != CALL_GOOD)
        return false;
    if (json_field_read(row, strlen(row), "reports_delivered", delivered, sizeof delivered)) {
        int64_t number;

        budget->delivered = text_number(delivered, 0, INT64_MAX, &number) ? (uint64_t)number : 0;
    }
    return true;
}

static void print(const struct budget *budget, int64_t weeks)
{
    const struct tally_span again = {budget->first_ms, budget->span.to_ms};
    unsigned marked = budget->config.alert_points;
    char events[PHRASE_SIZE], span[PHRASE_SIZE], cases[PHRASE_SIZE], reports[PHRASE_SIZE];

    printf("The last %s: %s; %s delivered since this agent's store began.\n", phrase_span(span, weeks * WEEK_MS),
           phrase_many(cases, budget->tally.classes[0], "case"), phrase_many(reports, budget->delivered, "report"));
    tally_print_rules(stdout, &budget->tally, &budget->span, true);
    if (budget->events == 0) {
        puts("There are no events of that time to judge by another threshold.");
        return;
    }
    printf("Judged again: %s over %s%s.\n", phrase_many(events, budget->events, "event"),
           phrase_span(span, again.to_ms - again.from_ms),
           budget->events == EVENTS_MOST ? ", the latest that one answer holds; for more see replay" : "");
    tally_print_steps(stdout, &budget->low_tally, &again, marked);
    tally_print_sentence(stdout, &budget->low_tally, &again, marked);
}

static int budget_run(struct budget *budget, int64_t weeks, bool is_json)
{
    const struct tally_span *span = &budget->span;
    unsigned marked = budget->config.alert_points;
    struct ask_answer answer;
    char error[ERROR_SIZE];

    budget->span.to_ms = clock_now_ms();
    budget->span.from_ms = budget->span.to_ms - weeks * WEEK_MS;
    if (!context_load(&budget->context, budget->config.staff, budget->config.context, NULL, error, sizeof error))
        fprintf(stderr, "%s\n", error);
    budget->low = trial_new(&budget->config, POINTS_LEAST, &budget->context);
    if (!budget->low)
        return call_end(CALL_CANNOT, "not enough memory");
    tally_start(&budget->tally, marked, marked);
    tally_start(&budget->low_tally, POINTS_LEAST, marked);
    if (!ask_both(budget, &answer))
        return budget->failed ? call_end(CALL_CANNOT, "%s", budget->failed) : ask_end(&answer);
    if (!trial_end(budget->low) || !trial_cases(budget->low, count_low_case, budget))
        return call_end(CALL_CANNOT, "not enough memory");
    if (is_json)
        tally_print_json(stdout, &budget->low_tally, &budget->tally, span);
    else
        print(budget, weeks);
    return CALL_GOOD;
}

int command_budget(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {{"weeks", 'w', "N", 0, "Of the last N weeks (4)", 0}, {0}};
    static const struct argp argp = {
        own,
        parse,
        NULL,
        "Says what each rule cost and caught, what people decided of it, and what another threshold would have "
        "cost.\vThe look at the events is itself recorded.",
        NULL,
        NULL,
        NULL};
    struct budget *budget;
    int64_t weeks = WEEKS;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &weeks, argc, argv);
    budget = calloc(1, sizeof *budget);
    if (!budget)
        return call_end(CALL_CANNOT, "not enough memory");
    if (call_config_or_defaults(call, &budget->config))
        exit = budget_run(budget, weeks, call->json);
    trial_free(budget->low);
    context_free(&budget->context);
    free(budget);
    return exit;
}
