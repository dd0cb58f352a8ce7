/* confidectl selftest: plants a harmless event and follows its report to each endpoint until that has taken it: the
 * whole way, store, voice, network, receiver. In: the agent's answers. Out: a line for each step; exit 1 with where it
 * stuck, unless every endpoint took it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/post/form.h"
#include "agent/report/phrase.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"

enum { WAIT_S = 60, WAIT_MOST_S = 3600, ROW_SIZE = 16 * 1024, WORDS_SIZE = 512, PAUSE_NS = 50 * 1000 * 1000 };

/* The agent keeps so many bytes of an attempt's words: what is as long was cut, in mid-word as like as not. */
enum { KEPT_WORDS = 188 };

/* The message to one endpoint. */
struct told {
    char report[REPORT_ID_SIZE];
    char state[32], words[WORDS_SIZE];
    int64_t took_ms;
};

struct testing {
    const struct call *call;
    struct config config;
    int64_t started_ms, wait_ms;
    struct told told[CONFIG_ENDPOINTS];
    unsigned count;
    bool has_endpoint;
    char row[ROW_SIZE];
};

static const char *name_of(const struct told *told)
{
    const char *ending = strchr(told->report, '_');

    return ending ? ending + 1 : "";
}

static const char *section_of(char section[FORM_SECTION], const struct told *told)
{
    text_format(section, FORM_SECTION, "[post%s%s]", name_of(told)[0] ? " " : "", name_of(told));
    return section;
}

static bool is_state(const struct told *told, const char *state)
{
    return strcmp(told->state, state) == 0;
}

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

/* Words that the agent cut end with their last whole one. */
static void end_with_a_word(char *words)
{
    char *blank = strlen(words) >= KEPT_WORDS ? strrchr(words, ' ') : NULL;

    if (blank)
        text_copy(blank, sizeof " ...", " ..."); /* there is room: what was kept is far below WORDS_SIZE */
}

static int plant(struct testing *testing)
{
    const struct wire_ask question = {.verb = ASK_SELFTEST};
    struct ask_answer answer;
    char report[REPORT_ID_SIZE], reports[CONFIG_ENDPOINTS * REPORT_ID_SIZE], text[WORDS_SIZE];

    if (ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer) != ASK_ANSWERED ||
        !testing->row[0])
        return ask_end(&answer);
    take(testing, "report", report, sizeof report);
    take(testing, "reports", reports, sizeof reports);
    testing->has_endpoint = reports[0] != '\0';
    for (char *rest = testing->has_endpoint ? reports : report, *id;
         testing->count < CONFIG_ENDPOINTS && (id = strsep(&rest, "\n"));)
        text_copy(testing->told[testing->count++].report, REPORT_ID_SIZE, id);
    text_format(text, sizeof text, "the agent stored a harmless event and wrote report %s", testing->told[0].report);
    for (unsigned i = 1; i < testing->count; i++)
        text_format(text + strlen(text), sizeof text - strlen(text), ", %s", testing->told[i].report);
    step(testing, "\u2713", text);
    return answer.exit;
}

/* "HTTP 204" of "delivered (HTTP 204)". */
static void write_status(char *to, size_t size, const char *words)
{
    const char *begin = strchr(words, '(');

    text_format(to, size, "%.*s", begin ? (int)strcspn(begin + 1, ")") : (int)strlen(words), begin ? begin + 1 : words);
}

static void say_change(struct testing *testing, const struct told *told)
{
    char section[FORM_SECTION], status[WORDS_SIZE], text[2 * WORDS_SIZE];

    section_of(section, told);
    if (is_state(told, "delivered")) {
        write_status(status, sizeof status, told->words);
        text_format(text, sizeof text, "%s: confide-post sent it, and the endpoint took it: %s", section, status);
        step(testing, "\u2713", text);
    } else if (told->words[0]) {
        text_format(text, sizeof text, "%s: %s", section, told->words);
        step(testing, "\u2026", text);
    }
}

/* How one message stands. CALL_GOOD, or why the agent could not be asked. */
static int look_at(struct testing *testing, struct told *told)
{
    struct wire_ask question = {.verb = ASK_REPORT};
    struct ask_answer answer;
    char words[WORDS_SIZE];
    bool is_news;

    text_copy(question.argument, sizeof question.argument, told->report);
    if (ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer) != ASK_ANSWERED)
        return ask_end(&answer);
    told->took_ms = clock_monotonic_ms() - testing->started_ms;
    if (answer.exit == CALL_FINDING) {
        text_copy(told->state, sizeof told->state, "unwritten");
        return CALL_GOOD;
    }
    if (!testing->row[0])
        return ask_end(&answer);
    take(testing, "state", told->state, sizeof told->state);
    take(testing, "words", words, sizeof words);
    end_with_a_word(words);
    is_news = strcmp(words, told->words) != 0;
    text_copy(told->words, sizeof told->words, words);
    if (is_news)
        say_change(testing, told);
    return CALL_GOOD;
}

/* Asks until each report is delivered or put aside, or the time is over. */
static int follow(struct testing *testing)
{
    const struct timespec pause = {.tv_nsec = PAUSE_NS};

    for (;;) {
        int64_t elapsed_ms = clock_monotonic_ms() - testing->started_ms;
        unsigned pending = 0;

        for (unsigned i = 0; i < testing->count; i++) {
            struct told *told = &testing->told[i];
            int exit = told->state[0] == '\0' || is_state(told, "pending") ? look_at(testing, told) : CALL_GOOD;

            if (exit != CALL_GOOD)
                return exit;
            pending += is_state(told, "pending");
        }
        if (pending == 0 || !testing->has_endpoint || elapsed_ms >= testing->wait_ms)
            return CALL_GOOD;
        nanosleep(&pause, NULL);
    }
}

/* What `confidectl status` says of the endpoint, from behind "NAME: "; "" where it says nothing. */
static void take_health(const struct testing *testing, const struct told *told, char *to, size_t size)
{
    char lines[ROW_SIZE / 4], begins[CONFIG_NAME + 2], *rest = lines, *line, *words;

    to[0] = '\0';
    take(testing, "endpoints", lines, sizeof lines);
    text_format(begins, sizeof begins, "%s: ", name_of(told)[0] ? name_of(told) : "post");
    while (to[0] == '\0' && (line = strsep(&rest, "\n")))
        if (strncmp(line, begins, strlen(begins)) == 0)
            text_copy(to, size, line + strlen(begins));
    words = strstr(to, "since ");
    words = words ? strstr(words, ": ") : NULL;
    if (words)
        end_with_a_word(words + strlen(": "));
}

static const char *url_of(const struct testing *testing, const struct told *told)
{
    for (unsigned i = 0; i < testing->config.endpoint_count; i++)
        if (strcmp(testing->config.endpoints[i].name, name_of(told)) == 0)
            return testing->config.endpoints[i].url;
    return "it";
}

/* Where one message stuck, and what to do. The agent's status is in `row`. */
static void explain(const struct testing *testing, const struct told *told)
{
    const char *file = testing->call->config_file;
    char section[FORM_SECTION], span[PHRASE_SIZE], health[WORDS_SIZE], safe[4 * WORDS_SIZE];

    section_of(section, told);
    phrase_span(span, testing->wait_ms);
    text_escape(safe, sizeof safe, told->words);
    if (is_state(told, "unwritten")) {
        call_end(CALL_FINDING, "%s: no report can be written for it: `confidectl check` says what is wrong", section);
    } else if (is_state(told, "quarantined")) {
        call_end(CALL_FINDING, "%s: the endpoint refuses the report: %s: ask those who run %s", section, safe,
                 url_of(testing, told));
    } else if (told->words[0]) {
        call_end(CALL_FINDING,
                 "%s: the report did not arrive within %s: %s. It is kept and sent again until it does. See %s in %s",
                 section, span, safe, section, file);
    } else {
        take_health(testing, told, health, sizeof health);
        text_escape(safe, sizeof safe, health);
        call_end(CALL_FINDING,
                 "%s: no attempt to send it ended within %s%s%s. It is kept and sent again until it arrives. See "
                 "`journalctl -u confide-post`",
                 section, span, safe[0] ? "; of this endpoint the agent says: " : "", safe);
    }
}

static int explain_all(struct testing *testing)
{
    const struct wire_ask question = {.verb = ASK_STATUS};
    bool is_waiting = false;
    struct ask_answer answer;
    char post[32];

    if (!testing->has_endpoint)
        return call_end(CALL_FINDING,
                        "no endpoint is configured, so nobody is told: set [post] endpoint in %s, then restart "
                        "confided and confide-post",
                        testing->call->config_file);
    for (unsigned i = 0; i < testing->count; i++)
        is_waiting |= is_state(&testing->told[i], "pending");
    ask_one(testing->config.run, &question, testing->row, sizeof testing->row, &answer);
    take(testing, "post", post, sizeof post);
    if (is_waiting && strcmp(post, "away") == 0)
        return call_end(CALL_FINDING, "the report waits in the store, but nobody sends it: start confide-post with "
                                      "`systemctl start confide-post`");
    for (unsigned i = 0; i < testing->count; i++)
        if (!is_state(&testing->told[i], "delivered"))
            explain(testing, &testing->told[i]);
    return CALL_FINDING;
}

static void say_json(struct testing *testing, const struct told *told)
{
    const struct json_field fields[] = {{"report", told->report, 0},
                                        {"endpoint", name_of(told), 0},
                                        {"state", told->state, 0},
                                        {"words", told->words, 0},
                                        {"milliseconds", NULL, told->took_ms}};

    json_fields_write(fields, sizeof fields / sizeof fields[0], testing->row, sizeof testing->row);
    puts(testing->row);
}

/* True when each endpoint took its message. */
static bool say_arrived(struct testing *testing)
{
    char status[WORDS_SIZE], safe[2 * WORDS_SIZE], span[PHRASE_SIZE];
    unsigned delivered = 0;

    for (unsigned i = 0; i < testing->count; i++) {
        delivered += is_state(&testing->told[i], "delivered");
        if (testing->call->json)
            say_json(testing, &testing->told[i]);
    }
    if (delivered < testing->count)
        return false;
    if (testing->call->json)
        return true;
    phrase_span(span, clock_monotonic_ms() - testing->started_ms);
    write_status(status, sizeof status, testing->told[0].words);
    if (testing->count == 1)
        printf("The report arrived: %s after %s.\n", text_escape(safe, sizeof safe, status), span);
    else
        printf("All %u reports arrived after %s.\n", testing->count, span);
    return true;
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
                                     "Plants a harmless event and shows whether its report arrives at each endpoint of "
                                     "the employer's.\vExit 1, and where it stuck, unless all took it.",
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
    return say_arrived(&testing) ? CALL_GOOD : explain_all(&testing);
}
