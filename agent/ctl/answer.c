/* confidectl answer [ID] [--reason TEXT]: for everybody, about oneself alone. In: the questions that the agent has for
 * whoever runs this. Out: what each is about, and an answer to one of them. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"

#include "case_commands.h"
#include "ask.h"
#include "call.h"
#include "lines.h"
#include "members.h"
#include "moment.h"

enum { VALUE_SIZE = 256, SHOWN_SIZE = 4 * VALUE_SIZE, QUESTIONS_MOST = 16, REASON_SIZE = 256 };

#define ASK_SOCKET "ask.sock"

struct wanted {
    char id[QUESTION_ID_SIZE];
    char reason[REASON_SIZE];
    bool has_reason;
};

struct row {
    char question[VALUE_SIZE], until[VALUE_SIZE], first[VALUE_SIZE], last[VALUE_SIZE], count[VALUE_SIZE],
        patient[VALUE_SIZE], host[VALUE_SIZE], program[VALUE_SIZE];
    char answered[VALUE_SIZE], reason[VALUE_SIZE], became[VALUE_SIZE]; /* "" while it is open */
};

struct listing {
    const struct call *call;
    const struct wanted *wanted;
    struct row rows[QUESTIONS_MOST], answered[QUESTIONS_MOST];
    unsigned count, answered_count;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct wanted *wanted = state->input;

    switch (key) {
    case 'r':
        wanted->has_reason = true;
        if (!text_copy(wanted->reason, sizeof wanted->reason, argument))
            argp_error(state, "the reason is too long: say it in two sentences");
        return 0;
    case ARGP_KEY_ARG:
        if (wanted->id[0] || !argument[0] || !text_copy(wanted->id, sizeof wanted->id, argument))
            argp_error(state, "name one question, as `confidectl answer` lists it");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- one's own questions --------------------------------------------------------------------- */

static const struct member member_list[] = {MEMBER(row, question), MEMBER(row, until),   MEMBER(row, first),
                                            MEMBER(row, last),     MEMBER(row, count),   MEMBER(row, patient),
                                            MEMBER(row, host),     MEMBER(row, program), MEMBER(row, answered),
                                            MEMBER(row, reason),   MEMBER(row, became)};
static const struct members members = {member_list, sizeof member_list / sizeof member_list[0], VALUE_SIZE};

static bool take_row(void *data, const char *json, size_t length)
{
    struct listing *listing = data;
    struct row row = {.question = ""};

    if (listing->call->json && !listing->wanted->has_reason && puts(json) < 0)
        return false;
    if (!members_read(&row, &members, json, length))
        return true;
    if (row.answered[0] && listing->answered_count < QUESTIONS_MOST)
        listing->answered[listing->answered_count++] = row;
    else if (!row.answered[0] && listing->count < QUESTIONS_MOST)
        listing->rows[listing->count++] = row;
    return true;
}

static void show_line(const char *label, const char *value)
{
    char shown[SHOWN_SIZE];

    if (value[0])
        printf("  %-9s %s\n", label, text_escape(shown, sizeof shown, value));
}

static void show_access(const struct row *row)
{
    char first[MOMENT_SIZE], last[MOMENT_SIZE], when[3 * MOMENT_SIZE];
    const char *begin = moment_of(first, row->first), *end = moment_of(last, row->last);

    text_format(when, sizeof when, strcmp(begin, end) == 0 ? "%s" : "%s to %s", begin, end);
    show_line("patient", row->patient);
    show_line("when", when);
    show_line("times", strcmp(row->count, "1") == 0 ? "" : row->count);
    show_line("at", row->host);
    show_line("with", row->program);
}

static void show_answered(const struct row *row)
{
    char answered[MOMENT_SIZE], id[SHOWN_SIZE];
    bool is_late = strcmp(row->became, "late") == 0;

    printf("%s: you were asked why you opened this record\n", text_escape(id, sizeof id, row->question));
    show_access(row);
    printf("  %-9s %s%s\n", "answered", moment_of(answered, row->answered), is_late ? ", after the time for it" : "");
    show_line("you said", row->reason);
    puts("  It is kept beside the access; whoever looks into it reads it.");
}

static void show(const struct row *row)
{
    char until[MOMENT_SIZE], id[SHOWN_SIZE];
    int64_t until_ms;
    bool is_over = clock_parse(row->until, &until_ms) && until_ms < clock_now_ms();

    printf("%s: why did you open this record?\n", text_escape(id, sizeof id, row->question));
    show_access(row);
    printf(is_over ? "  %-9s late: the time for it ended at %s, but it is still read\n"
                   : "  %-9s before %s; after that others are told that nothing explains it\n",
           "answer", moment_of(until, row->until));
}

/* ---- an answer ------------------------------------------------------------------------------- */

static int send_answer(const struct config *config, const struct call *call, const char *id, const char *reason)
{
    struct wire_answer said = {.id = ""};
    const struct ask_message message = {ASK_SOCKET, WIRE_ANSWER, &said, sizeof said};
    const struct ask_ear ear = {NULL, NULL, NULL};
    struct ask_answer answer;

    text_copy(said.id, sizeof said.id, id);
    text_copy(said.reason, sizeof said.reason, reason);
    if (ask_say(config->run, &message, &ear, &answer) == ASK_ANSWERED && answer.exit == CALL_GOOD)
        puts(call->json ? "{\"kept\":\"yes\"}"
                        : "Thank you. Your answer is kept beside the access; whoever looks into it will read it.");
    return ask_end(&answer);
}

/* A reason typed at a terminal. False when none was. */
static bool ask_reason(char reason[REASON_SIZE])
{
    struct lines *lines = lines_open("-", REASON_SIZE - 1);
    struct line line;
    bool is_given;

    fputs("Why? (one line; empty: later) ", stdout);
    fflush(stdout);
    is_given = lines && lines_next(lines, &line) && line.length > 0 && !line.too_long &&
               line.length == strlen(line.text) && text_copy(reason, REASON_SIZE, line.text);
    if (lines)
        lines_close(lines);
    return is_given;
}

static const struct row *find(const struct listing *listing)
{
    for (unsigned i = 0; i < listing->count; i++)
        if (!listing->wanted->id[0] || strcmp(listing->rows[i].question, listing->wanted->id) == 0)
            return &listing->rows[i];
    return NULL;
}

/* Those that were answered: all, or the one that is meant. How many. */
static unsigned show_all_answered(const struct listing *listing)
{
    unsigned shown = 0;

    for (unsigned i = 0; i < listing->answered_count; i++)
        if (!listing->wanted->id[0] || strcmp(listing->answered[i].question, listing->wanted->id) == 0) {
            show_answered(&listing->answered[i]);
            shown++;
        }
    return shown;
}

/* Lists, and at a terminal asks for the reason where one question is meant. */
static int converse(const struct config *config, const struct call *call, const struct listing *listing)
{
    const struct row *row = find(listing);
    char reason[REASON_SIZE];

    if (listing->wanted->id[0] && !row && show_all_answered(listing) > 0)
        return CALL_GOOD;
    if (listing->wanted->id[0] && !row)
        return call_end(CALL_FINDING, "there is no open question of that name to you: `confidectl answer` lists yours");
    if (!listing->wanted->id[0])
        show_all_answered(listing);
    if (!row) {
        puts("Nothing is asked of you.");
        return CALL_GOOD;
    }
    for (unsigned i = 0; i < listing->count; i++)
        if (&listing->rows[i] == row || !listing->wanted->id[0])
            show(&listing->rows[i]);
    if ((listing->count > 1 && !listing->wanted->id[0]) || !isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        printf("To answer: confidectl answer %s --reason '...'\n", row->question);
        return CALL_FINDING;
    }
    if (!ask_reason(reason)) {
        puts("No answer was taken. The question stays.");
        return CALL_FINDING;
    }
    return send_answer(config, call, row->question, reason);
}

int command_answer(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {{"reason", 'r', "TEXT", 0, "Why, in a sentence", 0}, {0}};
    static const struct argp argp = {own,
                                     parse,
                                     "[QUESTION]",
                                     "Shows what you are asked about records you opened and what you answered in the "
                                     "last 30 days, and takes your answer. "
                                     "Everybody sees their own questions, and nobody another's.\vExit 1 when something "
                                     "is still to be answered.",
                                     NULL,
                                     NULL,
                                     NULL};
    const struct wire_ask mine = {.verb = ASK_MINE};
    const struct ask_message message = {ASK_SOCKET, WIRE_ASK, &mine, sizeof mine};
    struct wanted wanted = {.id = ""};
    struct listing listing = {.call = call, .wanted = &wanted};
    const struct ask_ear ear = {take_row, NULL, &listing};
    struct ask_answer answer;
    struct config config;

    call_parse(call, &argp, &wanted, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (wanted.has_reason && wanted.id[0])
        return send_answer(&config, call, wanted.id, wanted.reason);
    if (ask_say(config.run, &message, &ear, &answer) != ASK_ANSWERED || answer.exit != CALL_GOOD)
        return ask_end(&answer);
    if (wanted.has_reason && listing.count == 1)
        return send_answer(&config, call, listing.rows[0].question, wanted.reason);
    if (wanted.has_reason)
        return call_end(CALL_USAGE,
                        listing.count ? "several are open: name the one you answer" : "nothing is asked of you");
    if (call->json)
        return listing.count ? CALL_FINDING : CALL_GOOD;
    return converse(&config, call, &listing);
}
