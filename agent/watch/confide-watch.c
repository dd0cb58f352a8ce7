/* confide-watch(8), the eye: sees who opens and changes the record files, names the person while the open waits, and
 * tells the judge. It reads no record, refuses nobody and has no network. Read main from top to bottom; the order is
 * the design. */
#include <argp.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/crypto.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"
#include "agent/watch/acts/acts.h"
#include "agent/watch/eye/answer.h"
#include "agent/watch/tree/around.h"
#include "agent/watch/eye/deadman.h"
#include "agent/watch/eye/eye.h"
#include "agent/watch/harm/harm.h"
#include "agent/watch/inventory/inventory.h"
#include "agent/watch/eye/kin.h"
#include "agent/watch/tree/known.h"
#include "agent/watch/tree/links.h"
#include "agent/watch/loop.h"
#include "agent/watch/eye/mark.h"
#include "agent/watch/devices/mounts.h"
#include "agent/watch/orders.h"
#include "agent/watch/outlet.h"
#include "agent/watch/devices/printing.h"
#include "agent/watch/session/session.h"

enum { EXIT_CANNOT = 3, FINISH_MS = 2000, DEATH_MS = 500 };

struct watch_program {
    bool foreground;
    struct orders orders;
    struct deadman deadman;
    struct inventory inventory;
    struct eye eye;
    struct flow flow;
    struct keep keep;
    struct losses losses;
    struct loop loop;
};

static error_t take_option(int key, char *argument, struct argp_state *state)
{
    struct watch_program *program = state->input;

    switch (key) {
    case 'c':
        program->orders.config_file = argument;
        return 0;
    case 'f':
        program->foreground = true;
        return 0;
    case 'p':
        program->orders.print = program->foreground = true;
        return 0;
    case ARGP_KEY_ARG:
        if (program->orders.folder_count == CONFIG_RECORDS)
            argp_error(state, "at most %d folders can be named", CONFIG_RECORDS);
        program->orders.folders[program->orders.folder_count++] = argument;
        return 0;
    case ARGP_KEY_END:
        if (program->orders.folder_count > 0 && !program->orders.print)
            argp_error(state, "folders can only be named with --print; the agent's own stand in the configuration");
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static void print_version(FILE *stream, struct argp_state *state)
{
    (void)state;
    fputs("confide-watch " CONFIDE_VERSION "\n", stream);
}

static void read_arguments(struct watch_program *program, int argc, char **argv)
{
    static const struct argp_option options[] = {
        {"config", 'c', "FILE", 0, "read FILE instead of " CONFIG_FILE, 0},
        {"foreground", 'f', NULL, 0, "log to standard error as well", 0},
        {"print", 'p', NULL, 0, "print what is seen, one JSON object a line, and tell nobody else", 0},
        {0},
    };
    static const struct argp argp = {
        .options = options,
        .parser = take_option,
        .args_doc = "[DIR...]",
        .doc = "Sees who opens and changes record files and tells confided. With --print, each DIR is watched as "
               "DIR/{patient}/... and no configuration is needed. See confide-watch(8).",
    };

    argp_program_version_hook = print_version;
    argp_err_exit_status = 2;
    argp_parse(&argp, argc, argv, 0, NULL, program);
}

/* A held open takes a descriptor, and the kernel refuses the opener when there is none left. False when even the
 * highest limit allowed is too low for the answering thread's own needs. */
static bool raise_limits(void)
{
    struct rlimit limit;

    prctl(PR_SET_DUMPABLE, 0); /* who stops it with a debugger stops everybody's files */
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return false;
    limit.rlim_cur = limit.rlim_max;
    return limit.rlim_max >= (rlim_t)ANSWER_FILES && setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

static int take_signals(void)
{
    sigset_t ends;

    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGHUP);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    return signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void tell_stopped(struct outlet *outlet, const char *reason)
{
    struct event event;

    describe_own(&event, EVENT_INTEGRITY, ACTION_STOPPED, clock_now_ms(), "", 1);
    text_copy(event.reason, sizeof(event.reason), reason);
    outlet_put(outlet, &event);
}

/* In the deadman's process: the watcher can say nothing any more. */
static void tell_death(void *data, bool is_struck)
{
    const struct watch_program *program = data;
    struct outlet *outlet =
        program->orders.print ? NULL : outlet_make(program->orders.config.run, program->orders.config.watch_queue);

    if (!outlet)
        return;
    tell_stopped(outlet, is_struck ? "confide-watch hung and was ended: nothing is watched until it starts again"
                                   : "confide-watch was killed or crashed: nothing is watched until it starts again");
    if (outlet_finish(outlet, clock_monotonic_ms() + DEATH_MS) > 0) /* the next watcher waits for our end */
        log_error("that confide-watch died could not be told to confided: see when it started again");
    outlet_free(outlet);
}

static void on_sleep(void *data, bool is_going)
{
    keep_sleep(data, is_going);
}

/* The inventory's own process. It must not inherit the eye, and without it everything else still works. */
static void start_inventory(struct watch_program *program)
{
    char *folders[CONFIG_RECORDS];

    program->inventory = (struct inventory){.fd = -1, .pid = -1, .notes = {-1, -1}};
    if (program->orders.print || program->orders.config.inventory_hours == 0)
        return;
    for (unsigned i = 0; i < program->orders.roots.count; i++)
        folders[i] = program->orders.roots.list[i].template.root;
    if (!inventory_start(&program->inventory, program->orders.config.inventory, folders, program->orders.roots.count))
        log_warning("%s: no inventory of the records can be made: %s", program->orders.config.inventory,
                    strerror(errno));
}

/* What each part is given of the others. */
static void wire(struct watch_program *program)
{
    program->flow.describe = (struct describe){.roots = &program->orders.roots,
                                               .folders = program->keep.folders,
                                               .around = program->losses.around,
                                               .links = program->flow.links,
                                               .sessions = program->loop.sessions};
    program->flow.outlet = program->keep.outlet = program->losses.outlet = program->loop.outlet;
    program->flow.eye = program->keep.eye = &program->eye;
    program->flow.inventory = program->keep.inventory = program->losses.inventory = &program->inventory;
    program->keep.config = &program->orders.config;
    program->keep.roots = &program->orders.roots;
    program->keep.mounts = program->losses.mounts = program->loop.mounts;
    program->keep.answer = program->loop.answer;
    program->keep.describe = &program->flow.describe;
    program->losses.roots = &program->orders.roots;
    program->losses.flow = &program->flow;
    program->losses.inventory_hours = program->inventory.fd < 0 ? 0 : program->orders.config.inventory_hours;
    program->loop.keep = &program->keep;
    program->loop.flow = &program->flow;
    program->loop.losses = &program->losses;
    program->loop.deadman = &program->deadman;
    program->loop.state.started_ms = clock_now_ms();
}

/* Who is whose child: without that news all works, and less is named. */
static struct kin *open_kin(void)
{
    struct kin *kin = kin_open(notify_given());
    int error;

    if (kin && !kin_works(kin, &error))
        log_info(
            "the kernel's news of processes cannot be had (%s): who deletes, renames or writes and ends at once may "
            "go unnamed",
            strerror(error));
    return kin;
}

static bool open_parts(struct watch_program *program, char *error, size_t size)
{
    const struct config *config = &program->orders.config;
    struct flow *flow = &program->flow;
    struct keep *keep = &program->keep;
    struct loop *loop = &program->loop;

    if (!eye_open(&program->eye, config->attribution == WATCH_BARRIER, error, size))
        return false;
    loop->outlet = outlet_make(program->orders.print ? NULL : config->run, config->watch_queue);
    loop->answer = answer_start(&program->eye, &program->deadman, open_kin());
    loop->mounts = mounts_open(config);
    loop->sessions = sessions_open(on_sleep, keep);
    loop->printing = printing_open(config->cups_spool);
    flow->acts = acts_make();
    flow->harm = harm_make();
    flow->known = known_make();
    flow->links = links_make();
    keep->folders = folder_table();
    if (flow->known && keep->folders)
        keep->patrol = patrol_make(&program->eye, keep->folders, flow->known);
    if (loop->mounts)
        program->losses.around = around_make(&program->eye, loop->mounts);
    wire(program);
    if (loop->outlet && loop->answer && loop->sessions && loop->printing && flow->acts && flow->harm && flow->links &&
        keep->patrol && program->losses.around)
        return true;
    text_format(error, size, "not enough memory or threads: %s", strerror(errno));
    return false;
}

static void close_parts(struct watch_program *program)
{
    outlet_free(program->loop.outlet);
    answer_free(program->loop.answer);
    sessions_close(program->loop.sessions);
    printing_close(program->loop.printing);
    around_free(program->losses.around);
    mounts_close(program->loop.mounts);
    acts_free(program->flow.acts);
    harm_free(program->flow.harm);
    known_free(program->flow.known);
    links_free(program->flow.links);
    patrol_free(program->keep.patrol);
    folder_free(program->keep.folders);
}

/* Openers first: from eye_close on nobody can be waiting. */
static void stop(struct watch_program *program, bool is_asked)
{
    struct outlet *outlet = program->loop.outlet;
    size_t left;

    mark_flush(&program->eye);
    answer_end(program->loop.answer);
    eye_close(&program->eye);
    deadman_stop(&program->deadman);
    loop_drain(&program->loop);
    flow_step(&program->flow, INT64_MAX);
    inventory_stop(&program->inventory);
    tell_stopped(outlet, is_asked ? "confide-watch was told to stop: nothing is watched until it starts again"
                                  : "confide-watch could not go on: nothing is watched until it starts again");
    left = outlet_finish(outlet, clock_monotonic_ms() + FINISH_MS);
    if (left > 0)
        log_error("%zu events could not be given to confided and are lost: start confided before confide-watch is "
                  "stopped",
                  left);
    close_parts(program);
}

static int give_up(const char *error)
{
    log_error("%s", error);
    return EXIT_CANNOT;
}

int main(int argc, char **argv)
{
    struct watch_program program = {0};
    char error[CONFIG_ERROR_SIZE + CONFIG_PATH];
    bool is_asked;

    read_arguments(&program, argc, argv);
    log_open("confide-watch", program.foreground);
    if (!orders_read(&program.orders, error, sizeof(error)))
        return give_up(error);
    if (!crypto_start())
        return give_up("libsodium cannot be used on this machine");
    if (!raise_limits())
        return give_up("too few open files are allowed: each person who waits for a record needs one. Set "
                       "LimitNOFILE=65536 in the unit, or ulimit -n 65536");
    program.loop.signals = take_signals();

    start_inventory(&program);
    /* From here on there is somebody who ends us if we hang. Neither may inherit what comes next. */
    if (!deadman_start(&program.deadman, tell_death, &program))
        return give_up("no process could be started to guard this one (see TasksMax=, ulimit -u)");
    if (!open_parts(&program, error, sizeof(error)))
        return give_up(error);
    /* Waiting for a page from a busy disk is waiting too. Without the right to lock memory all still works. */
    mlockall(MCL_CURRENT | MCL_ONFAULT);
    losses_start(&program.losses, clock_monotonic_ms());
    keep_start(&program.keep, clock_monotonic_ms());
    notify_ready("watching");
    is_asked = loop_run(&program.loop);
    notify_stopping();
    stop(&program, is_asked);
    return is_asked ? EXIT_SUCCESS : EXIT_CANNOT;
}
