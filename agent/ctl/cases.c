/* confidectl cases: what Confide found. In: cases as the agent sends them. Out: a table, what is open first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <confide/decision.h>

#include "agent/base/json_case.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"

#include "case_commands.h"
#include "ask.h"
#include "call.h"
#include "case_words.h"
#include "moment.h"

enum { ERROR_SIZE = 256, STATES = DECISION_CLOSE + 1, OPTION_ALL = 'a', OPTION_STATE = 's' };

/* What a line shows of a case. */
struct line {
    char id[CASE_ID_SIZE], login[EVENT_LOGIN_SIZE], says[256];
    unsigned class, certainty, severity, state;
    uint32_t patient_total;
    int64_t raised_ms;
    bool is_acknowledged;
};

struct listing {
    const struct call *call;
    bool wanted[STATES]; /* by enum decision_verb, 0 = open */
    struct case_report *report;
    struct line *lines;
    size_t count, capacity, hidden;
    bool is_chosen, failed;
};

static unsigned state_of(const char *json, size_t length)
{
    char word[16] = "";

    json_field_read(json, length, "state", word, sizeof word);
    for (unsigned state = 1; state < STATES; state++)
        if (strcmp(json_case_state(state), word) == 0)
            return state;
    return 0;
}

static void see_acknowledged(void *data, const struct decision *decision)
{
    bool *is_acknowledged = data;

    *is_acknowledged = *is_acknowledged || decision->verb == DECISION_ACKNOWLEDGE;
}

static bool make_room(struct listing *listing)
{
    size_t wider = listing->capacity ? 2 * listing->capacity : 64;
    struct line *lines;

    if (listing->count < listing->capacity)
        return true;
    lines = realloc(listing->lines, wider * sizeof *lines);
    if (!lines)
        return false;
    listing->lines = lines;
    listing->capacity = wider;
    return true;
}

static bool keep_case(void *data, const char *json, size_t length)
{
    struct listing *listing = data;
    const struct case_report *report = listing->report;
    unsigned state = state_of(json, length);
    char error[ERROR_SIZE];
    struct line *line;

    if (!listing->wanted[state]) {
        listing->hidden++;
        return true;
    }
    if (listing->call->json)
        return puts(json) >= 0;
    if (!make_room(listing) || !json_case_read(listing->report, json, length, error, sizeof error)) {
        call_end(CALL_CANNOT, "a case cannot be shown: %s", listing->count < listing->capacity ? error : "no memory");
        listing->failed = true;
        return true;
    }
    line = &listing->lines[listing->count++];
    *line = (struct line){.class = report->class,
                          .certainty = report->certainty,
                          .severity = report->severity,
                          .state = state,
                          .patient_total = report->patient_total,
                          .raised_ms = report->raised_ms};
    json_row_decisions(json, length, see_acknowledged, &line->is_acknowledged);
    text_copy(line->id, sizeof line->id, report->id);
    text_copy(line->login, sizeof line->login, report->login);
    text_copy(line->says, sizeof line->says, report->says);
    return true;
}

static bool add_line(struct table *table, const struct line *line)
{
    char raised[MOMENT_SIZE], severity[4], patients[PHRASE_SIZE], state[PHRASE_SIZE];
    const char *cells[] = {line->id,
                           moment_text(raised, line->raised_ms),
                           state,
                           json_case_class(line->class),
                           json_case_certainty(line->certainty),
                           severity,
                           line->login[0] ? line->login : "-",
                           case_at_least(patients, line->patient_total, CASE_PATIENTS_MAX),
                           line->says};

    text_format(state, sizeof state, "%s%s", json_case_state(line->state),
                line->state == 0 && line->is_acknowledged ? ", acknowledged" : "");
    text_format(severity, sizeof severity, "%u", line->severity % 100);
    if (!table_add(table, cells))
        return false;
    table_colour(table, 5, case_colour(line->severity));
    return true;
}

/* What awaits a decision stands first, then in the order of its state; oldest first in each. */
static bool print_lines(const struct listing *listing)
{
    static const struct table_column columns[] = {
        {"case", TABLE_PLAIN},  {"raised", TABLE_PLAIN},         {"state", TABLE_PLAIN},
        {"class", TABLE_SPARE}, {"certainty", TABLE_SPARE},      {"severity", TABLE_RIGHT},
        {"who", TABLE_PLAIN},   {"patients", TABLE_SPARE_RIGHT}, {"what", TABLE_WRAP}};
    struct table *table = table_new(columns, sizeof columns / sizeof columns[0]);
    bool good = table != NULL;

    for (unsigned state = 0; state < STATES; state++)
        for (size_t i = 0; i < listing->count && good; i++)
            if (listing->lines[i].state == state)
                good = add_line(table, &listing->lines[i]);
    good = good && (listing->count == 0 || table_print(table));
    table_free(table);
    return good;
}

static bool print_list(const struct listing *listing)
{
    char hidden[PHRASE_SIZE];

    if (!print_lines(listing))
        return false;
    if (listing->count == 0 && !listing->failed)
        puts(listing->hidden ? "No such case." : "No case so far.");
    if (listing->hidden)
        printf("%s not shown: `confidectl cases --all` shows all.\n",
               phrase_many(hidden, listing->hidden, "more case"));
    return true;
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct listing *listing = state->input;
    bool is_known = false;

    listing->is_chosen = listing->is_chosen || key == OPTION_ALL || key == OPTION_STATE;
    if (key == OPTION_ALL) {
        memset(listing->wanted, true, sizeof listing->wanted);
        return 0;
    }
    if (key != OPTION_STATE)
        return ARGP_ERR_UNKNOWN;
    for (unsigned i = 0; i < STATES; i++) {
        listing->wanted[i] = strcmp(json_case_state(i), argument) == 0;
        is_known = is_known || listing->wanted[i];
    }
    if (!is_known)
        argp_error(state, "--state is open, confirmed, explained or closed, not '%s'", argument);
    return 0;
}

int command_cases(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"all", OPTION_ALL, NULL, 0, "Also those that were explained or closed", 0},
        {"state", OPTION_STATE, "STATE", 0, "Only these: open, confirmed, explained, closed", 0},
        {0}};
    static const struct argp argp = {
        own, parse, NULL, "Lists what Confide found: what awaits a decision first, oldest first.", NULL, NULL, NULL};
    const struct wire_ask question = {.verb = ASK_CASES};
    struct listing listing = {.call = call, .wanted = {true, true}};
    const struct ask_ear ear = {keep_case, NULL, &listing};
    struct ask_answer answer;
    struct config config;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &listing, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (call->json && !listing.is_chosen)
        memset(listing.wanted, true, sizeof listing.wanted); /* a script that counts must not lose any */
    listing.report = malloc(sizeof *listing.report);
    if (!listing.report)
        goto out;
    if (ask_agent(config.run, &question, &ear, &answer) == ASK_ANSWERED && !call->json && answer.exit == CALL_GOOD &&
        !print_list(&listing))
        goto out;
    exit = ask_end(&answer);
    if (listing.failed)
        exit = CALL_CANNOT;
out:
    free(listing.lines);
    free(listing.report);
    return exit;
}
