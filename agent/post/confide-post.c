/* confide-post: the voice. Sends the judge's reports to the employer's endpoint, and says what became of each attempt.
 *
 * Owns the process: options, signals, the secret's lifetime. It has no database, keeps no report, and decides nothing:
 * retries and "delivered" are the judge's. */
#include <argp.h>
#include <inttypes.h>
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
#include "agent/post/endpoint.h"
#include "agent/post/judge_link.h"
#include "agent/post/secret.h"
#include "agent/post/sign.h"

enum { EXIT_USAGE = 2, EXIT_UNABLE = 3, ERROR_SIZE = 1024 };

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
    const struct argp parser = {known, take_option, NULL, "Sends Confide's reports to the employer's endpoint.",
                                NULL,  NULL,        NULL};
    struct options options = {.config_file = CONFIG_FILE};

    argp_err_exit_status = EXIT_USAGE;
    if (argp_parse(&parser, argc, argv, 0, NULL, &options) != 0)
        exit(EXIT_USAGE);
    return options;
}

/* SIGTERM and SIGINT as a descriptor, blocked before libcurl starts a thread that could take them. */
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

static bool attempt(void *data, const struct wire_report *report, const void *body, struct wire_result *result)
{
    if (!endpoint_attempt(data, report, body, result))
        return false;
    if (result->transfer == 0 && result->status >= 200 && result->status < 300)
        log_info("report %s, attempt %" PRIu32 ": HTTP %" PRId32, report->id, report->attempt, result->status);
    else if (result->transfer == 0)
        log_warning("report %s, attempt %" PRIu32 ": HTTP %" PRId32 "; confided tries again or says why not",
                    report->id, report->attempt, result->status);
    else
        log_warning("report %s, attempt %" PRIu32 ": %s", report->id, report->attempt, result->error);
    return true;
}

int main(int argc, char **argv)
{
    struct options options = read_options(argc, argv);
    struct endpoint *endpoint = NULL;
    struct sign_key key = {0};
    struct config config;
    char error[ERROR_SIZE] = "libsodium cannot be used on this machine";
    int stop = -1, code = EXIT_UNABLE;

    log_open("confide-post", options.foreground);
    if (!crypto_start() || !config_load(&config, options.config_file, error, sizeof error))
        goto out;
    if ((stop = open_stop()) < 0) {
        text_copy(error, sizeof error, "no descriptor for signals: raise LimitNOFILE");
        goto out;
    }
    if (config.endpoints[0].url[0] == '\0') {
        log_warning("%s: [post] endpoint is not set: reports are kept, none is sent; set it and restart confide-post",
                    options.config_file);
        notify_ready("no endpoint is set: nothing is sent");
        idle(stop);
    } else {
        if (!secret_read(&key, config.endpoints[0].secret_file, error, sizeof error))
            goto out;
        if (!(endpoint = endpoint_open(&config, &key, stop, error, sizeof error)))
            goto out;
        notify_ready("waiting for reports");
        judge_link_serve(config.run, stop, attempt, endpoint);
    }
    notify_stopping();
    code = EXIT_SUCCESS;
out:
    if (code != EXIT_SUCCESS)
        log_error("%s", error);
    endpoint_close(endpoint);
    explicit_bzero(&key, sizeof key);
    if (stop >= 0)
        close(stop);
    return code;
}
