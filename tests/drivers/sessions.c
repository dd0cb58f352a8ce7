/* sessions: confide-watch's view of logind, alone. A line "LOGINUID SESSION" on standard input is answered with
 * "ID SEAT LOCK" ("-" where there is none); a sleep that is announced and a waking with "sleep" and "wake", and the
 * milliseconds of the wall clock. Ends with its input. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "agent/base/clock.h"
#include "agent/base/log.h"
#include "agent/watch/session/session.h"

enum { ROUND_MS = 100 };

static void on_sleep(void *data, bool is_going)
{
    (void)data;
    printf("%s %lld\n", is_going ? "sleep" : "wake", (long long)clock_now_ms());
    fflush(stdout);
}

static void answer(struct sessions *sessions, const char *line)
{
    static const char *const locks[] = {[LOCK_UNKNOWN] = "unknown", [LOCK_OPEN] = "open", [LOCK_LOCKED] = "locked"};
    struct session_view view;
    char *rest;
    uint32_t loginuid = (uint32_t)strtoul(line, &rest, 10);

    sessions_find(sessions, loginuid, (uint32_t)strtoul(rest, NULL, 10), &view);
    printf("%s %s %s\n", view.id[0] ? view.id : "-", view.seat[0] ? view.seat : "-", locks[view.lock]);
    fflush(stdout);
}

int main(void)
{
    struct sessions *sessions;
    char line[128];

    log_open("sessions", true);
    setvbuf(stdin, NULL, _IONBF, 0);
    sessions = sessions_open(on_sleep, NULL);
    if (!sessions)
        return EXIT_FAILURE;
    for (;;) {
        struct pollfd polled[2] = {{.fd = STDIN_FILENO, .events = POLLIN}};

        polled[1].fd = sessions_fd(sessions, &polled[1].events);
        poll(polled, 2, ROUND_MS);
        sessions_step(sessions, clock_monotonic_ms());
        if (!polled[0].revents)
            continue;
        if (!fgets(line, sizeof(line), stdin))
            break;
        answer(sessions, line);
    }
    sessions_close(sessions);
    return EXIT_SUCCESS;
}
