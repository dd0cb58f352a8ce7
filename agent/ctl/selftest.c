/* confidectl selftest: plants a harmless event and follows its report until the endpoint has taken it: the whole way,
 * store, voice, network, receiver. In: the agent's answers. Out: a line for each step; exit 1 with where it stuck. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"

enum { WAIT_S = 60, WAIT_MOST_S = 3600, ROW_SIZE = 4096, WORDS_SIZE = 512, PAUSE_NS = 50 * 1000 * 1000 };

struct testing {
    const struct call *call;
    struct config config;
    int64_t started_ms, wait_ms;
    char report[REPORT_ID_SIZE];
    char state[32], words[WORDS_SIZE];
    char row[ROW_SIZE];
};

static void step(struct testing *testing, const char *mark, const char *text)
{
    char safe[2 * WORDS_SIZE], span[PHRASE_SIZE];

    if (testing->call->json)
        return;
    printf("%s %s (%s)\n", mark, text_escape(safe, sizeof safe, text),
           phrase_span(span, clock_monotonic_ms() - testing->started_ms));
    fflush(stdout);
}

static void take(const struct testing *testing, const char *name, char *to, size_t size)
{
    to[0] = '\0';
    json_field_read(testing->row, strlen(testing->row), name, to, size);
}

static int plant(struct testing *testing)
{
    const struct wire_ask question = {.verb = ASK_SELFTEST};
    struct ask_answer answer;
    char text[WORDS_SIZE];

    if (ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer) != ASK_ANSWERED ||
        !testing->row[0])
        return ask_end(&answer);
    take(testing, "report", testing->report, sizeof testing->report);
    text_format(text, sizeof text, "the agent stored a harmless event and wrote report %s", testing->report);
    step(testing, "\u2713", text);
    return answer.exit;
}

/* Asks until the report is delivered or put aside, or the time is over. */
static int follow(struct testing *testing)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};
    struct wire_ask question = {.verb = ASK_REPORT};
    struct ask_answer answer;
    char words[WORDS_SIZE];

    text_copy(question.argument, sizeof question.argument, testing->report);
    for (;;) {
        int64_t elapsed_ms = clock_monotonic_ms() - testing->started_ms;

        if (ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer) != ASK_ANSWERED ||
            !testing->row[0])
            return ask_end(&answer);
        take(testing, "state", testing->state, sizeof testing->state);
        take(testing, "words", words, sizeof words);
        if (words[0] && strcmp(words, testing->words) != 0 && strcmp(testing->state, "delivered") != 0)
            step(testing, "\u2026", words);
        text_copy(testing->words, sizeof testing->words, words);
        if (strcmp(testing->state, "pending") != 0 || elapsed_ms >= testing->wait_ms)
            return CALL_GOOD;
        nanosleep(&pause, NULL);
    }
}

/* Where it stuck, and what to do. */
static int explain(struct testing *testing)
{
    const struct wire_ask question = {.verb = ASK_STATUS};
    struct ask_answer answer;
    char post[32], span[PHRASE_SIZE];

    if (strcmp(testing->state, "quarantined") == 0)
        return call_end(CALL_FINDING, "the endpoint refuses the report: %s: ask those who run %s", testing->words,
                        testing->config.endpoints[0].url);
    phrase_span(span, testing->wait_ms);
    if (!testing->config.endpoints[0].url[0])
        return call_end(CALL_FINDING, "no endpoint is configured, so nobody is told: set [post] endpoint in %s",
                        testing->call->config_file);
    ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer);
    take(testing, "post", post, sizeof post);
    if (strcmp(post, "away") == 0)
        return call_end(CALL_FINDING, "the report waits in the store, but nobody sends it: start confide-post with "
                                      "`systemctl start confide-post`");
    if (!testing->words[0])
        return call_end(CALL_FINDING, "no attempt to send it ended within %s: see `journalctl -u confide-post`", span);
    return call_end(CALL_FINDING,
                    "the report did not arrive within %s: %s. It is kept and sent again until it does. "
                    "See [post] in %s",
                    span, testing->words, testing->call->config_file);
}

/* "HTTP 204" of "delivered (HTTP 204)". */
static void write_status(char *to, size_t size, const char *words)
{
    const char *begin = strchr(words, '(');

    text_format(to, size, "%.*s", begin ? (int)strcspn(begin + 1, ")") : (int)strlen(words), begin ? begin + 1 : words);
}

static void say_arrived(struct testing *testing)
{
    char status[WORDS_SIZE], safe[2 * WORDS_SIZE], span[PHRASE_SIZE];
    const struct json_field fields[] = {{"report", testing->report, 0},
                                        {"state", testing->state, 0},
                                        {"words", testing->words, 0},
                                        {"milliseconds", NULL, clock_monotonic_ms() - testing->started_ms}};

    if (testing->call->json) {
        json_fields_write(fields, sizeof fields / sizeof fields[0], testing->row, sizeof testing->row);
        puts(testing->row);
        return;
    }
    if (strcmp(testing->state, "delivered") != 0)
        return;
    step(testing, "\u2713", "confide-post sent it, and the endpoint took it");
    write_status(status, sizeof status, testing->words);
    printf("The report arrived: %s after %s.\n", text_escape(safe, sizeof safe, status),
           phrase_span(span, clock_monotonic_ms() - testing->started_ms));
}

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct testing *testing = state->input;
    int64_t seconds;

    if (key != 'w')
        return ARGP_ERR_UNKNOWN;
    if (!text_number(argument, 1, WAIT_MOST_S, &seconds))
        argp_error(state, "--wait takes seconds, from 1 to %d", WAIT_MOST_S);
    testing->wait_ms = seconds * 1000;
    return 0;
}

int command_selftest(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {{"wait", 'w', "SECONDS", 0, "Give up after so long (60)", 0}, {0}};
    static const struct argp argp = {own,
                                     parse,
                                     NULL,
                                     "Plants a harmless event and shows whether its report arrives at the employer's "
                                     "endpoint.\vExit 1, and where it stuck, when it does not.",
                                     NULL,
                                     NULL,
                                     NULL};
    struct testing testing = {.call = call, .started_ms = clock_monotonic_ms(), .wait_ms = WAIT_S * 1000};
    int exit;

    call_parse(call, &argp, &testing, argc, argv);
    if (!call_config_or_defaults(call, &testing.config))
        return CALL_CANNOT;
    exit = plant(&testing);
    if (exit == CALL_GOOD)
        exit = follow(&testing);
    if (exit != CALL_GOOD)
        return exit;
    say_arrived(&testing);
    return strcmp(testing.state, "delivered") == 0 ? CALL_GOOD : explain(&testing);
}
