/* confided(8), the judge: the one program that owns the database. It has no network and needs no privilege. Read main
 * from top to bottom; the order is the design. */
#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"

#include "agent/judge/answers/answers.h"
#include "agent/judge/answers/answers_context.h"
#include "agent/judge/desk/desk.h"
#include "agent/judge/outbox/dispatch.h"
#include "agent/judge/outbox/reminding.h"
#include "agent/judge/outbox/oath_kept.h"
#include "agent/judge/answers/inquiry_desk.h"
#include "clerk_outbox.h"
#include "keeping.h"
#include "lookout.h"
#include "reception.h"
#include "agent/judge/logins/takeover.h"
#include "agent/judge/store/store_past.h"

enum { EXIT_CANNOT = 3, TWO_DAYS_MS = 2 * 24 * 3600 * 1000 };

struct judge_program {
    const char *config_file;
    bool foreground;
    struct config config;
    struct desk *desk;
    struct reception *reception;
    struct dispatch *dispatch;
    struct reminding *reminding;
    struct keeping *keeping;
    struct takeover *takeover;
    struct lookout *lookout;
    struct answers_about about;
    struct guest_quota asking; /* what people said at ask.sock lately */
    struct answers_waiting waiting;
    struct desk_alarm *pulse;
};

static bool on_source(struct judge_program *program, struct desk_peer *peer, const struct wire_head *head,
                      const void *body)
{
    struct event event;

    if (head->type == WIRE_STATE)
        return lookout_state(program->lookout, peer, head, body);
    if (!reception_message(program->reception, peer, head, body))
        return false;
    memcpy(&event, body, sizeof event);
    lookout_event(program->lookout, peer, &event);
    return true;
}

static bool take_message(struct judge_program *program, struct desk_peer *peer, const struct wire_head *head,
                         const void *body)
{

    switch (desk_peer_role(peer)) {
    case DESK_PAM:
        return reception_message(program->reception, peer, head, body);
    case DESK_SOURCE:
        return on_source(program, peer, head, body);
    case DESK_POST:
        return dispatch_message(program->dispatch, peer, head, body);
    case DESK_CTL:
        return answers_message(&program->about, peer, head, body);
    case DESK_ASK:
        return inquiry_message(&program->about, &program->asking, peer, head, body);
    default:
        return false;
    }
}

static bool on_message(void *data, struct desk_peer *peer, const struct wire_head *head, const void *body)
{
    struct judge_program *program = data;
    bool is_taken = take_message(program, peer, head, body);

    if (!is_taken && program->reception)
        oath_refused(clerk_oath(reception_clerk(program->reception)));
    return is_taken;
}

static void on_gone(void *data, struct desk_peer *peer)
{
    struct judge_program *program = data;

    if (program->dispatch)
        dispatch_gone(program->dispatch, peer);
    if (program->lookout)
        lookout_gone(program->lookout, peer);
}

static void on_reload(void *data)
{
    struct judge_program *program = data;

    reception_reload(program->reception);
}

static bool on_ending(void *data)
{
    struct judge_program *program = data;

    return !program->dispatch || dispatch_end(program->dispatch);
}

static void on_login(void *data, const struct event *event, bool live)
{
    struct judge_program *program = data;

    if (program->takeover)
        takeover_login(program->takeover, event, live, clock_now_ms());
}

static void on_report(void *data)
{
    struct judge_program *program = data;

    if (program->dispatch)
        dispatch_look(program->dispatch);
}

/* Somebody altered the store: told as every other tampering is. */
static void on_altered(void *data, uint64_t seq, const char *words)
{
    struct judge_program *program = data;
    struct event event = {.kind = EVENT_INTEGRITY, .action = ACTION_TAMPERED, .outcome = OUTCOME_OK};

    log_error("the agent's own history was altered: %s: keep a copy of the folder as evidence", words);
    text_format(event.object, sizeof event.object, "the agent's own history, entry %llu", (unsigned long long)seq);
    text_copy(event.reason, sizeof event.reason, words);
    reception_tell(program->reception, &event);
}

static void on_tables(void *data)
{
    struct judge_program *program = data;

    if (program->about.waiting) /* else it is the start, and nobody asked yet */
        answers_tables(&program->about);
}

static void on_patience(void *data)
{
    struct judge_program *program = data;

    answers_patience(&program->about);
}

/* Comes round only when the loop does: a hung judge starves the watchdog. */
static void on_pulse(void *data)
{
    struct judge_program *program = data;

    notify_alive();
    desk_alarm_set(program->pulse, notify_period_ms());
}

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    struct judge_program *program = state->input;

    switch (key) {
    case 'c':
        program->config_file = argument;
        return 0;
    case 'f':
        program->foreground = true;
        return 0;
    case ARGP_KEY_ARG:
        argp_error(state, "there is nothing to name here: '%s'", argument);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_version(FILE *stream, struct argp_state *state)
{
    (void)state;
    fputs("confided " CONFIDE_VERSION "\n", stream);
}

static void read_arguments(struct judge_program *program, int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"config", 'c', "FILE", 0, "read FILE instead of " CONFIG_FILE, 0},
        {"foreground", 'f', NULL, 0, "log to standard error as well", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = take_option,
        .doc = "Keeps what Confide's sources tell, judges it, and has the employer told. See confided(8).",
    };

    argp_program_version_hook = print_version;
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, program);
}

static bool tell(void *data, struct event *event)
{
    struct judge_program *program = data;

    return reception_tell(program->reception, event);
}

static bool recall(void *data, const struct event *event)
{
    /* Root's facts bear no uid; a stranger's bear that stranger's. */
    if (event->source == SOURCE_PAM && event->uid == UINT32_MAX)
        on_login(data, event, false);
    return true;
}

/* An emergency that began before we did ends all the same. */
static bool open_takeover(struct judge_program *program)
{
    struct store *store = clerk_store(reception_clerk(program->reception));

    program->takeover = takeover_open(&program->config, program->desk, tell, program);
    if (!program->takeover)
        return false;
    if (store_logins(store, clock_now_ms() - TWO_DAYS_MS, recall, program) > STORE_NOTHING)
        log_error("earlier logins cannot be read: %s", store_error(store));
    return true;
}

static bool open_parts(struct judge_program *program, char *error, size_t size)
{
    struct clerk *clerk;
    const struct desk_calls calls = {.message = on_message, .gone = on_gone, .reload = on_reload, .ending = on_ending};
    const struct reception_calls to_reception = {.report = on_report, .login = on_login, .tables = on_tables};

    program->desk = desk_open(program->config.run, &calls, program, error, size);
    if (!program->desk)
        return false;
    program->reception = reception_open(&program->config, program->desk, &to_reception, program, error, size);
    if (!program->reception)
        return false;
    clerk = reception_clerk(program->reception);
    program->dispatch =
        dispatch_open(&program->config, program->desk, clerk_store(clerk), clerk_mailing(clerk), clerk_oath(clerk));
    program->reminding =
        reminding_open(&program->config, program->desk, clerk_store(clerk), clerk_mailing(clerk), on_report, program);
    program->keeping =
        keeping_open(&program->config, program->desk, clerk_store(clerk), clerk_oath(clerk), on_altered, program);
    program->pulse = desk_alarm(program->desk, on_pulse, program);
    program->waiting.alarm = desk_alarm(program->desk, on_patience, program);
    program->lookout = lookout_open(&program->config, program->desk, program->reception);
    if (!program->dispatch || !program->reminding || !program->keeping || !program->pulse || !program->waiting.alarm ||
        !program->lookout || !open_takeover(program)) {
        text_format(error, size, "not enough memory");
        return false;
    }
    oath_watch(clerk_oath(clerk), lookout_eyes(program->lookout));
    program->about = (struct answers_about){.config = &program->config,
                                            .desk = program->desk,
                                            .reception = program->reception,
                                            .takeover = program->takeover,
                                            .lookout = program->lookout,
                                            .dispatch = program->dispatch,
                                            .waiting = &program->waiting,
                                            .started_ms = clock_now_ms()};
    return true;
}

static void close_parts(struct judge_program *program)
{
    takeover_close(program->takeover);
    reminding_close(program->reminding);
    keeping_close(program->keeping);
    reception_close(program->reception);
    desk_close(program->desk);
    dispatch_close(program->dispatch);
    lookout_close(program->lookout);
}

int main(int argc, char **argv)
{
    struct judge_program program = {.config_file = CONFIG_FILE};
    char error[CONFIG_ERROR_SIZE];
    int code = EXIT_CANNOT;

    read_arguments(&program, argc, argv);
    log_open("confided", program.foreground);
    umask(0077);
    prctl(PR_SET_DUMPABLE, 0); /* no core file with patients in it */
    if (!config_load(&program.config, program.config_file, error, sizeof error))
        goto out;
    if (!crypto_start()) {
        text_format(error, sizeof error, "libsodium cannot start");
        goto out;
    }
    if (!open_parts(&program, error, sizeof error))
        goto out;
    if (notify_period_ms() > 0)
        desk_alarm_set(program.pulse, 0);
    notify_ready("keeping and judging");
    log_info("ready: %s", program.config.state);
    error[0] = '\0';
    code = desk_run(program.desk);
    notify_stopping();
out:
    if (error[0])
        log_error("%s", error);
    close_parts(&program);
    return code;
}
