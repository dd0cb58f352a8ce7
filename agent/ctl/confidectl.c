/* confidectl: the hands of IT, managers and staff. A table of commands and the choice of one; all else is in the
 * commands. In: the command line. Out: what the command says, and FORMATS' exit codes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agent/base/text.h"

#include "agent_commands.h"
#include "call.h"
#include "canary_commands.h"
#include "case_commands.h"
#include "context_commands.h"
#include "local_commands.h"

enum { NAME_SIZE = 64, HELP_SIZE = 2048, HINT_SIZE = 256 };

static const struct command {
    const char *words, *does;
    int (*run)(struct call *call, int argc, char **argv);
} commands[] = {
    {"status", "is the agent well, and what waits?", command_status},
    {"cases", "what it found", command_cases},
    {"case", "one case as a manager reads it", command_case},
    {"events", "what it saw", command_events},
    {"why", "who waits, why, until when; and where they are logged in", command_why},
    {"answer", "why did you open that record? (for everybody, about oneself)", command_answer},
    {"staff load", "make the register from HR's staff.csv", command_staff_load},
    {"staff list", "who may log in today", command_staff_list},
    {"context check", "are the context tables sound?", command_context_check},
    {"context load", "let the agent read them again now", command_context_load},
    {"context show", "what they know of a patient or a person", command_context_show},
    {"password check", "are these passwords strong?", command_password_check},
    {"password filter build", "a list of leaked passwords nobody may take", command_password_filter_build},
    {"canary plant", "decoys among the records", command_canary_plant},
    {"canary remove", "take the decoys away", command_canary_remove},
    {"canary list", "are the decoys whole?", command_canary_list},
    {"rules", "by what it judges; which rules rest, and why", command_rules},
    {"replay", "judge recorded events; print the cases", command_replay},
    {"budget", "what does judging cost, what does it catch?", command_budget},
    {"verify", "is the history what it was?", command_verify},
    {"selftest", "plant a harmless event; does its report arrive?", command_selftest},
    {"check", "are configuration, staff list and PAM sound?", command_check},
};

enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

/* How many words of argv make up the command's name; 0 when it is another. */
static int words_matched(const struct command *command, int argc, char **argv)
{
    const char *at = command->words;
    int words = 0;

    while (*at) {
        size_t length = strcspn(at, " ");

        if (words == argc || strlen(argv[words]) != length || memcmp(at, argv[words], length) != 0)
            return 0;
        words++;
        at += length + strspn(at + length, " ");
    }
    return words;
}

/* argp frees what this returns. */
static char *list_commands(void)
{
    char *help = malloc(HELP_SIZE);
    size_t used = 0;

    if (!help)
        return NULL;
    text_format(help, HELP_SIZE, "Commands:\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        used = strlen(help);
        text_format(help + used, HELP_SIZE - used, "  %-22s %s\n", commands[i].words, commands[i].does);
    }
    used = strlen(help);
    text_format(help + used, HELP_SIZE - used,
                "\n`confidectl COMMAND --help` tells more, confidectl(8) all.\n"
                "Exit: 0 good, 1 a finding, 2 wrong usage, 3 could not do it.");
    return help;
}

/* "staff load, staff list": all commands whose name begins with the first `length` letters of `word`. */
static char *commands_like(char *to, const char *word, size_t length)
{
    to[0] = '\0';
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        size_t used = strlen(to);

        if (strncmp(commands[i].words, word, length) == 0)
            text_format(to + used, HINT_SIZE - used, "%s%s", used ? ", " : "", commands[i].words);
    }
    return to;
}

static int no_such_command(int argc, char **argv)
{
    char safe[NAME_SIZE], hint[HINT_SIZE];
    size_t length = argc > 0 ? strlen(argv[0]) : 0;

    if (argc == 0)
        return call_end(CALL_USAGE, "say what to do, for instance `confidectl status`: `confidectl --help` lists all");
    text_escape(safe, sizeof safe, argv[0]);
    while (length > 1 && !*commands_like(hint, argv[0], length))
        length--;
    if (length > 1)
        return call_end(CALL_USAGE, "there is no such command '%s%s': do you mean: %s? `confidectl --help` lists all",
                        safe, argc > 1 ? " ..." : "", hint);
    return call_end(CALL_USAGE, "there is no command '%s': `confidectl --help` lists all", safe);
}

int main(int argc, char **argv)
{
    struct call call = {.config_file = CONFIG_FILE};
    int first = call_parse_first(&call, "Asks and steers Confide on this machine.", list_commands, argc, argv);

    argc -= first;
    argv += first;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        int words = words_matched(&commands[i], argc, argv);
        char name[NAME_SIZE];

        if (words == 0)
            continue;
        text_format(name, sizeof name, "confidectl %s", commands[i].words);
        argv[words - 1] = name;
        return call_close(commands[i].run(&call, argc - words + 1, argv + words - 1));
    }
    return no_such_command(argc, argv);
}
