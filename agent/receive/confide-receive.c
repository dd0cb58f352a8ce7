/* confide-receive(8): the employer's side. One process, one loop: HTTPS, the control socket, signals, time. The same
 * program asks the running one (--list, --machines, --acknowledge). Read main from top to bottom. */
#include <argp.h>
#include <errno.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"

#include "control.h"
#include "keyfile.h"
#include "listener.h"
#include "print.h"
#include "receiver.h"
#include "receiver_answer.h"
#include "settings.h"

enum { EXIT_USAGE = 2, EXIT_CANNOT = 3, DRAIN_MS = 5000, OPTION_JSON = 256, OPTION_BY };

struct options {
    const char *config_file, *acknowledge, *by;
    bool foreground, is_printed, as_json;
    enum control_verb verb; /* 0 = be the receiver */
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    struct options *options = state->input;

    switch (key) {
    case 'l':
        options->verb = CONTROL_LIST;
        return 0;
    case 'm':
        options->verb = CONTROL_MACHINES;
        return 0;
    case 'a':
        options->verb = CONTROL_ACKNOWLEDGE;
        options->acknowledge = argument;
        return 0;
    case OPTION_BY:
        options->by = argument;
        return 0;
    case 'p':
        options->is_printed = true;
        return 0;
    case 'f':
        options->foreground = true;
        return 0;
    case 'c':
        options->config_file = argument;
        return 0;
    case OPTION_JSON:
        options->as_json = true;
        return 0;
    case 'V':
        puts("confide-receive " CONFIDE_VERSION);
        exit(EXIT_SUCCESS);
    case ARGP_KEY_ARG:
        argp_error(state, "there is nothing to name here: '%s'", argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void read_options(struct options *options, int argc, char **argv)
{
    static const struct argp_option known[] = {
        {"config", 'c', "FILE", 0, "Read FILE instead of " SETTINGS_FILE, 0},
        {"foreground", 'f', NULL, 0, "Log to standard error as well", 0},
        {"print", 'p', NULL, 0, "Print alerts on standard output, one JSON object a line", 0},
        {"list", 'l', NULL, 0, "Ask the running receiver for the cases it holds", 1},
        {"machines", 'm', NULL, 0, "Ask it for the machines it knows", 1},
        {"acknowledge", 'a', "CASE", 0, "Tell it that somebody looks after this case (R-12, or its id)", 1},
        {"by", OPTION_BY, "NAME", 0, "Who looks after it; your own login where it is not given", 1},
        {"json", OPTION_JSON, NULL, 0, "Print answers as JSON, one object a line", 1},
        {"version", 'V', NULL, 0, "Print the version", 2},
        {0},
    };
    static const struct argp argp = {
        .options = known,
        .parser = take_option,
        .doc = "Receives what Confide's agents report, and notices altered histories and silence. See "
               "confide-receive(8).",
    };

    argp_err_exit_status = EXIT_USAGE;
    argp_parse(&argp, argc, argv, 0, NULL, options);
}

/* ---- asking the running one ------------------------------------------------------------------ */

static int ask(const struct settings *settings, const struct options *options)
{
    struct control_ask question = {.verb = options->verb};
    const struct passwd *self = getpwuid(getuid());
    char why[512];
    int code;

    if (!text_copy(question.what, sizeof question.what, options->acknowledge ? options->acknowledge : "") ||
        !text_copy(question.by, sizeof question.by,
                   options->by ? options->by
                   : self      ? self->pw_name
                               : "somebody")) {
        fputs("confide-receive: the case or the name is too long\n", stderr);
        return EXIT_USAGE;
    }
    code = control_call(settings->run, &question,
                        options->as_json                    ? print_row
                        : options->verb == CONTROL_MACHINES ? print_machine
                                                            : print_case,
                        NULL, why, sizeof why);
    if (code != 0)
        fprintf(stderr, "confide-receive: %s\n", why);
    return code;
}

/* ---- being the receiver ---------------------------------------------------------------------- */

struct serving {
    struct receiver *receiver;
    struct listener *listener;
    struct control *control;
    int signals;
};

static int open_signals(void)
{
    const struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigset_t wanted;

    sigemptyset(&wanted);
    sigaddset(&wanted, SIGTERM);
    sigaddset(&wanted, SIGINT);
    sigaddset(&wanted, SIGHUP);
    if (sigprocmask(SIG_BLOCK, &wanted, NULL) != 0 || sigaction(SIGPIPE, &ignore, NULL) != 0 ||
        sigaction(SIGXFSZ, &ignore, NULL) != 0)
        return -1;
    return signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK);
}

static struct listener *open_listener(const struct settings *settings, struct receiver *receiver, char *error,
                                      size_t size)
{
    char address[64], *certificate = keyfile_text(settings->certificate, false, error, size), *key = NULL, *ca = NULL;
    struct listener_settings wanted = {.address = address};
    struct listener *listener = NULL;

    settings_address(settings->listen, address, sizeof address, &wanted.port);
    if (!certificate || !(key = keyfile_text(settings->key, true, error, size)))
        goto out;
    if (settings->client_ca[0] && !(ca = keyfile_text(settings->client_ca, false, error, size)))
        goto out;
    wanted.certificate = certificate;
    wanted.key = key;
    wanted.client_ca = ca;
    listener = listener_open(&wanted, receiver_take, receiver, error, size);
out:
    if (key)
        explicit_bzero(key, strlen(key));
    free(certificate);
    free(key);
    free(ca);
    return listener;
}

static bool open_all(struct serving *serving, const struct settings *settings, bool is_printed, char *error,
                     size_t size)
{
    text_format(error, size, "no descriptor for signals: raise LimitNOFILE");
    return (serving->signals = open_signals()) >= 0 &&
           (serving->receiver = receiver_open(settings, is_printed, error, size)) &&
           (serving->control = control_open(settings->run, receiver_answer, serving->receiver, error, size)) &&
           (serving->listener = open_listener(settings, serving->receiver, error, size));
}

/* False: it is time to end. */
static bool take_signals(struct serving *serving)
{
    struct signalfd_siginfo info;

    while (read(serving->signals, &info, sizeof info) == (ssize_t)sizeof info) {
        if (info.ssi_signo != SIGHUP)
            return false;
        receiver_reload(serving->receiver);
    }
    return true;
}

/* Waits for whatever comes first, and lets each do its part. */
static void turn(struct serving *serving, int64_t wait_ms)
{
    struct pollfd fds[CONTROL_PEERS + 3] = {{.fd = serving->signals, .events = POLLIN},
                                            {.fd = listener_fd(serving->listener), .events = POLLIN}};
    size_t count = 2 + control_fds(serving->control, fds + 2);

    poll(fds, count, (int)listener_wait_ms(serving->listener, wait_ms));
    listener_run(serving->listener, clock_monotonic_ms());
    control_run(serving->control);
}

static void serve(struct serving *serving)
{
    int64_t due_ms = clock_monotonic_ms(), now_ms;

    while (take_signals(serving) && !receiver_lost(serving->receiver)) {
        now_ms = clock_monotonic_ms();
        if (now_ms >= due_ms) {
            receiver_look(serving->receiver);
            notify_alive();
            due_ms = now_ms + RECEIVER_LOOK_MS;
        }
        turn(serving, due_ms - now_ms);
    }
}

/* Whoever is in the middle of a message is heard out. */
static void drain(struct serving *serving)
{
    int64_t until_ms = clock_monotonic_ms() + DRAIN_MS;

    while (listener_drain(serving->listener) > 0 && clock_monotonic_ms() < until_ms &&
           !receiver_lost(serving->receiver))
        turn(serving, 100);
    receiver_stop(serving->receiver);
}

static void close_all(struct serving *serving)
{
    listener_close(serving->listener);
    control_close(serving->control);
    receiver_close(serving->receiver);
    if (serving->signals >= 0)
        close(serving->signals);
}

static int receive(const struct settings *settings, const struct options *options)
{
    struct serving serving = {.signals = -1};
    char error[SETTINGS_ERROR];
    int code = EXIT_CANNOT;

    umask(0077);
    prctl(PR_SET_DUMPABLE, 0); /* no core file with secrets in it */
    if (!open_all(&serving, settings, options->is_printed, error, sizeof error))
        goto out;
    notify_ready("receiving");
    log_info("ready: %s, port %u", settings->listen, listener_port(serving.listener));
    serve(&serving);
    notify_stopping();
    drain(&serving);
    code = receiver_lost(serving.receiver) ? EXIT_CANNOT : EXIT_SUCCESS;
    text_copy(error, sizeof error, code == EXIT_SUCCESS ? "" : receiver_lost(serving.receiver));
out:
    if (code != EXIT_SUCCESS)
        log_error("%s", error);
    close_all(&serving);
    return code;
}

int main(int argc, char **argv)
{
    struct options options = {.config_file = SETTINGS_FILE};
    struct settings settings;
    char error[SETTINGS_ERROR] = "libsodium cannot be used on this machine";

    read_options(&options, argc, argv);
    if (options.verb == 0)
        log_open("confide-receive", options.foreground);
    if (!crypto_start() || !settings_load(&settings, options.config_file, error, sizeof error)) {
        if (options.verb == 0)
            log_error("%s", error);
        else
            fprintf(stderr, "confide-receive: %s\n", error);
        return EXIT_CANNOT;
    }
    return options.verb == 0 ? receive(&settings, &options) : ask(&settings, &options);
}
