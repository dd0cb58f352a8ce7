/* confidectl password check: the module's own judgement of passwords, line by line. Must not keep, show or log one.
 * In: passwords on standard input. Out: "ok" or "no: REASON", one line each, in order and at once. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "agent/base/json_case.h"
#include "agent/base/staff_file.h"
#include "agent/base/text.h"
#include "pam_module/password.h"
#include "pam_module/register.h"
#include "pam_module/strength.h"
#include "pam_module/verdict.h"
#include "pam_module/words.h"

#include "call.h"
#include "lines.h"
#include "local_commands.h"

enum { ERROR_SIZE = 1024, ROW_SIZE = 1024 };

struct check_options {
    const char *profile, *login, *staff;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct check_options *options = state->input;

    switch (key) {
    case 'p':
        options->profile = argument;
        return 0;
    case 'l':
        options->login = argument;
        return 0;
    case 's':
        options->staff = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* The words that are weak for this person: from the staff list named, else from the machine's own (root only), else
 * from the list that the configuration names. False after saying why when a list was asked for and cannot be used. */
static bool words_for(const struct check_options *options, const struct config *config, char words[WORDS_SIZE])
{
    const struct staff_member *member;
    struct staff_list list = {0};
    char error[ERROR_SIZE];
    bool good = false;

    words[0] = '\0';
    if (!options->login)
        return true;
    words_add(words, WORDS_SIZE, options->login);
    if (!options->staff && register_words(config->words_file, options->login, words, WORDS_SIZE))
        return true;
    if (!staff_file_read(&list, options->staff ? options->staff : config->staff, error, sizeof error)) {
        call_end(CALL_CANNOT, "%s", error);
        if (!options->staff)
            call_end(CALL_CANNOT, "judging without the person's own words");
        good = !options->staff;
        goto out;
    }
    member = staff_file_find(&list, options->login);
    if (member)
        words_of_member(words, member);
    else
        call_end(CALL_CANNOT, "%s is in no row of %s", options->login, options->staff ? options->staff : config->staff);
    good = member != NULL;
out:
    staff_file_free(&list);
    return good;
}

static void say(const struct call *call, const struct password_profile *profile, enum password_verdict verdict,
                const char *reason)
{
    const struct json_field fields[] = {{"verdict", verdict_word(verdict), 0},
                                        {"reason", reason, 0},
                                        {"profile", profile->name, 0},
                                        {"clause", verdict_clause(verdict, profile), 0}};
    char row[ROW_SIZE];

    if (call->json) {
        json_fields_write(fields, sizeof fields / sizeof fields[0], row, sizeof row);
        puts(row);
    } else if (verdict == PASSWORD_OK) {
        puts("ok");
    } else {
        printf("no: %s\n", reason);
    }
}

/* Judges line after line until the input ends. */
static int judge_lines(const struct call *call, const struct password_profile *profile,
                       struct strength_question *question, struct lines *lines)
{
    char error[ERROR_SIZE] = "", told[ERROR_SIZE] = "";
    int exit = CALL_GOOD;
    struct line line;

    while (lines_next(lines, &line)) {
        char reason[PASSWORD_REASON_SIZE] = "";

        if (line.length > 0 && line.text[line.length - 1] == '\r') /* a list from Windows; no keyboard types one */
            line.text[--line.length] = '\0';

        /* A NUL would end the password early for the judge: a shorter one would be judged. */
        enum password_verdict verdict = memchr(line.text, '\0', line.length) ? PASSWORD_NOT_TEXT : PASSWORD_OK;

        question->password = line.text;
        if (verdict == PASSWORD_OK)
            verdict = strength_judge(question, profile, reason, error, sizeof error);
        else
            verdict_sentence(reason, verdict, profile);
        say(call, profile, verdict, reason);
        if (strcmp(error, told) != 0)
            call_end(CALL_CANNOT, "%s", error);
        text_copy(told, sizeof told, error);
        if (fflush(stdout) != 0)
            return exit;
        if (verdict != PASSWORD_OK)
            exit = CALL_FINDING;
    }
    if (lines_error(lines))
        return call_end(CALL_CANNOT, "standard input: %s", strerror(lines_error(lines)));
    return exit;
}

int command_password_check(struct call *call, int argc, char **argv)
{
    static const struct argp_option own[] = {
        {"profile", 'p', "NAME", 0, "Judge by this profile instead of the configured one", 0},
        {"login", 'l', "LOGIN", 0, "The passwords are for this person: their own words are weak", 0},
        {"staff", 's', "FILE", 0, "Take the person's words from this staff list", 0},
        {0}};
    static const struct argp argp = {
        own,
        parse,
        NULL,
        "Reads passwords from standard input, one a line, and answers `ok` or `no: REASON` "
        "for each. Nothing is kept.\vExit 1 when one of them was refused.",
        NULL,
        NULL,
        NULL};
    struct check_options options = {0};
    struct config config;
    struct strength_question question = {.old = "", .filter = config.filter};
    const struct password_profile *profile;
    struct lines *lines;
    char words[WORDS_SIZE];
    int exit;

    call_parse(call, &argp, &options, argc, argv);
    if (!call_config_or_defaults(call, &config))
        return CALL_CANNOT;
    profile = password_profile(options.profile ? options.profile : config.profile);
    if (!profile)
        return call_end(CALL_USAGE, "there is no profile '%s': see confide.conf(5), [password] profile",
                        options.profile ? options.profile : config.profile);
    if (!words_for(&options, &config, words))
        return CALL_CANNOT;
    lines = lines_open("-", PASSWORD_MAX_BYTES + 1);
    if (!lines)
        return call_end(CALL_CANNOT, "standard input: %s", strerror(errno));
    text_copy(question.personal, sizeof question.personal, words);
    text_copy(question.clinic, sizeof question.clinic, config.words);
    words_add(question.clinic, sizeof question.clinic, config.clinic_name);
    exit = judge_lines(call, profile, &question, lines);
    lines_close(lines);
    return exit;
}
