/* confidectl why: may this login log in, where does it have to wait, why, until when, and where is it logged in? In:
 * the register, and what the agent counts. Out: a sentence, a table of waits, a table of sessions; exit 1 when the
 * login is refused or kept waiting. */
#include <stdio.h>
#include <string.h>

#include "agent/base/clock.h"
#include "agent/base/json_case.h"
#include "agent/base/text.h"
#include "agent/report/phrase.h"
#include "pam_module/register.h"
#include "pam_module/sentences.h"

#include "agent_commands.h"
#include "ask.h"
#include "call.h"
#include "members.h"
#include "moment.h"
#include "table.h"

enum { VALUE_SIZE = 128 };

struct asked {
    char login[EVENT_LOGIN_SIZE];
    bool forgive;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct asked *asked = state->input;

    switch (key) {
    case 'f':
        asked->forgive = true;
        return 0;
    case ARGP_KEY_ARG:
        if (asked->login[0] || !argument[0] || !text_copy(asked->login, sizeof asked->login, argument))
            argp_error(state, "give one login");
        return 0;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "say whose: confidectl why LOGIN");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* ---- what the agent says --------------------------------------------------------------------- */

/* The members of a row that are shown. */
struct row {
    char what[VALUE_SIZE], where[VALUE_SIZE], wrong[VALUE_SIZE], since[VALUE_SIZE], delay_ms[VALUE_SIZE],
        refused[VALUE_SIZE], until[VALUE_SIZE], kind[VALUE_SIZE], place[VALUE_SIZE], host[VALUE_SIZE],
        locked[VALUE_SIZE], id[VALUE_SIZE];
};

static const struct member member_list[] = {MEMBER(row, what),   MEMBER(row, where),    MEMBER(row, wrong),
                                            MEMBER(row, since),  MEMBER(row, delay_ms), MEMBER(row, refused),
                                            MEMBER(row, until),  MEMBER(row, kind),     MEMBER(row, place),
                                            MEMBER(row, locked), MEMBER(row, host),     MEMBER(row, id)};
static const struct members members = {member_list, sizeof member_list / sizeof member_list[0], VALUE_SIZE};

struct showing {
    const struct call *call;
    struct table *waits, *sessions;
    unsigned wait_count, session_count;
    bool failed;
};

static bool show_wait(struct showing *showing, const struct row *row)
{
    char since[MOMENT_SIZE], until[MOMENT_SIZE], span[PHRASE_SIZE], what[2 * VALUE_SIZE];
    const char *cells[] = {row->where, row->wrong, moment_of(since, row->since), what};
    int64_t delay_ms = 0;
    bool is_refused = strcmp(row->refused, "no") != 0;

    text_number(row->delay_ms, 0, INT64_MAX, &delay_ms);
    if (strcmp(row->refused, "until helped") == 0)
        text_copy(what, sizeof what, "no password is tried until a right one at this computer, or --forgive");
    else if (is_refused)
        text_format(what, sizeof what, "no password is tried until %s", moment_of(until, row->until));
    else
        text_format(what, sizeof what, "the next wrong one waits %s", phrase_span(span, delay_ms));
    showing->wait_count++;
    if (!table_add(showing->waits, cells))
        return false;
    table_colour(showing->waits, 3, is_refused ? TABLE_BAD : TABLE_POOR);
    return true;
}

static bool show_session(struct showing *showing, const struct row *row)
{
    char since[MOMENT_SIZE];
    const char *cells[] = {row->id, row->kind, row->host[0] ? row->host : row->place, moment_of(since, row->since),
                           strcmp(row->locked, "yes") == 0 ? "locked" : ""};

    showing->session_count++;
    return table_add(showing->sessions, cells);
}

static bool show(void *data, const char *json, size_t length)
{
    struct showing *showing = data;
    struct row row = {.what = ""};

    if (showing->call->json) {
        puts(json);
        return true;
    }
    if (!members_read(&row, &members, json, length))
        return true;
    showing->failed = strcmp(row.what, "wait") == 0      ? !show_wait(showing, &row)
                      : strcmp(row.what, "session") == 0 ? !show_session(showing, &row)
                                                         : false;
    return !showing->failed;
}

static bool print_tables(const struct showing *showing)
{
    if (showing->wait_count == 0)
        puts("No wrong passwords are counted against it.");
    else if (puts("\nWrong passwords:") < 0 || !table_print(showing->waits))
        return false;
    return showing->session_count == 0 || (puts("\nLogged in:") >= 0 && table_print(showing->sessions));
}

/* ---- what the register says ------------------------------------------------------------------ */

static void print_verdict(const char *login, enum identity_verdict verdict, const char *sentence)
{
    const struct json_field fields[] = {
        {"what", "login", 0}, {"login", login, 0}, {"verdict", identity_word(verdict), 0}, {"says", sentence, 0}};
    char json[1024];

    if (json_fields_write(fields, sizeof fields / sizeof fields[0], json, sizeof json))
        puts(json);
}

/* CALL_FINDING when the login is refused; the agent is not needed to know that. */
static int say_verdict(const struct call *call, const struct config *config, const char *login)
{
    char error[CONFIG_ERROR_SIZE], sentence[SENTENCE_SIZE], safe[2 * EVENT_LOGIN_SIZE];
    struct staff_member row;
    enum register_result result = register_find(config->register_file, login, &row, error, sizeof error);
    enum identity_verdict verdict = identity_judge(result == REGISTER_FOUND ? &row : NULL, clock_now_ms());

    text_escape(safe, sizeof safe, login);
    if (result == REGISTER_UNUSABLE)
        return call_end(CALL_FINDING, "%s", error);
    sentence_refusal(sentence, verdict, safe, "", config->contact);
    if (call->json)
        print_verdict(login, verdict, sentence);
    else if (identity_refuses(verdict))
        printf("%s%s\n", sentence,
               config->mode == LOGIN_AUDIT ? " (Audit mode: it is let in, and that is reported.)" : "");
    else
        printf("'%s' may log in.\n", safe);
    return identity_refuses(verdict) ? CALL_FINDING : CALL_GOOD;
}

static int forgive(const struct call *call, const struct config *config, const struct wire_ask *question)
{
    struct ask_answer answer;
    char row[1024];

    if (ask_one(config->run, question, row, sizeof row, &answer) == ASK_ANSWERED && row[0])
        puts(call->json ? row : "Its wrong passwords are forgotten: nothing keeps it waiting.");
    return ask_end(&answer);
}

int command_why(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {{"forgive", 'f', NULL, 0, "Forget its wrong passwords (root)", 0}, {0}};
    static const struct argp argp = {own,
                                     parse,
                                     "LOGIN",
                                     "Says whether LOGIN may log in, where it has to wait after wrong passwords, until "
                                     "when, and where it is logged in.\vExit 1 when it is refused or kept waiting.",
                                     NULL,
                                     NULL,
                                     NULL};
    static const struct table_column waits[] = {
        {"where", TABLE_PLAIN}, {"in a row", TABLE_RIGHT}, {"since", TABLE_PLAIN}, {"now", TABLE_WRAP}};
    static const struct table_column sessions[] = {{"session", TABLE_PLAIN},
                                                   {"what", TABLE_PLAIN},
                                                   {"where", TABLE_PLAIN},
                                                   {"since", TABLE_PLAIN},
                                                   {"", TABLE_PLAIN}};
    struct asked asked = {.login = ""};
    struct wire_ask question = {.verb = ASK_WHY};
    struct showing showing = {.call = call};
    const struct ask_ear ear = {show, NULL, &showing};
    struct ask_answer answer;
    struct config config;
    int verdict, exit = CALL_CANNOT;

    call_parse(call, &argp, &asked, argc, argv);
    text_copy(question.argument, sizeof question.argument, asked.login);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    if (asked.forgive) {
        question.verb = ASK_FORGIVE;
        return forgive(call, &config, &question);
    }
    showing.waits = table_new(waits, sizeof waits / sizeof waits[0]);
    showing.sessions = table_new(sessions, sizeof sessions / sizeof sessions[0]);
    if (!showing.waits || !showing.sessions)
        goto out;
    verdict = say_verdict(call, &config, asked.login);
    if (ask_agent(config.run, &question, &ear, &answer) == ASK_ANSWERED && !call->json &&
        (showing.failed || !print_tables(&showing)))
        goto out;
    exit = ask_end(&answer);
    if (exit == CALL_GOOD)
        exit = verdict;
out:
    table_free(showing.waits);
    table_free(showing.sessions);
    return exit;
}
