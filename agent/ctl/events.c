/* confidectl events: what Confide saw. In: events as the agent sends them. Out: a table, or NDJSON as it came. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_event.h"
#include "agent/base/text.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"
#include "moment.h"
#include "table.h"

enum { LIMIT = 100, LIMIT_MOST = 1000000, ERROR_SIZE = 256 };

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct wire_ask *question = state->input;
    int64_t number;

    switch (key) {
    case 's':
        if (!moment_read(argument, clock_now_ms(), &question->since_ms))
            argp_error(state,
                       "--since takes a time (2026-11-22T14:05:00+01:00), a local date (2026-11-22) or a span "
                       "(30m, 2h, 7d), not '%s'",
                       argument);
        return 0;
    case 'n':
        if (!text_number(argument, 1, LIMIT_MOST, &number))
            argp_error(state, "--limit takes a number from 1 to %d", LIMIT_MOST);
        question->limit = (uint32_t)number;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

struct listing {
    const struct call *call;
    struct table *table;
    unsigned count;
    bool failed;
};

/* "sshd from 10.0.0.7": what a login went through, and from which other host where the module knew one. */
static const char *write_way(char *to, size_t size, const struct event *event)
{
    const char *host = strstr(event->evidence, "rhost=");

    if (event->kind != EVENT_LOGIN || !host)
        return event->service;
    host += strlen("rhost=");
    text_format(to, size, "%s from %.*s", event->service, (int)strcspn(host, " "), host);
    return to;
}

static bool list_event(void *data, const char *json, size_t length)
{
    struct listing *listing = data;
    char time[MOMENT_SIZE], error[ERROR_SIZE], way[ERROR_SIZE];
    struct event event;
    const char *cells[8];

    if (listing->call->json)
        return puts(json) >= 0;
    if (!json_event_read(&event, json, length, error, sizeof error)) {
        call_end(CALL_CANNOT, "an event cannot be shown: %s", error);
        listing->failed = true;
        return true;
    }
    cells[0] = moment_text(time, event.time_ms);
    cells[1] = event.login[0] ? event.login : "-";
    cells[2] = json_event_action(event.action);
    cells[3] = event.patient[0] ? event.patient : "-";
    cells[4] = event.object[0] ? event.object : write_way(way, sizeof way, &event);
    cells[5] = event.program;
    cells[6] = event.source == SOURCE_FILE ? json_event_named(event.named) : json_event_source(event.source);
    cells[7] = event.reason;
    if (!table_add(listing->table, cells))
        return false;
    if (!event.login[0])
        table_colour(listing->table, 1, TABLE_POOR);
    listing->count++;
    return true;
}

int command_events(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"since", 's', "WHEN", 0, "From this time on: RFC 3339, a local date, or a span back (30m, 2h, 7d)", 0},
        {"limit", 'n', "N", 0, "The last N of them (100)", 0},
        {0}};
    static const struct argp argp = {
        own, parse, NULL, "Lists what Confide saw, oldest first. The look is itself recorded.", NULL, NULL, NULL};
    static const struct table_column columns[] = {
        {"time", TABLE_PLAIN}, {"who", TABLE_PLAIN},   {"action", TABLE_PLAIN},   {"patient", TABLE_PLAIN},
        {"object", TABLE_CUT}, {"program", TABLE_CUT}, {"named by", TABLE_PLAIN}, {"why", TABLE_CUT}};
    struct wire_ask question = {.verb = ASK_EVENTS, .limit = LIMIT};
    struct listing listing = {.call = call};
    const struct ask_ear ear = {list_event, NULL, &listing};
    struct ask_answer answer;
    struct config config;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &question, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    listing.table = table_new(columns, sizeof columns / sizeof columns[0]);
    if (!listing.table)
        goto out;
    if (ask_agent(config.run, &question, &ear, &answer) == ASK_ANSWERED && !call->json) {
        if (!table_print(listing.table))
            goto out;
        if (answer.exit == CALL_GOOD && !listing.failed)
            puts(listing.count ? "This look is recorded." : "No event in that time. This look is recorded.");
    }
    exit = ask_end(&answer);
    if (listing.failed)
        exit = CALL_CANNOT;
out:
    table_free(listing.table);
    return exit;
}
