/* confide-post: the voice. Sends the judge's reports to the employer's endpoints, and says what became of each attempt.
 *
 * Owns the process: options, signals, the configuration. Each endpoint has a child process of its own (crew.h), which
 * alone holds that endpoint's secrets; this one holds none. */
#include <argp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent/base/config.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"
#include "agent/post/crew.h"

enum { EXIT_USAGE = 2, EXIT_UNABLE = 3 };

struct options {
    const char *config_file;
    bool foreground;
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'c':
        options->config_file = argument;
        return 0;
    case 'f':
        options->foreground = true;
        return 0;
    case 'V':
        puts("confide-post " CONFIDE_VERSION);
        exit(EXIT_SUCCESS);
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static struct options read_options(int argc, char **argv)
{
    static const struct argp_option known[] = {
        {"config", 'c', "FILE", 0, "The configuration; " CONFIG_FILE " by default", 0},
        {"foreground", 'f', NULL, 0, "Log to standard error as well", 0},
        {"version", 'V', NULL, 0, "Print the version", 0},
        {0},
    };
    const struct argp parser = {known, take_option, NULL, "Sends Confide's reports to the employer's endpoints.",
                                NULL,  NULL,        NULL};
    struct options options = {.config_file = CONFIG_FILE};

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&parser, argc, argv, 0, NULL, &options) != 0)
        exit(EXIT_USAGE);
    return options;
}

/* SIGTERM and SIGINT as a descriptor, blocked before a child or a thread could take them. */
static int open_stop(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    if (sigprocmask(SIG_BLOCK, &ends, NULL) != 0 || sigaction(SIGPIPE, &ignore, NULL) != 0)
        return -1;
    return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

/* With no endpoint there is nothing to send, and ending would only be taken for a crash. */
static void idle(int stop)
{
    struct pollfd one = {.fd = stop, .events = POLLIN};
    int64_t period_ms = notify_period_ms();

    while (poll(&one, 1, period_ms > 0 ? (int)period_ms : -1) <= 0)
        notify_alive();
}

static bool has_address(const struct config *config)
{
    for (unsigned i = 0; i < config->endpoint_count; i++)
        if (config->endpoints[i].url[0])
            return true;
    return false;
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct config config;
    char error[CONFIG_ERROR_SIZE] = "libsodium cannot be used on this machine";
    int stop = -1, code = EXIT_UNABLE;

    log_open("confide-post", options.foreground);
    if (!crypto_start() || !config_load(&config, options.config_file, error, sizeof error))
        goto out;
    if ((stop = open_stop()) < 0) {
        text_copy(error, sizeof error, "no descriptor for signals: raise LimitNOFILE");
        goto out;
    }
    error[0] = '\0';
    if (has_address(&config)) {
        code = crew_run(&config, stop);
    } else {
        log_warning("%s: [post] endpoint is not set: reports are kept, none is sent; set it and restart confide-post",
                    options.config_file);
        notify_ready("no endpoint is set: nothing is sent");
        idle(stop);
        notify_stopping();
        code = EXIT_SUCCESS;
    }
out:
    if (code != EXIT_SUCCESS && error[0])
        log_error("%s", error);
    if (stop >= 0)
        close(stop);
    return code;
}
