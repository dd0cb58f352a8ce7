/* One call of confidectl: what every command shares. Owns argp's common options (--config, --json, --version), the
 * configuration as a command sees it, and the last word on standard error.
 * In: the command line. Out: struct call; exits with 0 (--help, --version) or 2 (wrong usage) itself, as argp does. */
#include "call.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/text.h"

enum { OPTION_JSON = 256 };

static const struct argp_option common_options[] = {
    {"config", 'c', "FILE", 0, "Read FILE instead of " CONFIG_FILE, 10},
    {"json", OPTION_JSON, NULL, 0, "Answer in JSON, one object a line", 10},
    {"version", 'V', NULL, 0, "Say which version this is", -1},
    {0}};

struct parsing {
    struct call *call;
    void *data;
    char *(*help)(void);
    bool wants_first; /* only the options before the first word, and its place */
    int first;
};

static error_t parse_common(int key, char *argument, struct argp_state *state)
{
    struct parsing *parsing = state->input;
    struct call *call = parsing->call;

    switch (key) {
    case ARGP_KEY_INIT:
        if (!parsing->wants_first)
            state->child_inputs[0] = parsing->data;
        return 0;
    case 'c':
        call->config_file = argument;
        call->config_given = true;
        return 0;
    case OPTION_JSON:
        call->json = true;
        return 0;
    case 'V':
        puts("confidectl (Confide) " CONFIDE_VERSION);
        exit(call_close(CALL_GOOD));
    case ARGP_KEY_ARG:
        if (!parsing->wants_first)
            return ARGP_ERR_UNKNOWN;
        parsing->first = state->next - 1;
        state->next = state->argc;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static char *filter_help(int key, const char *text, void *input)
{
    const struct parsing *parsing = input;

    if (key == ARGP_KEY_HELP_EXTRA && parsing && parsing->help)
        return parsing->help();
    return (char *)(uintptr_t)text; /* argp's own promise: what is returned unchanged is not freed */
}

void call_parse(struct call *call, const struct argp *argp, void *data, int argc, char **argv)
{
    const struct argp_child children[] = {{argp, 0, NULL, 0}, {0}};
    const struct argp whole = {common_options, parse_common, NULL, NULL, children, NULL, NULL};
    struct parsing parsing = {.call = call, .data = data};

    argp_err_exit_status = CALL_USAGE;
    if (argp_parse(&whole, argc, argv, 0, NULL, &parsing) != 0)
        exit(CALL_USAGE);
}

int call_parse_first(struct call *call, const char *doc, char *(*help)(void), int argc, char **argv)
{
    const struct argp whole = {common_options, parse_common, "COMMAND [WORD...]", doc, NULL, filter_help, NULL};
    struct parsing parsing = {.call = call, .help = help, .wants_first = true, .first = argc};

    argp_err_exit_status = CALL_USAGE;
    if (argp_parse(&whole, argc, argv, ARGP_IN_ORDER, NULL, &parsing) != 0)
        exit(CALL_USAGE);
    return parsing.first;
}

bool call_config(const struct call *call, struct config *config)
{
    char error[CONFIG_ERROR_SIZE];

    if (config_load(config, call->config_file, error, sizeof error))
        return true;
    call_end(CALL_CANNOT, "%s", error);
    return false;
}

bool call_config_or_defaults(const struct call *call, struct config *config)
{
    if (!call->config_given && access(call->config_file, F_OK) != 0 && errno == ENOENT) {
        config_defaults(config);
        return true;
    }
    return call_config(call, config);
}

static bool is_same(const char *one, const char *other)
{
    struct stat left, right;

    return stat(one, &left) == 0 && stat(other, &right) == 0 && left.st_dev == right.st_dev &&
           left.st_ino == right.st_ino;
}

bool call_staff_of(const struct config *config, const char *folder, char *staff, size_t size)
{
    struct stat about;

    if (!text_format(staff, size, "%s/staff.csv", folder))
        return false;
    if (lstat(staff, &about) != 0 && errno == ENOENT && is_same(folder, config->context))
        return text_copy(staff, size, config->staff);
    return true;
}

int call_end(int exit, const char *format, ...)
{
    va_list arguments;

    fflush(stdout); /* so that what was said before stands before */
    fputs("confidectl: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return exit;
}

int call_close(int exit)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return exit;
    if (errno == EPIPE) /* the reader has seen enough, as `head` does */
        return exit;
    fprintf(stderr, "confidectl: standard output takes no more: %s\n", strerror(errno));
    return CALL_CANNOT;
}
