/* confidectl replay: what would Confide have said about these events? The agent's own judge over recorded events; each
 * event's own time is the clock, so the same input gives the same cases for ever. Memory grows with people, patients
 * and cases, not with time. In: context tables, events as NDJSON. Out: cases as NDJSON in the order raised; on standard
 * error a summary, and the budget: cases a week at each threshold, by class and by rule. */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/json_event.h"
#include "agent/base/json_row.h"
#include "agent/base/text.h"
#include "agent/judge/context/context.h"
#include "agent/judge/weigh/rules.h"
#include "agent/report/phrase.h"

#include "call.h"
#include "lines.h"
#include "local_commands.h"
#include "moment.h"
#include "progress.h"
#include "recent.h"
#include "tally_print.h"
#include "trial.h"

#define DAY_MS       INT64_C(86400000)
#define TIME_LAST_MS INT64_C(7258118399999) /* the end of the year 2199 */

enum {
    ERROR_SIZE = 1024,
    LINE_MAX_SIZE = 256 * 1024,
    SHOWN_REJECTS = 20,
    DAYS_MOST = 36500,
    POINTS_LEAST = 50, /* as of alert_points: confide.conf(5) */
    NUMBER_SIZE = sizeof(uint64_t)
};

struct replay_options {
    const char *context, *events;
    int64_t since_ms, until_ms, days; /* INT64_MIN, INT64_MAX, 0: not given */
};

struct replay {
    const char *name; /* of the input, for people */
    const struct replay_options *options;
    struct config config;
    struct context context;
    struct trial *trial;
    struct trial *low; /* by the lowest threshold; only where a span is asked for: it costs as much again */
    struct lines *lines;
    struct recent *recent;
    struct progress progress;
    uint64_t judged, rejected, twice, later;
    int64_t first_ms, last_ms; /* of the events' times */
    struct tally tally, low_tally;
    struct tally_span span; /* that is counted */
    char *text;             /* one case in JSON, twice: as written and with line numbers */
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
    case 'd':
        if (!text_number(argument, 1, DAYS_MOST, &options->days))
            argp_error(state, "--days takes a number from 1 to %d", DAYS_MOST);
        return 0;
    case 's':
    case 'u':
        if (!moment_read(argument, clock_now_ms(), key == 's' ? &options->since_ms : &options->until_ms))
            argp_error(state,
                       "--%s takes a time (2026-11-22T14:05:00+01:00), a local date (2026-11-22) or a span back "
                       "(30m, 2h, 7d), not '%s'",
                       key == 's' ? "since" : "until", argument);
        return 0;
    case ARGP_KEY_END:
        if (!options->context || !options->events)
            argp_error(state, "give the tables' folder and the events: --context DIR --events FILE");
        if (options->days && options->since_ms != INT64_MIN)
            argp_error(state, "give either --days or --since");
        if (options->since_ms >= options->until_ms)
            argp_error(state, "--since is not before --until");
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

/* Behind the first half of its own id an event carries its line from here on: the judge needs ids that differ, and the
 * cases are to name lines, however long ago those were read. */
static void put_line(struct event *event, uint64_t number)
{
    for (size_t i = 0; i < NUMBER_SIZE; i++)
        event->id[EVENT_ID_SIZE - 1 - i] = (uint8_t)(number >> (8 * i));
}

static uint64_t line_of(const uint8_t id[EVENT_ID_SIZE])
{
    uint64_t number = 0;

    for (size_t i = EVENT_ID_SIZE - NUMBER_SIZE; i < EVENT_ID_SIZE; i++)
        number = number << 8 | id[i];
    return number;
}

static bool has_id(const struct event *event)
{
    static const uint8_t none[EVENT_ID_SIZE];

    return memcmp(event->id, none, sizeof none) != 0;
}

static void note_time(struct replay *replay, int64_t time_ms)
{
    if (replay->judged == 0 || time_ms < replay->first_ms)
        replay->first_ms = time_ms;
    if (replay->judged == 0 || time_ms > replay->last_ms)
        replay->last_ms = time_ms;
    replay->judged++;
}

/* False when memory is short. */
static bool take(struct replay *replay, struct event *event, uint64_t number)
{
    enum recent_answer answer = RECENT_NEW;

    if (event->time_ms < 0 || event->time_ms > TIME_LAST_MS) {
        reject(replay, number, "\"time\" is before 1970 or after 2199: no source's clock shows that");
        return true;
    }
    if (event->time_ms > replay->options->until_ms) {
        replay->later++;
        return true;
    }
    if (has_id(event))
        answer = recent_note(replay->recent, event->id);
    if (answer == RECENT_NO_MEMORY)
        return false;
    if (answer == RECENT_KNOWN) {
        replay->twice++;
        return true;
    }
    put_line(event, number);
    note_time(replay, event->time_ms);
    return trial_event(replay->trial, event) && (!replay->low || trial_event(replay->low, event));
}

static const char *bom(const struct line *line)
{
    return line->number == 1 && line->length >= 3 && memcmp(line->text, "\xef\xbb\xbf", 3) == 0
               ? "the file begins with a byte-order mark: save it as UTF-8 without one"
               : NULL;
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
        if (line.length == 0 || strcmp(line.text, "\r") == 0)
            continue;
        if (line.too_long)
            reject(replay, line.number, "the line is longer than 256 KiB: an event is one line");
        else if (!json_event_read(&event, line.text, line.length, why, sizeof why))
            reject(replay, line.number, bom(&line) ? bom(&line) : why);
        else if (!take(replay, &event, line.number))
            return call_end(CALL_CANNOT, "%s:%" PRIu64 ": not enough memory", replay->name, line.number);
    }
    progress_end(&replay->progress);
    if (lines_error(replay->lines))
        return call_end(CALL_CANNOT, "%s: %s", replay->name, strerror(lines_error(replay->lines)));
    if (!trial_end(replay->trial) || (replay->low && !trial_end(replay->low)))
        return call_end(CALL_CANNOT, "not enough memory");
    return CALL_GOOD;
}

/* What is counted: the last days, or from a moment on; all that was judged, where neither was asked for. */
static void find_span(struct replay *replay)
{
    const struct replay_options *options = replay->options;
    int64_t from_ms = options->days ? replay->last_ms - options->days * DAY_MS : options->since_ms;

    replay->span.from_ms = from_ms > replay->first_ms ? from_ms : replay->first_ms;
    replay->span.to_ms = replay->last_ms;
}

static bool count_low_case(void *data, const struct case_report *report)
{
    struct replay *replay = data;

    if (report->raised_ms >= replay->span.from_ms)
        tally_take(&replay->low_tally, report, 0);
    return true;
}

static bool print_case(void *data, const struct case_report *report)
{
    struct replay *replay = data;
    uint64_t numbers[CASE_EVENTS_MAX];
    size_t count = report->event_total < CASE_EVENTS_MAX ? report->event_total : CASE_EVENTS_MAX, length;

    if (report->raised_ms < replay->span.from_ms)
        return true;
    for (size_t i = 0; i < count; i++)
        numbers[i] = line_of(report->events[i]);
    length = json_case_write(report, replay->text, JSON_CASE_SIZE);
    if (length == 0 || json_row_renumber(replay->text, length, "events", numbers, count, replay->text + JSON_CASE_SIZE,
                                         JSON_CASE_SIZE) == 0)
        return false;
    tally_take(&replay->tally, report, 0);
    return puts(replay->text + JSON_CASE_SIZE) >= 0;
}

/* The budget, where there is anything to weigh. */
static void print_budget(const struct replay *replay)
{
    const struct tally *steps = replay->low ? &replay->low_tally : &replay->tally;

    if (replay->judged == 0 || (!replay->low && replay->tally.classes[0] == 0))
        return;
    tally_print_rules(stderr, &replay->tally, &replay->span, false);
    tally_print_steps(stderr, steps, &replay->span, replay->config.alert_points);
    tally_print_sentence(stderr, steps, &replay->span, replay->config.alert_points);
}

/* What explains is told only where there are encounters to explain by. */
static void say_explained(const struct replay *replay)
{
    struct judge_counts counts = trial_count(replay->trial);
    uint64_t all = counts.explained + counts.unexplained;

    if (replay->context.has_encounters && all)
        fprintf(stderr, "%.1f %% of accesses explained.\n", 100.0 * (double)counts.explained / (double)all);
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
    if (replay->later)
        fprintf(stderr, "; %" PRIu64 " were later than --until", replay->later);
    fputs(".\n", stderr);
    say_explained(replay);
    fputs(phrase_many(judged, replay->tally.classes[0], "case"), stderr);
    if (replay->options->days || replay->options->since_ms != INT64_MIN)
        fprintf(stderr, " since %s", moment_text(judged, replay->span.from_ms));
    for (unsigned i = 1, shown = 0; i < TALLY_CLASSES; i++)
        if (replay->tally.classes[i])
            fprintf(stderr, "%s%" PRIu64 " %s", shown++ ? ", " : ": ", replay->tally.classes[i], json_case_class(i));
    fputs(".\n", stderr);
    print_budget(replay);
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
    char staff[CONFIG_PATH + 16], error[ERROR_SIZE] = "the folder's name is too long";
    struct stat about = {0};

    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode)) {
        call_end(CALL_CANNOT, "%s: %s: --context names the folder with staff.csv and encounters.csv", folder,
                 about.st_mode ? "not a folder" : strerror(errno));
        return false;
    }
    if (!call_staff_of(&replay->config, folder, staff, sizeof staff) ||
        !context_load(&replay->context, staff, folder, NULL, error, sizeof error))
        fprintf(stderr, "%s\n", error);
    if (replay->context.notes[0])
        fprintf(stderr, "%s\n", replay->context.notes);
    say_resting_rules(&replay->context);
    return true;
}

static bool make_judges(struct replay *replay)
{
    const struct replay_options *options = replay->options;
    unsigned marked = replay->config.alert_points;
    bool is_budget = options->days || options->since_ms != INT64_MIN;

    replay->trial = trial_new(&replay->config, marked, &replay->context);
    if (is_budget)
        replay->low = trial_new(&replay->config, POINTS_LEAST, &replay->context);
    replay->recent = recent_new();
    replay->text = malloc(2 * JSON_CASE_SIZE);
    tally_start(&replay->tally, marked, marked);
    tally_start(&replay->low_tally, POINTS_LEAST, marked);
    return replay->trial && (replay->low || !is_budget) && replay->recent && replay->text;
}

static int replay_run(struct replay *replay)
{
    const struct replay_options *options = replay->options;

    replay->name = strcmp(options->events, "-") == 0 ? "standard input" : options->events;
    if (!load_tables(replay, options->context))
        return CALL_CANNOT;
    replay->lines = lines_open(options->events, LINE_MAX_SIZE);
    if (!replay->lines)
        return call_end(CALL_CANNOT, "%s: %s", replay->name, strerror(errno));
    if (!make_judges(replay))
        return call_end(CALL_CANNOT, "not enough memory");
    progress_start(&replay->progress, "replay");
    if (judge_all(replay) != CALL_GOOD)
        return CALL_CANNOT;
    find_span(replay);
    if (!trial_cases(replay->trial, print_case, replay) ||
        (replay->low && !trial_cases(replay->low, count_low_case, replay)))
        return CALL_CANNOT;
    summarise(replay);
    return replay->rejected ? CALL_FINDING : CALL_GOOD;
}

int command_replay(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"context", 'C', "DIR", 0, "Folder with staff.csv, encounters.csv and the further tables", 0},
        {"events", 'e', "FILE", 0, "Events, one JSON object a line; - is standard input", 0},
        {"days", 'd', "N", 0, "Count the cases of the input's last N days; what is earlier is only remembered", 0},
        {"since", 's', "WHEN", 0, "Count the cases from this time on: RFC 3339, a local date, or a span back (7d)", 0},
        {"until", 'u', "WHEN", 0, "Judge no event that is later", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse,
        NULL,
        "Judges recorded events as the agent would have, and prints its cases, one JSON object a line, in the order "
        "raised. The summary says what they would cost: cases a week, at each threshold with --days or --since.\v"
        "Exit 1 when lines had to be rejected; the others are judged.",
        NULL,
        NULL,
        NULL};
    struct replay_options options = {.since_ms = INT64_MIN, .until_ms = INT64_MAX};
    struct replay *replay;
    int exit = CALL_CANNOT;

    call_parse(call, &argp, &options, argc, argv);
    replay = calloc(1, sizeof *replay);
    if (!replay)
        return call_end(CALL_CANNOT, "not enough memory");
    replay->options = &options;
    if (call_config_or_defaults(call, &replay->config))
        exit = replay_run(replay);
    trial_free(replay->trial);
    trial_free(replay->low);
    context_free(&replay->context);
    lines_close(replay->lines);
    recent_free(replay->recent);
    free(replay->text);
    free(replay);
    return exit;
}
