/* confidectl replay: what would Confide have said about these events? The agent's own judge over recorded events; each
 * event's own time is the clock, so the same input gives the same cases for ever. Memory grows with the number of cases
 * and of events that carry an id, by some 50 bytes each, and not otherwise. In: context tables, events as NDJSON. Out:
 * cases as NDJSON in the order raised; a summary on standard error. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/judge.h"
#include "agent/judge/weigh/rules.h"

#include "call.h"
#include "kept_cases.h"
#include "lines.h"
#include "local_commands.h"
#include "lookup.h"
#include "phrase.h"
#include "progress.h"

enum {
    ERROR_SIZE = 1024,
    LINE_MAX_SIZE = 256 * 1024,
    SHOWN_REJECTS = 20,
    EVENTS_A_TURN = 128,
    CLASS_COUNT = CASE_LOGIN + 1
};

/* An event without an id gets one from its line: this mark, then the number. */
static const char line_mark[8] = "line";

struct replay_options {
    const char *context, *events;
};

struct replay {
    const char *name; /* of the input, for people */
    struct config config;
    struct context context;
    struct judge *judge;
    struct lines *lines;
    struct lookup *ids; /* events that carry an id: their lines */
    struct kept_cases *kept;
    struct progress progress;
    uint64_t judged, rejected, twice;
    int64_t last_ms;             /* the latest of the events' times */
    uint64_t cases[CLASS_COUNT]; /* [0]: in all */
    char *text;                  /* one case in JSON, twice: as written and with line numbers */
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct replay_options *options = state->input;

    switch (key) {
    case 'C':
        options->context = argument;
        return 0;
    case 'e':
        options->events = argument;
        return 0;
    case ARGP_KEY_END:
        if (!options->context || !options->events)
            argp_error(state, "give the tables' folder and the events: --context DIR --events FILE");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void reject(struct replay *replay, uint64_t number, const char *why)
{
    char safe[ERROR_SIZE];

    progress_end(&replay->progress);
    if (replay->rejected++ < SHOWN_REJECTS)
        fprintf(stderr, "%s:%" PRIu64 ": %s\n", replay->name, number, text_escape(safe, sizeof safe, why));
    if (replay->rejected == SHOWN_REJECTS)
        fputs("... more lines like these are only counted\n", stderr);
}

/* Gives the event an id where it has none, and remembers the line of one that has. False when it was seen before. */
static bool identify(struct replay *replay, struct event *event, uint64_t number)
{
    static const uint8_t none[EVENT_ID_SIZE];

    if (memcmp(event->id, none, sizeof none) != 0)
        return lookup_put(replay->ids, event->id, number) == number;
    memcpy(event->id, line_mark, sizeof line_mark);
    for (size_t i = 0; i < sizeof number; i++)
        event->id[sizeof line_mark + i] = (uint8_t)(number >> (8 * (sizeof number - 1 - i)));
    return true;
}

static uint64_t line_of(const struct replay *replay, const uint8_t id[EVENT_ID_SIZE])
{
    uint64_t number = 0;

    if (memcmp(id, line_mark, sizeof line_mark) != 0)
        return lookup_find(replay->ids, id);
    for (size_t i = 0; i < sizeof number; i++)
        number = number << 8 | id[sizeof line_mark + i];
    return number;
}

/* What changed since it was last asked for. */
static bool keep_changed(struct replay *replay, int64_t now_ms)
{
    const struct case_report *report;
    bool is_due;

    while ((report = judge_next(replay->judge, now_ms, &is_due)))
        if (!kept_cases_put(replay->kept, report))
            return false;
    return true;
}

/* Only the last state of a case counts here, so the judge is asked now and then: a case of many events is written a
 * hundred times less often. */
static bool judge_one(struct replay *replay, const struct event *event)
{
    judge_event(replay->judge, event, event->time_ms);
    if (event->time_ms > replay->last_ms)
        replay->last_ms = event->time_ms;
    return ++replay->judged % EVENTS_A_TURN != 0 || keep_changed(replay, event->time_ms);
}

/* Every event through the judge. */
static int judge_all(struct replay *replay)
{
    char why[ERROR_SIZE];
    struct event event;
    struct line line;

    while (lines_next(replay->lines, &line)) {
        if (line.number % 256 == 0)
            progress_show(&replay->progress, lines_done(replay->lines), lines_total(replay->lines));
        if (line.length == 0)
            continue;
        if (line.too_long)
            reject(replay, line.number, "the line is longer than 256 KiB: an event is one line");
        else if (!json_event_read(&event, line.text, line.length, why, sizeof why))
            reject(replay, line.number, why);
        else if (!identify(replay, &event, line.number))
            replay->twice++;
        else if (!judge_one(replay, &event))
            return call_end(CALL_CANNOT, "%s:%" PRIu64 ": not enough memory", replay->name, line.number);
    }
    progress_end(&replay->progress);
    if (lines_error(replay->lines))
        return call_end(CALL_CANNOT, "%s: %s", replay->name, strerror(lines_error(replay->lines)));
    if (!keep_changed(replay, replay->last_ms))
        return call_end(CALL_CANNOT, "not enough memory");
    return CALL_GOOD;
}

static bool print_case(void *data, const struct case_report *report)
{
    struct replay *replay = data;
    uint64_t numbers[CASE_EVENTS_MAX];
    size_t count = report->event_total < CASE_EVENTS_MAX ? report->event_total : CASE_EVENTS_MAX, length;

    for (size_t i = 0; i < count; i++)
        numbers[i] = line_of(replay, report->events[i]);
    length = json_case_write(report, replay->text, JSON_CASE_SIZE);
    if (length == 0 || json_row_renumber(replay->text, length, "events", numbers, count, replay->text + JSON_CASE_SIZE,
                                         JSON_CASE_SIZE) == 0)
        return false;
    replay->cases[0]++;
    if (report->class < CLASS_COUNT)
        replay->cases[report->class]++;
    return puts(replay->text + JSON_CASE_SIZE) >= 0;
}

static void summarise(const struct replay *replay)
{
    char judged[PHRASE_SIZE], rejected[PHRASE_SIZE], span[PHRASE_SIZE];

    fprintf(stderr, "%s: %s judged in %s", replay->name, phrase_many(judged, replay->judged, "event"),
            phrase_span(span, progress_elapsed_ms(&replay->progress)));
    if (replay->twice)
        fprintf(stderr, "; %" PRIu64 " came twice and counted once", replay->twice);
    if (replay->rejected)
        fprintf(stderr, "; %s rejected", phrase_many(rejected, replay->rejected, "line"));
    fprintf(stderr, ".\n%s", phrase_many(judged, replay->cases[0], "case"));
    for (unsigned i = 1, shown = 0; i < CLASS_COUNT; i++)
        if (replay->cases[i])
            fprintf(stderr, "%s%" PRIu64 " %s", shown++ ? ", " : ": ", replay->cases[i], json_case_class(i));
    fputs(".\n", stderr);
}

/* By name, so that a missing table cannot pass for a clinic without findings. */
static void say_resting_rules(const struct context *context)
{
    const struct rule *rule;
    bool any = false;

    for (size_t i = 0; (rule = rules_at(i)); i++) {
        if (!rules_can(rule, context)) {
            fprintf(stderr, "%s%s", any ? ", " : "These rules rest: ", rule->name);
            any = true;
        }
    }
    if (any)
        fputs(".\n", stderr);
}

/* The tables of the folder; what is missing is said, and the rules that need it rest. */
static bool load_tables(struct replay *replay, const char *folder)
{
    char staff[CONFIG_PATH + 16], error[ERROR_SIZE];
    struct stat about = {0};

    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        call_end(CALL_CANNOT, "%s: %s: --context names the folder with staff.csv and encounters.csv", folder,
                 about.st_mode ? "not a folder" : strerror(errno));
        return false;
    }
    text_format(staff, sizeof staff, "%.*s/staff.csv", CONFIG_PATH, folder);
    if (!context_load(&replay->context, staff, folder, NULL, error, sizeof error))
        fprintf(stderr, "%s\n", error);
    if (replay->context.notes[0])
        fprintf(stderr, "%s\n", replay->context.notes);
    say_resting_rules(&replay->context);
    return true;
}

static int replay_run(struct replay *replay, const struct replay_options *options)
{
    replay->name = strcmp(options->events, "-") == 0 ? "standard input" : options->events;
    if (!load_tables(replay, options->context))
        return CALL_CANNOT;
    replay->lines = lines_open(options->events, LINE_MAX_SIZE);
    if (!replay->lines)
        return call_end(CALL_CANNOT, "%s: %s", replay->name, strerror(errno));
    replay->judge = judge_new(&replay->config, &replay->context, NULL);
    replay->ids = lookup_new();
    replay->kept = kept_cases_new();
    replay->text = malloc(2 * JSON_CASE_SIZE);
    if (!replay->judge || !replay->ids || !replay->kept || !replay->text)
        return call_end(CALL_CANNOT, "not enough memory");
    progress_start(&replay->progress, "replay");
    if (judge_all(replay) != CALL_GOOD)
        return CALL_CANNOT;
    if (!kept_cases_each(replay->kept, print_case, replay))
        return CALL_CANNOT;
    summarise(replay);
    return replay->rejected ? CALL_FINDING : CALL_GOOD;
}

int command_replay(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"context", 'C', "DIR", 0, "Folder with staff.csv, encounters.csv and the further tables", 0},
        {"events", 'e', "FILE", 0, "Events, one JSON object a line; - is standard input", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse,
        NULL,
        "Judges recorded events as the agent would have, and prints its cases, one JSON object a line, in the order "
        "raised.\vExit 1 when lines had to be rejected; the others are judged.",
        NULL,
        NULL,
        NULL};
    struct replay_options options = {0};
    struct replay *replay;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &options, argc, argv);
    replay = calloc(1, sizeof *replay);
    if (!replay)
        return call_end(CALL_CANNOT, "not enough memory");
    if (call_config_or_defaults(call, &replay->config))
        exit = replay_run(replay, &options);
    judge_free(replay->judge);
    context_free(&replay->context);
    lines_close(replay->lines);
    lookup_free(replay->ids);
    kept_cases_free(replay->kept);
    free(replay->text);
    free(replay);
    return exit;
}
