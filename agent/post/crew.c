/* The parent of the voices. Owns their processes and pulses, and the watchdog. Must not own: secrets, sockets, the
 * network: what parses an endpoint's bytes is always a child, and knows its own secrets alone.
 *
 * In: a byte a second from each voice. Out: a voice that is silent is killed and started anew, as is one that died; the
 * reports in its hands stay the judge's and go again. */
#include "agent/post/crew.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/config.h"
#include "agent/base/log.h"
#include "agent/base/notify.h"
#include "agent/base/text.h"
#include "agent/post/form.h"
#include "agent/post/voice.h"

enum {
    TICK_MS = 500,
    SILENT_MS = 30000, /* below WatchdogSec=45 of confide-post.service */
    AGAIN_MS = 2000,   /* between a voice's end and its next start */
    FIRST_MS = 10000,  /* so long the first word of each is waited for before the start counts as done */
    END_MS = 3000,
    EXIT_UNABLE = 3
};

struct member {
    const struct config_endpoint *to;
    pid_t pid;                  /* 0 = none is running */
    int pulse;                  /* -1 = none */
    char heard;                 /* its last beat, '\0' = none so far */
    int64_t heard_ms, again_ms; /* clock_monotonic_ms */
    bool is_killed;
};

struct crew {
    const struct config *config;
    int stop;
    struct member members[CONFIG_ENDPOINTS];
    size_t count;
};

/* In the child: nothing of the parent's stays but the log. A parent that is killed takes its voices along, so that no
 * two of them ever speak for one endpoint. */
static int be_voice(const struct crew *crew, const struct member *member, int pulse, pid_t parent)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent)
        return EXIT_UNABLE;
    close(crew->stop);
    for (size_t i = 0; i < crew->count; i++)
        if (crew->members[i].pulse >= 0)
            close(crew->members[i].pulse);
    return voice_run(crew->config, member->to, pulse);
}

static void start(struct crew *crew, struct member *member)
{
    pid_t parent = getpid();
    int ends[2];

    member->again_ms = clock_monotonic_ms() + AGAIN_MS;
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    member->pid = fork();
    if (member->pid == 0) {
        close(ends[0]);
        exit(be_voice(crew, member, ends[1], parent));
    }
    close(ends[1]);
    if (member->pid < 0) {
        log_error("no process for a voice: %s; is TasksMax too low?", strerror(errno));
        close(ends[0]);
        member->pid = 0;
        return;
    }
    member->pulse = ends[0];
    member->heard_ms = clock_monotonic_ms();
    member->is_killed = false;
}

/* Takes leave of a voice that has ended; nothing when it has not. */
static void bury(struct member *member)
{
    char section[FORM_SECTION];
    int status;

    if (waitpid(member->pid, &status, WNOHANG) != member->pid)
        return;
    form_section(section, member->to);
    if (!member->is_killed && WIFSIGNALED(status))
        log_warning("%s its process was ended by signal %d; it is started anew", section, WTERMSIG(status));
    else if (!member->is_killed)
        log_warning("%s its process ended with %d; it is started anew", section, WEXITSTATUS(status));
    close(member->pulse);
    member->pulse = -1;
    member->pid = 0;
    member->again_ms = clock_monotonic_ms() + AGAIN_MS;
}

static void listen_to(struct member *member)
{
    char beats[64], section[FORM_SECTION];
    ssize_t got;

    while ((got = read(member->pulse, beats, sizeof beats)) > 0) {
        member->heard = beats[got - 1];
        member->heard_ms = clock_monotonic_ms();
    }
    if (!member->is_killed && clock_monotonic_ms() - member->heard_ms > SILENT_MS) {
        log_warning("%s its process was not heard for %d s: it is killed and started anew",
                    form_section(section, member->to), SILENT_MS / 1000);
        kill(member->pid, SIGKILL);
        member->is_killed = true;
    }
    bury(member);
}

static void tend(struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];

        if (member->pid > 0)
            listen_to(member);
        else if (clock_monotonic_ms() >= member->again_ms)
            start(crew, member);
    }
}

/* True while no voice is silent for long. One that was killed for that and does not die (the kernel holds it) counts as
 * silent: then only the service manager can help. */
static bool is_well(const struct crew *crew)
{
    for (size_t i = 0; i < crew->count; i++)
        if (crew->members[i].pid > 0 && clock_monotonic_ms() - crew->members[i].heard_ms > SILENT_MS + AGAIN_MS)
            return false;
    return true;
}

static bool wait_stopped(const struct crew *crew)
{
    struct pollfd all[1 + CONFIG_ENDPOINTS] = {{.fd = crew->stop, .events = POLLIN}};

    for (size_t i = 0; i < crew->count; i++)
        all[1 + i] = (struct pollfd){.fd = crew->members[i].pulse, .events = POLLIN};
    poll(all, 1 + crew->count, TICK_MS);
    return all[0].revents != 0;
}

static unsigned count_heard(const struct crew *crew, char beat)
{
    unsigned count = 0;

    for (size_t i = 0; i < crew->count; i++)
        count += crew->members[i].heard == beat;
    return count;
}

/* Waits for each voice's first word. False when to stop, or when none of them can do anything. */
static bool begin(struct crew *crew, int *code)
{
    int64_t until_ms = clock_monotonic_ms() + FIRST_MS;
    unsigned unable;
    char status[64];

    do {
        tend(crew);
        if (wait_stopped(crew))
            return false;
    } while (count_heard(crew, '\0') > 0 && clock_monotonic_ms() < until_ms);
    tend(crew);
    unable = count_heard(crew, VOICE_UNABLE);
    if (unable == crew->count) {
        *code = EXIT_UNABLE;
        return false;
    }
    if (unable)
        text_format(status, sizeof status, "waiting for reports; %u of %zu endpoints are unusable, see the log", unable,
                    crew->count);
    else
        text_copy(status, sizeof status, "waiting for reports");
    notify_ready(status);
    return true;
}

/* Asks all to end, and waits for them; what does not end is killed. */
static void end_all(struct crew *crew)
{
    int64_t until_ms = clock_monotonic_ms() + END_MS;

    for (size_t i = 0; i < crew->count; i++)
        if (crew->members[i].pid > 0)
            kill(crew->members[i].pid, SIGTERM);
    for (size_t i = 0; i < crew->count; i++) {
        struct member *member = &crew->members[i];
        struct pollfd pulse = {.fd = member->pulse};

        while (member->pid > 0 && clock_monotonic_ms() < until_ms && waitpid(member->pid, NULL, WNOHANG) == 0)
            poll(&pulse, 1, 10);
        if (member->pid > 0 && kill(member->pid, SIGKILL) == 0)
            waitpid(member->pid, NULL, 0);
        if (member->pulse >= 0)
            close(member->pulse);
    }
}

int crew_run(const struct config *config, int stop)
{
    struct crew crew = {.config = config, .stop = stop};
    int code = EXIT_SUCCESS;

    for (unsigned i = 0; i < config->endpoint_count; i++)
        if (config->endpoints[i].url[0])
            crew.members[crew.count++] = (struct member){.to = &config->endpoints[i], .pulse = -1};
    if (begin(&crew, &code))
        do {
            tend(&crew);
            if (is_well(&crew))
                notify_alive();
        } while (!wait_stopped(&crew));
    notify_stopping();
    end_all(&crew);
    return code;
}
